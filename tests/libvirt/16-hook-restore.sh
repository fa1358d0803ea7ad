#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 16-hook-restore.sh - a saved guest is checked when it is restored
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 9

rig_up -p
rig_fault allow-migration
v define <(domain_xml name=vm sev=0x0003) >/dev/null
v start vm >/dev/null
ok "a guest is saved" v managedsave vm
ok "and restored" v start vm
is "it runs" "$(v domstate vm)" running
ok "it is saved again" v save vm /var/lib/libvirt/images/vm.save

# what the host does around the guest was left out of the saved document
edit()
{
	v save-image-dumpxml --security-info /var/lib/libvirt/images/vm.save |
		sed "$1" | rig_write /tmp/edited.xml
	v save-image-define /var/lib/libvirt/images/vm.save /tmp/edited.xml --running >/dev/null
}
edit '/<memoryBacking>/,/<\/memoryBacking>/d'
ok "without locked memory it is restored" v restore /var/lib/libvirt/images/vm.save
like "because the hook puts that in" "$(v dumpxml vm)" '<locked/>'
v save vm /var/lib/libvirt/images/vm.save >/dev/null
edit 's/<policy>0x0003/<policy>0x0002/'
fails "with another guest policy it is not" v restore /var/lib/libvirt/images/vm.save
like "and that is said" "$OUT" "rule=guest-policy: policy 0x0002 lets the host debug the guest"
ok "the saved guest is still there" in_rig test -s /var/lib/libvirt/images/vm.save
