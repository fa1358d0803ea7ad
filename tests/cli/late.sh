#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# late.sh - libvirt's library is loaded by who speaks to libvirt, and nobody else
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

# needs FILE: the libraries that are loaded with it
needs()
{
	LD_TRACE_LOADED_OBJECTS=1 "$1"
}
like "sevgate needs libraries" "$(needs "$BUILD/sevgate")" 'libcrypto'
unlike "but not libvirt's" "$(needs "$BUILD/sevgate")" 'libvirt'
for library in virt attest; do
	# sanitizers have names of their own
	is "sevgate-$library.so shows its table only" \
		"$(nm -D --defined-only "$BUILD/sevgate-$library.so" | awk '{print $3}' | grep -v '^__')" \
		"sevgate_$library"
done

# --- a link to it, as it is installed ----------------------------------------

program=$BUILD/sevgate
mkdir links
ln -s "$program" links/sevgate
BUILD=$work/links
sevgate check -c test:///default test
is "a link: libvirt is found" "$status" 0
is "says so" "$out" "test: no profile matches, nothing is demanded of it"

# --- without the library -----------------------------------------------------

mkdir alone
cp "$program" alone/sevgate
BUILD=$work/alone
good_domain >good.xml
sevgate check --no-host good.xml
is "files are judged without libvirt" "$status" 0
sevgate rules
is "rules are listed without libvirt" "$status" 0
missing="cannot speak to libvirt: $work/alone/sevgate-virt.so: cannot open shared object file: \
No such file or directory; install what is missing"
sevgate check -c test:///default test
is "a domain needs it" "$status" 1
is "says what is missing" "$err" "sevgate: test: $missing"
sevgate status
is "status needs it" "$status" 1
is "says what is missing" "$err" "sevgate: $missing"
sevgate check -c test:///default --all good.xml
is "--all needs it, files do not" "$status,${out%%:*}" "1,good.xml"

# --- with another in its place -----------------------------------------------

: >alone/sevgate-virt.so
sevgate status
is "an empty library" "$status" 1
like "says so" "$err" "^sevgate: cannot speak to libvirt: .*/sevgate-virt.so: file too short;"
cp "${program%/*}/sevgate-attest.so" alone/sevgate-virt.so
sevgate status
is "a library without the table" "$status" 1
like "says so" "$err" "^sevgate: cannot speak to libvirt: .*undefined symbol: sevgate_virt;"
tap_end
