#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 57-agent-platform.sh - no session for a host whose certificates nobody vouches for
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 16

rig_up -f -p
rig_profile tenants "<match name='t-*'/>
	<launch type='sev' policy='0x0003' session='per-launch'/>"
# the chip is made when libvirt first asks it
v nodesevinfo >/dev/null
rig_agent
like "another root than AMD's is said to be trusted" "$(cat "$RIG/agent.log")" \
	"platform: this host's root is not AMD's; it is trusted because of /etc/sevgate/platform/ca.cert"
v define <(domain_xml name=t-one loader_type=none) >/dev/null
agent_said 'rewritten: domain=t-one' || exit
ok "with it there are sessions" v start t-one
like "for the PDH that libvirt tells" "$(in_rig sevgate host)" '^  PASS  libvirt-pdh'
v destroy t-one >/dev/null

in_rig mv /etc/sevgate/platform/ca.cert /root/ca.cert
rig_agent_reload
ok "without it there are none" agent_said 'platform: no launch sessions can be made: '
like "and nobody can tell whose PDH libvirt tells" "$(in_rig sevgate host)" '^  SKIP  libvirt-pdh'
fails "so that nothing starts that needs one" v start t-one
like "for that reason" "$OUT" "no launch session: no verified certificates of this host; fix: sevgate chain verify, and let sevgated run"
is "and no key is left" "$(in_rig sh -c 'ls /run/sevgate/launch')" ""

rig_write /etc/sevgate/platform/ca.cert <<<"no certificate"
rig_agent_reload
ok "a file that is no root is named" agent_said 'no launch sessions can be made: /etc/sevgate/platform/ca.cert: '
in_rig mv /root/ca.cert /etc/sevgate/platform/ca.cert
rig_agent_reload
ok "put back it counts again" v start t-one
v destroy t-one >/dev/null

# Another chip, and so another PDH, of which libvirt has no idea yet.
in_rig sh -c 'rm -r /var/lib/sev-psp/* /var/cache/libvirt/qemu/capabilities/*'
fails "a session for another chip is not taken" v start t-one
like "by the firmware" "$OUT" "LAUNCH_START.* fw_error="
is "and no key is left" "$(in_rig sh -c 'ls /run/sevgate/launch')" ""
rig_restart
v nodesevinfo >/dev/null
ok "when libvirt knows, nobody vouches for the new chip" agent_said \
	'platform: no launch sessions can be made: ' 30 3
rig_ca "$RIG/ca"
in_rig cp "$RIG/ca" /etc/sevgate/platform/ca.cert
rig_agent_reload
agent_said 'connected: ' 30 6
ok "until somebody does" v start t-one
ok "and then it is right" agent_said 'ok: domain=t-one' 30 3
