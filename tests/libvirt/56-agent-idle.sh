#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 56-agent-idle.sh - with nothing to do the agent does nothing
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 5

# Without libvirtd's own question every five seconds whether it is still there.
rig_up -n -p
in_rig sh -c 'echo "keepalive_interval = -1" >>/etc/libvirt/libvirtd.conf'
rig_start
rig_profile tenants "<match name='t-*'/>
	<launch type='sev' policy='0x0003' session='per-launch'/>"
rig_agent
v define <(domain_xml name=t-one loader_type=none) >/dev/null
agent_said 'rewritten: domain=t-one' || exit
v start t-one >/dev/null
ok "it has something to watch" agent_said 'ok: domain=t-one'

# wakeups: how often its loop was put on a processor; what writes metrics has a
# thread of its own, and looks four times a minute
wakeups()
{
	in_rig sh -c 'cat /proc/$(pidof sevgated)/status' |
		awk '/ctxt_switches:/ { sum += $2 } END { print sum }'
}

# sleeping: it has done all there was to do
sleeping()
{
	local before='' deadline=$((SECONDS + 30))
	until [ "$before" = "$(wakeups)" ] || [ $SECONDS -gt $deadline ]; do
		before=$(wakeups)
		v domstate t-one >/dev/null
	done
}

sleeping
before=$(wakeups)
like "it is known how often it woke" "$before" '^[0-9]+$'
for i in {1..30}; do
	v list --all >/dev/null
	v dominfo t-one >/dev/null
done
is "it slept while sixty others asked libvirt" "$(wakeups)" "$before"
v suspend t-one >/dev/null
v resume t-one >/dev/null
v define <(domain_xml name=t-two loader_type=none) >/dev/null
ok "it wakes when something happens" agent_said 'rewritten: domain=t-two'
sleeping
[ "$(wakeups)" -gt "$before" ]
is "which is seen" "$?" 0
