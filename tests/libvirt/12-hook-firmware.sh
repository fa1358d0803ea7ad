#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 12-hook-firmware.sh - the firmware file has to be one that the profile trusts
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 6

rig_up -p
in_rig cp /usr/share/OVMF/OVMF_CODE_4M.fd /var/lib/libvirt/images/fw.fd
digest=$(in_rig sha256sum /var/lib/libvirt/images/fw.fd | cut -d' ' -f1)
in_rig mkdir -p /etc/sevgate/policy.d
rig_write /etc/sevgate/policy.d/10-trust.xml <<-XML
	<policy><profile name='trust'><match launchSecurity='sev'/>
	<trusted><firmware sha256='$digest'/></trusted></profile></policy>
XML
v define <(domain_xml name=vm sev=0x0003 loader=/var/lib/libvirt/images/fw.fd) >/dev/null
ok "a trusted image starts" v start vm
v destroy vm >/dev/null
in_rig sh -c 'printf evil | dd of=/var/lib/libvirt/images/fw.fd bs=1 seek=5000 conv=notrunc status=none'
fails "with four bytes exchanged it does not" v start vm
like "and the digest is named" "$OUT" "rule=firmware-trusted: /var/lib/libvirt/images/fw.fd has SHA-256 [0-9a-f]{64}, which profile trust does not trust"
in_rig rm /var/lib/libvirt/images/fw.fd
in_rig mkfifo /var/lib/libvirt/images/fw.fd
fails "a FIFO in its place does not hang the start" v start vm
like "and is named" "$OUT" "cannot decide: firmware /var/lib/libvirt/images/fw.fd: is a FIFO, not a regular file"
is "no process of ours is left" "$(in_rig pgrep -c sevgate-hook)" 0
