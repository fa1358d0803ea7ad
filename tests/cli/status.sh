#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# status.sh - sevgate status: records are shown as they are
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

sevgate status guest
is "no argument" "$status,$out,$err" "1,,sevgate status: takes no argument
usage: sevgate status [OPTION]..."
sevgate status --root missing
is "no such directory" "$status,$out,$err" "1,,sevgate: missing: No such file or directory"
sevgate status -c qemu+unix:///system?socket=/nonexistent
is "no libvirt: one line" "$status,$out,$(wc -l <<<"$err")" "1,,1"
like "no libvirt: which one" "$err" "^sevgate: .*/nonexistent"

# --- libvirt's test driver: one domain, "test", that runs --------------------------

uuid=$(virsh -q -c test:///default domuuid test)
[ "$(id -u)" = 0 ] && run=root/run/sevgate || run=root/run/user/$(id -u)/sevgate
records=$run/domains/$uuid
mkdir -p "$records"
header="DOMAIN                   STATE     PROFILE        DECISION   ATTESTATION   WHY"
alone="sevgated does not run: nothing is mended or attested"

# shown ARGUMENT...: sevgate status; $row is the domain's line, blanks squeezed
shown()
{
	sevgate status -c test:///default --root root "$@"
	row=$(sed -n '/^test /{s/  */ /g;s/ $//;p}' <<<"$out")
}

# record FILE ELEMENT ATTRIBUTES TEXT: as the hook and the agent write it
record()
{
	echo "<$2 time='2026-11-22T10:00:00Z' domain='test' uuid='$uuid' $3>$4</$2>" >"$records/$1"
}

shown
is "no records: only the header" "$status,$out" "0,$header
$alone"
shown --all
is "--all: the domain, too" "$row" "test running - - -"
record decision.xml decision "operation='start' ruling='allow' profile='tenants'" ''
shown
is "allowed" "$row" "test running tenants allow -"
record attestation.xml attestation "result='ok' id='1' measurement='AAAA' firmware='1.55.24'" ''
shown
is "attested" "$row" "test running tenants allow ok"
record attestation.xml attestation "result='not-attested' id='1'" "it has no launch session"
shown
is "not attested, and why" "$row" "test running tenants allow not-attested it has no launch session"
record mismatch.xml attestation "result='mismatch' id='1'" "TIK and TEK are exchanged"
shown
is "a mismatch counts more" "$row" "test running tenants allow mismatch TIK and TEK are exchanged"
rm "$records"/{mismatch,attestation}.xml
record refused.xml decision "operation='prepare' ruling='deny' profile='tenants'" \
	"<finding rule='version' verdict='unknown'>of the version</finding>"
shown
is "refused, and why" "$row" "test running tenants deny - of the version"
record refused.xml decision "operation='prepare' ruling='undecided'" "<error>no time</error>"
shown
is "undecided, and why" "$row" "test running - undecided - no time"

# --- JSON ----------------------------------------------------------------------------

shown --json
is "--json: undecided" "$(jq -cr '[.agent, (.domains[] | .domain, .uuid, .state, .profile, .ruling, .decided, .attestation, .message)]' <<<"$out")" \
	"[false,\"test\",\"$uuid\",\"running\",null,\"undecided\",\"2026-11-22T10:00:00Z\",null,\"no time\"]"
rm "$records/refused.xml"
record attestation.xml attestation "result='ok' id='1' measurement='AAAA' firmware='1.55.24'" ''
shown --json
is "--json: attested" "$(jq -cr '.domains[] | [.profile, .ruling, .attestation, .attested, .measurement, .firmware, .message]' <<<"$out")" \
	'["tenants","allow","ok","2026-11-22T10:00:00Z","AAAA","1.55.24",""]'
rm "$records"/*
shown --json
is "--json: none" "$(jq -c . <<<"$out")" '{"agent":false,"domains":[]}'

# --- records that are not --------------------------------------------------------------

for bad in empty truncated huge fifo directory link; do
	rm -rf "$records/attestation.xml"
	record decision.xml decision "ruling='allow' profile='tenants'" ''
	case $bad in
	empty) : >"$records/attestation.xml" ;;
	truncated) printf "<attestation result='ok'" >"$records/attestation.xml" ;;
	huge) printf "<attestation result='ok'>%70000s</attestation>" '' >"$records/attestation.xml" ;;
	fifo) mkfifo "$records/attestation.xml" ;;
	directory) mkdir "$records/attestation.xml" ;;
	link) ln -s nowhere "$records/attestation.xml" ;;
	esac
	shown
	is "a record that is $bad is none" "$status,$row" "0,test running tenants allow -"
done

# --- is there an agent -----------------------------------------------------------------

rm -rf "$records/attestation.xml"
exec {lock}>"$run/agent.lock"
flock "$lock"
shown
unlike "with an agent nothing is said of it" "$out" "sevgated"
shown --json
is "--json: with an agent" "$(jq .agent <<<"$out")" true
exec {lock}>&-
shown
like "its lock goes with it" "$out" "^$alone$"
tap_end
