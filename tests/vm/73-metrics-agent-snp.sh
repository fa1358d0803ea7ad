#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 73-metrics-agent-snp.sh - the agent asks /dev/sev about SEV-SNP, and asks again
# kernels: 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/vm/sevstat.sh
. "$(dirname "$0")/sevstat.sh"
# shellcheck source=tests/vm/metrics.sh
. "$(dirname "$0")/metrics.sh"
metrics_vm --file "$BUILD/sevgated" --snp --cpu EPYC-Turin,model=2 --api 1.58 --build 3 \
	--tcb 0x8a00000003020104 --max-asid 99 --min-sev-asid 30

# bytes NAME: of a TCB that /dev/sev says, in the order of Turin
bytes()
{
	local tcb byte
	tcb=$(field "$1" </tmp/sev)
	for byte in 0 1 2 3 7; do
		echo -n "$((tcb >> 8 * byte & 0xff)) "
	done
}

# snp_by_agent, snp_by_sev: the same of SEV-SNP, by metrics and by /dev/sev
snp_by_agent()
{
	local flag
	echo "$(series 'sev_firmware_api_major{interface="snp"}' 'sev_firmware_api_minor{interface="snp"}' \
		'sev_firmware_build{interface="snp"}' 'sev_firmware_guests{interface="snp"}')$(state_of snp)"
	for flag in rmp_initialized chip_id_masked chip_key_masked vlek_loaded rapl_disabled \
		ciphertext_hiding_capable ciphertext_hiding_enabled; do
		series "sev_platform_flag{interface=\"snp\",flag=\"$flag\"}"
	done
	echo
	echo "$(tcb current)$(tcb reported)"
}

snp_by_sev()
{
	local states=(uninit init) features bit
	sev-ask snp-status >/tmp/sev
	features=$(field features </tmp/sev)
	echo "$(field api </tmp/sev | tr . ' ') $(field build </tmp/sev) $(field guests </tmp/sev)" \
		"${states[$(field state </tmp/sev)]}"
	echo -n "$(field rmp </tmp/sev) "
	for bit in 0 1 2 4 5 6; do
		echo -n "$((features >> bit & 1)) "
	done
	echo
	echo "$(bytes tcb)$(bytes reported_tcb)"
}
export -f bytes snp_by_agent snp_by_sev

load kvm_amd
agent
answered
is "the firmware of SEV-SNP, as /dev/sev says" "$(snp_by_agent)" "$(snp_by_sev)"
is "the source" "$(source_of turin)" ioctl
is "the TCB, as Turin lays it out" "$(tcb current)" "4 1 2 3 138 "
is "and of the other interface" "$(said_by_agent)" "$(said_by_sev)"
agent_end

ok "the administrator has less reported, and hides the chip" sev-ask snp-config 0x8900000003020003 3
run sev-vms snp 4 es 3 sev 2 -- bash -c '. /test/vm/lib.sh; . /test/vm/sevstat.sh; . /test/vm/metrics.sh
	agent
	answered
	snp_by_agent
	snp_by_sev
	agent_end'
flags='1 1 1 0 0 1 0 '
both="1 58 3 4 init
$flags
4 1 2 3 138 3 0 2 3 137 "
is "with guests" "$OUT" "$(printf '%s\n' "snp 4" "es 3" "sev 2" "$both" "$both")"

# --- ciphertext hiding: the firmware says which of the ASIDs are SEV-SNP's -----------------

rmmod kvm_amd
load kvm_amd ciphertext_hiding_asids=12
run sev-vms snp 5 es 2 -- bash -c '. /test/vm/lib.sh; . /test/vm/sevstat.sh; . /test/vm/metrics.sh
	agent
	answered
	pools sev_asids_in_use
	series "sev_platform_flag{interface=\"snp\",flag=\"ciphertext_hiding_enabled\"}"
	agent_end'
is "with ciphertext hiding" "$OUT" "$(printf '%s\n' "snp 5" "es 2" "0 2 5 1 ")"

# --- a minute later ---------------------------------------------------------------------------

agent
answered
asked_at=$(series sev_status_last_refresh_timestamp_seconds)
faults "status SNP_PLATFORM_STATUS 1"
until scrape && [ "$(series sev_status_refreshes_total)" = "2 " ]; do :; done
is "it asks again" "$(series sev_status_refresh_errors_total)" "0 "
ok "and was answered" test "$(series sev_status_last_refresh_timestamp_seconds)" != "$asked_at"
ok "what is not said any more is absent" bash -c '! grep -E "^sev_(firmware|platform)_.*snp|^sev_tcb" /tmp/metrics'
is "what is said is there" "$(said_by_agent)" "$(said_by_sev)"
agent_end
tap_end
