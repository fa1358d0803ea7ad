#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# build.sh - the module builds for every kernel of the tests, without a warning
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# quiet KERNEL [ARGUMENT...]: what building says, but for what makes no module
# worse: that a header package has no vmlinux to take types from, and that the
# compiler is of a later build than the kernel's
quiet()
{
	local kernel=$1
	shift
	tests/vm/build-module "$kernel" "$work/$kernel" "$@" 2>&1 |
		grep -vE '^  KO |^Skipping BTF|^warning: the compiler differs|^  (The kernel was built|You are using)' |
		head -n 40
}

# built KERNEL FIELD: of modinfo
built()
{
	/sbin/modinfo -F "$2" "$work/$1/modules/kmod/sevstat.ko" 2>&1
}

for kernel in 6.1 6.12 7.3; do
	directory=$(tests/vm/kernel $kernel) ||
		skip_all "linux $kernel can not be had"
	is "$kernel: builds with W=1 without a warning" "$(quiet $kernel W=1)" ""
	is "$kernel: it is a module for that kernel" \
		"$(built $kernel vermagic | cut -d ' ' -f 1)" "$(cat "$directory/release")"
	like "$kernel: loaded where the CPU has SEV" "$(built $kernel alias)" '^cpu:type:x86.*feature:'
	is "$kernel: needs ccp" "$(built $kernel depends)" ccp
	is "$kernel: says its version" "$(built $kernel version)" "$(cat VERSION)"
done
# sparse is the machine's own, which knows the older kernels' language
for kernel in 6.1 6.12; do
	rm -rf "${work:?}/$kernel"
	is "$kernel: sparse has nothing to say" "$(quiet $kernel C=2)" ""
done
tap_end
