# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# sevstat.sh - what tests of the kernel module share; sourced, in the VM

host=/sys/class/sevstat/host

# sevstat_vm OPTION...: in_vm with the module, built for its kernel
sevstat_vm()
{
	[ -z "${SEVGATE_IN_VM:-}" ] || return 0
	local out=$BUILD/modules-${KERNEL:-6.12}
	"$TOP/tests/vm/build-module" "${KERNEL:-6.12}" "$out" >&2 ||
		skip_all "the module can not be built for ${KERNEL:-6.12}"
	in_vm --file "$BUILD/tests/vm/sev-ask" --file "$BUILD/tests/vm/sev-vms" \
		--file "$out/modules/kmod/sevstat.ko" \
		--file "$BUILD/tests/vm/sev-await" \
		--file "$TOP/docs/abi/sysfs-class-sevstat:/test/abi" \
		--file "$TOP/tests/vm/sevstat.sh:/test/vm/sevstat.sh" "$@"
}

# documented: files, as DIRECTORY/NAME
documented()
{
	sed -nE 's,^What:\t\t/sys/class/sevstat/host/(.*)$,\1,p' /test/abi | sort
}

# shown: the files of the running module; the rest of a device is the kernel's
shown()
{
	(cd $host/ && find . -type f | sed 's,^./,,' | grep -vE '^(uevent|power/.*)$') | sort
}

# says FILE: of the module
says()
{
	cat "$host/$1"
}

fails_to_say()
{
	! cat "$host/$1" 2>/dev/null
}

# asked: has the firmware asked, and waits until a question was answered
asked()
{
	local before
	before=$(says firmware/queries) && echo 1 >$host/refresh || return
	until [ "$(says firmware/queries)" != "$before" ]; do :; done
}

# asked_in_vain: the same where nobody is asked any more, of which nothing tells;
# the worker needs microseconds, and this some dozen processes
asked_in_vain()
{
	local i
	for ((i = 0; i < 40; i++)); do
		echo 1 >$host/refresh
		says firmware/state >/dev/null
	done
}

# finds_mistakes: this is the kernel of debug-kernel
finds_mistakes()
{
	[[ $(uname -r) = *-sevgate ]]
}

# lost: what kmemleak can not find a reference to.  It says so of what is five
# seconds old and as it was in the scan before; of that nothing else tells.
lost()
{
	echo scan >/sys/kernel/debug/kmemleak || return
	sleep 6
	echo scan >/sys/kernel/debug/kmemleak || return
	cat /sys/kernel/debug/kmemleak
}

# sevstat_end: tap_end; on the kernel that finds mistakes after a look at what it
# does not say by itself.  What KASAN and lockdep find is on its console, at
# which vm looks; lockdep ends with its first find, or when its tables are full.
sevstat_end()
{
	if finds_mistakes; then
		ok "the module is gone" test ! -e /sys/module/sevstat
		is "no memory is lost" "$(lost 2>&1)" ""
		is "lockdep was at work to the end" \
			"$(sed -nE 's/^ *debug_locks: *//p' /proc/lockdep_stats)" 1
	fi
	tap_end
}
