#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 58-metrics.sh - what happens to domains is seen in metrics, in the textfile too
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 26

dir=/var/lib/prometheus/node-exporter

# metric NAME[LABELS]: its value now
metric()
{
	in_rig sevgate metrics | awk -v name="$1" '$1 == name { print $2 }'
}

# becomes DESCRIPTION VALUE NAME[LABELS]: within a few seconds
becomes()
{
	local deadline=$((SECONDS + 20))
	until [ "$(metric "$3")" = "$2" ] || [ $SECONDS -gt $deadline ]; do
		:
	done
	is "$1" "$(metric "$3")" "$2"
}

# shows DESCRIPTION REGEX: the textfile, within a minute
shows()
{
	local deadline=$((SECONDS + 60))
	until in_rig grep -qE "$2" $dir/sevgate.prom || [ $SECONDS -gt $deadline ]; do
		:
	done
	ok "$1" in_rig grep -qE "$2" $dir/sevgate.prom
}

rig_up -p
in_rig mkdir -p $dir
rig_profile tenants "<match name='t-*'/>
	<launch type='sev' policy='0x0003' session='per-launch'/>"
is "no agent" "$(metric sevgate_agent_up),$(metric sevgate_libvirt_up)" 0,
rig_agent
becomes "an agent" 1 sevgate_agent_up
becomes "connected to libvirt" 1 sevgate_libvirt_up
becomes "the hook is there" 1 sevgate_hook_registered
becomes "a policy, and the one that is shipped" 2 'sevgate_policy_profiles{mode="enforce"}'
v define <(domain_xml name=t-one loader_type=none) >/dev/null
agent_said 'rewritten: domain=t-one' || exit
is "mended" "$(metric 'sevgate_agent_actions_total{action="rewritten"}')" 1
v start t-one >/dev/null
agent_said 'ok: domain=t-one' || exit
becomes "one guest" 1 'sevgate_guests{type="sev"}'
is "validated" "$(metric 'sevgate_attestation_results_total{result="ok"}')" 1
is "allowed" "$(metric 'sevgate_policy_decisions_total{operation="prepare",decision="allow"}')" 1
uuid=$(v domuuid t-one)
becomes "by its UUID" 1 "sevgate_domain_measurement_match{uuid=\"$uuid\"}"
shows "node_exporter gets it" "^sevgate_domain_measurement_match\{uuid=\"$uuid\"\} 1$"
is "anybody may read it" "$(in_rig setpriv --reuid 65534 --clear-groups sevgate metrics | grep -c '^sevgate_agent_up 1$')" 1
v define <(domain_xml name=other launch=none loader_type=none) >/dev/null
v start other >/dev/null
becomes "a guest that is nobody's business" 1 'sevgate_guests{type="none"}'
v destroy other >/dev/null
becomes "is gone" 0 'sevgate_guests{type="none"}'

# an agent that is started again knows what runs
rig_agent_kill
is "an agent that ended" "$(metric sevgate_agent_up),$(metric 'sevgate_guests{type="sev"}')" 0,
ok "says so in the textfile" in_rig grep -q '^sevgate_agent_up 0$' $dir/sevgate.prom
rig_agent
becomes "another one knows what runs" 1 "sevgate_domain_measurement_match{uuid=\"$uuid\"}"
is "and counts nothing twice" "$(metric 'sevgate_attestation_results_total{result="ok"}')" 1
v undefine t-one --nvram >/dev/null
v destroy t-one >/dev/null
becomes "a guest that lost its definition is gone when it ends" 0 'sevgate_guests{type="sev"}'

# a launch that is wrong
v define <(domain_xml name=t-two loader_type=none) >/dev/null
agent_said 'rewritten: domain=t-two' || exit
rig_fault tamper-measurement
v start t-two >/dev/null
agent_said 'mismatch: domain=t-two' || exit
becomes "a mismatch" 1 'sevgate_attestation_results_total{result="mismatch"}'
is "was destroyed" "$(metric 'sevgate_agent_actions_total{action="destroyed"}')" 1

# a broken policy
in_rig sh -c 'echo "<policy>" >/etc/sevgate/policy.d/broken.xml'
in_rig pkill -HUP -x sevgated
becomes "a broken policy" 0 sevgate_policy_last_reload_success
becomes "leaves the one before" 2 'sevgate_policy_profiles{mode="enforce"}'
in_rig rm /etc/sevgate/policy.d/broken.xml

# a textfile that can not be written
in_rig sh -c "rm $dir/*; mount -t tmpfs -o size=4k,nr_inodes=1 none $dir"
v define <(domain_xml name=t-three loader_type=none) >/dev/null
ok "a full disk is said once" agent_said 'metrics: .*No space left on device' 60
[ "$(metric sevgate_textfile_write_errors_total)" -gt 0 ]
is "and counted" $? 0
in_rig umount $dir
v define <(domain_xml name=t-four loader_type=none) >/dev/null
ok "it goes on when there is room" agent_said 'metrics: the textfile is written again' 60
