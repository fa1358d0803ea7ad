#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# abi.sh - docs/abi has an entry for each file of the module, and no other
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh

abi=docs/abi/sysfs-class-sevstat

# in_source: the files as DIRECTORY/NAME, from the arrays that make them
in_source()
{
	local group
	for group in host firmware asid snp; do
		sed -n '/^static struct attribute \*/,/^};/p' "kmod/attrs_$group.c" |
			sed -nE "s,^\t&(dev_attr_)?([a-z_]+)\.attr.*,$group/\2,p"
	done | sed 's,^host/,,'
}

# documented: the same, from the documentation
documented()
{
	sed -nE 's,^What:\t\t/sys/class/sevstat/host/(.*)$,\1,p' $abi
}

# incomplete: entries that lack a field, or have them in another order
incomplete()
{
	awk -v RS= '/^What:/ {
		entry = $0
		gsub(/\nWhat:[^\n]*/, "")
		if ($0 !~ /^What:[^\n]*\nDate:\t\t[^\n]+\nKernelVersion:\t[^\n]+\nContact:\t[^\n]+\nDescription:\n\t\t\((RO|WO)\) /)
			print substr(entry, 1, 60)
	}' $abi
}

is "each file is documented once, and nothing else is" \
	"$(documented | sort)" "$(in_source | sort)"
is "there are files" "$(($(in_source | wc -l) > 40))" 1
is "every entry is complete" "$(incomplete)" ""
is "writable is what the documentation says is" \
	"$(grep -B 8 '(WO)' $abi | sed -nE 's,^What:.*/,,p' | tail -n 1)" \
	"$(sed -nE 's/^static DEVICE_ATTR_WO\((.*)\);/\1/p' kmod/attrs_*.c)"
is "no file can be read by some only" \
	"$(grep -nE '__ATTR\(|DEVICE_ATTR' kmod/*.[ch] | grep -vE '__ATTR\(_name, 0444,|DEVICE_ATTR_(RO|WO)\(')" ""
tap_end
