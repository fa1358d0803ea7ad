#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 46-agent-hostile.sh - whatever QEMU answers, the agent has a clear word for it
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 29

rig_up -p
firmware=$(new_ovmf flash) || skip_all "no OVMF that takes secrets"
rig_profile before "<match name='b-*'/>
	<attest when='before-boot'>
	<secret guid='luks-key' file='/etc/sevgate/disk.key'/></attest>
	<launch type='sev' policy='0x0003' session='per-launch' firmware='$firmware'/>"
rig_profile after "<match name='a-*'/>
	<launch type='sev' policy='0x0003' session='per-launch' firmware='$firmware'/>"
printf 'pass phrase' | in_rig sh -c 'umask 077; cat >/etc/sevgate/disk.key'
rig_agent
for domain in a-one b-one; do
	v define <(domain_xml name=$domain loader_type=none) >/dev/null
	agent_said "rewritten: domain=$domain" || exit
done
query='query-sev-launch-measure'

# ended DESC WHY FAULT: the guest is gone before it ran
ended()
{
	rig_fault "$3"
	v start --paused b-one >/dev/null
	ok "$1: the guest is gone" wait_state b-one "shut off"
	ok "$1: that is said" agent_said "mismatch: domain=b-one: $2; the guest was destroyed"
}

ended "no base64" "the host's launch measurement is not base64" "qmp-answer $query data *bad*"
ended "a short measurement" "the host's launch measurement has 3 bytes, not 48" "qmp-answer $query data AAAA"
ended "four million bytes" "the host's launch measurement is not base64" \
	"qmp-answer $query data $(head -c 4000000 /dev/zero | tr '\0' A)"
ended "what is no text" "the host's launch measurement is not base64" \
	"qmp-answer $query data $(printf '\001\033[2J<&>')"
like "it does not spoil the record" "$(in_rig sevgate status)" "b-one +shut off .* mismatch +the host's launch measurement is not base64"
ended "another build" "the host's firmware is build 24, not 99" "qmp-answer query-sev build-id 99"
ended "a build that can not be" "there is no SEV firmware [0-9]+\.[0-9]+ build 4000000000" "qmp-answer query-sev build-id 4000000000"

# waits DESC WHY FAULT [CMD]: the guest waits until the fault is gone
waits()
{
	local describe=$1 why=$2 fault=$3
	shift 3
	rig_fault "$fault"
	v start --paused b-one >/dev/null
	ok "$describe: that is said" agent_said "not-attested: domain=b-one: .*$why; it stays paused"
	is "$describe: the guest waits" "$(v domstate b-one)" paused
	run in_rig sevgate status
	like "$describe: status says why" "$OUT" "b-one +paused .* not-attested .*$why"
	rig_fault
	"$@"
	ok "$describe: it gets what it waits for" wait_state b-one running
	v destroy b-one >/dev/null
}

waits "a query that fails" "unable to execute QEMU command 'query-sev': not now" "qmp-error query-sev not now"
# The agent looks again by itself, or when it is told to.
waits "a secret that is refused" "unable to execute QEMU command 'sev-inject-launch-secret': not today" \
	"qmp-error sev-inject-launch-secret not today" rig_agent_reload

# Nobody else has to suffer from one that takes its time.
rig_fault "qmp-delay $query 60000"
v start --paused b-one >/dev/null
ok "a slow answer is waited for" rig_wait_trace "b-one QMP $query delay=60000"
is "and the guest does not run meanwhile" "$(v domstate b-one)" paused
fails "and has no secret" rig_secret b-one
rig_fault
ok "when it is there the guest runs" wait_state b-one running
is "with its secret" "$(rig_secret b-one | grep -c 'pass phrase')" 1

rig_fault "qmp-error query-sev not now"
v start a-one >/dev/null
ok "one that runs already goes on" agent_said "not-attested: domain=a-one: .*not now$"
is "because nobody knows better" "$(v domstate a-one)" running
is "the agent is still the first" "$(grep -c 'connected: watching' "$RIG/agent.log")" 2
