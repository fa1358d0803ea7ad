#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 12-hook-firmware.sh - the firmware file has to be one that the profile trusts
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 12

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

# A measured kernel needs an image that can hold its hashes: QEMU would die.
new=$(new_ovmf flash) || skip 6 "no OVMF that holds kernel hashes"
[ -n "$new" ] || exit 0
in_rig rm /etc/sevgate/policy.d/10-trust.xml
kernel=/var/lib/libvirt/images/vmlinuz
rig_kernel $kernel
old=$(old_ovmf)
direct=(name=direct sev=0x0003 hashes=yes "kernel=$kernel")
v define <(domain_xml "${direct[@]}" "loader=$old") >/dev/null
fails "one that can not does not start" v start direct
like "and is named" "$OUT" "rule=kernel-hashes: $old has no room for kernel hashes, QEMU would not start"
run in_rig sevgate check --json direct
like "as is the reason" "$OUT" '"firmware-no-hashes"'
is "and QEMU was not started" "$(rig_trace direct)" ""
v define <(domain_xml "${direct[@]}" "loader=$new") >/dev/null
ok "one that can starts" v start direct
like "with its kernel measured" "$(rig_trace direct)" "LAUNCH_UPDATE_DATA bytes=176 status=0"
