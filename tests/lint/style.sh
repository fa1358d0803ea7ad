#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# style.sh - formatting, spelling, shell scripts
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh

mapfile -t c_files < <(git ls-files '*.c' '*.h')
mapfile -t scripts < <(git ls-files | xargs grep -lE "^#!/bin/(ba)?sh|^# shellcheck shell=" -- | grep -v ^tests/fuzz/corpus/)

for file in "${c_files[@]}"; do
	clang-format --dry-run -Werror "$file" >/dev/null 2>&1 || echo "# clang-format -i $file"
done >/tmp/lint.$$
is "clang-format" "$(cat /tmp/lint.$$)" ""
rm -f /tmp/lint.$$
# SC2119: functions that take arguments are called without, too
ok "shellcheck" shellcheck -x -P SCRIPTDIR -e SC2119 "${scripts[@]}"
ok "codespell" codespell -q 3 -L "ans,nd,ro,te" policy hook kmod docs packaging README.md CONTRIBUTING.md NEWS.md tests/*.sh tests/hook tests/cli tests/lint tests/libvirt tests/psp tests/kmod tests/metrics tests/packaging tests/vm tests/full
is "no blanks at the end of a line" "$(git ls-files -z | xargs -0 grep -nIE '[[:blank:]]+$' -- 2>/dev/null | grep -vE '^(tests/(golden|vectors|fuzz|data)/|LICENSE)')" ""
tap_end
