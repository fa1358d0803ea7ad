#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# style.sh - what the kernel's own checkers say of the module
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh

for tool in perl spatch; do
	command -v $tool >/dev/null || skip_all "needs $tool"
done
kernel=$(tests/vm/debug-kernel) || skip_all "the debug kernel can not be built"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mapfile -t sources < <(git ls-files kmod Kbuild | grep -E '\.[ch]$|Kbuild$')
mapfile -t code < <(git ls-files 'kmod/*.c')

# a macro that defines something uses the name it is given more than once
is "checkpatch.pl --strict" "$(perl "$kernel/scripts/checkpatch.pl" --no-tree \
	--strict --terse --show-types --ignore MACRO_ARG_REUSE -f "${sources[@]}" 2>&1 |
	grep -vE '^total: 0 errors, 0 warnings, 0 checks')" ""

# patch FILE: what a semantic patch reports; nothing of those that can not run
# without OCaml
patch()
{
	spatch -D report --very-quiet --no-show-diff --cocci-file "$1" \
		-I "$kernel/include" "${code[@]}" 2>"$work/error" || {
		grep -qi ocaml "$work/error" && return
		echo "$1: $(tail -n 1 "$work/error")"
	}
}

mapfile -t patches < <(grep -rlE --include='*.cocci' '^virtual.*report' \
	"$kernel/scripts/coccinelle" | xargs grep -L ocaml | sort)
is "the kernel has semantic patches" "$((${#patches[@]} > 40))" 1
for file in "${patches[@]}"; do
	is "spatch ${file##*/coccinelle/}" "$(patch "$file")" ""
done
tap_end
