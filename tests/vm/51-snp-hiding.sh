#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 51-snp-hiding.sh - ciphertext hiding gives SEV-SNP ASIDs of its own
# kernels: 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
in_vm --snp --file "$BUILD/tests/vm/sev-ask" --file "$BUILD/tests/vm/sev-vms" \
	--max-asid 99 --min-sev-asid 30
load kvm_amd ciphertext_hiding_asids=12

ok "SEV-SNP has the first ones" kernel_says 'SEV-SNP enabled \(ASIDs 1 - 12\)'
ok "SEV-ES those behind" kernel_says 'SEV-ES enabled \(ASIDs 13 - 29\)'
like "the firmware was told" "$(sev-ask snp-status)" '^features 0x68$'
is "the misc controller has one number for both" "$(misc sev_es capacity)" 29

# held ARGUMENT...: what sev-vms says, and the use of what both share
held()
{
	run sev-vms "$@" -- sh -c 'grep sev_es /sys/fs/cgroup/misc.current'
}

held snp 1000
is "no SEV-SNP guest beyond them" "$OUT" "INIT2 errno 16 firmware 0
snp 12
sev_es 12"
held es 1000
is "no SEV-ES guest before them" "$OUT" "INIT errno 16 firmware 0
es 17
sev_es 17"
held snp 12 es 17
is "both together have all" "$OUT" "snp 12
es 17
sev_es 29"
unlike "the firmware had nothing to object to" "$(trace)" ' [1-9]'
tap_end
