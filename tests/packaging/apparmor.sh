#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# apparmor.sh - the packages on a host that AppArmor confines, in a VM with a
# kernel of its own: systemd, AppArmor and libvirt as the distribution has them
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"

kernel=$("$TOP/tests/vm/kernel" 6.1) || skip_all "there is no kernel"
# the chip's keys are made here, where that takes no minutes
host_up
v domcapabilities >/dev/null
chip=()
for file in $(in_host ls /var/lib/sev-psp); do
	in_host cat "/var/lib/sev-psp/$file" >"$dir/chip-$file"
	chip+=("$dir/chip-$file:/var/lib/sev-psp/$file")
done
host_down
root=$("$TOP/tests/packaging/host-root")
version=$(cat "$TOP/VERSION")
domain_xml name=plain virt=qemu cpu=maximum >"$dir/plain.xml"
domain_xml name=t-one loader_type=none >"$dir/t-one.xml"
domain_xml name=shared sev=0x0003 locked=no \
	xml="<memoryBacking><source type='file'/><access mode='shared'/><locked/></memoryBacking>" \
	>"$dir/shared.xml"
"$TOP/tests/packaging/vm-disk" "$dir/disk" "$root" "$BUILD" \
	"$TOP/tests/packaging/apparmor-inside:/test/run" "$dir"/*.xml "${chip[@]}" \
	"$BUILD/deb/sevgate_$version-1_amd64.deb" \
	"$BUILD/deb/sevgate-agent_$version-1_amd64.deb" || skip_all "no disk"
"$TOP/tests/vm/initramfs" "$dir/initrd" "$kernel" crc32c_generic virtio_pci virtio_blk ext4 overlay -- \
	"$TOP/tests/packaging/vm-init:/init"

: >"$dir/said"
timeout 1200 qemu-system-x86_64 -machine q35 -accel tcg -cpu Nehalem -smp 1 -m 2048 \
	-nodefaults -display none -no-reboot -kernel "$kernel/vmlinuz" \
	-initrd "$dir/initrd" -append "console=ttyS0 quiet panic=-1 mitigations=off systemd.journald.forward_to_console=1" \
	-drive "file=$dir/disk,if=virtio,format=raw,cache=unsafe" \
	-serial "file:$dir/console" -serial "file:$dir/said"
tr -d '\r' <"$dir/said" | grep -v '^end '
if ! grep -q '^end 0' "$dir/said"; then
	tail -n 20 "$dir/console" | sed 's/^/# /'
	false
fi
