#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 50-snp.sh - a host for SEV-SNP
# kernels: 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
in_vm --snp --file "$BUILD/tests/vm/sev-ask" --file "$BUILD/tests/vm/sev-vms" \
	--max-asid 99 --min-sev-asid 30
load kvm_amd

ok "the kernel is a host for SEV-SNP" kernel_says 'SEV-SNP enabled \(ASIDs 1 - 29\)'
ok "it has initialized that first" kernel_says 'SEV-SNP API:1\.55 build:24'
is "kvm_amd says so" "$(cat /sys/module/kvm_amd/parameters/sev_snp)" Y
ok "SNP_PLATFORM_STATUS" sev-ask snp-status
is "is that of a platform without guests" "$(grep -v tcb <<<"$OUT")" "api 1.55
build 24
state 1
rmp 1
features 0x28
guests 0"
like "with a TCB" "$OUT" '^tcb 0xd8'
like "and SEV's is initialized beside it" "$(sev-ask status)" '^state 1$'
if newer_than 6.12; then
	ok "the kernel lists mitigations" test -e /sys/firmware/sev/vulnerabilities/supported_mitigations
	is "as the firmware says" "$(cat /sys/firmware/sev/vulnerabilities/*_mitigations | tr '\n' ' ')" "0x3 0x1 "
fi

# held ARGUMENT...: what sev-vms says, and others while it holds them
held()
{
	run sev-vms "$@" -- bash -c '. /test/vm/lib.sh
		sev-ask snp-status | grep guests
		sev-ask status | grep guests
		echo "sev $(misc sev) sev_es $(misc sev_es)"'
}

held snp 4 sev 2
is "four SEV-SNP and two SEV guests" "$OUT" "snp 4
sev 2
guests 4
guests 2
sev 2 sev_es 4"
held snp 1000
is "SEV-SNP guests until there are no more" "$OUT" "INIT2 errno 16 firmware 0
snp 29
guests 29
guests 0
sev 0 sev_es 29"
held es 10 snp 1000
is "SEV-ES guests have theirs from the same" "$OUT" "es 10
INIT2 errno 16 firmware 0
snp 19
guests 19
guests 10
sev 0 sev_es 29"
like "no guest is left" "$(sev-ask snp-status)" '^guests 0$'
is "nor counted" "$(misc sev) $(misc sev_es)" "0 0"

faults "status SNP_LAUNCH_START 7"
ok "a guest that the firmware refuses" sev-vms snp 1 -- true
is "is not there" "$OUT" "SNP_LAUNCH_START errno 5 firmware 7
snp 0"
faults
unlike "nothing else was refused" "$(trace | grep -v SNP_LAUNCH_START)" ' [1-9]'
ok "kvm_amd goes" rmmod kvm_amd
ok "ccp goes" rmmod ccp
like "which ends SEV-SNP" "$(trace)" '^SNP_SHUTDOWN 0$'
tap_end
