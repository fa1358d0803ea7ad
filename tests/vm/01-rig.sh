#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 01-rig.sh - what goes wrong in a VM is a failure outside
# kernels: 6.12
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# vm SCRIPT OPTION...: $OUT and $STATUS of a machine that runs this
vm()
{
	echo "$1" >"$dir/script"
	shift
	run "$TOP/tests/vm/vm" --kernel "${KERNEL:-6.12}" "$@" "$dir/script"
}

# ended DESC STATUS REGEX
ended()
{
	is "$1" "$STATUS" "$2"
	like "$1: and says why" "$OUT" "$3"
}

vm 'echo ok 1; exit 3'
ended "a script's status" 3 '^ok 1$'
vm 'echo ok 1; echo c >/proc/sysrq-trigger; while :; do :; done'
ended "a panic" 1 '^# vm: the kernel complained'
vm 'echo ok 1; poweroff -f'
ended "a machine that is switched off" 1 '^# vm: the machine ended before the script did'
vm 'while :; do read -r -t 60 <&3; done' --timeout 25
ended "a script without an end" 1 '^# vm: no end after 25 s'
vm 'echo "------------[ cut here ]------------" >/dev/kmsg'
ended "a warning of the kernel" 1 'console: .*cut here'
vm 'echo "<4>BUG: what was expected" >/dev/kmsg' --allow 'BUG: what was expected'
tap $((STATUS == 0)) "one that is meant to come" "exit status $STATUS
$OUT"
vm '. /test/vm/lib.sh; faults "status NOTHING 1"; modprobe ccp'
is "a fault that is misspelt" "$((STATUS != 0))" 1
like "which is said" "$OUT" 'no such firmware command'
vm '. /test/vm/lib.sh; faults "status PLATFORM_STATUS 1" && echo "trace: $(trace)."'
like "the line to the host" "$OUT" '^trace: \.$'
tap_end
