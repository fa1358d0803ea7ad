#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 03-rig-kernel-hashes.sh - a kernel is measured where the firmware can hold it
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 5

firmware=/usr/share/OVMF/OVMF_CODE_4M.fd
images=/var/lib/libvirt/images
rig_up
rig_session owner 0x0003
rig_kernel $images/vmlinuz
rig_write $images/initrd <<<"an initrd"
direct=(name=vm sev=0x0003 session=owner "kernel=$images/vmlinuz"
	"initrd=$images/initrd" "cmdline=console=ttyS0 quiet")
v define <(domain_xml "${direct[@]}" hashes=yes)

# The entry of the hash area in the table at the end: base, size, length, GUID.
table=$(in_rig tail -c 256 $firmware | od -An -v -tx1 | tr -d ' \n')
[[ $table =~ ([0-9a-f]{8})[0-9a-f]{8}1a001f3755723b3a044b927b1da6efa8d454 ]]
if [ "${BASH_REMATCH[1]}" = 00000000 ]; then
	fails "firmware without room for hashes is refused" v start --paused vm
	like "in QEMU's words" "$OUT" \
		'SEV: guest firmware hashes table area is invalid \(base=0x0 size=0x0\)'
	is "before anything is measured" "$(rig_trace vm | grep -c LAUNCH_MEASURE)" 0
else
	ok "it starts" v start --paused vm
	ok "its measurement is accepted" rig_validate vm owner
	# the judge reads the initrd that is there now
	rig_write $images/initrd <<<"another initrd"
	fails "but not with another initrd" rig_validate vm owner
	v destroy vm
fi

# Without hashes the kernel is not measured, and QEMU does not mind.
loads=$(rig_trace vm | grep -c LAUNCH_UPDATE_DATA)
v define <(domain_xml "${direct[@]}" hashes=no)
ok "without hashes it starts anywhere" v start --paused vm
is "and only the firmware is loaded" \
	"$(rig_trace vm | grep -c LAUNCH_UPDATE_DATA)" $((loads + 1))
