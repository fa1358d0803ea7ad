# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# tap.sh - say the results of a test script in TAP; sourced
#
#	plan 2                      # or nothing, and tap_end as the last command
#	ok "it starts" start_it     # $OUT is what it said, $STATUS how it ended
#	is "and runs" "$(state)" running

tap_planned='' tap_run=0 tap_failed=0

# plan N: how many checks there will be; said with the first of them, since
# only then it is sure that not all are skipped
plan()
{
	tap_planned=$1
}

# count: one more check
count()
{
	[ "$tap_run" != 0 ] || [ -z "$tap_planned" ] || echo "1..$tap_planned"
	tap_run=$((tap_run + 1))
}

# tap_end: for a script without a plan, the last command
tap_end()
{
	echo "1..$tap_run"
	[ "$tap_failed" = 0 ]
}

# skip_all WHY: this machine can not run the script; before the first check
skip_all()
{
	echo "1..0 # SKIP $*"
	exit 77
}

# skip N WHY: N planned checks that make no sense here
skip()
{
	local i
	for ((i = 0; i < $1; i++)); do
		count
		echo "ok $tap_run # SKIP $2"
	done
}

# tap GOOD DESC [DETAIL]
tap()
{
	count
	if [ "$1" = 1 ]; then
		echo "ok $tap_run - $2"
		return 0
	fi
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_run - $2"
	[ -z "${3:-}" ] || echo "# ${3//$'\n'/$'\n'# }"
	return 1
}

# run CMD...: $OUT is what it said, $STATUS how it ended
run()
{
	OUT=$("$@" 2>&1)
	STATUS=$?
}

# ok DESC CMD...: the command succeeds
ok()
{
	local desc=$1
	shift
	run "$@"
	tap $((STATUS == 0)) "$desc" "exit status $STATUS of: $*
$OUT"
}

# fails DESC CMD...: the command fails; look at $OUT for the reason
fails()
{
	local desc=$1
	shift
	run "$@"
	tap $((STATUS != 0)) "$desc" "succeeded: $*
$OUT"
}

# is DESC GOT WANTED
is()
{
	[ "$2" = "$3" ]
	tap $(($? == 0)) "$1" "got:    $2
wanted: $3"
}

# like DESC GOT REGEX: extended, in any line
like()
{
	grep -Eq -e "$3" <<<"$2"
	tap $(($? == 0)) "$1" "got:    $2
wanted: $3"
}

# unlike DESC GOT REGEX
unlike()
{
	! grep -Eq -e "$3" <<<"$2"
	tap $(($? == 0)) "$1" "got:        $2
not wanted: $3"
}
