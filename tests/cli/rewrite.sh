#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rewrite.sh - sevgate rewrite on files
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

sevgate rewrite --policy "$tenants" --no-host "$kcli"
is "$status" 3 "the VM of the kcli recipe would be changed"
"$BUILD/sevgate" rewrite --policy "$tenants" --no-host "$kcli" >once.xml
sevgate check --policy "$tenants" --no-host once.xml
is "$status" 0 "the result keeps the rules"
sevgate rewrite --policy "$tenants" --no-host once.xml
is "$status" 0 "rewriting it again: nothing to change"
ok "and the same bytes" cmp once.xml .out
ok "libvirt's schema takes it" virt-xml-validate once.xml domain
like "$(cat once.xml)" '<kvirt:info>' "metadata of others stay"
like "$(cat once.xml)" '<!-- as a kcli-created VM looks' "comments stay"

# each bullet of the manual recipe
xpath()
{
	xmllint --xpath "string($1)" once.xml
}
is "$(xpath '//os/type/@machine')" q35 "recipe: q35"
is "$(xpath 'count(//address[@type="pci"])')" 0 "recipe: no stale PCI addresses"
is "$(xpath 'count(//controller[@model="pci-root" or @type="ide"])')" 0 "recipe: no conventional controllers"
is "$(xpath '//disk[@device="disk"]/target/@bus')" scsi "recipe: SATA disk to virtio-scsi"
is "$(xpath '//controller[@type="scsi"]/@model')" virtio-scsi "recipe: its controller"
is "$(xpath '//disk[@device="cdrom"]/target/@bus')" sata "recipe: the IDE CD-ROM to SATA"
is "$(xpath 'count(//memoryBacking/locked)')" 1 "recipe: locked memory"
is "$(xpath '//interface/rom/@enabled')" no "recipe: no option ROM"
is "$(xpath '//launchSecurity/policy')" 0x0003 "recipe: the policy"
like "$(xpath '//os/@firmware')$(xpath '//os/loader')" 'efi|OVMF' "recipe: OVMF"

sevgate rewrite --diff --policy "$tenants" --no-host "$kcli"
is "$status" 3 "--diff: status"
like "$out" '^\+    <type arch=.x86_64. machine=.q35.>hvm</type>$' "--diff: shows what comes"
like "$out" '^-    <controller type=.pci. index=.0. model=.pci-root./>$' "--diff: and what goes"
is "$(grep -c "^@@" <<<"$out")" 3 "--diff: and no more than that"
unlike "$out" $'\033' "--diff: no colour into a file"
sevgate rewrite --diff --policy "$tenants" --no-host once.xml
is "$status,$out" "0," "--diff: nothing to change"

sevgate rewrite --policy "$tenants" --no-host - <"$kcli"
is "$status" 3 "standard input"
sevgate rewrite --apply --policy "$tenants" --no-host "$kcli"
is "$status" 1 "--apply: not on a file"
like "$err" 'is a file; --apply takes a domain that libvirt knows' "says so"
sevgate rewrite --no-host "$kcli"
is "$status" 0 "a domain that no profile matches"
ok "comes back as it is" cmp "$kcli" .out
like "$err" 'no profile matches .*; --profile NAME chooses one' "and that is said"
sed "s|</devices>|<hostdev type='pci' mode='subsystem'><source><address domain='0' bus='1' slot='0' function='0'/></source></hostdev></devices>|" "$kcli" >vfio.xml
sevgate rewrite --policy "$tenants" --no-host vfio.xml
is "$status" 2 "what can not be mended: status"
like "$err" "^sevgate: still refused: host-devices: <hostdev> of type 'pci'; fix: " "what can not be mended: says what is left"
sevgate rewrite --no-host once.xml once.xml
is "$status" 1 "one at a time"
finish
