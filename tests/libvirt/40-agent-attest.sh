#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 40-agent-attest.sh - a plain domain is made SEV-ready, launched and validated
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 14

rig_up -p
rig_profile tenants "<match name='t-*'/>
	<launch type='sev' policy='0x0003' session='per-launch'/>"
rig_agent
ok "a plain domain is defined" v define <(domain_xml name=t-one loader_type=none)
ok "it is mended" agent_said 'rewritten: domain=t-one'
xml=$(v dumpxml --inactive t-one)
like "it is confidential" "$xml" "<launchSecurity type='sev'"
like "it has a place for a session" "$xml" "<session>A{170}"
v define <(domain_xml "name=$(v domuuid t-one)") >/dev/null
ok "it starts, beside a domain whose name is its UUID" v start t-one
ok "its measurement is right" agent_said 'ok: domain=t-one: the launch measurement is right'
is "it runs" "$(v domstate t-one)" running
like "there is a record" "$(in_rig cat /run/sevgate/names/t-one/attestation.xml)" "result='ok'"
is "its keys are kept" "$(in_rig sh -c 'stat -c "%a %s" /run/sevgate/launch/*/*')" "600 16
600 16"
ok "its UUID is it" in_rig sevgate check "$(v domuuid t-one)"
like "and no name" "$OUT" "^t-one: |domain t-one|tenants"
v destroy t-one >/dev/null
is "until it ends" "$(in_rig ls /run/sevgate/launch)" ""

rig_fault tamper-measurement
v start t-one >/dev/null
ok "a launch that measures to something else is ended" wait_state t-one "shut off"
like "and the record says why" "$(in_rig sh -c 'cat /run/sevgate/domains/*/mismatch.xml')" "result='mismatch'"
