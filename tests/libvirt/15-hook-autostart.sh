#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 15-hook-autostart.sh - autostart is a start like any other
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 4

rig_up -n -p
rig_start
v define <(domain_xml name=good sev=0x0003) >/dev/null
v define <(domain_xml name=bad sev=0x0002) >/dev/null
v define <(domain_xml name=plain) >/dev/null
for domain in good bad plain; do
	v autostart $domain >/dev/null
done
"$rig" stop-daemon "$RIG"
# libvirt starts them once after the host has booted, which this mark remembers
in_rig rm -f /run/libvirt/qemu/autostarted
ok "the daemon starts" rig_start
ok "the good one runs" wait_state good running
ok "the plain one runs" wait_state plain running
is "the bad one does not" "$(v domstate bad)" "shut off"
