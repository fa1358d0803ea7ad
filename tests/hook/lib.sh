# shellcheck shell=bash disable=SC2034 # what is set here is for who sources it
# SPDX-License-Identifier: GPL-2.0-or-later
# lib.sh - what tests of the hook are written with; sourced

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"
case ${BUILD:=build} in
/*) ;;
*) BUILD=$top/$BUILD ;;
esac
hook=$BUILD/sevgate-hook

work=$(mktemp -d)
chmod 0755 "$work"
trap 'rm -rf "$work"' EXIT
# shellcheck source-path=SCRIPTDIR source=root.sh
. "$top/tests/hook/root.sh"

# call OPERATION: the hook with stdin; sets $status, $out and $err
call()
{
	status=0
	"$hook" --root "$root" "${name:-guest}" "$1" "${2:-begin}" - \
		>"$work/out" 2>"$work/err" || status=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
}
