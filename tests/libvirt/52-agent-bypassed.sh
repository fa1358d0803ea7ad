#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 52-agent-bypassed.sh - a start that the hook never saw is noticed
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 13

hook=/usr/sbin/sevgate-hook
rig_up -p
rig_profile tenants "<match name='t-*'/><rewrite>no</rewrite>
	<launch type='sev' policy='0x0003' session='per-launch'/>"
rig_profile given "<match name='s-*'/><launch type='sev' policy='0x0003'/>"
rig_agent
v define <(domain_xml name=s-one sev=0x0003) >/dev/null
agent_said 'rewritten: domain=s-one'
ok "one without a session is allowed, too" v start s-one
v define <(domain_xml name=t-plain loader_type=none) >/dev/null
v define <(domain_xml name=t-good loader_type=none) >/dev/null
in_rig sevgate rewrite --apply t-good >/dev/null
fails "the hook refuses what is plain" v start t-plain
ok "and lets start what is not" v start t-good
ok "which is right" agent_said 'ok: domain=t-good'

# bypass: libvirt does not find it executable any more
bypass()
{
	in_rig chmod -x $hook
	in_rig sh -c 'kill -HUP "$(cat /run/libvirtd.pid)"'
}

bypass
ok "without the hook it starts" v start t-plain
ok "the agent notices" agent_said 'unchecked: domain=t-plain: it was started without a decision of the hook; see that the hook is installed, executable'
ok "and that it is not confidential" agent_said 'not-attested: domain=t-plain: it is not confidential'
v suspend t-plain >/dev/null
v resume t-plain >/dev/null
rig_agent_reload
rig_agent_kill
rig_agent
v destroy t-plain >/dev/null
v start t-plain >/dev/null
ok "it notices the next start, too" agent_said 'unchecked: domain=t-plain: '
is "it says so once for each" "$(grep -c 'unchecked: domain=t-plain' "$RIG/agent.log")" 2
is "what the hook allowed is not among them" "$(grep -c 'unchecked: domain=t-good' "$RIG/agent.log")" 0

# The hook did not hear of this end either, so that what it allowed is still
# written down; but it was another launch.
v destroy s-one >/dev/null
v start s-one >/dev/null
ok "nor is an earlier decision taken for one on this start" agent_said 'unchecked: domain=s-one: '
in_rig chmod +x $hook
rig_restart
# libvirt may still be looking at them
v destroy t-plain >/dev/null 2>&1
v destroy s-one >/dev/null 2>&1
fails "when the hook is back it refuses again" v start t-plain
like "in its words" "$OUT" "sevgate: DENY domain=t-plain"
