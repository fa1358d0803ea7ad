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
	# the host is above an empty line
	host=${out%%$'\n\n'*}
	out=${out#*$'\n\n'}
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
is "--json: none" "$(jq -c 'del(.host)' <<<"$out")" '{"agent":false,"domains":[]}'

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
# --- the host above them ------------------------------------------------------------
# host NAME: one of the captured ones
host()
{
	rm -rf root
	cp -r "$top/tests/data/hosts/$1" root
	shown
}

host milan
# shellcheck disable=SC2001 # a pattern for the shell would take too much
is "a host" "$(sed 's/; [0-9]* s ago$//' <<<"$host")" "\
host       milan; starts sev sev_es sev_snp; known from sevstat
firmware   SEV 1.55 build 21 working, SEV-SNP 1.55 build 21 init
ASIDs      sev     [#...................] 5 of 410 in use
           sev_es  [##..................] 9 of 99 in use, by SEV-ES and SEV-SNP
starts     0 allowed, 0 refused, 0 undecided; launches: 0 right, 0 wrong
PROBLEM    libvirt has no hook of sevgate's, or may not execute it"
mkdir -p root/etc/libvirt/hooks/qemu.d
install /dev/null root/etc/libvirt/hooks/qemu.d/50-sevgate
mkdir -p root/run/sevgate
touch root/run/sevgate/disable
shown
is "break glass" "$(grep PROBLEM <<<"$host")" "PROBLEM    enforcement is switched off: /run/sevgate/disable"
host hiding
is "divided, and full" "$(grep '\[' <<<"$host" | sed 's/^ASIDs/     /;s/^ *//')" "\
sev     [#...................] 2 of 907 in use
sev_es  [##..................] 3 of 59 in use
sev_snp [####################] 40 of 40 in use"
host dead
like "dead firmware" "$host" "^host       rome; starts no confidential guests; known from sevstat$"
like "is said to be" "$host" "^firmware   SEV dead"
host old-kernel-no-module
like "no counters" "$host" "^ASIDs      sev     504, in use: not known$"
host intel
is "no SEV" "$(head -n 1 <<<"$host")" "host       unknown; starts no confidential guests; known from none"
host milan
sevgate status -c test:///default --root root --json
is "for machines" "$(jq -c '.host | [.family, .source, .kinds.sev_es.in_use, .kinds.sev_snp, .firmware.snp.state, .hook, .break_glass]' <<<"$out")" \
	'["milan","sevstat",9,{"startable":true,"asids":null,"in_use":null,"peak":null},"init",false,false]'
echo many >root/sys/class/sevstat/host/asid/sev_used
shown
like "nonsense in files" "$host" '^PROBLEM    files that say nonsense'
tap_end
