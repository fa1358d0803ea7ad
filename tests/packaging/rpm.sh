#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rpm.sh - the RPM packages: what is in them, and what they do to a host
#
# They are built twice, the second a newer release, and installed by rpm into a
# root of their own: this machine's files under an overlay, where programs that
# would change a host only write down what they were called with.
# shellcheck source-path=SCRIPTDIR source=../tap.sh disable=SC1091,SC2046
# (packages prints several names, which are words)
. "$(dirname "$0")/../tap.sh"

self=$(readlink -f "$0")
here=$(dirname "$self")
cd "$here/../.." || exit 1
[ "$(id -u)" = 0 ] || skip_all "needs root, to mount and to install"
for tool in rpmbuild rpm rpmlint rpm2cpio unshare; do
	command -v "$tool" >/dev/null || skip_all "needs $tool, see packaging/setup"
done
if [ -z "${SEVGATE_OWN_MOUNTS:-}" ]; then
	SEVGATE_OWN_MOUNTS=1 exec unshare --mount "$self"
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/sevgate-rpm-test.XXXXXX")
mkdir "$work/mnt"
mount -t tmpfs -o mode=0755 rpm "$work/mnt"
trap 'umount -R -l "$work/mnt"; rm -rf "$work"' EXIT
upper=$work/mnt/upper root=$work/mnt/root stub=$work/mnt/root/stub
version=$(<VERSION)
names=(akmod-sevstat sevgate sevgate-agent sevgate-prometheus sevgate-selinux sevstat-dkms)

# build DIRECTORY [OPTION...]; the unit tests have their own place
build()
{
	"$work/clone/packaging/rpm/build" rpm "$@" --nocheck >"$1.log" 2>&1 || {
		tail -n 20 "$1.log"
		return 1
	}
}

# package NAME [RELEASE]: its file
package()
{
	case $1 in
	sevgate | sevgate-agent) echo "$work/built$2/rpm/$1-$version-1$2.x86_64.rpm" ;;
	*) echo "$work/built$2/rpm/$1-$version-1$2.noarch.rpm" ;;
	esac
}

packages()
{
	local name
	for name in "${@:2}"; do
		package "$name" "$1"
	done
}

# --- what is in them ----------------------------------------------------------------

plan_build()
{
	build "$work/built.next" --define "dist .next" &
	build "$work/built" && wait $!
}
mkdir "$work/built" "$work/built.next"
ok "a clone" tests/packaging/clean-clone "$work/clone"
ok "they are built, and a newer release" plan_build
[ "$STATUS" = 0 ] || {
	tap_end
	exit 1
}
ok "and their source package" "$work/clone/packaging/rpm/build" srpm "$work/built"
is "these and no more" "$(cd "$work/built/rpm" && ls ./*.rpm)" \
	"$(cd "$work/built/rpm" && printf './%s\n' "$(basename "$(package sevgate)" .x86_64.rpm).src.rpm" $(packages "" "${names[@]}" | xargs -n 1 basename) | sort)"
like "unit tests are run where they are built for use" \
	"$(rpm -qp --qf '%{NAME}' --specfile "$work/built/rpm/sevgate.spec" >/dev/null 2>&1; cat "$work/built/rpm/sevgate.spec")" \
	'^%make_build check-unit check-golden'
ok "rpmlint has nothing to say" rpmlint --strict -c packaging/rpm/rpmlint.toml \
	$(packages "" "${names[@]}")
