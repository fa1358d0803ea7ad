# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# lib.sh - what VM tests share; sourced, on the host and then in the VM
#
# A test is one script.  On the host it says what machine it wants:
#	in_vm --snp --file "$BUILD/tests/vm/sev-ask"
# which boots one with the kernel that $KERNEL names and runs the same script
# in it; there in_vm does nothing.  The first line "# kernels:" says on which
# kernels the test makes sense.

if [ -n "${SEVGATE_IN_VM:-}" ]; then
	BUILD=/test
	# shellcheck disable=SC1091
	. /test/tap.sh
else
	TOP=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../..
	BUILD=${BUILD:-build}
	# shellcheck source=../tap.sh
	. "$TOP/tests/tap.sh"
fi

# in_vm OPTION...: see tests/vm/vm
in_vm()
{
	[ -z "${SEVGATE_IN_VM:-}" ] || return 0
	exec "$TOP/tests/vm/vm" --kernel "${KERNEL:-6.12}" "$@" "$0"
}

# --- in the VM: the line to the host, descriptor 3 -----------------------------

# ask_host WORD...: one line there, one line back
ask_host()
{
	local answer
	echo "@$*" >&3
	read -r answer <&3
	echo "$answer"
}

# faults LINE...: what goes wrong from now on; none: nothing
faults()
{
	[ "$(ask_host faults "$(printf '%s\n' "$@" | base64 -w 0)")" = ok ]
}

# trace: what the firmware was asked since the machine was started
trace()
{
	ask_host trace | base64 -d
}

# load MODULE [PARAMETER...]
load()
{
	modprobe "$@"
}

# kernel_says REGEX: the kernel has said so
kernel_says()
{
	dmesg | grep -Eq -e "$1"
}

# newer_than SERIES: the kernel is
newer_than()
{
	[ "$(printf '%s\n' "$1" "$(uname -r | grep -o '^[0-9]*\.[0-9]*')" | sort -Vu | tail -n 1)" != "$1" ]
}

# field NAME: its value in lines "NAME VALUE" that come in
field()
{
	sed -n "s/^$1 //p"
}

# misc NAME [current|capacity]: of the misc controller, for the whole machine
misc()
{
	sed -n "s/^$1 //p" "/sys/fs/cgroup/misc.${2:-current}"
}
