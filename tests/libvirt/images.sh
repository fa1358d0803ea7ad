# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# images.sh - what guests are made of: firmware, kernels, disks; sourced by lib.sh

# of entries in the table at the end of an OVMF image, as they are in the file
declare -A ovmf_guid=(
	[hashes]=1f3755723b3a044b927b1da6efa8d454
	[secret]=61b32e4c9b7dc34c8081127c90d3d294
)

# swab XXXXXXXX: four bytes as a little-endian number
swab()
{
	echo "0x${1:6:2}${1:4:2}${1:2:2}${1:0:2}"
}

# ovmf_area hashes|secret PATH: base and size of the area that an image inside
# has for QEMU; fails when it has none, which a base of 0 says as well
ovmf_area()
{
	local end
	end=$(in_rig tail -c 512 "$2" | od -An -v -tx1 | tr -d ' \n')
	# an entry is base, size, its length, GUID
	[[ $end =~ (.{8})(.{8})1a00${ovmf_guid[$1]} ]] &&
		[ "${BASH_REMATCH[1]}" != 00000000 ] &&
		echo "$(swab "${BASH_REMATCH[1]}") $(swab "${BASH_REMATCH[2]}")"
}

# new_ovmf flash|memory: print the path inside of an image that has room for
# kernel hashes and for a launch secret; for a flash, or to be loaded into memory
# (loader_type=rom).  The suite's own where that has it, else a newer one's, put
# beside it.  Where it can not be had:
#	fw=$(new_ovmf flash) || skip_all "no OVMF that holds hashes"
new_ovmf()
{
	local image=OVMF/OVMF_CODE_4M.fd images
	[ "$1" != memory ] || image=ovmf/OVMF.amdsev.fd
	if in_rig test -e "/usr/share/$image" &&
		ovmf_area hashes "/usr/share/$image" >/dev/null; then
		echo "/usr/share/$image"
		return
	fi
	images=$("$TOP/tests/libvirt/new-ovmf") &&
		in_rig mkdir -p /usr/share/OVMF/new &&
		rig_write "/usr/share/OVMF/new/${image#*/}" <"$images/$image" &&
		echo "/usr/share/OVMF/new/${image#*/}"
}

# old_ovmf: print the path inside of an image for a flash that has no room for
# either.  The suite's own where that is so, else a copy with the same numbers
# as Debian had before 2026.08: a base and a size of 0.
old_ovmf()
{
	local image=/usr/share/OVMF/OVMF_CODE_4M.fd
	local old=/usr/share/OVMF/old/OVMF_CODE_4M.fd guid at
	if ! ovmf_area hashes $image >/dev/null; then
		echo $image
		return
	fi
	in_rig install -D -m 0644 $image $old
	for guid in "${ovmf_guid[@]}"; do
		# shellcheck disable=SC2001 # what matched is needed
		guid=$(sed 's/../\\x&/g' <<<"$guid")
		at=$(in_rig env LC_ALL=C grep -obUaP "$guid" $old) &&
			in_rig dd if=/dev/zero of=$old bs=1 count=8 status=none \
				seek=$((${at%%:*} - 10)) conv=notrunc || return
	done
	echo $old
}

# rig_disk PATH SIZE: a qcow2 image inside
rig_disk()
{
	in_rig qemu-img create -q -f qcow2 "$1" "$2"
}

# rig_kernel PATH: something inside that QEMU takes for a Linux kernel; it is
# never run
rig_kernel()
{
	# x86 boot protocol: setup sectors at 0x1f1, "HdrS" and the version at
	# 0x202, the highest address of an initrd at 0x22c
	{
		head -c 497 /dev/zero
		printf '\001'
		head -c 16 /dev/zero
		printf 'HdrS\014\002'
		head -c 36 /dev/zero
		printf '\377\377\377\067'
		head -c 7632 /dev/zero
	} | rig_write "$1"
}
