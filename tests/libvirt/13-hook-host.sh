#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 13-hook-host.sh - a host that can not start one more guest says so before QEMU does
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 7

rig_up -p
v define <(domain_xml name=vm sev=0x0003) >/dev/null
v define <(domain_xml name=es sev=0x0007) >/dev/null
rig_sys /sys/fs/cgroup/misc.current "sev 410" "sev_es 98"
fails "no SEV ASID is left" v start vm
like "and that is said" "$OUT" "rule=host-support: 410 of 410 sev ASIDs are in use"
ok "SEV-ES has its own" v start es
rig_sys /sys/fs/cgroup/misc.current "sev 409" "sev_es 99"
ok "one is free again" v start vm
v destroy es >/dev/null
rig_sys /sys/fs/cgroup/misc.current "sev 0" "sev_es 0"
rig_sys /sys/module/kvm_amd/parameters/sev_es N
fails "SEV-ES is switched off in the module" v start es
like "and that is said" "$OUT" "rule=host-support: kvm_amd has sev-es switched off on this host"
rig_sys /sys/module/kvm_amd/parameters/sev_es Y
ok "and on again" v start es
