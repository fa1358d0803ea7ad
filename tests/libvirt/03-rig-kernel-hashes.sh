#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 03-rig-kernel-hashes.sh - a kernel is measured where the firmware can hold it
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 13

images=/var/lib/libvirt/images
rig_up
new=$(new_ovmf flash) || skip_all "no OVMF that holds kernel hashes"
rom=$(new_ovmf memory) || skip_all "no OVMF that holds kernel hashes"
old=$(old_ovmf)
rig_session owner 0x0003
rig_kernel $images/vmlinuz
rig_write $images/initrd <<<"an initrd"
direct=(name=vm sev=0x0003 session=owner "kernel=$images/vmlinuz"
	"initrd=$images/initrd" "cmdline=console=ttyS0 quiet")

v define <(domain_xml "${direct[@]}" hashes=yes "loader=$old")
fails "firmware without room for hashes is refused" v start --paused vm
like "in QEMU's words" "$OUT" \
	'SEV: guest firmware hashes table area is invalid \(base=0x0 size=0x0\)'
is "before anything is measured" "$(rig_trace vm | grep -c LAUNCH_MEASURE)" 0

# Without hashes the kernel is not measured, and QEMU does not mind.
loads=$(rig_trace vm | grep -c LAUNCH_UPDATE_DATA)
v define <(domain_xml "${direct[@]}" hashes=no "loader=$old")
ok "without hashes it starts anywhere" v start --paused vm
is "and only the firmware is loaded" \
	"$(rig_trace vm | grep -c LAUNCH_UPDATE_DATA)" $((loads + 1))
v destroy vm

like "newer firmware has room for hashes" "$(ovmf_area hashes "$new")" \
	"^0x[0-9a-f]{8} 0x[0-9a-f]{8}$"
v define <(domain_xml "${direct[@]}" hashes=yes "loader=$new")
ok "with it the guest starts" v start --paused vm
like "and the table of hashes is loaded" "$(rig_trace vm)" \
	"LAUNCH_UPDATE_DATA bytes=176 status=0"
ok "its measurement is accepted" rig_validate vm owner
# the judge reads the initrd that is there now
rig_write $images/initrd <<<"another initrd"
fails "but not with another initrd" rig_validate vm owner
like "because it does not match" "$OUT" "Measurement does not match"
v destroy vm

v define <(domain_xml "${direct[@]}" hashes=yes "loader=$rom" loader_type=rom)
ok "so does one with the firmware in memory" v start --paused vm
ok "its measurement is accepted" rig_validate vm owner
