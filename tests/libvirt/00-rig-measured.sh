#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 00-rig-measured.sh - an SEV domain measures to what libvirt's judge expects
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 10

rig_up
rig_session owner 0x0003
ok "it is defined" v define <(domain_xml name=good sev=0x0003 session=owner)
ok "it starts paused" v start --paused good
ok "its measurement is accepted" rig_validate good owner
is "it waits for its owner" "$(v domstate --reason good)" "paused (user)"
ok "it runs" v resume good
like "the firmware finished the launch" "$(rig_trace good | tail -n 1)" \
	"LAUNCH_FINISH status=0"

# Its owner can follow the platform's key to a root, which is not AMD's.
rig_chain "$RIG/chain.bin"
rig_ca "$RIG/ca.bin"
is "libvirt hands out the whole chain" "$(stat -c %s "$RIG/chain.bin")" 8336
ok "the chip's own" cmp "$RIG/chain.bin" \
	<(cat "$RIG"/var/lib/sev-psp/{pdh,pek,oca,cek}.cert)
is "its roots are of the size of Naples'" "$(stat -c %s "$RIG/ca.bin")" 1664
# the signer's key id at 20 of the ASK, its own at 4 of the ARK
is "and belong together" "$(od -An -tx1 -j20 -N16 "$RIG/ca.bin")" \
	"$(od -An -tx1 -j836 -N16 "$RIG/ca.bin")"
