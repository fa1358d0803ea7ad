#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 11-hook-mended.sh - a refused domain starts after sevgate rewrite --apply
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 14

rig_up -p
in_rig mkdir -p /etc/sevgate/policy.d
rig_write /etc/sevgate/policy.d/10-tenants.xml <"$TOP/tests/data/tenants.xml"
rig_disk /var/lib/libvirt/images/testvm_0.img 1G
in_rig truncate -s 1M /var/lib/libvirt/images/testvm.ISO
rig_write /tmp/testvm.xml <"$TOP/tests/data/kcli-testvm.xml"
ok "the VM of the kcli recipe is defined" v define /tmp/testvm.xml
fails "it does not start" v start testvm
like "and the user reads why" "$OUT" "rule=launch-security: no <launchSecurity>: the guest is not confidential \(and [0-9]+ more\); fix: sevgate rewrite --apply testvm"
run in_rig sevgate check testvm
is "sevgate check says the same" "$STATUS" 2
run in_rig sevgate rewrite --diff testvm
is "sevgate rewrite would change it" "$STATUS" 3
like "to q35" "$OUT" "^\+ .*machine='(pc-)?q35"
ok "it is mended" in_rig sevgate rewrite --apply testvm
run in_rig sevgate check testvm
is "now it is compliant" "$STATUS" 0
run in_rig sevgate rewrite --diff testvm
is "and after libvirt's own completions still is" "$STATUS,$OUT" "0,sevgate: testvm needs no change"
ok "it starts" v start testvm
like "as a confidential guest" "$(rig_qemu_args testvm)" 'sev-guest'
like "measured by the firmware" "$(rig_trace testvm)" "LAUNCH_MEASURE .*status=0"
run in_rig sevgate rewrite --apply --profile tenants testvm
is "a running domain that is compliant needs nothing" "$STATUS" 0
v destroy testvm >/dev/null
rig_write /tmp/bad.xml < <(in_rig virsh -q dumpxml --inactive testvm | sed 's|<policy>0x0003</policy>|<policy>0x0002</policy>|')
v define /tmp/bad.xml >/dev/null
fails "tampered with, it is refused again" v start testvm
