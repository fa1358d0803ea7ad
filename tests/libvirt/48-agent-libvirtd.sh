#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 48-agent-libvirtd.sh - libvirtd goes and comes back, and nothing is lost
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 18

rig_up -p
firmware=$(new_ovmf flash) || skip_all "no OVMF that takes secrets"
launch="<launch type='sev' policy='0x0003' session='per-launch' firmware='$firmware'/>"
rig_profile after "<match name='a-*'/>$launch"
rig_profile before "<match name='b-*'/>
	<attest when='before-boot'>
	<secret guid='luks-key' file='/etc/sevgate/disk.key'/></attest>$launch"
printf 'pass phrase' | in_rig sh -c 'umask 077; cat >/etc/sevgate/disk.key'
rig_agent
for domain in a-one a-two b-one; do
	v define <(domain_xml name=$domain loader_type=none) >/dev/null
	agent_said "rewritten: domain=$domain" || exit
done
for domain in a-one a-two; do
	v start $domain >/dev/null
	ok "$domain runs" agent_said "ok: domain=$domain"
done
# alive: the numbers of those processes that are there
alive()
{
	in_rig sh -c 'cd /run/libvirt/qemu && pgrep -F a-one.pid && pgrep -F a-two.pid'
}

pids=$(alive)

rig_fault "qmp-error sev-inject-launch-secret not today"
v start --paused b-one >/dev/null
ok "b-one waits" agent_said 'not-attested: domain=b-one: .*not today; it stays paused'
rig_fault
rig_restart
ok "the agent notices" agent_said 'disconnected: '
ok "and connects again" agent_said 'connected: watching 3 domains'
ok "b-one gets what it waits for" wait_state b-one running
is "with its secret" "$(rig_secret b-one | grep -c 'pass phrase')" 1
for domain in a-one a-two; do
	is "$domain goes on" "$(v domstate $domain)" running
	is "$domain is not looked at twice" "$(grep -c "ok: domain=$domain" "$RIG/agent.log")" 1
done
is "they are the same processes" "$(alive)" "$pids"
v destroy b-one >/dev/null

# Gone in the middle of a question.
rig_fault "qmp-delay query-sev-launch-measure 60000"
v start --paused b-one >/dev/null
ok "a question is asked" rig_wait_trace 'b-one QMP query-sev-launch-measure delay=60000'
rig_fault
rig_restart
ok "the agent comes back" agent_said 'connected: ' 30 3
ok "b-one runs" wait_state b-one running

# What happens while it is away is found later.
"$rig" stop-daemon "$RIG"
agent_said 'disconnected: ' 30 3
rig_write /etc/libvirt/qemu/a-late.xml < <(domain_xml name=a-late loader_type=none)
rig_start
ok "a definition that appeared meanwhile is mended" agent_said 'rewritten: domain=a-late'
ok "and it starts" v start a-late
ok "and is right" agent_said 'ok: domain=a-late'
