#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 49-agent-many.sh - two hundred domains at once
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 9

count=200
rig_up -p
rig_profile many "<match name='m-*'/>
	<launch type='sev' policy='0x0003' session='per-launch'/>"
in_rig mkdir /tmp/domains
for ((i = 1; i <= count; i++)); do
	domain_xml name=m-$i loader_type=none
done | in_rig awk -v n=1 '{ print >("/tmp/domains/" n) } /<\/domain>/ { close("/tmp/domains/" n); n++ }'
rig_agent

# define_all: by one client, as fast as it can
define_all()
{
	in_rig sh -c "for i in \$(seq $count); do echo define /tmp/domains/\$i; done | virsh -q >/dev/null"
}

# memory: what the agent has, in KiB
memory()
{
	in_rig sh -c 'sed -n "s/^Vm\(RSS\|HWM\):\s*//p" /proc/$(pidof sevgated)/status' | xargs
}

echo "# resident with no domains, and at most: $(memory)"
ok "$count domains are defined" define_all
# they are worked off in the order of the events
ok "the last is mended" agent_said "rewritten: domain=m-$count:" 120
is "each once" "$(grep -o 'rewritten: domain=m-[0-9]*' "$RIG/agent.log" | sort | uniq -c | grep -c ' 1 ')" $count
is "none is left as it was" "$(in_rig sh -c "grep -L '<launchSecurity' /etc/libvirt/qemu/m-*.xml")" ""
is "there are as many as before" "$(v list --all --name | grep -c m-)" $count
echo "# resident with $count domains, and at most: $(memory)"

# What is as it should be is not touched.
rig_agent_reload
v define <(domain_xml name=m-last loader_type=none) >/dev/null
ok "all of them are looked at again" agent_said 'rewritten: domain=m-last' 120
is "and not written again" "$(grep -c 'rewritten: ' "$RIG/agent.log")" $((count + 1))

# What is gone is forgotten.
in_rig sh -c "for i in \$(seq $count); do echo undefine m-\$i; done | virsh -q >/dev/null"
is "all but one go" "$(v list --all --name | grep -c m-)" 1
rig_agent_reload
ok "and are no longer watched" agent_said 'connected: watching 1 domains'
echo "# resident with one domain left, and at most: $(memory)"
