#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# build.sh - the module builds for every kernel of the tests, and neither the
# compiler nor sparse has something to say
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# checker KERNEL: a program that is sparse, and writes down what it was given.
# The machine's own knows the older kernels' language.  The newer one runs where
# that kernel's module is built, out of the directory that is there, too.
checker()
{
	local dir=$work/$1 program=sparse
	mkdir "$dir"
	if [ "$1" = 7.3 ]; then
		program=$dir/sparse
		cp "$newer" "$program"
	fi
	cat >"$dir/check" <<-END
		#!/bin/sh
		for file; do :; done
		echo "\$file" >>$dir/checked
		exec $program "\$@"
	END
	chmod +x "$dir/check"
}

# quiet KERNEL [ARGUMENT...]: what building says, but for what makes no module
# worse: that a header package has no vmlinux to take types from and no script
# that looks whether a checker is one, and that the compiler is of a later build
# than the kernel's
quiet()
{
	local kernel=$1
	shift
	tests/vm/build-module "$kernel" "$work/$kernel" "$@" 2>&1 |
		grep -vE '^  KO |^Skipping BTF|^warning: the compiler differs|^  (The kernel was built|You are using)|checker-valid\.sh: No such file|C=2 specified, but' |
		head -n 40
}

# built KERNEL FIELD: of modinfo
built()
{
	/sbin/modinfo -F "$2" "$work/$1/modules/kmod/sevstat.ko" 2>&1
}

newer=$(tests/vm/program sparse forky) || skip_all "sparse of forky can not be had"
for kernel in 6.1 6.12 7.3; do
	directory=$(tests/vm/kernel $kernel) ||
		skip_all "linux $kernel can not be had"
	checker $kernel
	is "$kernel: builds with W=1 and sparse without a warning" \
		"$(quiet $kernel W=1 C=2 KBUILD_CHECKSRC=2 CHECK="$work/$kernel/check")" ""
	is "$kernel: sparse has seen every file" \
		"$(sed 's,^.*/modules/,,' "$work/$kernel/checked" | grep -v '\.mod\.c$' | sort -u)" "$(ls kmod/*.c)"
	is "$kernel: it is a module for that kernel" \
		"$(built $kernel vermagic | cut -d ' ' -f 1)" "$(cat "$directory/release")"
	like "$kernel: loaded where the CPU has SEV" "$(built $kernel alias)" '^cpu:type:x86.*feature:'
	is "$kernel: needs ccp" "$(built $kernel depends)" ccp
	is "$kernel: says its version" "$(built $kernel version)" "$(cat VERSION)"
done
tap_end
