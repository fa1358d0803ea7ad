#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rules.sh - a rule is a file, a line in the list, a page, and golden cases
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh

slugs=$(sed -n 's/^RULE(\(.*\))$/\1/p' policy/rules/list.def)
is "files and list agree" "$(sort <<<"$slugs")" "$(cd policy/rules && printf '%s\n' *.c | sed 's/\.c$//' | sort)"
is "pages and list agree" "$(sort <<<"${slugs//_/-}")" "$(cd docs/rules && printf '%s\n' *.md | sed 's/\.md$//' | sort)"
is "golden cases and list agree" "$(sort <<<"${slugs//_/-}")" "$(cd tests/golden && printf '%s\n' */ | tr -d / | sort)"

# codes FILE: the reason codes in a rule's source
codes()
{
	sed -n 's/^\t\.code = "\(.*\)",$/\1/p' "$1" | sort -u
}

for slug in $slugs; do
	id=${slug//_/-}
	file=policy/rules/$slug.c
	page=docs/rules/$id.md
	cases=tests/golden/$id
	is "$id: the file's ID is its name" "$(sed -n 's/^\t\.id = "\(.*\)",$/\1/p' "$file")" "$id"
	is "$id: the page is its own" "$(head -n 1 "$page")" "# $id"
	like "$id: the page has sources" "$(cat "$page")" '^## Sources$'
	for kind in pass violation skip; do
		ok "$id: a case for $kind" grep -rqs "^$kind" "$cases" --include=expect
	done
	for code in $(codes "$file"); do
		ok "$id: $code is on the page" grep -q "^| $code " "$page"
		ok "$id: $code has a case" grep -rqs "^\(violation\|unknown\) $code " "$cases" --include=expect
	done
	if grep -q '\.fix = fix,' "$file"; then
		ok "$id: rewriting has a case" test -n "$(find "$cases" -name rewritten.xml)"
	fi
done
is "no code is used by two rules" "$(for slug in $slugs; do codes "policy/rules/$slug.c"; done | sort | uniq -d)" ""
tap_end
