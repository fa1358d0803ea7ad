#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 07-rig-isolation.sh - rigs know nothing of each other, this machine nothing of them
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 12

# What a rig could leave on the machine.
traces()
{
	cut -d ' ' -f 3- /proc/self/mountinfo
	find /sys/fs/cgroup -maxdepth 3 -type d -not -path '*/process_api/*'
	ls /sys/class/net
	find /etc/libvirt /run/libvirt /var/lib/libvirt /var/log/libvirt \
		/var/cache/libvirt /var/lib/sev-psp -newer "$stamp" 2>&1
}

# living_in NAMESPACE: how many processes do, not counting those that have
# ended and that this machine's process 1 has yet to take note of
living_in()
{
	local dir n=0
	for dir in /proc/[0-9]*; do
		[ "$(readlink "$dir/ns/pid" 2>/dev/null)" != "$1" ] ||
			grep -qs '^State:.[ZX]' "$dir/status" || n=$((n + 1))
	done
	echo $n
}

stamp=$(mktemp)
before=$(traces)

rig_up one
one=$RIG
rig_up two
two=$RIG
RIG=$one
ok "two rigs have a domain of the same name" v define <(domain_xml name=vm)
RIG=$two
ok "each" v define <(domain_xml name=vm \
	devices="<interface type='network'><source network='default'/>
		<model type='virtio'/></interface>")
ok "both can start" v start vm
RIG=$one
ok "at once" v start vm
RIG=$two
v destroy vm
is "one ends" "$(v domstate vm)" "shut off"
RIG=$one
is "the other goes on" "$(v domstate vm)" running
other=$(RIG=$two in_rig hostname)
unlike "they are different hosts" "$(in_rig hostname)" "^$other\$"
is "the machine sees nothing while they run" "$(traces)" "$before"

namespace=$(cat "$one/init.ns")
RIG=$one
ok "a rig goes down" rig_down
is "with all its processes" "$(living_in "$namespace")" 0
ok "and its directory" test ! -e "$one"

# A script that is killed can not clean up, and need not.
exec {script}< <(exec bash -c '. "$0/tests/libvirt/lib.sh"; rig_up -n
	echo "$RIG"; exec sleep infinity' "$TOP")
killed=$!
read -r orphan <&"$script"
namespace=$(cat "$orphan/init.ns")
kill -KILL "$killed"
# They are nobody's children: there is nothing to wait for but to look again,
# ten seconds at most.
for _ in {1..100}; do
	left=$(living_in "$namespace")
	[ "$left" != 0 ] || break
	read -r -t 0.1 _ <> <(:)
done
is "a killed script takes its rig with it" "$left" 0
rm -rf "$stamp" "${orphan%/*}"
