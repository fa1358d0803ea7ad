#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 77-host-masked.sh - sevgate host where firmware with the fix of AMD-SB-3023 forbids SEV-ES: KVM
# says so, and not its parameter; no agent asked it
# kernels: 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
in_vm --snp --cpu EPYC-Turin,model=2 --api 1.58 --build 3 --tcb 0x4a00000004020104 --file "$BUILD/sevgate"

load kvm_amd
is "the parameter" "$(cat /sys/module/kvm_amd/parameters/sev_es)" Y
sevgate host >/tmp/host
is "is not the whole of it" "$(sed -n 's/^  \([A-Z]*\)  kvm-sev[a-z-]* *\(.*\)/\1 \2/p' /tmp/host)" \
	"PASS kvm_amd has sev switched on
WARN kvm_amd has sev_es switched on, but KVM starts no such guest
PASS kvm_amd has sev_snp switched on"
tap_end
