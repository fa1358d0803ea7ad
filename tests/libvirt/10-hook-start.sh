#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 10-hook-start.sh - virsh start refuses what breaks a rule, and says why
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 12

rig_up -p
v define <(domain_xml name=good sev=0x0003) >/dev/null
v define <(domain_xml name=debug sev=0x0002) >/dev/null
v define <(domain_xml name=unlocked sev=0x0003 locked=no) >/dev/null
v define <(domain_xml name=plain) >/dev/null

ok "a domain that keeps the rules starts" v start good
like "QEMU gets the confidential guest object" "$(rig_qemu_args good)" '"qom-type":"sev-guest"|^sev-guest'
like "the decision is recorded" "$(in_rig cat /run/sevgate/names/good/decision.xml)" "ruling='allow'"
fails "one that lets the host debug it does not" v start debug
like "and the user reads why" "$OUT" \
	"sevgate: DENY domain=debug rule=guest-policy: policy 0x0002 lets the host debug the guest \(bit 0\); fix: sevgate rewrite --apply debug; id=[0-9a-f]{8}"
is "it is shut off" "$(v domstate debug)" "shut off"
fails "one without locked memory does not" v start unlocked
like "for the reason it has" "$OUT" "rule=memory-locked: no <locked/> and no hard_limit"
ok "a domain that does not ask for SEV starts" v start plain
is "and leaves no trace of ours" "$(in_rig ls /run/sevgate/names)" good
fails "a transient domain is refused as well" v create <(domain_xml name=passing sev=0x0002)
v destroy good >/dev/null
is "the record goes with the domain" "$(in_rig ls /run/sevgate/names)" ""
