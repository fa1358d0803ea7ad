#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 02-psp-pci.sh - the emulated processor's command line
# kernels: 6.12
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# psp ARGUMENT...
psp()
{
	run timeout 20 "$BUILD/tests/psp-pci" "$@"
}

psp --help
is "--help" "$STATUS" 0
like "is about usage" "$OUT" '^usage: psp-pci --state DIR'
psp --version
is "--version" "$OUT" "psp-pci $(<"$TOP/VERSION")"
psp
is "nothing" "$STATUS" 2
like "is not enough" "$OUT" '^psp-pci: --state and --socket are needed'
psp --state "$dir" --socket "$dir/s" more
is "an argument" "$STATUS" 2
psp --nothing
is "an unknown option" "$STATUS" 2
for asid in 0 1024 x -1 ''; do
	psp --state "$dir" --socket "$dir/s" --min-sev-asid "$asid"
	is "min-sev-asid \"$asid\"" "$STATUS" 2
done
# refused OPTION WHAT VALUE...: that is none
refused()
{
	local option=$1 what=$2 value
	shift 2
	for value; do
		psp --state "$dir" --socket "$dir/s" "$option" "$value"
		is "$option \"$value\"" "$STATUS,$(head -n 1 <<<"$OUT")" "2,psp-pci: not a $what: $value"
	done
}

refused --api version 1 1. .55 1.256 256.0 1.55.24 -1.5 1111.1 x ''
refused --build build 256 -1 x ''
refused --tcb TCB_VERSION 0x10000000000000000 0xg -1 ''
psp --state "$dir/none" --socket "$dir/s" --api 255.255 --build 255 --tcb 0xffffffffffffffff
is "the largest of all are" "$STATUS" 1
psp --state "$dir" --socket "$dir/s" --max-asid 5 --min-sev-asid 7
is "SEV beyond the last ASID" "$STATUS" 2
psp --state "$dir/none" --socket "$dir/s"
is "no directory" "$STATUS" 1
is "and that is said" "$OUT" "psp-pci: $dir/none: No such file or directory"
psp --state "$dir" --socket "$dir/$(printf 'x%.0s' {1..108})"
is "a long path" "$STATUS" 1
like "and the limit" "$OUT" 'longer than 107 bytes$'
: >"$dir/file"
psp --state "$dir" --socket "$dir/file"
is "a file in the way stays" "$STATUS,$(ls "$dir/file")" "1,$dir/file"
psp --state "$dir" --socket "$dir/s" --trace "$dir/none/trace"
is "no place for a trace" "$STATUS" 1
tap_end
