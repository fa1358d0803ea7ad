#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 59-alerts.sh - what goes wrong with guests fires alerts in a real Prometheus
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
top=$TOP work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source-path=SCRIPTDIR source=../metrics/programs.sh
. "$TOP/tests/metrics/programs.sh"
plan 9

dir=/var/lib/prometheus/node-exporter

# fires ALERT...: these are all that fire, in order
fires()
{
	local found
	found=$(query 'ALERTS{alertstate="firing"}' | jq -r '[.[].metric.alertname] | sort | unique | join(" ")')
	[ "$found" = "$*" ]
}

rig_up -p
# in place of the one that rig_up sets
trap 'programs_end; rm -rf "$work"; finish' EXIT
in_rig mkdir -p $dir
rig_profile tenants "<match name='t-*'/>
	<launch type='sev' policy='0x0003' session='per-launch'/>"
rig_profile plain "<match name='p-*'/><rewrite>no</rewrite><launch type='sev' policy='0x0003'/>"
rig_agent
node_exporter "$RIG$dir" || exit
prometheus <<-E || exit
scrape_configs:
- { job_name: node, static_configs: [ { targets: [ '127.0.0.1:$PORT' ] } ] }
E
await "Prometheus gets what the agent writes" has_data 'sevgate_libvirt_up == 1'

v define <(domain_xml name=t-good loader_type=none) >/dev/null
agent_said 'rewritten: domain=t-good' || exit
v start t-good >/dev/null
await "a guest that was validated" has_data 'increase(sevgate_attestation_results_total{result="ok"}[5m]) > 0'
ok "fires nothing" fires
await "it is on the dashboard" has_data 'sum by (type) (sevgate_guests{type="sev"}) == 1'

v define <(domain_xml name=t-bad loader_type=none) >/dev/null
agent_said 'rewritten: domain=t-bad' || exit
rig_fault tamper-measurement
v start t-bad >/dev/null
await "one that measures to something else does" fires SevLaunchMeasurementMismatch

# libvirt does not find the hook executable any more
v define <(domain_xml name=p-plain loader_type=none) >/dev/null
in_rig chmod -x /usr/sbin/sevgate-hook
in_rig sh -c 'kill -HUP "$(cat /run/libvirtd.pid)"'
v start p-plain >/dev/null
await "and so does one that the hook never saw" \
	fires SevLaunchMeasurementMismatch SevgateHookBypassed
await "that the hook is not found waits to be one" \
	has_data 'ALERTS{alertname="SevgateHookNotRegistered", alertstate="pending"}'

in_rig touch /run/sevgate/disable
await "enforcement that is off is seen" \
	fires SevLaunchMeasurementMismatch SevgateBreakGlassActive SevgateHookBypassed
is "their texts are whole" "$(curl -s "$API/alerts" |
	jq -r '.data.alerts[].annotations[]' | grep -E '<no value>|error|\{\{')" ""
