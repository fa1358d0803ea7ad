#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# scrape.sh - a real Prometheus gets the same by node_exporter and directly
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=host.sh
. "$top/tests/metrics/host.sh"

# lint TREE: what promtool says of its metrics
lint()
{
	new_host "$1" "$1"
	"$BUILD/sevgate" metrics --root "$root" | "$promtool" check metrics
}
for tree in tests/data/hosts/*/; do
	ok "promtool finds nothing in the metrics of $(basename "$tree")" lint "$(basename "$tree")"
done

new_host host milan
cat >"$root/etc/sevgate/policy.d/10-platform.xml" <<-E
	<policy><platform><firmware interface='snp' api='1.55' build='22'/></platform></policy>
E
agent || exit
node_exporter "$root/textfiles" || exit
node=$PORT
answer || exit
direct=$PORT
prometheus <<-E || exit
scrape_configs:
- { job_name: node, static_configs: [ { targets: [ 'localhost:$node' ] } ] }
- { job_name: direct, static_configs: [ { targets: [ 'localhost:$direct' ] } ] }
E

await "Prometheus scrapes both" has_data 'sum(up) == 2 and count(sevgate_build_info) == 2'
ok "node_exporter takes the textfile" has_data 'node_textfile_scrape_error == 0'
ok "under a name that alerts know" has_data 'node_textfile_mtime_seconds{file=~"(.*/)?sevgate\\.prom"}'

# one decision of each kind, after counters were seen at 0
start_guest
start_guest "${bad[@]}"
agent_found_right
kill -HUP "$agent"
for decision in allow deny; do
	await "what the hook decides comes by both ways: $decision" has_data \
		"count(increase(sevgate_policy_decisions_total{operation='prepare', decision='$decision'}[1m]) > 0) == 2"
done
await "and what its rules found" has_data "increase(sevgate_policy_rule_findings_total{rule='machine-q35'}[1m]) > 0"

# values JOB: all that came that way, except the time it took
values()
{
	query "{job=\"$1\", __name__=~\"sev.*\", __name__!~\".*:.*|.*_duration_seconds|.*_last_refresh_.*\"}" |
		jq -r '.[] | [.metric | del(.job, .instance) | tojson] + [.value[1]] | @text' | sort
}
# differ: what comes only one way
differ()
{
	diff <(values node) <(values direct) | head -n 20
}
wait_for eval '[ -z "$(differ)" ]'
is "both ways give the same values" "$(differ)" ""
ok "what the agent knows is there" has_data \
	'sevgate_agent_up == 1 and on (job) sevgate_libvirt_up == 1 and on (job) sevgate_guests{type="none"} == 1'
ok "and that the firmware is not what the policy demands" has_data 'sevgate_firmware_minimum_met{interface="snp"} == 0'
ok "and many" [ "$(values node | wc -l)" -gt 200 ]

while read -r expr; do
	await "there are data for $expr" has_data "$expr"
done < <(dashboard_queries)

# draw: what is in the documentation, of this
draw()
{
	tests/metrics/draw.py "$API" 30 <"$packaged/dashboard.json" >"$work/dashboard.svg" &&
		xmllint --noout "$work/dashboard.svg"
}
ok "the dashboard can be drawn" draw
is "with data in every panel" "$(grep -c '>no data<' "$work/dashboard.svg")" 0
tap_end
