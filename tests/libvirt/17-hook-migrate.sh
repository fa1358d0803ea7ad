#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 17-hook-migrate.sh - a guest that arrives is checked by the host it comes to
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 6

rig_up -p first
rig_pair -p
RIG=$RIG2 in_rig mkdir -p /etc/sevgate/policy.d
# the host it comes to wants every guest confidential
RIG=$RIG2 rig_write /etc/sevgate/policy.d/10-all.xml <<-XML
	<policy><profile name='all'><match name='guest*'/></profile></policy>
XML
v define <(domain_xml name=guest) >/dev/null
v define <(domain_xml name=other) >/dev/null
v start guest >/dev/null
v start other >/dev/null
migrate()
{
	v migrate --live --unsafe "$1" qemu+tcp://192.0.2.2/system tcp://192.0.2.2
}
ok "a guest that no profile there matches arrives" migrate other
is "and runs there" "$(RIG=$RIG2 v domstate other)" running
fails "one that a profile there refuses does not" migrate guest
like "and the sender reads why" "$OUT" "rule=launch-security: no <launchSecurity>: the guest is not confidential"
is "it runs on where it was" "$(v domstate guest)" running
is "nothing of it is left there" "$(RIG=$RIG2 v list --all --name | grep -c guest)" 0
