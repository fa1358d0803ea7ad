#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# leak-test.sh - sevgate leak-test: markers and usage; what it finds is in
# tests/libvirt/24-leak-test.sh
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

# --- markers -------------------------------------------------------------------

sevgate leak-test -m 1234567 vm
is "a short marker" "$status,$err" \
	"1,sevgate: marker 1: has 7 bytes, which can be in any memory by chance; use 8 or more"
sevgate leak-test -m correct-horse --marker '        ' vm
is "a plain one" "$status,$err" \
	"1,sevgate: marker 2: has 1 different characters, which can be in any memory by chance; use 4 or more"
printf 'correct-horse\nhunter2\n' >markers
sevgate leak-test --marker-file markers vm
is "a short one in a file" "$status,$err" \
	"1,sevgate: markers line 2: has 7 bytes, which can be in any memory by chance; use 8 or more"
sevgate leak-test --marker-file - vm <markers
is "on standard input" "$status,$err" \
	"1,sevgate: standard input line 2: has 7 bytes, which can be in any memory by chance; use 8 or more"
sevgate leak-test --marker-file - vm </dev/null
is "nothing there" "$status,$err" "1,sevgate: standard input: has no marker in it"
sevgate leak-test --marker-file missing vm
is "a file that is not there" "$status,$err" "1,sevgate: missing: No such file or directory"
mkfifo fifo
sevgate leak-test --marker-file fifo vm
is "a FIFO" "$status,$err" "1,sevgate: fifo: is a FIFO, not a regular file"
head -c 1048577 /dev/zero | tr '\0' '\n' >large
sevgate leak-test --marker-file large vm
is "a large file" "$status,$err" "1,sevgate: large: more than 1048576 bytes"
seq 12345001 12345065 >many
sevgate leak-test --marker-file many vm
is "many" "$status,$err" "1,sevgate: many line 65: more than 64 markers"

# --- usage ---------------------------------------------------------------------

sevgate leak-test
is "no domain" "$status,$(head -n 1 <<<"$err")" "1,sevgate leak-test: name one domain"
sevgate leak-test -m correct-horse one two
is "two" "$status,$(head -n 1 <<<"$err")" "1,sevgate leak-test: name one domain"

# libvirt's own driver for tests has a domain, and no memory to dump
on_test=(leak-test -c test:///default)
sevgate "${on_test[@]}" -m correct-horse nosuch
is "a domain that is not there" "$status,$err" "1,sevgate: there is no domain nosuch here"
export XDG_RUNTIME_DIR=$work/run
mkdir run
sevgate "${on_test[@]}" -m correct-horse test
is "what libvirt refuses" "$status,$(wc -l <<<"$err")" 1,1
like "is said" "$err" "^sevgate: test: .*unsupported flags"
unlike "without the marker" "$err" horse
is "nothing is left of it" "$(ls -A run)" ""
sevgate "${on_test[@]}" test </dev/null
is "no marker and no terminal" "$status,$err" \
	"1,sevgate: a generated marker needs a terminal, to say when it is typed; use --marker-file -"
sevgate leak-test -c nonsense:///x -m correct-horse vm
is "no libvirt" "$status,$(wc -l <<<"$err")" 1,1
tap_end
