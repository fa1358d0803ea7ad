#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# version.sh - the version stands in VERSION, and everything else takes it there
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh

version=$(cat VERSION)

# elsewhere: where it is written down besides.  NEWS.md has a section for each
# version, and the ABI says since which one a file is there; what tests read is
# of others, and what was recorded stays what it was.
elsewhere()
{
	git grep -nIE "(^|[^0-9.])${version//./\\.}([^0-9.]|\.?$)" -- \
		':!VERSION' ':!NEWS.md' ':!docs/abi' ':!docs/story.svg' \
		':!tests/data' ':!tests/golden' ':!tests/vectors' ':!tests/fuzz' ':!tests/corpus'
}

like "it has three numbers" "$version" '^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}$'
is "and stands nowhere else" "$(elsewhere)" ""
like "it is the first that NEWS.md tells of" "$(grep -m 1 '^## ' NEWS.md)" \
	"^## ${version//./\\.} \((not yet released|[0-9]{4}-[0-9]{2}-[0-9]{2})\)$"
is "NEWS.md has the newest first, each once" "$(sed -nE 's/^## ([^ ]+).*/\1/p' NEWS.md)" \
	"$(sed -nE 's/^## ([^ ]+).*/\1/p' NEWS.md | sort -Vru)"
tap_end
