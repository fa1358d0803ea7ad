#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# size.sh - files and functions stay small enough to be read
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh

is "no file has many more than 400 lines" \
	"$(find policy hook kmod tests -name '*.[ch]' -exec wc -l {} + | awk '$1 > 420 && $2 != "total"')" \
	""
# kernel style: a body begins and ends in the first column
is "no function has many more than 50 lines" "$(find policy hook kmod tests -name '*.c' -exec awk '
	/^{/ { start = FNR }
	/^}/ && start { if (FNR - start > 61) print FILENAME ":" start ": " FNR - start - 1 " lines"; start = 0 }
' {} +)" ""
tap_end
