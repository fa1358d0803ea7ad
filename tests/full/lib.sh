# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# lib.sh - what tests of the whole system share; sourced, on this machine and
# then on the host
#
# A test is one script, as those of ../vm.  Here it says what machine it wants:
#	in_host --max-asid 102
# which boots one that has the newest libvirt and QEMU on its disk, and our
# packages at hand, and runs the same script there.

if [ -n "${SEVGATE_IN_VM:-}" ]; then
	# shellcheck source=../vm/lib.sh disable=SC1091
	. /test/vm/vm-lib.sh
else
	here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
	# shellcheck source=../vm/lib.sh disable=SC1091
	. "$here/../vm/lib.sh"
fi

# in_host [--script SCRIPT] OPTION...: see tests/vm/vm
in_host()
{
	[ -z "${SEVGATE_IN_VM:-}" ] || return 0
	local image packages kernel module=$BUILD/modules-${KERNEL:-6.12} files=() file
	local script=$0
	if [ "${1:-}" = --script ]; then
		script=$2
		shift 2
	fi
	image=$("$here/image") || skip_all "there is no host"
	packages=$("$here/packages") || { echo "Bail out! no packages"; exit 1; }
	kernel=$("$TOP/tests/vm/kernel" "${KERNEL:-6.12}") || skip_all "there is no kernel"
	"$TOP/tests/vm/build-module" "${KERNEL:-6.12}" "$module" >&2 || skip_all "no module"
	"$here/guest-initrd" "$BUILD/full/guest.initrd" "$kernel" || exit 1
	for file in "$packages"/*.deb; do
		case $file in
		*dbgsym* | *dkms* | *akmod*) ;;
		*) files+=(--file "$file:/test/debs/$(basename "$file")") ;;
		esac
	done
	# what guards a real processor costs an emulated one its time
	exec "$TOP/tests/vm/vm" --append mitigations=off --kernel "${KERNEL:-6.12}" --disk "$image/disk" --cpus 2 --memory 4096 --timeout 1500 "${files[@]}" \
		--file "$module/modules/kmod/sevstat.ko" \
		--file "$kernel/vmlinuz:/test/guest.kernel" \
		--file "$BUILD/full/guest.initrd" --file "$BUILD/full/container.initrd" \
		--file "$here/lib.sh:/test/vm/lib.sh" \
		--file "$TOP/tests/vm/lib.sh:/test/vm/vm-lib.sh" \
		--file "$TOP/tests/libvirt/images.sh:/test/vm/images.sh" "$@" "$script"
}

# --- on the host ---------------------------------------------------------------

guest_image=/usr/share/ovmf/OVMF.amdsev.fd

# agent_said REGEX: until it does
agent_said()
{
	grep -qm 1 -E -e "$1" < <(exec timeout 120 journalctl -q -b -o cat -f -n all -u sevgated)
}

# console_of NAME: where what a guest says is written
console_of()
{
	echo "/var/log/libvirt/qemu/$1.console"
}

# guest_says NAME REGEX: until it does; if not, what it says instead
guest_says()
{
	grep -qam 1 -E -e "$2" < <(exec timeout 600 tail -n +1 -F "$(console_of "$1")" 2>/dev/null) && return
	echo "$(virsh domstate --reason "$1"), with $(tail -n 3 "$(console_of "$1")" | tr -dc '[:print:]\n')"
	return 1
}

# guest_answers NAME: it runs now, as it says what it is told
guest_answers()
(
	word=$RANDOM$RANDOM
	# QEMU looks once a second whether somebody is there
	exec {line}<>"$(virsh ttyconsole "$1")"
	echo "$word" >&"$line"
	guest_says "$1" "guest: told $word"
)

# guest_word NAME WORD: what the guest said of it
guest_word()
{
	tr -d '\r' <"$(console_of "$1")" | sed -n "s/^guest: $2 //p" | tail -n 1
}

# set_up: what a host has beside its packages
set_up()
{
	mkdir -p /etc/sevgate/{platform,policy.d} /var/lib/libvirt/boot &&
		cp /test/ca.cert /etc/sevgate/platform/ca.cert &&
		cp /test/guest.* /test/container.* /var/lib/libvirt/boot/ && modprobe -a ccp kvm_amd && insmod /test/sevstat.ko
}

# install_packages
install_packages()
{
	dpkg -i /test/debs/*.deb
}

# policy PROFILE...: what is in each, see sevgate-policy(5)
policy()
{
	local profile
	{
		echo '<policy>'
		for profile; do
			echo "<profile $profile</profile>"
		done
		echo '</policy>'
	} >/etc/sevgate/policy.d/50-tests.xml
	systemctl reload-or-restart sevgated
}

# verified: the agent has verified the platform's certificates
verified()
{
	timeout 120 sh -c 'until [ -e /run/sevgate/platform/chain ]; do sleep 0.2; done'
}

# in_use KIND: ASIDs, as the kernel counts them; Linux 6.1 shows it to modules alone
in_use()
{
	if [ -e /sys/fs/cgroup/misc.current ]; then
		misc "$1"
	else
		cat "/sys/class/sevstat/host/asid/$1_used"
	fi
}

# qemu_was_asked NAME: libvirt got as far as that
qemu_was_asked()
{
	grep -qs -e "-name guest=$1" "/var/log/libvirt/qemu/$1.log"
}

# mended NAME: the agent has made it confidential
mended()
{
	timeout 60 sh -c 'until virsh dumpxml --inactive "$0" | grep -q launchSecurity; do sleep 0.5; done' "$1"
}

# in_rig COMMAND...: what images.sh looks into is this host
in_rig()
{
	"$@"
}

# secret_address: where the image keeps what a guest is given
secret_address()
{
	local area
	# shellcheck source=../libvirt/images.sh disable=SC1091
	. /test/vm/images.sh
	area=$(ovmf_area secret "$guest_image") && echo "${area% *}"
}

# guest_xml NAME [LAUNCH_SECURITY] [XML]: a small VM that boots a kernel.  Each
# character of its console and each device cost it time; a quarter of its memory
# would be for devices unless it is said how much
guest_xml()
{
	cat <<-END
	<domain type='kvm'>
	  <name>$1</name>
	  <memory unit='MiB'>${MEMORY:-256}</memory>
	  <vcpu>1</vcpu>
	  <os>
	    <type arch='x86_64' machine='pc'>hvm</type>
	    <kernel>/var/lib/libvirt/boot/guest.kernel</kernel>
	    <initrd>/var/lib/libvirt/boot/guest.initrd</initrd>
	    <cmdline>console=ttyS0 quiet panic=-1 iomem=relaxed mitigations=off swiotlb=4096 8250.nr_uarts=1 secret_at=$(secret_address)</cmdline>
	  </os>
	  <features><acpi/></features>
	  <cpu mode='host-passthrough'/>
	  <on_reboot>restart</on_reboot>
	  <devices>
	    <disk type='file' device='disk'>
	      <driver name='qemu' type='raw'/>
	      <source file='/var/lib/libvirt/images/$1.img'/>
	      <target dev='sda' bus='sata'/>
	    </disk>
	    <serial type='pty'><log file='$(console_of "$1")'/></serial>
	    <controller type='usb' model='none'/>
	    <memballoon model='virtio'/>
	    ${3:-}
	  </devices>
	  ${2:-}
	</domain>
	END
}

# a_guest NAME [LAUNCH_SECURITY] [XML]: defines it, with a disk
a_guest()
{
	truncate -s 16M "/var/lib/libvirt/images/$1.img" &&
		guest_xml "$@" >"/root/$1.xml" && virsh -q define "/root/$1.xml"
}
