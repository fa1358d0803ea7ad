#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# analysis.sh - clang-tidy and cppcheck
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh

read -ra flags <<<"-std=gnu11 -D_GNU_SOURCE -DVERSION=\"x\" -Ipolicy -I. -I${BUILD:-build}/hook/cli $(pkg-config --cflags libxml-2.0)"
mapfile -t files < <(git ls-files 'policy/*.c' 'hook/*.c')

# tidy FILE
tidy()
{
	clang-tidy --quiet --warnings-as-errors='*' "$1" -- "${flags[@]}" 2>/dev/null |
		grep -E 'warning:|error:'
	true
}
export -f tidy
is "clang-tidy" "$(printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 1 bash -c "flags=(${flags[*]@Q}); tidy \"\$0\"")" ""
ok "cppcheck" cppcheck -q --error-exitcode=1 --enable=warning,performance,portability \
	--inline-suppr --suppress=missingIncludeSystem --suppress=nullPointerOutOfMemory \
	--library=gnu -D_GNU_SOURCE -DVERSION='"x"' -Ipolicy -I. "${files[@]}"
tap_end
