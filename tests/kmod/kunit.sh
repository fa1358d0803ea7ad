#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# kunit.sh - the module's KUnit suites, on a kernel that finds mistakes
#
# Boots tests/vm/debug-kernel under TCG with the suites in an initramfs, and
# says in TAP what they said on the serial console in KTAP. What the kernel
# itself complains about, a suite that says nothing, and a machine that does
# not come to its end are failures of their own.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh

for tool in qemu-system-x86_64 busybox cpio gcc; do
	command -v $tool >/dev/null || skip_all "needs $tool"
done
kernel=$(tests/vm/debug-kernel) || skip_all "the debug kernel can not be built"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tests/vm/build-module debug "$work/build" W=1 >"$work/log" 2>&1 || {
	cat "$work/log"
	exit 1
}

# what the machine does; the last line says that it came so far
init()
{
	cat <<'END'
#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t debugfs debugfs /sys/kernel/debug
echo scan=off >/sys/kernel/debug/kmemleak
/bin/busybox insmod /sevstat_kunit.ko || echo "kunit-machine: can not load"
/bin/busybox rmmod sevstat_kunit || echo "kunit-machine: can not unload"
# an object counts as lost when it is five seconds old, nobody knows it, and it
# is as it was in the scan before
echo scan >/sys/kernel/debug/kmemleak
/bin/busybox sleep 6
echo scan >/sys/kernel/debug/kmemleak
/bin/busybox sed 's/^/kunit-machine: leak: /' /sys/kernel/debug/kmemleak
echo "kunit-machine: end"
/bin/busybox poweroff -f
END
}

initramfs()
{
	mkdir -p "$work/root/bin" "$work/root/dev"
	cp "$(command -v busybox)" "$work/root/bin/busybox"
	cp "$work/build/modules/kmod/kunit/sevstat_kunit.ko" "$work/root"
	init >"$work/root/init"
	chmod +x "$work/root/init"
	(cd "$work/root" && find . | cpio --quiet -o -H newc | gzip -1) >"$work/initrd"
}

# little memory, because searching it for what was lost takes the longest
machine()
{
	timeout 280 qemu-system-x86_64 -machine q35 -accel tcg -cpu max \
		-smp 2 -m 320 -nodefaults -no-reboot -display none \
		-serial "file:$work/console" \
		-kernel "$kernel/vmlinux" -initrd "$work/initrd" \
		-append 'console=ttyS0 oops=panic panic=-1 kmemleak=on'
}

# results: a line "ok|not ok TEXT" for each case, and each suite's end.  In
# KTAP a suite is not indented, its cases by four blanks, and the parameters
# of a case, which then stand for it, by eight.
results()
{
	sed -E 's/\r$//; s/^\[ *[0-9.]+\] //' "$work/console" | awk '
	function name(line) { sub(/^ *(not )?ok [0-9]+ (- )?/, "", line); return line }
	function verdict(line) { return line ~ /^ *not ok / ? "not ok" : "ok" }
	/^ *# Subtest: / { sub(/^ *# Subtest: /, ""); if (suite == "") suite = $0; else of = $0; next }
	/^    1\.\.[0-9]+$/ { sub(/.*\.\./, ""); planned = $0; cases = 0; next }
	/^        (not )?ok [0-9]+ / {
		print verdict($0) " " suite ": " of ": " name($0)
		params++; if (/^ *not /) bad++
		next
	}
	/^    (not )?ok [0-9]+ / {
		cases++
		if (!params || (/^ *not / && !bad)) print verdict($0) " " suite ": " name($0)
		params = bad = 0; of = ""
		next
	}
	/^(not )?ok [0-9]+ / {
		print (cases == planned && cases ? "ok" : "not ok") " " suite ": all its cases ran"
		print "end " name($0)
		suite = ""; planned = cases = 0
	}'
}

# what kernels say when something is wrong, and what our init says
complaints='BUG:|WARNING:|KASAN:|ODEBUG|Oops|Kernel panic|Call Trace|possible .* detected'
complaints+='|suspected memory leaks|kunit-machine: (leak|can not)'

initramfs
machine >"$work/qemu" 2>&1
status=$?
results >"$work/results"
while read -r line; do
	case $line in
	ok\ *) tap 1 "${line#ok }" ;;
	'not ok '*)
		text=${line#not ok }
		tap 0 "$text" "$(grep -B 12 -F "${text##*: }" "$work/console" | grep -A 8 EXPECTATION)"
		;;
	esac
done < <(grep -v '^end ' "$work/results")
is "every suite ran to its end" "$(sed -n 's/^end //p' "$work/results" | sort)" \
	"$(sed -nE 's/^\t\.name = "(sevstat-[a-z]+)",$/\1/p' kmod/kunit/*_kunit.c | grep -v -- -kunit | sort)"
is "the kernel complains of nothing" \
	"$(grep -E "$complaints" "$work/console")" ""
like "the machine came to its end" "$(cat "$work/console")" '^kunit-machine: end'
is "QEMU ended well" "$status $(cat "$work/qemu")" "0 "
[ "$tap_failed" = 0 ] || tail -n 60 "$work/console" | sed 's/^/# /'
tap_end
