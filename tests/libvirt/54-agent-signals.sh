#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 54-agent-signals.sh - the policy is read again, and one agent is enough
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 14

rig_up -p
rig_profile tenants "<match name='t-*'/>
	<launch type='sev' policy='0x0003' session='per-launch'/>"
rig_agent
rig_profile tenants "<match name='t-*'/>
	<launsh type='sev'/>"
ok "a broken policy is noticed" rig_agent_reload
like "with its file and line" "$(cat "$RIG/agent.log")" \
	"not-reloaded: /etc/sevgate/policy.d/50-tenants.xml: line 2: .*; the policy stays as it was"
v define <(domain_xml name=t-one loader_type=none) >/dev/null
ok "the last good one holds" agent_said 'rewritten: domain=t-one'
fails "another agent does not start on a broken one" in_rig timeout 30 sevgated
like "and says why" "$OUT" "sevgated: failed: /etc/sevgate/policy.d/50-tenants.xml: line 2: "
rig_profile tenants "<match name='x-*'/>
	<launch type='sev' policy='0x0003' session='per-launch'/>"
in_rig pkill -HUP -x sevgated
ok "a mended one is taken" agent_said ' reloaded: '
v define <(domain_xml name=t-two loader_type=none) >/dev/null
v define <(domain_xml name=x-one loader_type=none) >/dev/null
ok "and holds" agent_said 'rewritten: domain=x-one'
is "for all" "$(grep -c 'rewritten: domain=t-two' "$RIG/agent.log")" 0

fails "a second agent ends" in_rig timeout 30 sevgated
is "and says so" "$OUT" "sevgated: failed: sevgated runs already"

# open: what the agent has open
open()
{
	in_rig sh -c 'ls /proc/$(pidof sevgated)/fd | wc -l'
}

before=$(open)
for i in 3 4 5 6; do
	in_rig pkill -HUP -x sevgated
	agent_said 'connected: ' 30 $((i + 1)) || break
done
is "reading it again and again leaves nothing open" "$(open)" "$before"

for signal in TERM INT; do
	rig_agent_kill $signal
	wait "$agent_job"
	is "$signal ends it well" "$?" 0
	rig_agent
done
is "without a word of failure" "$(grep -c 'failed: ' "$RIG/agent.log")" 0
