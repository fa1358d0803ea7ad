#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# akmod.sh - the package that akmods builds makes the module for a given kernel
#
# Of kmodtool, which Debian does not have, it needs what says where kernels are:
# that is given here.  The packages that kmodtool adds are not tested.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
unset BUILD MAKEFLAGS MFLAGS MAKELEVEL

command -v rpmbuild >/dev/null || skip_all "needs rpmbuild"
directory=$(tests/vm/kernel 6.12) || skip_all "linux 6.12 can not be had"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
release=$(cat "$directory/release") version=$(cat VERSION)
spec=$work/build/sevstat-kmod.spec

# spec_says TAG
spec_says()
{
	rpmspec -q --srpm --qf "%{$1}" "$spec" 2>/dev/null
}

# made_up RELEASE SED: headers of a kernel that differs in its configuration, as
# far as one looks that does not build
made_up()
{
	mkdir -p "$work/$1/include/config"
	sed "$2" "$directory/headers/include/config/auto.conf" >"$work/$1/include/config/auto.conf"
	others+=("$1")
	versions+=" $1___$work/$1"
}

# build: to the end of %install
build()
{
	rpmbuild -bi --nodeps --define "_topdir $work/top" --define "_sourcedir $work/build" \
		--define "kernels $release" --define "kernel_versions $versions" \
		--define 'kmodinstdir_prefix /usr/lib/modules' --define 'kmodinstdir_postfix extra/sevstat' \
		--define '_unpackaged_files_terminate_build 0' --buildroot "$work/root" "$spec"
}

ok "a clone" tests/packaging/clean-clone "$work/clone"
ok "the spec and its source" make -s -C "$work/clone" BUILD="$work/build" dist "$spec"
is "it has the version" "$(spec_says name)-$(spec_says version)" "sevstat-kmod-$version"
is "its source is our tarball" "$(rpmspec -P "$spec" | sed -n 's/^Source0:[[:space:]]*//p')" "sevgate-$version.tar.gz"
others=() versions=${release}___$directory/headers
made_up 5.14.0-427.el9.x86_64 ''
made_up 6.0.9-200.fc37.x86_64 ''
made_up 6.12.0-nopsp /^CONFIG_CRYPTO_DEV_SP_PSP=/d
made_up 6.12.0-without /^CONFIG_KVM_AMD_SEV=/d
made_up 10.0.0-without /^CONFIG_KVM_AMD_SEV=/d
ok "it builds the module" build
said=$OUT
ko=usr/lib/modules/$release/extra/sevstat/sevstat.ko
is "that alone" "$(cd "$work/root" && find . -name '*.ko*')" "./$ko"
is "of this version" "$(/sbin/modinfo -F version "$work/root/$ko")" "$version"
for other in "${others[@]}"; do
	like "it says why there is none: $other" "$said" "^sevstat is not built for ${other//./\\.}: "
	ok "where akmods looks whether it is done: $other" test -d "$work/root/usr/lib/modules/$other/extra/sevstat"
done
is "for that kernel" "$(/sbin/modinfo -F vermagic "$work/root/$ko" | cut -d ' ' -f 1)" "$release"
tap_end
