# shellcheck shell=bash disable=SC2034,SC2154 # set for, and by, who sources it
# SPDX-License-Identifier: GPL-2.0-or-later
# host.sh - directories that stand for hosts; sourced after lib.sh

hook=$BUILD/sevgate-hook
# shellcheck source-path=SCRIPTDIR source=../hook/root.sh
. "$top/tests/hook/root.sh"

# new_host NAME TREE: files captured on a host, see tests/data/hosts, with the
# shipped policy; sets root
new_host()
{
	root=$work/$1
	new_root
	cp -r "$top/tests/data/hosts/$2/." "$root"
}

# start_guest [EDIT...]: ask the real hook for a decision, which it counts
start_guest()
{
	domain "$@" | "$hook" --root "$root" guest prepare begin - >/dev/null 2>&1
}

# agent: the real one, on libvirt's driver for tests, with a textfile below
# $root/textfiles; sets $agent
agent()
{
	mkdir -p "$root/textfiles"
	background "$BUILD/sevgated" --connect test:///default --root "$root" \
		--textfile /textfiles
	agent=$!
	wait_for test -e "$root/textfiles/sevgate.prom"
}

# agent_says [JQ]: what the agent leaves for metrics, changed by a jq program
agent_says()
{
	local up file=$root/run/sevgate/metrics/agent.json
	read -r up _ </proc/uptime
	mkdir -p "${file%/*}"
	jq -n --argjson up "${up%.*}" --argjson now "$(date +%s)" --arg uuid "$uuid" '{
		version: 1, written: $up, libvirt: true, policy_ok: true,
		generation: 1, loaded: ($now - 3600), masked: 0, dropped: 0,
		profiles: {"0": 0, "1": 1, "2": 1}, exemptions: {"0": 1, "1": 0},
		guests: {"0": 3, "1": 5, "2": 3, "3": 8, "4": 0},
		sev: {minimum: {set: true, api_major: 1, api_minor: 40, build: 0}},
		snp: {minimum: {set: false, api_major: 0, api_minor: 0, build: 0}},
		measured: [{uuid: $uuid, match: true, when: ($now - 60)}]
	} | '"${1:-.}" >"$file.new" && mv "$file.new" "$file"
}

# agent_counts SERIES [N]: so many more, as the agent counts, in the file that it
# shares with the hook
agent_counts()
{
	local file=$root/run/sevgate/metrics/counters
	awk -v series="$1" -v n="${2:-1}" '
		$1 == series { n += $2; next }
		/^# end/ { print series, n }
		{ print }' "$file" >"$file.new" && mv "$file.new" "$file"
}

# agent_found_right: a launch, just now
agent_found_right()
{
	local when=sevgate_attestation_last_success_timestamp_seconds
	sed -i "/^$when /d" "$root/run/sevgate/metrics/counters"
	agent_counts $when "$(date +%s)"
	agent_counts 'sevgate_attestation_results_total{result="ok"}'
}

# textfile: what the agent does from time to time
textfile()
{
	mkdir -p "$root/textfiles"
	"$BUILD/sevgate" metrics --root "$root" --textfile /textfiles
}

# answer: what sevgate-metrics.socket does, a process for each scrape; sets PORT.
# Below the ports that others are given by themselves, until one is free.
answer()
{
	local try
	for try in {1..20}; do
		serve systemd-socket-activate --accept --inetd \
			--listen=127.0.0.1:$((20000 + RANDOM % 12000)) \
			"$BUILD/sevgate-metrics" --root "$root" && return
	done
	return 1
}
