#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 63-sevstat-suspend.sh - the kernel module while the machine is suspended
# kernels: 6.1 6.12 7.3 debug
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/vm/sevstat.sh
. "$(dirname "$0")/sevstat.sh"
sevstat_vm --cpus 2 --append suspend.pm_test_delay=5

load kvm_amd
insmod /test/sevstat.ko period_ms=100
asked

# suspend LEVEL: as far as that, and back after five seconds: everything but the
# last step of it, which a machine of this kind does not come back from
suspend()
{
	dmesg --clear 2>/dev/null || dmesg -c >/dev/null
	echo "$1" >/sys/power/pm_test
	echo freeze >/sys/power/state
}

for level in freezer devices; do
	before=$(says firmware/queries)
	ok "suspended to $level" suspend $level
	ok "$level: it was" kernel_says 'suspend debug: Waiting for 5 second'
	# of ten questions a second fifty would have come
	ok "$level: nobody asked meanwhile" test $(($(says firmware/queries) - before)) -lt 25
	before=$(says firmware/queries)
	until [ "$(says firmware/queries)" -gt $((before + 2)) ]; do :; done
	is "$level: the questions go on" "$(says firmware/state) $(says firmware/errors)" "init 0"
done
ok "it unloads" rmmod sevstat
sevstat_end
