#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 01-rig-tampered.sh - libvirt's judge sees a guest that was tampered with
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 7

rig_up
rig_session owner 0x0003
v define <(domain_xml name=vm sev=0x0003 session=owner)

rig_fault tamper-measurement
ok "a tampered guest starts" v start --paused vm
fails "its measurement is refused" rig_validate vm owner
like "because it does not match" "$OUT" "Measurement does not match"
v destroy vm

rig_fault
ok "an honest one starts after it" v start --paused vm
ok "its measurement is accepted" rig_validate vm owner
v destroy vm

# Another firmware than the owner thinks of is the same to him.
ok "one with another firmware starts" v start --paused vm
fails "its measurement is refused" rig_validate vm owner \
	--firmware /usr/share/OVMF/OVMF_VARS_4M.fd
