#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 30-running.sh - guests that run: a container's VM, and a plain one beside it
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
in_host --guests

set_up
install_packages >/dev/null
# everything that a container's VM is made of is measured: firmware, kernel, its
# one program, the command line
policy "name='containers'><match name='c-*'/>
	<launch type='sev' policy='0x0003' session='per-launch' kernelHashes='yes' firmware='$guest_image'/>
	<attest when='before-boot'/>"
verified
container()
{
	guest_xml "$1" | sed -e 's,guest.initrd,container.initrd,' -e '/<disk/,/<.disk>/d'
}
container c-one >/root/c-one.xml
virsh -q define /root/c-one.xml
ok "a container's VM is mended" mended c-one
# comes up meanwhile
a_guest plain
ok "a plain VM starts" virsh -q start plain
expected=$(sevgate measure c-one 2>/tmp/measure)
ok "starts, and is what it should be" sevgate start c-one
is "which the firmware has measured once" "$(trace | grep -c '^LAUNCH_MEASURE .*0$')" 1
ok "its program runs" guest_says c-one '^container: process 1'
like "in a guest with SEV" "$(cat "$(console_of c-one)")" "Memory Encryption Features active: AMD SEV"
virsh -q destroy c-one
cp /test/guest.initrd /var/lib/libvirt/boot/container.initrd
other=$(sevgate measure c-one)
like "with another program there is a measurement, too" "$other" '^[0-9a-f]{64}$'
unlike "which is another" "$other" "$expected"

ok "the plain VM runs" guest_says plain 'guest: up'
unlike "without SEV" "$(cat "$(console_of plain)")" "Memory Encryption Features"
guest_word plain marker >/root/marker
sevgate leak-test --marker-file /root/marker plain >/tmp/leak 2>&1
is "what it has in its memory the host can read" $? 2
like "which is said" "$(cat /tmp/leak)" "READABLE, it is in the clear"
unlike "of the platform nothing is, which has no part in it" "$(cat /tmp/leak)" "encrypt"
ok "it is nobody's business" virsh -q destroy plain
tap_end