is "every exemption has its reason" \
	"$(awk '/^Filters/ { f = 1; next } f && /^\t"/ { if (p !~ /^\t[#"]/) print } { p = $0 }' packaging/rpm/rpmlint.toml)" ""

# files NAME: mode, owner, name and what a link leads to
files()
{
	rpm -qp --qf '[%{FILEMODES:perms} %{FILEUSERNAME}:%{FILEGROUPNAME} %{FILENAMES} %{FILELINKTOS}\n]' \
		"$(package "$1")" | sed "s/ *$//; s/-$version-1/-VERSION-RELEASE/; s/$version/VERSION/g" | sort -k 3
}
for name in "${names[@]}"; do
	is "files of $name" "$(files "$name")" "$(cat "$here/rpm/$name.files")"
done
is "no file is in two of them" "$(for name in "${names[@]}"; do
	files "$name" | grep -v '^d' | cut -d ' ' -f 3
done | sort | uniq -d)" ""
is "none is a configuration file, which would be kept beside the hook" \
	"$(rpm -qp --configfiles $(packages "" "${names[@]}"))" ""
is "the hook needs no shell, no interpreter" "$(rpm -qpR "$(package sevgate)" | grep -E 'python|perl')" ""
like "SELinux' policy comes with it where there is one" "$(rpm -qpR "$(package sevgate)")" \
	'^\(sevgate-selinux = .* if selinux-policy-targeted\)$'
like "in the version that it was compiled with, where that can be told" \
	"$(rpmspec -q --qf '[%{=NAME} needs %{REQUIRENEVRS}\n]' \
		--define 'selinux_requires Requires: selinux-policy >= 38.1' "$work/built/rpm/sevgate.spec" 2>&1)" \
	'^sevgate-selinux needs selinux-policy >= 38\.1$'
unlike "nothing needs the kernel module" "$(for name in sevgate sevgate-agent; do
	rpm -qpR "$(package "$name")"; done)" sevstat
is "one of its packages is recommended" "$(rpm -qp --recommends "$(package sevgate)" | grep sevstat)" \
	"(akmod-sevstat or sevstat-dkms)"

# --- the kernel module --------------------------------------------------------------

mkdir "$work/dkms" "$work/akmod"
(cd "$work/dkms" && rpm2cpio "$(package sevstat-dkms)" | cpio -idm --quiet)
is "DKMS is told the version" \
	"$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$work/dkms/usr/src/sevstat-$version/dkms.conf")" "$version"
is "it has all sources" "$(cd "$work/dkms/usr/src/sevstat-$version" && ls kmod/*.[ch])" "$(ls kmod/*.[ch])"
# akmod.sh builds it
(cd "$work/akmod" && rpm2cpio "$(package akmod-sevstat)" | cpio -idm --quiet)
source=$(readlink -f "$work/akmod/usr/src/akmods/sevstat-kmod.latest")
like "akmods finds a source package" "$(rpm -qp --qf '%{NAME} %{VERSION}' "$source")" \
	"^sevstat-kmod $version$"
like "with the spec and the sources" "$(rpm -qpl "$source" | sort | xargs)" \
	"^sevgate-$version.tar.gz sevstat-kmod.spec$"

# --- a host ---------------------------------------------------------------------------

# new_host: nothing of ours is there, libvirtd is active
new_host()
{
	local program
	! mountpoint -q "$root" || umount -R "$root"
	rm -rf "$upper" "$work/mnt/overlay"
	mkdir -p "$upper" "$work/mnt/overlay" "$root"
	mount -t overlay rpm -o "lowerdir=/,upperdir=$upper,workdir=$work/mnt/overlay" "$root"
	mount -t tmpfs -o mode=0755 run "$root/run"
	mount -t proc proc "$root/proc"
	mount --bind /dev "$root/dev"
	mkdir -p "$root/run/systemd/system" "$stub"
	cp "$here/rpm/stub" "$stub/stub"
	for program in systemctl semodule load_policy selinuxenabled fixfiles dkms akmods; do
		ln -sf /stub/stub "$root/usr/sbin/$program"
		ln -sf /stub/stub "$root/usr/bin/$program"
	done
	# this machine may have sevgate
	rm -rf "$root"/etc/sevgate "$root"/etc/libvirt/hooks/qemu.d "$root"/var/lib/sevgate \
		"$root"/usr/libexec/sevgate "$root"/usr/share/sevgate
	rpm -qpl $(packages "" "${names[@]}") | while read -r program; do
		[ -d "$root$program" ] || rm -f "$root$program"
	done
	echo libvirtd.service >"$stub/active"
	: >"$stub/calls"
}

rpm_()
{
	rpm --root "$root" --dbpath /var/lib/rpm --force-debian "$@"
}

# there: what is on the host and was not below it, without rpm's database
there()
{
	(cd "$upper" && find . ! -type d ! -path './var/lib/rpm/*' ! -path './stub/*' -printf '%y %p %l\n'
		find "$upper" "$root/run" -iname '*sev[gs]*') | sort
}

# calls: since the last time
calls()
{
	cat "$stub/calls"
	cat "$stub/calls" >>"$work/all-calls"
	: >"$stub/calls"
}

in_host()
{
	chroot "$root" "$@"
}

