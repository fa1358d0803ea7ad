#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 61-sevstat-snp.sh - the kernel module on a host for SEV-SNP, with ciphertext
# hiding where the kernel can do that
# kernels: 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/vm/sevstat.sh
. "$(dirname "$0")/sevstat.sh"
sevstat_vm --snp --max-asid 99 --min-sev-asid 30

load kvm_amd
ok "it loads" insmod /test/sevstat.ko
asked
asked
is "as SNP_PLATFORM_STATUS says" \
	"$(says snp/api) $(says snp/build) $(says snp/state) $(says snp/rmp_initialized) $(says snp/guests)" \
	"1.55 24 init 1 0"
is "every file is documented, and every documented one is there" "$(shown)" "$(documented)"
is "with its TCB" "$(says snp/current_tcb)" "$(sev-ask snp-status | field tcb)"
is "SEV-ES and SEV-SNP share" \
	"$(says asid/sev_es_first) $(says asid/sev_es_last) $(says asid/sev_snp_first) $(says asid/sev_snp_last)" \
	"1 29 1 29"

# held ARGUMENT...: what the module says while there are VMs
held()
{
	run sev-vms "$@" -- bash -c '. /test/vm/sevstat.sh; asked; asked
		for type in sev sev_es sev_snp; do
			echo "$type $(says asid/${type}_used) $(says asid/${type}_available)"
		done'
}

held snp 4 es 3
is "four SEV-SNP guests and three SEV-ES" "$OUT" "$(printf '%s\n' "snp 4" "es 3" \
	"sev 0 70" "sev_es 3 22" "sev_snp 4 22")"
if newer_than 6.12; then
	rmmod kvm_amd
	load kvm_amd ciphertext_hiding_asids=12
	asked
	asked
	is "with ciphertext hiding 1 to 12 are SEV-SNP's" \
		"$(says asid/sev_snp_first) $(says asid/sev_snp_last) $(says asid/sev_es_first) $(says asid/sev_es_last)" \
		"1 12 13 29"
	is "which the firmware says, too" "$(says snp/ciphertext_hiding_enabled)" 1
	held snp 12
	is "SEV-SNP is full while the pool is not" "$OUT" "$(printf '%s\n' "snp 12" \
		"sev 0 70" "sev_es 0 17" "sev_snp 12 0")"
else
	held snp 29
	is "SEV-SNP takes all of it" "$OUT" "$(printf '%s\n' "snp 29" \
		"sev 0 70" "sev_es 0 0" "sev_snp 29 0")"
fi
faults "status SNP_PLATFORM_STATUS 1"
asked
asked
ok "what the firmware does not say is not shown" fails_to_say asid/sev_snp_used
is "SEV's own still is" "$(says asid/sev_available)" 70
tap_end
