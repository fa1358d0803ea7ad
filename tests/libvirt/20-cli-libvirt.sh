#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 20-cli-libvirt.sh - sevgate on the domains of a real libvirtd
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 14

rig_up -p
v define <(domain_xml name=good sev=0x0003) >/dev/null
v define <(domain_xml name=bad sev=0x0002) >/dev/null
v define <(domain_xml name=plain) >/dev/null
run in_rig sevgate check good
is "a good one by name" "$STATUS" 0
run in_rig sevgate check "$(v domuuid good)"
is "and by uuid" "$STATUS" 0
run in_rig sevgate check --all
is "--all: the worst counts" "$STATUS" 2
is "--all: each is named" "$(grep -oE '^[a-z]+:' <<<"$OUT" | tr -d '\n')" "bad:good:plain:"
run in_rig sevgate check --all --json
is "--json" "$(jq -r '[.domains[] | .domain + "=" + .result] | join(" ")' <<<"$OUT")" \
	"bad=refused good=compliant plain=not-ours"
run in_rig sevgate rewrite --apply bad
is "--apply mends it" "$STATUS" 0
like "after showing the diff" "$OUT" '^\+    <policy>0x0003</policy>$'
like "and says so" "$OUT" '^sevgate: bad is redefined$'
ok "it starts" v start bad
v define <(v dumpxml --inactive bad | sed 's/0x0003/0x0002/') >/dev/null
run in_rig sevgate rewrite --apply bad
like "a running one waits for its next start" "$OUT" "it runs, so this holds from its next start on"
fails "one that is not there" in_rig sevgate check nosuch
like "is said to be so" "$OUT" "there is no domain nosuch here"

# the C-bit that this machine's QEMU reports
v define <(domain_xml name=cbit sev=0x0003 | sed 's|</policy>|</policy><cbitpos>47</cbitpos><reducedPhysBits>1</reducedPhysBits>|') >/dev/null
run in_rig sevgate check cbit
like "a C-bit of another machine" "$OUT" "launch-security +cbitpos is 47, the host's C-bit is bit 51"
run in_rig sevgate rewrite --apply cbit
ok "is mended" v start cbit
