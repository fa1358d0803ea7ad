#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 08-rig-migration.sh - plain domains move between rigs, SEV domains stay
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 8

rig_up
# shellcheck disable=SC2119 # it needs no options
rig_pair
there=qemu+tcp://192.0.2.2/system

v define <(domain_xml name=plain loader_type=none)
v start plain
ok "a plain domain moves" v migrate --live plain $there \
	--migrateuri tcp://192.0.2.2
is "it is there" "$(RIG=$RIG2 v domstate plain)" running
is "and no more here" "$(v domstate plain)" "shut off"

v define <(domain_xml name=sev sev=0x0001)
v start sev
fails "an SEV domain does not move" v migrate --live sev $there \
	--migrateuri tcp://192.0.2.2
like "in QEMU's words" "$OUT" "SEV: Migration is not implemented"
fails "nor can it be saved" v save sev /var/tmp/save
is "it runs on" "$(v domstate sev)" running

rig_fault allow-migration
ok "unless a test wants to see it saved" v save sev /var/tmp/save
