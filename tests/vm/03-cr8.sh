#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 03-cr8.sh - a guest writes CR8: a bug of QEMU's, and what gets round it
# kernels: 6.12
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
"$TOP/tests/vm/chroot-qemu" >/dev/null || skip_all "QEMU 11 can not be had"
# an abort is what is expected
ulimit -c 0
# how QEMU ends: by isa-debug-exit with an exit code of SVM, or by SIGABRT
cr8_write=$((0x18 * 2 + 1)) hlt=$((0x78 * 2 + 1)) aborted=$((128 + 6))

# machine OPTION...: one that has SVM and runs guest/cr8.S, and no more
machine()
{
	run timeout 60 "$TOP/tests/vm/qemu" -nodefaults -no-user-config -display none \
		-no-reboot -machine q35 -accel tcg -cpu EPYC-Milan,+svm -m 32M \
		-device isa-debug-exit,iobase=0xf4,iosize=1 \
		-kernel "$BUILD/tests/vm/cr8" "$@"
	OUT=$(grep -v "TCG doesn't support" <<<"$OUT")
}

# ended DESC STATUS
ended()
{
	tap $((STATUS == $2)) "$1" "exit status $STATUS, not $2
$OUT"
}

machine -append intercept
ended "who intercepts CR8 is told of a write" $cr8_write
machine
if [ "$STATUS" = $hlt ]; then
	tap 1 "who does not sees nothing of it: QEMU is mended, the work-around can go"
else
	ended "who does not makes QEMU abort" $aborted
	like "with the words that are known" "$OUT" \
		'^ERROR:.*/cpus\.c:[0-9]+:cpu_interrupt: assertion failed: \(bql_locked\(\)\)$'
fi
machine -plugin "$BUILD/tests/sevcpu.so"
ended "the plugin intercepts it for who does not" $cr8_write
tap_end
