#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 45-agent-owner.sh - a guest with its owner's session waits for its owner
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 10

rig_up -p
firmware=$(new_ovmf flash) || skip_all "no OVMF that takes secrets"
rig_profile owners "<match name='o-*'/>
	<attest when='before-boot'/>
	<launch type='sev' policy='0x0003' session='owner' firmware='$firmware'/>"
rig_session owner 0x0003
rig_agent
v define <(domain_xml name=o-one loader_type=none) >/dev/null
agent_said "rewritten: domain=o-one"
fails "without his session it does not start" v start --paused o-one
like "and the rule is named" "$OUT" "rule=launch-session: "
v define <(domain_xml name=o-one sev=0x0003 session=owner "loader=$firmware") >/dev/null
ok "with it it starts, paused" v start --paused o-one
ok "the agent leaves it to its owner" agent_said \
	"owner: domain=o-one: the launch session is the guest owner's, who has to attest: sevgate attest; it stays paused"
is "it waits" "$(v domstate o-one)" paused
is "the host has no keys" "$(in_rig sh -c 'ls /run/sevgate/launch 2>/dev/null')" ""
run in_rig sevgate status
like "status says so" "$OUT" "o-one +paused +owners +allow +owner +the launch session is the guest owner's"
printf 'pass phrase' >"$RIG/key"
ok "the owner accepts the launch, and gives it a secret" rig_validate o-one owner --inject-secret "luks-key:$RIG/key"
is "which is there" "$(rig_secret o-one | grep -c 'pass phrase')" 1
rig_agent_reload
is "and it runs" "$(v domstate o-one)" running
