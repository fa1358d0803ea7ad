#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 44-agent-report.sh - where a mismatch is only to be reported, the guest goes on
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 21

rig_up -p
firmware=$(new_ovmf flash) || skip_all "no OVMF that takes secrets"
launch="<launch type='sev' policy='0x0003' session='per-launch' firmware='$firmware'/>"
rig_profile report "<match name='r-*'/><attest when='after-start' onMismatch='report'/>$launch"
rig_profile audit "<match name='a-*'/><mode>audit</mode>$launch"
rig_profile before "<match name='b-*'/>
	<attest when='before-boot' onMismatch='report'>
	<secret guid='luks-key' file='/etc/sevgate/disk.key'/></attest>$launch"
printf 'pass phrase' | in_rig sh -c 'umask 077; cat >/etc/sevgate/disk.key'
rig_agent
# what is only audited is not mended either
for domain in r-one a-one b-one; do
	v define <(domain_xml name=$domain loader_type=none) >/dev/null
	in_rig sevgate rewrite --apply $domain >/dev/null
done

# reported DOMAIN: how often its mismatch was said
reported()
{
	grep -c "mismatch: domain=$1: " "$RIG/agent.log"
}

rig_fault tamper-measurement
for domain in r-one a-one; do
	ok "$domain starts" v start $domain
	ok "its mismatch is reported" agent_said "mismatch: domain=$domain: the measurement does not match"
	is "it goes on" "$(v domstate $domain)" running
	run in_rig sevgate status
	like "which status shows" "$OUT" "$domain +running .* mismatch +the measurement does not match"
done

ok "b-one is started, paused" v start --paused b-one
ok "its mismatch is reported" agent_said "mismatch: domain=b-one: the measurement does not match.*; it stays paused"
is "it is for somebody else to let it run" "$(v domstate b-one)" paused
fails "and gets no secret" rig_secret b-one
ok "somebody else does" v resume b-one

# What was said is not said again, whoever looks.
for domain in r-one a-one b-one; do
	v suspend $domain >/dev/null
	v resume $domain >/dev/null
done
rig_agent_reload
rig_agent_kill
rig_agent
v define <(domain_xml name=r-last loader_type=none) >/dev/null
agent_said 'rewritten: domain=r-last'
for domain in r-one a-one b-one; do
	is "$domain: once" "$(reported $domain)" 1
	is "$domain: it still runs" "$(v domstate $domain)" running
done
like "the record stays" "$(in_rig cat /run/sevgate/names/r-one/attestation.xml)" "result='mismatch'"
rig_fault
v destroy r-one >/dev/null
v start r-one >/dev/null
agent_said 'ok: domain=r-one' || exit
run in_rig sevgate status
like "until the next launch" "$OUT" "r-one +running +report +allow +ok"
