#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 71-metrics-snp.sh - sevgate metrics on a host for SEV-SNP, of the Turin generation
# kernels: 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/vm/sevstat.sh
. "$(dirname "$0")/sevstat.sh"
# shellcheck source=tests/vm/metrics.sh
. "$(dirname "$0")/metrics.sh"
metrics_vm --snp --cpu EPYC-Turin,model=2 --api 1.58 --build 3 --tcb 0x4a00000003020104 \
	--max-asid 99 --min-sev-asid 30

load kvm_amd
insmod /test/sevstat.ko period_ms=0
asked
asked
ok "a scrape" scrape
is "the generation" "$(series 'sev_host_info{family="turin",source="sevstat"}')" "1 "
is "all kinds can be started" "$(series 'sev_feature_enabled{feature="sev"}' \
	'sev_feature_enabled{feature="sev_es"}' 'sev_feature_enabled{feature="sev_snp"}')" "1 1 1 "
is "the firmware of SEV-SNP" "$(series 'sev_firmware_info{interface="snp",api="1.58",build="3"}' \
	'sev_firmware_api_minor{interface="snp"}')" "1 58 "
is "its state" "$(series 'sev_platform_state{interface="snp",state="init"}' \
	'sev_platform_state{interface="snp",state="uninit"}')" "1 0 "
is "the TCB, as Turin lays it out" "$(tcb current)" "4 1 2 3 74 "
is "which is reported" "$(tcb reported)" "4 1 2 3 74 "
ok "the administrator has less reported, and hides the chip" sev-ask snp-config 0x4900000003020003 3
asked
asked
scrape
is "which shows" "$(tcb reported)" "3 0 2 3 73 "
is "and leaves what runs" "$(tcb current)" "4 1 2 3 74 "
is "flags" "$(series 'sev_platform_flag{interface="snp",flag="chip_id_masked"}' \
	'sev_platform_flag{interface="snp",flag="chip_key_masked"}' \
	'sev_platform_flag{interface="snp",flag="vlek_loaded"}' \
	'sev_platform_flag{interface="snp",flag="rmp_initialized"}')" "1 1 0 1 "

# held KIND COUNT...: pools, and guests as the firmware counts them
held()
{
	run sev-vms "$@" -- bash -c '. /test/vm/lib.sh; . /test/vm/sevstat.sh; . /test/vm/metrics.sh
		asked
		asked
		scrape
		pools sev_asids; echo
		pools sev_asids_in_use; echo
		series "sev_firmware_guests{interface=\"sev\"}"; sev-ask status | field guests
		series "sev_firmware_guests{interface=\"snp\"}"; sev-ask snp-status | field guests'
}

held snp 4 es 3 sev 2
is "SEV-SNP guests share with SEV-ES" "$OUT" "$(printf '%s\n' "snp 4" "es 3" "sev 2" \
	"70 29 - " "2 7 - " "5 5" "4 4")"
rmmod kvm_amd
load kvm_amd ciphertext_hiding_asids=12
asked
asked
held snp 12 es 1
is "with ciphertext hiding they do not" "$OUT" "$(printf '%s\n' "snp 12" "es 1" \
	"70 17 12 " "0 1 12 " "1 1" "12 12")"
faults "status SNP_PLATFORM_STATUS 1"
asked
asked
scrape
is "what the firmware does not say is absent" "$(pools sev_asids) $(pools sev_asids_in_use)" "70 17 12  0 - - "
tap_end
