#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 14-hook-reconnect.sh - guests that run survive whatever happens to policy and hook
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 11

rig_up -p
v define <(domain_xml name=ours sev=0x0003) >/dev/null
v define <(domain_xml name=plain) >/dev/null
v start ours >/dev/null
v start plain >/dev/null
in_rig mkdir -p /etc/sevgate/policy.d
echo 'not xml' | rig_write /etc/sevgate/policy.d/10-broken.xml

ok "the daemon restarts on a broken policy" rig_restart
is "the confidential guest still runs" "$(v domstate ours)" running
is "so does the plain one" "$(v domstate plain)" running
v destroy plain >/dev/null
ok "a plain domain starts" v start plain
v destroy ours >/dev/null
fails "one that declares SEV does not" v start ours
like "as nobody could tell" "$OUT" "cannot decide: /etc/sevgate/policy.d/10-broken.xml: line 1: "

in_rig rm /etc/sevgate/policy.d/10-broken.xml
ok "mended, it starts" v start ours
# what an upgrade that went wrong leaves: a hook that can not even run
echo garbage | rig_write /usr/sbin/sevgate-hook
in_rig chmod 0755 /usr/sbin/sevgate-hook
v destroy plain >/dev/null
fails "with a broken program nothing starts" v start plain
in_rig chmod 0644 /usr/sbin/sevgate-hook
ok "and without one everything does" v start plain
ok "the daemon restarts without a hook" rig_restart
is "and its guests run" "$(v list --name | sort | xargs)" "ours plain"