# hook DOCUMENT: as libvirt calls it
hook()
{
	in_host /etc/libvirt/hooks/qemu.d/50-sevgate guest prepare begin - <"$1"
}
cat >"$work/plain.xml" <<'END'
<domain type='kvm'><name>guest</name><uuid>0a0b0c0d-1111-2222-3333-444455556666</uuid>
<os><type arch='x86_64' machine='q35'>hvm</type></os></domain>
END
sed "s,</domain>,<launchSecurity type='sev'><policy>0x0003</policy></launchSecurity></domain>," \
	"$work/plain.xml" >"$work/sev.xml"

# works WHEN: the programs of the payload run, and decide
works()
{
	ok "$1: sevgate runs" in_host sevgate --version
	ok "$1: sevgated runs" in_host sevgated --version
	ok "$1: sevgate-metrics runs" in_host sh -c \
		'printf "GET /metrics HTTP/1.0\r\n\r\n" | /usr/libexec/sevgate/sevgate-metrics --version'
	ok "$1: the hook lets a plain guest start" hook "$work/plain.xml"
	is "$1: without a word" "$OUT" ""
	fails "$1: and refuses a confidential one that is none" hook "$work/sev.xml"
	like "$1: in one line that names the rule" "$OUT" '^sevgate: .*guest'
	is "$1: one" "$(wc -l <<<"$OUT")" 1
	ok "$1: it can load what computes digests" in_host sh -c \
		'ldd /usr/libexec/sevgate/sevgate-attest.so | (! grep "not found")'
}

# dkms_did: what DKMS was told to do, in this order
dkms_did()
{
	sed -n "s/^dkms \([a-z]*\) -m sevstat -v $version .*/\1/p" | xargs
}

# reloads: libvirt's daemons that were told
reloads()
{
	sed -n 's/^systemctl reload //p'
}
set_of=(sevgate sevgate-agent sevgate-selinux sevgate-prometheus sevstat-dkms)

new_host
before=$(there)
ok "they are installed" rpm_ -i --nodeps $(packages "" "${set_of[@]}")
is "and say nothing" "$OUT" ""
seen=$(calls)
is "libvirt's daemon is told" "$(reloads <<<"$seen")" libvirtd.service
like "the agent is left to presets" "$seen" '^systemctl .*preset sevgated.service sevgate-metrics.socket$'
like "SELinux' policy is installed" "$seen" '^semodule .*-i .*/targeted/sevgate.pp.bz2$'
is "DKMS builds the module" "$(dkms_did <<<"$seen")" "add build install"
is "the directory of records is there, with its mode" "$(stat -c %a "$root/run/sevgate")" 711
is "and that of sessions" "$(stat -c %a "$root/var/lib/sevgate")" 700
is "libvirt finds the hook" "$(in_host readlink -f /etc/libvirt/hooks/qemu.d/50-sevgate)" /usr/sbin/sevgate-hook
works "installed"
ok "rpm finds nothing changed" rpm_ -V --nodeps sevgate sevgate-agent sevgate-selinux

# as the agent writes them
textfiles=("$root/var/lib/prometheus/node-exporter/sevgate.prom"
	"$root/var/lib/node_exporter/textfile_collector/sevgate.prom")
mkdir -p "${textfiles[@]%/*}"
touch "${textfiles[@]}"

# a link that is missing for a moment is a guest that starts unseen
calls >/dev/null
ok "they are upgraded" rpm_ -U --nodeps $(packages .next "${set_of[@]}")
is "without a word" "$OUT" ""
is "to the newer ones" "$(rpm_ -q --qf '%{RELEASE} ' "${set_of[@]}")" "1.next 1.next 1.next 1.next 1.next "
seen=$(calls)
is "libvirt's daemon is told once" "$(reloads <<<"$seen")" libvirtd.service
like "the agent is restarted if it runs" "$seen" '^systemctl try-restart sevgated.service$'
unlike "but not switched off" "$seen" 'disable'
unlike "the policy is not taken away" "$seen" '^semodule .*-r'
# the last is the end of the older package
is "DKMS builds the same version again" "$(dkms_did <<<"$seen")" "remove add build install remove"
works "upgraded"
ok "upgraded: metrics are still there" ls "${textfiles[@]}"

ok "they are downgraded" rpm_ -U --nodeps --oldpackage $(packages "" "${set_of[@]}")
is "to the older ones" "$(rpm_ -q --qf '%{RELEASE} ' "${set_of[@]}")" "1 1 1 1 1 "
is "libvirt's daemon is told once" "$(calls | reloads)" libvirtd.service
works "downgraded"

