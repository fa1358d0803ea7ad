#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 00-rig-measured.sh - an SEV domain measures to what libvirt's judge expects
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 6

rig_up
rig_session owner 0x0003
ok "it is defined" v define <(domain_xml name=good sev=0x0003 session=owner)
ok "it starts paused" v start --paused good
ok "its measurement is accepted" rig_validate good owner
is "it waits for its owner" "$(v domstate --reason good)" "paused (user)"
ok "it runs" v resume good
like "the firmware finished the launch" "$(rig_trace good | tail -n 1)" \
	"LAUNCH_FINISH status=0"
