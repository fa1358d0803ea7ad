#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 53-agent-transient.sh - domains without a definition are refused, not defined
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 9

rig_up -p
rig_profile tenants "<match name='t-*'/><rewrite repair='start'>yes</rewrite>
	<launch type='sev' policy='0x0003' session='per-launch'/>"
rig_agent
rig_write /root/vm.xml < <(domain_xml name=t-one loader_type=none)
fails "a plain one is refused" v create /root/vm.xml
like "with the command that mends it" "$OUT" \
	"DENY domain=t-one .*; fix: sevgate rewrite FILE >MENDED && virsh create MENDED; id="
ok "that command" in_rig sh -c 'sevgate rewrite /root/vm.xml >/root/mended.xml; [ $? = 3 ] || [ $? = 0 ]'
ok "mends it" v create /root/mended.xml
ok "so that it is right" agent_said 'ok: domain=t-one: the launch measurement is right'
is "it stays transient" "$(v dominfo t-one | awk '/^Persistent/ { print $2 }')" no
rig_agent_reload
v destroy t-one >/dev/null
v define <(domain_xml name=t-two loader_type=none) >/dev/null
ok "the agent mends definitions" agent_said 'rewritten: domain=t-two'
is "and makes none" "$(v list --all --name | xargs)" t-two
rig_agent_reload
ok "nor does it remember what is gone" agent_said 'connected: watching 1 domains'
