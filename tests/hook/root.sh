# shellcheck shell=bash disable=SC2034,SC2154 # set for, and by, who sources it
# SPDX-License-Identifier: GPL-2.0-or-later
# root.sh - a root directory for the hook to look at, and domains; sourced, with
# $top and $work set

root=$work/root
uuid=0a0b0c0d-1111-2222-3333-444455556666

# new_root: the files of a host that can start SEV guests, with the shipped
# policy
new_root()
{
	rm -rf "$root"
	mkdir -p "$root"/{run,etc/sevgate/policy.d,usr/share/sevgate/policy.d} \
		"$root"/sys/module/kvm_amd/parameters "$root"/fw
	cp "$top"/packaging/policy.d/*.xml "$root"/usr/share/sevgate/policy.d/
	tee "$root"/sys/module/kvm_amd/parameters/{sev,sev_es,sev_snp} <<<Y >/dev/null
	# the least that is an UEFI firmware volume
	{
		head -c 40 /dev/zero
		printf _FVH
		head -c 8148 /dev/zero
	} >"$root/fw/OVMF.fd"
}

# domain [EDIT...]: a domain that keeps every enforced rule, changed by sed
# expressions
domain()
{
	local edits=() edit
	for edit in "$@"; do
		edits+=(-e "$edit")
	done
	sed "${edits[@]}" -e '' <<-E
	<domain type='kvm'>
	  <name>guest</name>
	  <uuid>$uuid</uuid>
	  <memory unit='KiB'>1048576</memory>
	  <memoryBacking>
	    <locked/>
	  </memoryBacking>
	  <vcpu>1</vcpu>
	  <os>
	    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
	    <loader readonly='yes' stateless='yes' type='pflash'>/fw/OVMF.fd</loader>
	  </os>
	  <devices>
	    <emulator>/usr/bin/qemu-system-x86_64</emulator>
	    <memballoon model='none'/>
	  </devices>
	  <launchSecurity type='sev'>
	    <policy>0x0033</policy>
	  </launchSecurity>
	</domain>
	E
}

good=()
bad=("s/pc-q35-7.2/pc-i440fx-7.2/")
plain=("/launchSecurity/,/launchSecurity/d")
