# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# metrics.sh - what tests of sevgate metrics share; sourced, in the VM, after
# tests/vm/sevstat.sh

# metrics_vm OPTION...: in_vm with the module and sevgate
metrics_vm()
{
	[ -z "${SEVGATE_IN_VM:-}" ] || return 0
	sevstat_vm --file "$BUILD/sevgate" \
		--file "$TOP/tests/vm/metrics.sh:/test/vm/metrics.sh" "$@"
}

# scrape: what the metrics are now, for series()
scrape()
{
	sevgate metrics >/tmp/metrics
}

# series NAME{LABELS}...: the values of the last scrape, "-" for what is not there
series()
{
	local name
	for name; do
		awk -v name="$name " 'BEGIN { value = "-" }
			index($0, name) == 1 { value = substr($0, length(name) + 1) }
			END { printf "%s ", value }' /tmp/metrics
	done
}

# family NAME: its series of the last scrape, with their values
family()
{
	grep -E "^$1[{ ]" /tmp/metrics
}

# tcb WHICH: its parts as Turin lays them out, from the first byte to the last
tcb()
{
	local part
	for part in fmc bootloader tee snp microcode; do
		series "sev_tcb_svn{tcb=\"$1\",component=\"$part\"}"
	done
}

# none NAME...: no series of these families
none()
{
	local name
	for name; do
		! family "$name" || return 1
	done
}

# pools FAMILY: its values for SEV, SEV-ES, and SEV-SNP
pools()
{
	series "$1{pool=\"sev\"}" "$1{pool=\"sev_es\"}" "$1{pool=\"sev_snp\"}"
}

# --- the agent, without libvirt, which it goes on looking for --------------------

# agent: sevgated; its textfile is in /tmp/text
agent()
{
	mkdir -p /tmp/text
	sevgated --textfile /tmp/text 2>>/tmp/agent.log &
	agent=$!
}

agent_end()
{
	kill "$agent"
	wait "$agent"
}

# answered: until the present agent was answered, or refused
answered()
{
	until scrape && [ "$(series sev_status_refreshes_total)" != "- " ]; do :; done
}

# in_firmware: it waits for an answer
in_firmware()
{
	grep -qs sev_do_cmd "/proc/$agent"/task/*/stack
}

# agent_waits: both of its threads wait for something to do, and it for libvirt
agent_waits()
{
	[ "$(grep -ls futex_wait "/proc/$agent"/task/*/stack | wc -l)" = 2 ]
}

# statuses: how often the firmware was asked for its status
statuses()
{
	trace | grep -cw PLATFORM_STATUS
}

# source_of FAMILY: where the facts are from
source_of()
{
	family sev_host_info | sed -n "s/.*family=\"$1\",source=\"\(.*\)\"} 1$/\1/p"
}

questions()
{
	series sev_status_refreshes_total sev_status_refresh_errors_total
}

# state_of INTERFACE: the one that holds
state_of()
{
	sed -n "s/^sev_platform_state{interface=\"$1\",state=\"\(.*\)\"} 1\$/\1/p" /tmp/metrics
}

# said_by_agent, said_by_sev: the same of the firmware, by metrics and by /dev/sev
said_by_agent()
{
	echo "$(series 'sev_firmware_api_major{interface="sev"}' 'sev_firmware_api_minor{interface="sev"}' \
		'sev_firmware_build{interface="sev"}' 'sev_firmware_guests{interface="sev"}')$(state_of sev)" \
		"$(series 'sev_platform_flag{interface="sev",flag="owned"}')$(
			series 'sev_platform_flag{interface="sev",flag="es_initialized"}')" | sed 's/ $//'
}

said_by_sev()
{
	local states=(uninit init working) flags
	sev-ask status >/tmp/sev
	flags=$(field flags </tmp/sev)
	echo "$(field api </tmp/sev | tr . ' ') $(field build </tmp/sev) $(field guests </tmp/sev)" \
		"${states[$(field state </tmp/sev)]} $((flags & 1)) $((flags >> 8 & 1))"
}

# fresh: the firmware answered within the last minute
fresh()
{
	local when
	when=$(series sev_status_last_refresh_timestamp_seconds)
	[ "${when%%[. ]*}" -gt $(($(date +%s) - 60)) ] && [ "${when%%[. ]*}" -le "$(date +%s)" ]
}
