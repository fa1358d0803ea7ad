#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 50-agent-other-client.sh - two writers do not undo each other's work for ever
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 12

rig_up -p
rig_profile tenants "<match name='t-*'/>
	<launch type='sev' policy='0x0003' session='per-launch'/>"
rig_agent

# Another client whose template is plain, and who insists.
for turn in 1 2; do
	ok "it is plain" v define <(domain_xml name=t-one loader_type=none)
	ok "it is mended, $turn" agent_said 'rewritten: domain=t-one' 30 $turn
done
ok "it is plain again" v define <(domain_xml name=t-one loader_type=none)
ok "the agent says that it gave up" agent_said \
	"gave-up: domain=t-one: another client undoes what is mended; it stays as that client wants it, and its start is refused"
for turn in 4 5 6; do
	v define <(domain_xml name=t-one loader_type=none) >/dev/null
done
# the events come in order
v define <(domain_xml name=t-two loader_type=none) >/dev/null
ok "others are mended" agent_said 'rewritten: domain=t-two'
is "it said so once" "$(grep -c 'gave-up: ' "$RIG/agent.log")" 1
is "and wrote no more" "$(grep -c 'rewritten: domain=t-one' "$RIG/agent.log")" 2
fails "it does not start" v start t-one
like "as long as it is plain" "$OUT" "fix: sevgate rewrite --apply t-one"
rig_agent_kill
rig_agent
ok "the next agent mends it" agent_said 'rewritten: domain=t-one'
