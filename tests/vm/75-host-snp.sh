#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 75-host-snp.sh - sevgate host on a host for SEV-SNP: registers, RMP, TCB, what is known to be bad
# kernels: 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/vm/sevstat.sh
. "$(dirname "$0")/sevstat.sh"
# shellcheck source=tests/vm/metrics.sh
. "$(dirname "$0")/metrics.sh"
metrics_vm --module msr --snp --cpu EPYC-Turin,model=2 --api 1.58 --build 3 --tcb 0x4a00000003020104 \
	--max-asid 99 --min-sev-asid 30

# came NAME...: what came of these checks at the last look
came()
{
	local name
	for name; do
		awk -v name="$name" '$2 == name { printf "%s ", $1 }' /tmp/host
	done
}

sevgate host >/tmp/host
is "without the module msr" "$(came cpu-sev-snp bios-snp rmp-table)" "PASS SKIP SKIP "
load msr
load kvm_amd
insmod /test/sevstat.ko period_ms=0
asked
asked
sevgate host >/tmp/host
is "SEV-SNP" "$(came cpu-sev-snp kvm-sev-snp firmware-snp firmware-rmp iommu)" "PASS PASS PASS PASS PASS "
is "registers" "$(came bios-sme bios-snp rmp-table)" "PASS PASS PASS "
is "privilege levels" "$(sed -n 's/^  INFO  cpu-vmpls\? *//p' /tmp/host)" "VM privilege levels: yes
number of VM privilege levels: 4"
is "SEV-ES, which such firmware lets be" "$(came kvm-sev-es)" "PASS "
is "an SVN that is too low" "$(came firmware-known-bad firmware-tcb)" "WARN PASS "
sev-ask snp-config 0x4900000003020003 3
asked
asked
sevgate host >/tmp/host
is "less is reported" "$(came firmware-tcb)" "WARN "
rmmod kvm_amd
load kvm_amd ciphertext_hiding_asids=12
asked
sevgate host >/tmp/host
is "ASIDs of their own" "$(came asids-sev asids-sev-es asids-sev-snp)" "PASS PASS PASS "
tap_end
