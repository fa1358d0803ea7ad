# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# lib.sh - a throw-away host on which packages are installed; sourced
#
#	host_up
#	ok "it can be installed" in_host dpkg -i /mnt/dir/x.deb
#
# It is a root of its own with systemd as process 1, in its own namespaces, see
# host-init; it ends with the script.  Its $dir is /mnt/dir inside.
set -uo pipefail

# domain_xml, v and the like, which ask this host instead of a rig
# shellcheck source-path=SCRIPTDIR source=../libvirt/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../libvirt/lib.sh"

dir='' host_job=''

host_end()
{
	local status=$?
	trap - EXIT
	if [ "$tap_failed" != 0 ] && [ -n "$host_job" ]; then
		in_host journalctl -q -b -p notice -n 30 --no-pager | sed 's/^/# /'
	fi
	host_down
	[ -z "$dir" ] || rm -rf --one-file-system "$dir"
	exit "$status"
}

# host_up: a new host runs, with libvirtd
host_up()
{
	local root
	[ "$(id -u)" = 0 ] || skip_all "needs root"
	root=$("$TOP/tests/packaging/host-root") || skip_all "there is no root to install into"
	trap host_end EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	[ -n "$dir" ] || dir=$(mktemp -d "${TMPDIR:-/tmp}/sevgate-host.XXXXXX")
	RIG=$dir
	chmod 0711 "$dir"
	rm -f "$dir/init.pid"
	# it ends with this script, even when that is killed
	setpriv --pdeathsig KILL unshare --mount --pid --uts --ipc --net --cgroup \
		--fork --kill-child=KILL "$TOP/tests/packaging/host-init" \
		"$dir" "$root" "$TOP" "$BUILD" 2>"$dir/why" &
	host_job=$!
	timeout 60 sh -c 'until [ -e "$0/init.pid" ] || ! kill -0 "$1" 2>/dev/null; do sleep 0.05; done
		until [ -S "/proc/$(cat "$0/init.pid")/root/run/systemd/private" ]; do sleep 0.05; done' \
		"$dir" "$host_job" || skip_all "no host: $(tail -n 1 "$dir/why")"
	in_host systemctl is-system-running --wait >/dev/null
	in_host systemctl start libvirtd.service
}

host_down()
{
	[ -n "$host_job" ] || return 0
	kill -KILL "$host_job" 2>/dev/null
	wait "$host_job" 2>/dev/null
	host_job=
}

# in_host CMD...
in_host()
{
	nsenter --target "$(cat "$dir/init.pid")" --mount --pid --uts --ipc \
		--net --cgroup -- /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
		/bin/sh -c 'cd / && exec "$@"' in_host "$@"
}

in_rig()
{
	in_host "$@"
}

# host_said REGEX [SECONDS]: until the journal has such a line
host_said()
{
	# not a pipe: who follows the journal notices late that nobody reads
	grep -qm 1 -E -e "$1" < <(exec timeout "${2:-30}" nsenter --mount --pid \
		--target "$(cat "$dir/init.pid")" journalctl -q -b -o cat -f -n all)
}

# host_main UNIT: the process of a service
host_main()
{
	in_host systemctl show -P MainPID "$1"
}

# host_files: everything on the host but what runs, and what guests and dpkg
# write of their own
host_files()
{
	in_host find / -xdev \( -path /var/log -o -path /var/cache -o -path /var/lib/dpkg \
		-o -path /var/lib/libvirt -o -path /var/lib/sev-psp -o -path /etc/libvirt/qemu \
		-o -path /var/lib/systemd/random-seed \) -prune -o \
		-printf '%y %#m %u:%g %p %l\n' | sort
	in_host find /run -path '*sevgate*'
}
