#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 55-agent-systemd.sh - what systemd and its journal are told
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 12

# listen PATH FILE: every datagram that comes to PATH becomes a line of FILE, with
# its line ends as "|"
listen()
{
	in_rig mkdir -p "$(dirname "$1")"
	in_rig /usr/bin/python3 -c '
import socket, sys
sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
sock.bind(sys.argv[1])
with open(sys.argv[2], "w", buffering=1) as out:
    out.write("listening\n")
    while True:
        text = sock.recv(65536).decode(errors="replace")
        out.write(text.strip().replace("\n", "|") + "\n")
' "$1" "$2" >/dev/null 2>&1 &
	heard "$2" listening
}

# heard FILE REGEX [TIMES]: until such a line is there
heard()
{
	timeout 30 sh -c 'tail -q -n +1 -F "$0" 2>/dev/null |
		grep -m "$2" -E -e "$1" | wc -l >/dev/null' "$1" "$2" "${3:-1}"
}

rig_up -p
rig_profile tenants "<match name='t-*'/>
	<launch type='sev' policy='0x0003' session='per-launch'/>"
ok "somebody listens in systemd's place" listen /run/systemd/notify "$RIG/notify"
ok "and in the journal's" listen /run/systemd/journal/socket "$RIG/journal"
in_rig mkdir -p /etc/sevgate/platform
rig_ca "$RIG/ca"
in_rig cp "$RIG/ca" /etc/sevgate/platform/ca.cert
in_rig env NOTIFY_SOCKET=/run/systemd/notify WATCHDOG_USEC=200000 \
	JOURNAL_STREAM=1:1 sevgated >"$RIG/agent.log" 2>&1 &
job=$!
ok "it is ready" heard "$RIG/notify" '^READY=1$'
ok "the watchdog is kept quiet, again and again" heard "$RIG/notify" '^WATCHDOG=1$' 3
v define <(domain_xml name=t-one loader_type=none) >/dev/null
ok "the journal is told" heard "$RIG/journal" 'MESSAGE=rewritten: domain=t-one: '
line=$(grep 'MESSAGE=rewritten' "$RIG/journal")
for field in PRIORITY=6 SYSLOG_IDENTIFIER=sevgated SEVGATE_EVENT=rewritten \
	SEVGATE_DOMAIN=t-one "SEVGATE_UUID=$(v domuuid t-one | head -n 1)"; do
	like "with $field" "|$line|" "\|$field\|"
done
in_rig pkill -TERM -x sevgated
wait "$job"
like "at its end it says so" "$? $(tail -n 1 "$RIG/notify")" '^0 STOPPING=1$'
is "and nothing else anywhere" "$(cat "$RIG/agent.log")" ""
