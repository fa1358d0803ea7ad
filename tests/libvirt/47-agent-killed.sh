#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 47-agent-killed.sh - killed at any step and started again, the agent goes on
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 32

rig_up -p
firmware=$(new_ovmf flash) || skip_all "no OVMF that takes secrets"
rig_profile tenants "<match name='t-*'/>
	<attest when='before-boot'>
	<secret guid='luks-key' file='/etc/sevgate/disk.key'/></attest>
	<launch type='sev' policy='0x0003' session='per-launch' firmware='$firmware'/>"
printf 'pass phrase' | in_rig sh -c 'umask 077; cat >/etc/sevgate/disk.key'
rig_agent
v define <(domain_xml name=t-one loader_type=none) >/dev/null
agent_said 'rewritten: domain=t-one' || exit

# complete WHAT: the guest runs, and has what it should have
complete()
{
	ok "$1: it runs" wait_state t-one running
	is "$1: with its secret" \
		"$(rig_secret t-one | tail -c +41 | head -c 12 | tr '\0' .)" "pass phrase."
	ok "$1: and a record" agent_said 'ok: domain=t-one: the launch measurement is right'
	unlike "$1: that is complete" "$(in_rig cat /run/sevgate/names/t-one/attestation.xml)" "pending"
	v destroy t-one >/dev/null
}

# Each step of it, in the order in which the agent takes them.
for step in query-sev-launch-measure query-sev sev-inject-launch-secret cont; do
	rig_fault "qmp-delay $step 60000"
	v start --paused t-one >/dev/null
	ok "$step begins" rig_wait_trace "t-one QMP $step delay=60000"
	rig_agent_kill KILL
	# QEMU has not answered yet when the next agent comes
	rig_agent
	rig_fault
	complete "killed in $step"
done

rig_agent_kill KILL
v start --paused t-one >/dev/null
is "without an agent it waits" "$(v domstate t-one)" paused
rig_agent
complete "killed before it"

rig_fault tamper-measurement "qmp-delay query-sev 60000"
v start --paused t-one >/dev/null
rig_wait_trace "t-one QMP query-sev delay=60000" || exit
rig_agent_kill KILL
rig_fault tamper-measurement
rig_agent
ok "one that is not as it should be is ended" wait_state t-one "shut off"
ok "which is said" agent_said 'mismatch: domain=t-one: '

# Another hook holds libvirt up while it ends the guest.
in_rig mkfifo /run/held /run/hold
rig_write /etc/libvirt/hooks/qemu.d/60-hold <<'END'
#!/bin/sh
[ "$1 $2" = "t-one stopped" ] || exit 0
echo >/run/held
read -r _ </run/hold
END
in_rig chmod +x /etc/libvirt/hooks/qemu.d/60-hold
v start --paused t-one >/dev/null
ok "while it is being ended" in_rig timeout 30 cat /run/held
rig_agent_kill KILL
like "there is a record of why" "$(in_rig sh -c 'cat /run/sevgate/domains/*/mismatch.xml')" "result='mismatch'"
in_rig timeout 30 sh -c 'echo >/run/hold'
rig_agent
ok "the agent's end does not save it" wait_state t-one "shut off"
is "no key is left" "$(in_rig ls /run/sevgate/launch)" ""
v define <(domain_xml name=t-two loader_type=none) >/dev/null
agent_said 'rewritten: domain=t-two'
is "and it is not said twice" "$(tail -n +"$((agent_from + 1))" "$RIG/agent.log" | grep -c 'domain=t-one')" 0
