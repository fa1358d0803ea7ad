#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dist.sh - the tarball is always the same, and is all that building needs
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
# nothing of the make that runs this
unset BUILD CC CFLAGS LDFLAGS OPT SANITIZE SUITE MAKEFLAGS MFLAGS MAKELEVEL \
	SEVGATE_LOGS SEVGATE_RESULTS SOURCE_DATE_EPOCH

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(cat VERSION)
name=sevgate-$version

# dist DIRECTORY [COMMAND...]: the hash of the tarball made there, by the command
dist()
{
	local dir=$1 out
	shift
	out=$(cd "$dir" && "$@" make -s dist 2>&1) || { echo "$out"; return 1; }
	sha256sum <"$dir/build/$name.tar.gz"
}

# abroad COMMAND...: somewhere else, at another time, and by somebody else where
# we are root
abroad()
{
	local user=()
	[ "$(id -u)" != 0 ] || user=(setpriv --reuid nobody --clear-groups)
	umask 077
	"${user[@]}" env TZ=Asia/Tokyo LC_ALL=tr_TR.UTF-8 HOME=/nonexistent \
		TAR_OPTIONS=--exclude=NEWS.md SOURCE_DATE_EPOCH=1 V=1 \
		faketime -f '+1000d x3' "$@"
}

# built TREE TARGET...
built()
{
	(cd "$1" && shift && make -s -j2 "$@" 2>&1)
}

ok "a clone" tests/packaging/clean-clone "$work/clone"
first=$(dist "$work/clone")
like "is enough for a tarball" "$first" '^[0-9a-f]{64} '
tarball=$work/clone/build/$name.tar.gz
is "a second one is the same" "$(rm "$tarball" && dist "$work/clone")" "$first"
other="$work/a longer name/of another clone"
ok "another clone" git clone -q "$work/clone" "$other"
[ "$(id -u)" != 0 ] || chown -R nobody "$other"
chmod 0711 "$work"
is "somebody else's is the same" "$(dist "$other" abroad)" "$first"

# --- what is in it --------------------------------------------------------------

is "everything that is committed and nothing else" \
	"$(tar -tzf "$tarball" | grep -v '/$' | LC_ALL=C sort)" \
	"$(git -C "$work/clone" ls-files | sed "s,^,$name/," | LC_ALL=C sort)"
is "owner, date and modes" \
	"$(TZ=UTC tar -tvzf "$tarball" --numeric-owner --full-time | awk '{ print $1, $2, $4, $5 }' | sort -u)" \
	"$(date=$(TZ=UTC git -C "$work/clone" log -1 --date=format-local:'%F %T' --format=%cd)
	printf '%s 0/0 %s\n' -rw-r--r-- "$date" -rwxr-xr-x "$date" drwxr-xr-x "$date" | sort)"

is "by name" "$(tar -tzf "$tarball" | tr / '\1' | LC_ALL=C sort -c 2>&1)" ""

# --- what is not committed ------------------------------------------------------

rm "$tarball"
echo >>"$work/clone/NEWS.md"
fails "changes are not left out silently" dist "$work/clone"
like "but named" "$OUT" '^ ?M NEWS\.md$'
git -C "$work/clone" checkout -q NEWS.md
touch "$work/clone/forgotten.c"
fails "nor are new files" dist "$work/clone"
like "which are named, too" "$OUT" '^\?\? forgotten\.c$'
is "nothing is left of that" "$(ls -A "$work/clone/build")" ""
rm "$work/clone/forgotten.c"

# --- from the tarball -----------------------------------------------------------

# a packager's repository
git init -q "$work/a"
mkdir "$work/b" "$work/b/longer"
dist "$work/clone" >/dev/null
ok "it unpacks" tar -xzf "$tarball" -C "$work/a"
ok "and elsewhere" tar -xzf "$tarball" -C "$work/b/longer"
one=$work/a/$name other=$work/b/longer/$name
ok "all is built of it" built "$one" all
is "says its version" "$("$one/build/sevgate" --version)" "sevgate $version"
ok "unit tests and golden cases pass in it" built "$one" check-unit check-golden
is "it makes the same tarball again" "$(dist "$one")" "$first"
ok "all is built elsewhere" built "$other" all
programs=$(cd "$one/build" && find . -maxdepth 1 -type f -executable | sort)
pages=$(cd "$one/build" && find man -type f | sort)
is "of programs there are" "$(wc -w <<<"$programs")" 6
is "programs and pages are the same" "$(for file in $programs $pages; do
	cmp "$one/build/$file" "$other/build/$file" 2>&1
done)" ""
tap_end
