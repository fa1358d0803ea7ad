# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# tap.sh - say the results of a test script in TAP; sourced

tap_count=0
tap_bad=0

# result STATUS DESCRIPTION: one test, good when STATUS is 0
result()
{
	tap_count=$((tap_count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tap_count - $2"
	else
		tap_bad=$((tap_bad + 1))
		echo "not ok $tap_count - $2"
	fi
}

# ok DESCRIPTION COMMAND...: good when the command succeeds
ok()
{
	local description=$1 status=0
	shift
	"$@" >"${TMPDIR:-/tmp}/tap.$$" 2>&1 || status=$?
	[ "$status" = 0 ] || sed 's/^/#   /' "${TMPDIR:-/tmp}/tap.$$"
	rm -f "${TMPDIR:-/tmp}/tap.$$"
	result "$status" "$description"
}

# is GOT WANTED DESCRIPTION
is()
{
	if [ "$1" = "$2" ]; then
		result 0 "$3"
	else
		printf '# got:      %s\n# expected: %s\n' "$1" "$2"
		result 1 "$3"
	fi
}

# like GOT PATTERN DESCRIPTION: an extended regular expression, any line
like()
{
	if grep -Eq -- "$2" <<<"$1"; then
		result 0 "$3"
	else
		printf '# got:        %s\n# to be like: %s\n' "$1" "$2"
		result 1 "$3"
	fi
}

# unlike GOT PATTERN DESCRIPTION
unlike()
{
	if grep -Eq -- "$2" <<<"$1"; then
		printf '# got:            %s\n# not to be like: %s\n' "$1" "$2"
		result 1 "$3"
	else
		result 0 "$3"
	fi
}

# skip_all REASON: this machine can not run the script
skip_all()
{
	echo "1..0 # SKIP $1"
	exit 77
}

# finish: the last command of a script
finish()
{
	echo "1..$tap_count"
	[ "$tap_bad" = 0 ]
}
