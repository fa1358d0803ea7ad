#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 51-agent-repair.sh - what was refused before it could be mended is started
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 15

rig_up -p
firmware=$(new_ovmf flash) || skip_all "no OVMF that takes secrets"
launch="<launch type='sev' policy='0x0003' session='per-launch' firmware='$firmware'/>"
rig_profile after "<match name='a-*'/><rewrite repair='start'>yes</rewrite>$launch"
rig_profile before "<match name='b-*'/><rewrite repair='start'>yes</rewrite>
	<attest when='before-boot'/>$launch"
rig_profile plain "<match name='p-*'/>$launch"
rig_agent

# hasty DOMAIN [KEY=VALUE...]: defined and started by one who does not wait for
# the agent, which stands still meanwhile
hasty()
{
	local name=$1
	shift
	rig_agent_hold
	v define <(domain_xml name="$name" "$@" loader_type=none) >/dev/null
	v start "$name"
	STATUS=$?
	rig_agent_go
	return $STATUS
}

for domain in a-one b-one; do
	fails "$domain is refused" hasty $domain
	ok "$domain: it is mended" agent_said "rewritten: domain=$domain"
	ok "$domain: it is started" agent_said 'repaired: [0-9a-f-]{36}: mended and started'
	ok "$domain: it is right" agent_said "ok: domain=$domain"
	is "$domain: it runs" "$(v domstate $domain)" running
done

# Without that wish it is mended and no more.
hasty p-one >/dev/null 2>&1
ok "who did not ask for it gets his definition mended" agent_said 'rewritten: domain=p-one'

# Mended, but of no use: QEMU does not start it. Once is enough.
rig_fault "kvm-init 16"
hasty a-two >/dev/null 2>&1
ok "one that can not be started is given up" agent_said 'not-repaired: [0-9a-f-]{36}: mended, but: '
rig_fault

# What mending does not help is not asked for.
fails "what can not be mended is refused" hasty a-three \
	"devices=<hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0x5678'/></source></hostdev>"
v define <(domain_xml name=a-last loader_type=none) >/dev/null
ok "the agent has other work" agent_said 'rewritten: domain=a-last'
is "nothing was started that nobody wanted" "$(v list --name | sort | xargs)" "a-one b-one"
