#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dkms.sh - DKMS builds, signs, installs and removes the module on each kernel,
# and skips kernels that it is not for
#
# The real DKMS, of this suite for the kernels of this suite and of the newer
# one in its root, each in a root of its own: an overlay, so that nothing of
# the machine and of the cache is changed, and what it changes can be seen.  The
# Debian package of the sources is the one that check-packages has built.
set -u
self=$(readlink -f "$0")
cd "$(dirname "$self")/../.." || exit 1
. tests/tap.sh

[ "$(id -u)" = 0 ] || skip_all "needs root to mount"
[ -n "${SEVGATE_MOUNTS:-}" ] ||
	SEVGATE_MOUNTS=1 exec unshare --mount --propagation private "$self"
version=$(cat VERSION)
deb=$(realpath -m "${BUILD:-build}/deb/sevstat-dkms_$version-1_all.deb")
unset BUILD MAKEFLAGS MFLAGS MAKELEVEL
work=$(mktemp -d)
trap 'cd /; umount -R -l "$work"; rmdir "$work"' EXIT
mount -t tmpfs none "$work"

module=sevstat/$version

# enter LOWER PACKAGE: $root is a root like LOWER, with DKMS of that package;
# $upper is what differs
enter()
{
	local dir
	lower=$1 dir=$(mktemp -d "$work/XXXXXX")
	root=$dir/root upper=$dir/upper
	mkdir "$root" "$upper" "$dir/work"
	mount -t overlay none -o "lowerdir=$1,upperdir=$upper,workdir=$dir/work" "$root" || return
	cp -a "$2/." "$root/"
	mkdir -p "$root/run/key" "$root/etc/dkms/framework.conf.d"
	mount -t proc proc "$root/proc" && mount --bind /dev "$root/dev" &&
		mount -t tmpfs none "$root/tmp" && mount --bind "$work/key" "$root/run/key" || return
	printf '%s\n' mok_signing_key=/run/key/key mok_certificate=/run/key/certificate \
		>"$root/etc/dkms/framework.conf.d/key.conf"
}

# with_sources: ours are there, without a package
with_sources()
{
	make -s install-dkms BUILD="$work/build" DESTDIR="$root" >/dev/null
}

# with_kernel DIRECTORY: as if that one of tests/vm/kernel were installed there
with_kernel()
{
	release=$(cat "$1/release")
	mkdir -p "$root/usr/lib/modules/$release" "$root$1"
	mount --bind "$1" "$root$1" && mount -o remount,bind,ro "$root$1"
	cp -rs "$1/lib/modules/$release/." "$root/usr/lib/modules/$release"
	ln -sfn "$1/headers" "$root/usr/lib/modules/$release/build"
	inside depmod "$release"
}

# made_up RELEASE SED: a kernel like $release, but for its configuration
made_up()
{
	local headers=$root/usr/lib/modules/$1/build from file
	from=$(readlink "$root/usr/lib/modules/$release/build")
	mkdir -p "$headers"
	cp -rs "$from/." "$headers"
	# older DKMS reads the first, newer the other, which is what kbuild reads
	for file in .config include/config/auto.conf; do
		rm "$headers/$file"
		sed "$2" "$from/$file" >"$headers/$file"
	done
	cp "$root/usr/lib/modules/$release"/modules.{order,builtin} "$root/usr/lib/modules/$1"
}

inside()
{
	PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 chroot "$root" "$@"
}

dkms()
{
	inside dkms "$@"
}

# changed: everything that is not as in the root below, with its content, but for
# what dpkg and debconf write down; a directory of that root can not differ
changed()
{
	local without=(\( -path ./root -o -path ./var/lib/dpkg -o -path ./var/log/dpkg.log
		-o -path ./var/cache/debconf \) -prune)
	(cd "$upper" && find . "${without[@]}" -o -type d -exec test -d "$lower/{}" \; -o -printf '%y %p %l\n' &&
		find . "${without[@]}" -o -type f -exec sha256sum {} +) | sort
}

# info FIELD: of the installed module
info()
{
	inside modinfo -k "$release" -F "$1" sevstat 2>&1
}

# --- one kernel ---------------------------------------------------------------------

# is_there TAG: as it has to be
is_there()
{
	is "$1: its version is ours" "$(info version)" "$version"
	is "$1: it is for that kernel" "$(info vermagic | cut -d ' ' -f 1)" "$release"
	is "$1: it is signed" "$(info signer)" "sevgate test"
	like "$1: modprobe would load it, after ccp" \
		"$(inside modprobe -S "$release" -D sevstat)" '/updates/dkms/sevstat\.ko'
	is "$1: the key is nowhere" "$(grep -rl 'PRIVATE KEY' "$upper")" ""
}

