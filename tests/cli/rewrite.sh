#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rewrite.sh - sevgate rewrite on files
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

sevgate rewrite --policy "$tenants" --no-host "$kcli"
is "the VM of the kcli recipe would be changed" "$status" 3
"$BUILD/sevgate" rewrite --policy "$tenants" --no-host "$kcli" >once.xml
sevgate check --policy "$tenants" --no-host once.xml
is "the result keeps the rules" "$status" 0
sevgate rewrite --policy "$tenants" --no-host once.xml
is "rewriting it again: nothing to change" "$status" 0
ok "and the same bytes" cmp once.xml .out
ok "libvirt's schema takes it" virt-xml-validate once.xml domain
like "metadata of others stay" "$(cat once.xml)" '<kvirt:info>'
like "comments stay" "$(cat once.xml)" '<!-- as a kcli-created VM looks'

# each bullet of the manual recipe
xpath()
{
	xmllint --xpath "string($1)" once.xml
}
is "recipe: q35" "$(xpath '//os/type/@machine')" q35
is "recipe: no stale PCI addresses" "$(xpath 'count(//address[@type="pci"])')" 0
is "recipe: no conventional controllers" "$(xpath 'count(//controller[@model="pci-root" or @type="ide"])')" 0
is "recipe: SATA disk to virtio-scsi" "$(xpath '//disk[@device="disk"]/target/@bus')" scsi
is "recipe: its controller" "$(xpath '//controller[@type="scsi"]/@model')" virtio-scsi
is "recipe: the IDE CD-ROM to SATA" "$(xpath '//disk[@device="cdrom"]/target/@bus')" sata
is "recipe: locked memory" "$(xpath 'count(//memoryBacking/locked)')" 1
is "recipe: no option ROM" "$(xpath '//interface/rom/@enabled')" no
is "recipe: the policy" "$(xpath '//launchSecurity/policy')" 0x0003
like "recipe: OVMF" "$(xpath '//os/@firmware')$(xpath '//os/loader')" 'efi|OVMF'

sevgate rewrite --diff --policy "$tenants" --no-host "$kcli"
is "--diff: status" "$status" 3
like "--diff: shows what comes" "$out" '^\+    <type arch=.x86_64. machine=.q35.>hvm</type>$'
like "--diff: and what goes" "$out" '^-    <controller type=.pci. index=.0. model=.pci-root./>$'
is "--diff: and no more than that" "$(grep -c "^@@" <<<"$out")" 3
unlike "--diff: no colour into a file" "$out" $'\033'
sevgate rewrite --diff --policy "$tenants" --no-host once.xml
is "--diff: nothing to change" "$status,$out" "0,"

sevgate rewrite --policy "$tenants" --no-host - <"$kcli"
is "standard input" "$status" 3
sevgate rewrite --apply --policy "$tenants" --no-host "$kcli"
is "--apply: not on a file" "$status" 1
like "says so" "$err" 'is a file; --apply takes a domain that libvirt knows'
sevgate rewrite --no-host "$kcli"
is "a domain that no profile matches" "$status" 0
ok "comes back as it is" cmp "$kcli" .out
like "and that is said" "$err" 'no profile matches .*; --profile NAME chooses one'
sed "s|</devices>|<hostdev type='pci' mode='subsystem'><source><address domain='0' bus='1' slot='0' function='0'/></source></hostdev></devices>|" "$kcli" >vfio.xml
sevgate rewrite --policy "$tenants" --no-host vfio.xml
is "what can not be mended: status" "$status" 2
like "what can not be mended: says what is left" "$err" "^sevgate: still refused: host-devices: <hostdev> of type 'pci'; fix: "
sevgate rewrite --no-host once.xml once.xml
is "one at a time" "$status" 1
tap_end
