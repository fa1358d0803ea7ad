#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# attest.sh - sevgate attest: what it says before there is a launch
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

usage="--tik FILE [OPTION]... DOMAIN"
head -c 16 /dev/urandom >tik
head -c 16 /dev/urandom >tek
printf secret >secret
: >firmware

wrong "name one domain" attest --tik tik
wrong "name one domain" attest --tik tik one two
wrong "give --tik, the integrity key of the launch session" attest guest
wrong "--secret needs --tek" attest --tik tik --secret luks-key:secret guest
wrong "--kernel, --initrd and --cmdline need --firmware" attest --tik tik --kernel k guest
wrong "--initrd and --cmdline need --kernel" attest --tik tik --firmware firmware --initrd i guest
wrong "--initrd and --cmdline need --kernel" attest --tik tik --firmware firmware --cmdline quiet guest
for policy in '' x 0x 0d 37h 1.0 0x100000000 -1; do
	wrong "--policy has '$policy', not a guest policy in hexadecimal, such as 0x33" attest --tik tik --policy "$policy" guest
done
for vcpus in '' 0 -1 x 1.5 4294967297; do
	sevgate attest --tik tik --vcpus "$vcpus" guest
	is "wrong usage: --vcpus $vcpus" "$status,$out" 1,
	like "says so: --vcpus $vcpus" "$err" "^sevgate attest: --vcpus has '$vcpus', not a number up to [0-9]+"
done
wrong "the CPU model 'Pentium' is not known" attest --tik tik --cpu Pentium guest
wrong "--vmsa has 'new'; allowed: legacy, init2" attest --tik tik --vmsa new guest

# fails_with MESSAGE ARGUMENT...: one line, nothing else
fails_with()
{
	local message=$1
	shift
	sevgate attest -c test:///default "$@"
	is "$*" "$status,$out,$err" "1,,sevgate: $message"
}
mkfifo fifo
: >empty
head -c 17 /dev/urandom >long
for key in tik tek; do
	other=$([ $key = tik ] || echo --tik tik)
	# shellcheck disable=SC2086 # two words
	for bad in "missing:No such file or directory" "fifo:is a FIFO, not a regular file" \
		"empty:has 0 bytes, a key has 16" "long:more than 16 bytes" ".:is a directory, not a regular file"; do
		fails_with "${bad%%:*}: ${bad#*:}" $other --$key "${bad%%:*}" test
	done
done
fails_with "missing: No such file or directory" --tik tik --tek tek --secret luks-key:missing test
fails_with "empty: is empty" --tik tik --tek tek --secret luks-key:empty test
fails_with "there is no domain nowhere here" --tik tik nowhere
fails_with "test has no guest policy; give --policy" --tik tik test
sevgate attest -c qemu+unix:///system?socket=/nonexistent --tik tik guest
is "no libvirt: one line" "$status,$out,$(wc -l <<<"$err")" "1,,1"
like "no libvirt: which one" "$err" "^sevgate: .*/nonexistent"
tap_end