# what runs before any file is removed
preun()
{
	in_host sh -c "$(rpm -qp --qf '%{PREUN}' "$(package sevgate)")" preun "$1"
}
link=$root/etc/libvirt/hooks/qemu.d/50-sevgate
ok "an upgrade's end" preun 1
ok "lets libvirt run the hook" hook "$work/plain.xml"
ok "a removal's begin" preun 0
ok "leaves all programs" test -x "$root/usr/sbin/sevgate-hook"
fails "but libvirt finds none to run" in_host sh -c 'cd /etc/libvirt/hooks/qemu.d && test -x 50-sevgate'
ln -sfn /usr/sbin/sevgate-hook "$link"
calls >/dev/null

ok "they are removed" rpm_ -e --nodeps "${set_of[@]}"
is "without a word" "$OUT" ""
seen=$(calls)
like "the agent is switched off" "$seen" '^systemctl .*disable --now sevgated.service sevgate-metrics.socket$'
like "the policy is removed" "$seen" '^semodule .*-r sevgate$'
like "the module, too" "$seen" "^dkms remove -m sevstat -v $version"
is "nothing is left" "$(there)" "$before"

# --- other hosts -----------------------------------------------------------------------

# told WHAT ACTIVE...: which daemons are told when these are active
told()
{
	local what=$1
	shift
	printf '%s\n' "$@" >"$stub/active"
	ok "$what: installed" rpm_ -i --nodeps "$(package sevgate)"
	is "$what: who is told" "$(calls | reloads | xargs)" "$*"
	ok "$what: removed" rpm_ -e --nodeps sevgate
	is "$what: nobody is told" "$(calls | reloads)" ""
}
told "no daemon runs"
told "the one of Fedora" virtqemud.service
told "both" libvirtd.service virtqemud.service
touch "$stub/reload-fails"
told "a daemon that can not be told" libvirtd.service
rm "$stub/reload-fails"
rm -r "$root/run/systemd"
echo libvirtd.service >"$stub/active"
ok "without systemd: installed" rpm_ -i --nodeps "$(package sevgate)"
is "without systemd: it is not asked" "$(calls)" ""
ok "without systemd: removed" rpm_ -e --nodeps sevgate

touch "$stub/selinux"
ok "with SELinux: installed" rpm_ -i --nodeps "$(package sevgate-selinux)"
like "labels are set after the policy" "$(calls | xargs -d '\n')" 'semodule .* -i .*load_policy .*fixfiles -C'
ok "with SELinux: removed" rpm_ -e --nodeps sevgate-selinux
calls >/dev/null

fails "two ways to build the module exclude each other" \
	rpm_ -i --test "$(package akmod-sevstat)" "$(package sevstat-dkms)"
like "and say so" "$OUT" 'akmod-sevstat conflicts with sevstat-dkms'
ok "one is installed" rpm_ -i --nodeps "$(package sevstat-dkms)"
fails "the other is not, then" rpm_ -i --test "$(package akmod-sevstat)"
like "for that reason" "$OUT" 'conflicts with'
ok "it goes" rpm_ -e --nodeps sevstat-dkms
ok "and the other comes" rpm_ -i --nodeps "$(package akmod-sevstat)"
ok "akmods is called, in the background" timeout 60 sh -c 'until grep -qxF \
	"akmods --from-akmod-posttrans --akmod sevstat" "$0"; do sleep 0.05; done' "$stub/calls"
like "when all packages are there" "$(rpm -qp --qf '%{POSTTRANS}' "$(package akmod-sevstat)")" \
	'^[[:space:]]*nohup [^ ]*/akmods --from-akmod-posttrans '
unlike "and not before" "$(rpm -qp --qf '%{POSTIN}' "$(package akmod-sevstat)")" 'akmods --'
ok "and goes" rpm_ -e --nodeps akmod-sevstat
calls >/dev/null
is "nothing is left of any" "$(there)" "$before"

# --- of all that was called ---------------------------------------------------------------

is "no daemon of libvirt is ever stopped or restarted" \
	"$(grep -E 'virt' "$work/all-calls" | grep -vE '^systemctl (--quiet is-active|reload) (libvirtd|virtqemud)\.service$')" ""
like "what was called was written down" "$(wc -l <"$work/all-calls")" '^[0-9]{2,}$'
tap_end
