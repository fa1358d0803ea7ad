#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# units.sh - systemd takes the units as they are installed, and finds them tight
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
command -v systemd-analyze >/dev/null || skip_all "there is no systemd-analyze"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
make -s install DESTDIR="$root" BUILD="${BUILD:-build}" >"$root/log" 2>&1 || cat "$root/log"
units=$root/usr/lib/systemd/system

# as if the programs were installed
sed -i "s,=/usr/,=$root/usr/," "$units"/*
for unit in "$units"/*; do
	is "${unit##*/}: nothing to complain" "$(systemd-analyze verify --man=no "$unit" 2>&1)" ""
done
for unit in "$units"/*.service; do
	ok "${unit##*/}: exposed 1.5 at most" systemd-analyze security --offline=true --threshold=15 "$unit"
done
is "what listens is not where others reach it" "$(sed -n 's/^ListenStream=//p' "$units"/*.socket)" 127.0.0.1:9819
tap_end
