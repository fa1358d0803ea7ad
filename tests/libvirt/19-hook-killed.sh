#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 19-hook-killed.sh - a hook that is killed or hangs refuses the start and goes away
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 8

rig_up -p
v define <(domain_xml name=ours sev=0x0003) >/dev/null
v define <(domain_xml name=plain) >/dev/null

# the hook as it would be if somebody killed it while it works
in_rig cp /usr/sbin/sevgate-hook /usr/sbin/real
rig_write /usr/sbin/sevgate-hook <<-'END'
	#!/bin/sh
	kill -KILL $$
END
in_rig chmod 0755 /usr/sbin/sevgate-hook
fails "killed: the domain does not start" v start ours
like "and libvirt says how it ended" "$OUT" "unexpected fatal signal 9"
is "it can be started again" "$(v domstate ours)" "shut off"
in_rig mv /usr/sbin/real /usr/sbin/sevgate-hook

# A file server that does not answer, under the policy: SIGALRM is not heard
# in there, the second timer is.
in_rig mkdir -p /etc/sevgate/policy.d
in_rig mknod /dev/fuse c 10 229
in_rig "$BUILD/tests/hang-mount" /etc/sevgate/policy.d &
hanging=$!
ok "the file system hangs" in_rig timeout 20 sh -c \
	'until grep -q " /etc/sevgate/policy.d fuse" /proc/mounts; do sleep 0.05; done'
fails "hanging: the domain does not start" v start ours
like "the hook was ended" "$OUT" "unexpected fatal signal 9|no decision within 2000 ms"
is "and is gone" "$(in_rig pgrep -c sevgate-hook)" 0
in_rig umount -l /etc/sevgate/policy.d
kill "$hanging"
wait "$hanging" 2>/dev/null
ok "the file system answers again: it starts" v start ours
