#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 02-rig-es.sh - the processors of an SEV-ES domain are measured
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 6

firmware=/usr/share/OVMF/OVMF_CODE_4M.fd
rig_up
rig_session owner 0x0007

v define <(domain_xml name=host sev=0x0007 session=owner cpus=2)
ok "two processors like the host's" v start --paused host
ok "are accepted" rig_validate host owner

v define <(domain_xml name=milan sev=0x0007 session=owner cpus=3 cpu=EPYC-Milan)
ok "three of a named model" v start --paused milan
ok "are accepted" rig_validate milan owner --firmware $firmware \
	--cpu-family 25 --cpu-model 1 --cpu-stepping 1
fails "but not as another model" rig_validate milan owner \
	--firmware $firmware --cpu-family 23 --cpu-model 1 --cpu-stepping 2
fails "nor as another number" rig_validate milan owner --num-cpus 2 \
	--firmware $firmware --cpu-family 25 --cpu-model 1 --cpu-stepping 1
