#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# release.sh - the checklist says each thing that is wrong, and changes nothing
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
unset BUILD CC CFLAGS LDFLAGS OPT SANITIZE SUITE MAKEFLAGS MFLAGS MAKELEVEL \
	SEVGATE_LOGS SEVGATE_RESULTS SOURCE_DATE_EPOCH TESTED

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tests/packaging/clean-clone "$work/clone" || skip_all "no git"
cd "$work/clone" || exit 1

# commit WHAT: all there is
commit()
{
	git add -A && git commit -q -m "$1"
}

# headed SECTION: what NEWS.md begins with
headed()
{
	sed -i "0,/^## .*/s//## $1/" NEWS.md
	commit "$1"
}

# says_only DESC WHAT TO-DO: the checklist fails for this alone
says_only()
{
	fails "$1" packaging/release --tested
	is "... which is said" "$(grep '^FAIL' <<<"$OUT")" "FAIL  $2"
	like "... with what to do" "$OUT" "^      to do: $3"
	git reset -q --hard good && git clean -qfd && git switch -q main
}

# Packages have tests of their own: here they are made up, and so are the tests,
# and what rpm knows of this distribution
cat >GNUmakefile <<'END'
deb rpm srpm:
	mkdir -p build/$@ && echo $@ >build/$@/sevgate.$(if $(filter srpm,$@),src.rpm,$@)
check check-packages lint check-modules:
	echo $@ has run, must run: $$SEVGATE_MUST_RUN; false
GNUmakefile: ;
%:
	+$(MAKE) -f Makefile $@
END
mkdir "$work/bin"
ln -s /bin/false "$work/bin/rpm"
export PATH=$work/bin:$PATH
echo 7.8.9 >VERSION
git branch -q -M main
git tag | xargs -r git tag -d >/dev/null
git tag v7.8.8
headed "7.8.9 ($(date +%F))"
git tag good

# --- one thing wrong ---------------------------------------------------------------

git switch -q -c other
says_only "not on main" "on branch main" "git switch main"
like "and on which branch" "$OUT" '^      on other$'
echo >>README.md
says_only "a change" "everything is committed" "commit"
like "and which one" "$OUT" '^ +M README\.md$'
touch new
says_only "a file that git does not know" "everything is committed" "commit"
git tag v7.8.9
says_only "released before" "VERSION is not released yet" "raise VERSION"
git tag -d v7.8.9 >/dev/null
git tag v7.10.0
says_only "older than the last" "VERSION is newer than the last release" "raise VERSION"
git tag -d v7.10.0 >/dev/null
headed "7.8.9 (not yet released)"
says_only "no date in NEWS.md" "NEWS.md begins with this version, of today" "write '## 7\.8\.9 \($(date +%F)\)'"
headed "7.8.9 (2020-02-29)"
says_only "an old date" "NEWS.md begins with this version, of today" "write"
headed "7.8.8 ($(date +%F))"
says_only "another version's section" "NEWS.md begins with this version, of today" "write"
echo 7.8 >VERSION
headed "7.8 ($(date +%F))"
git tag -d v7.8.8 >/dev/null
says_only "not a version" "VERSION has three numbers" "write"
git tag v7.8.8
echo '#error no' >>hook/cli/attest.c
commit "no C"
says_only "what does not build" "the tarball builds, and says its version" "look"
fails "an option that is none" packaging/release --tset

# --- all is right --------------------------------------------------------------------

before=$(git for-each-ref; git status --porcelain)
ok "a release" packaging/release --tested
is "all passes" "$(grep -c '^PASS' <<<"$OUT") $(grep -c '^FAIL' <<<"$OUT")" "12 0"
like "it says how to go on" "$OUT" "^  git tag -s v7\.8\.9 "
is "what is to be published, so no RPMs for a distribution that has none" "$(ls -A build/release)" \
	"$(printf '%s\n' SHA256SUMS sevgate-7.8.9.tar.gz sevgate.deb sevgate.src.rpm)"
ok "the checksums are theirs" bash -c 'cd build/release && sha256sum --strict -c SHA256SUMS && [ $(wc -l <SHA256SUMS) = 3 ]'
packaging/dist build >/dev/null
ok "the tarball is the one of make dist" cmp build/sevgate-7.8.9.tar.gz build/release/sevgate-7.8.9.tar.gz
is "and has done nothing of it" "$(git for-each-ref; git status --porcelain)" "$before"

# --- other releases --------------------------------------------------------------------

# it was built now
cat >>GNUmakefile <<'END'
all:
	mkdir -p build && printf '#!/bin/sh\necho sevgate 7.8.9\n' >build/sevgate && chmod +x build/sevgate
END
commit "quick"
git tag -f good >/dev/null
fails "tests are run unless somebody did" packaging/release
is "all of them, and it counts how they end" "$(grep -A 1 '^FAIL' <<<"$OUT" | grep -v '^--')" \
	"$(for group in check check-packages lint check-modules; do
		printf 'FAIL  make %s\n      %s has run, must run: 1\n' $group $group
	done)"

ln -sfn /bin/true "$work/bin/rpm"
ok "a release on a distribution of RPMs" packaging/release --tested
is "has them, and not what is for another" "$(ls -A build/release)" \
	"$(printf '%s\n' SHA256SUMS sevgate-7.8.9.tar.gz sevgate.rpm sevgate.src.rpm)"
ln -sfn /bin/false "$work/bin/rpm"
sed -i 's/^deb rpm srpm:/rpm:\n\techo no RPM; false\ndeb srpm:/' GNUmakefile
commit "no RPM"
says_only "RPMs that can not be built are no release, though nobody publishes them" \
	"make rpm in the tarball, as a test" "make rpm"
tap_end
