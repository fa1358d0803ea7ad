# shellcheck shell=bash disable=SC2034 # what is set here is for who sources it
# SPDX-License-Identifier: GPL-2.0-or-later
# lib.sh - for tests of the command line; sourced

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"
case ${BUILD:=build} in
/*) ;;
*) BUILD=$top/$BUILD ;;
esac
kcli=$top/tests/data/kcli-testvm.xml
tenants=$top/tests/data/tenants.xml

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# sevgate ARGUMENT...: sets $status, $out and $err
sevgate()
{
	status=0
	"$BUILD/sevgate" "$@" >"$work/.out" 2>"$work/.err" || status=$?
	out=$(cat "$work/.out")
	err=$(cat "$work/.err")
}

# what the command under test takes, as its usage line has it
usage=''

# wrong MESSAGE COMMAND ARGUMENT...: a usage error
wrong()
{
	local message=$1
	shift
	sevgate "$@"
	is "wrong usage: $*" "$status,$out,$err" "1,,sevgate $1: $message
usage: sevgate $1 $usage"
}

# good_domain: one that keeps every rule, warnings too
good_domain()
{
	cat <<-XML
	<domain type='kvm'>
	  <name>good</name>
	  <memory unit='GiB'>1</memory>
	  <memoryBacking><locked/></memoryBacking>
	  <os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type><loader stateless='yes'/></os>
	  <devices><memballoon model='none'/></devices>
	  <launchSecurity type='sev'><policy>0x0033</policy></launchSecurity>
	</domain>
	XML
}
