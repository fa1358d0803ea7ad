#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 41-start.sh - "sevgate start": paused, validated, given its secret, resumed
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 23

rig_up -p
firmware=$(new_ovmf flash) || skip_all "no OVMF that takes secrets"
profile()
{
	rig_profile tenants "<match name='t-*'/>
		<attest when='before-boot'>$1</attest>
		<launch type='sev' policy='0x0003' session='per-launch'
			firmware='$firmware'/>"
}
profile ''
printf 'pass phrase' | in_rig sh -c 'umask 077; cat >/etc/sevgate/disk.key'
v define <(domain_xml name=t-one loader_type=none) >/dev/null

# The host's certificates are verified by the agent: without it no session.
fails "without the agent there is no session" in_rig sevgate start t-one
like "and the hook says so" "$OUT" "no launch session: no verified certificates of this host; fix: sevgate chain verify, and let sevgated run"

rig_agent
fails "a plain start is refused" v start t-one
like "because it ran before it was attested" "$OUT" "rule=paused-start: the guest runs before it was attested"
is "it is gone" "$(v domstate t-one)" "shut off"
unlike "of which the agent says nothing more" "$(cat "$RIG/agent.log")" "not-attested"

# What was said of an earlier launch is not taken for this one's answer.
domain=/run/sevgate/domains/$(v domuuid t-one)
in_rig mkdir -p "$domain"
echo "<attestation result='not-attested' id='9999' pending='yes'>old</attestation>" |
	rig_write "$domain/attestation.xml"
ok "sevgate start" in_rig sevgate start t-one
like "says what it does" "$OUT" "starting it, paused"
like "and how it ended" "$OUT" "t-one: started, the launch measurement is right"
is "it runs" "$(v domstate t-one)" running
v destroy t-one >/dev/null

ok "a paused start gets the same from the agent" v start --paused t-one
ok "it runs" wait_state t-one running
v destroy t-one >/dev/null

profile "<secret guid='luks-key' file='/etc/sevgate/disk.key'/>"
rig_agent_reload
ok "with a secret" in_rig sevgate start t-one
is "the guest finds it" "$(rig_secret t-one | tail -c +41 | head -c 11)" "pass phrase"
v destroy t-one >/dev/null

rig_agent_kill
ok "without the agent it is done by the command" in_rig sevgate start t-one
like "with every step" "$OUT" "comparing the launch measurement"
is "the guest finds its secret" "$(rig_secret t-one | tail -c +41 | head -c 11)" "pass phrase"
ok "status shows it" in_rig sevgate status
like "as attested" "$OUT" "t-one +running +tenants +allow +ok"
like "and that nobody watches" "$OUT" "sevgated does not run"
v destroy t-one >/dev/null

rig_fault tamper-measurement
in_rig sevgate start t-one >"$RIG/out" 2>&1
is "another launch ends with 2" "$?" 2
like "which is said" "$(cat "$RIG/out")" "sevgate: t-one: "
is "the guest is gone" "$(v domstate t-one)" "shut off"