# comes_and_goes TAG
comes_and_goes()
{
	local before
	before=$(changed)
	ok "$1: add" dkms add "$module"
	ok "$1: build" dkms build "$module" -k "$release"
	ok "$1: install" dkms install "$module" -k "$release"
	is_there "$1"
	ok "$1: remove" dkms remove "$module" --all
	is "$1: nothing is left" "$(diff <(echo "$before") <(changed))" ""
}

# as_package TAG: our package, whose scripts leave the rest to DKMS'.  That is not
# installed as dpkg has it, but there
as_package()
{
	local before
	[ -e "$deb" ] || {
		skip 10 "needs $deb, which check-packages builds"
		return
	}
	# not only for the kernel that this machine runs
	echo autoinstall_all_kernels=yes >>"$root/etc/dkms/framework.conf"
	cp "$deb" "$root/tmp/sevstat-dkms.deb"
	before=$(changed)
	ok "$1: it is installed" inside dpkg -i --force-depends /tmp/sevstat-dkms.deb
	is_there "$1"
	ok "$1: it is installed again" inside dpkg -i --force-depends /tmp/sevstat-dkms.deb
	is "$1: its version is ours, still" "$(info version)" "$version"
	ok "$1: it is removed" inside dpkg -r sevstat-dkms
	is "$1: nothing is left" "$(diff <(echo "$before") <(changed))" ""
}

# --- kernels that it is not for -------------------------------------------------------

# skipped RELEASE WHY: autoinstall passes and says why, as the kernel's package
# runs it, too, which fails when that does
skipped()
{
	ok "$1: autoinstall is no error" dkms autoinstall -k "$1"
	like "$1: it says why" "$OUT" "$2"
	ok "$1: its headers can be installed" inside /etc/kernel/header_postinst.d/dkms "$1"
	dkms build "$module" -k "$1" >/dev/null 2>&1
	is "$1: building says that it is skipped" $? 77
	is "$1: there is no module" "$(find "$root/usr/lib/modules/$1/" -name 'sevstat*')" ""
}

# automatic WHY...: as patterns, for an option, for the version
automatic()
{
	dkms add "$module" >/dev/null 2>&1
	ok "$release: autoinstall" dkms autoinstall -k "$release"
	is "$release: has it" "$(info version)" "$version"
	made_up 6.1.0-without /^CONFIG_KVM_AMD_SEV=/d
	skipped 6.1.0-without "$1"
	made_up 6.1.0-nopsp /^CONFIG_CRYPTO_DEV_SP_PSP=/d
	skipped 6.1.0-nopsp "$2"
	made_up 6.0.9-old ''
	skipped 6.0.9-old "$3"
}

# breaks: what the compiler says can be found
breaks()
{
	echo '#error sevgate-breaks' >>"$root/usr/src/sevstat-$version/kmod/main.c"
	made_up 6.1.0-other ''
	fails "what does not build fails" dkms build "$module" -k 6.1.0-other
	log=$(grep -om 1 '/var/lib/dkms/[^ ]*make\.log' <<<"$OUT")
	like "and names the log, with the reason" "$(inside cat "$log" 2>&1)" 'error: #error sevgate-breaks'
}

mkdir "$work/key"
openssl req -new -x509 -nodes -days 2 -subj "/CN=sevgate test" -newkey rsa:2048 \
	-keyout "$work/key/key" -outform DER -out "$work/key/certificate" 2>/dev/null ||
	skip_all "openssl makes no key"
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
own=$(tests/package dkms "$suite") || skip_all "dkms of $suite can not be had"
newer=$(tests/package dkms trixie) || skip_all "dkms of trixie can not be had"
newer_root=$(tests/vm/chroot-qemu) || skip_all "no root of trixie"

enter / "$own" || skip_all "no overlay can be mounted here"
with_sources
for kernel in 6.12 6.1; do
	directory=$(tests/vm/kernel $kernel) || skip_all "linux $kernel can not be had"
	with_kernel "$directory"
	comes_and_goes $kernel
done
# before 3.0.11 it is dkms.conf that says it, then DKMS
why=(': CONFIG_KVM_AMD_SEV$' ': CONFIG_CRYPTO_DEV_SP_PSP$' ': at least 6\.1$')
grep -q BUILD_EXCLUSIVE_KERNEL_MIN "$own/usr/sbin/dkms" &&
	why=(BUILD_EXCLUSIVE BUILD_EXCLUSIVE BUILD_EXCLUSIVE)
automatic "${why[@]}"
made_up 6.1.0-kunit '$a CONFIG_KUNIT=m'
ok "a kernel with KUnit does not need our suites" dkms build "$module" -k 6.1.0-kunit
breaks

enter / "$own"
with_kernel "$directory"
as_package package

enter "$newer_root" "$newer"
with_sources
directory=$(tests/vm/kernel 7.3) || skip_all "linux 7.3 can not be had"
with_kernel "$directory"
comes_and_goes 7.3
automatic BUILD_EXCLUSIVE BUILD_EXCLUSIVE BUILD_EXCLUSIVE
tap_end
