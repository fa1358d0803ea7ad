#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 18-hook-session.sh - a user's own libvirtd calls the hook without rights
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 6

rig_up -p
# a user can not lock memory here
in_rig mkdir -p /etc/sevgate/policy.d
rig_write /etc/sevgate/policy.d/10-user.xml <<-XML
	<policy><profile name='user'><match launchSecurity='sev'/>
	<rule id='memory-locked' mode='audit'/></profile></policy>
XML
rig_session_up sev
ok "a domain is defined" vu define <(domain_xml name=good sev=0x0003 locked=no)
ok "it starts" vu start good
ok "its decision is recorded where the user may write" \
	in_rig test -s /run/user/1000/sevgate/names/good/decision.xml
vu define <(domain_xml name=bad sev=0x0002 locked=no) >/dev/null
fails "one that breaks a rule does not" vu start bad
like "and the user reads why" "$OUT" "rule=guest-policy: policy 0x0002 lets the host debug the guest"
is "the system's records are none of his" "$(in_rig ls /run/sevgate 2>/dev/null)" ""
