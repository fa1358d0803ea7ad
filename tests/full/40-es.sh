#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 40-es.sh - a guest with SEV-ES is launched, and its processors are measured;
# it stays paused, see docs/full.md
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
in_host

set_up
install_packages >/dev/null
policy "name='owners'><match name='o-*'/>
	<launch type='sev-es' policy='0x0007' session='owner' kernelHashes='yes' firmware='$guest_image'/>"
ok "the platform is verified" verified
like "this host has SEV-ES" "$(sevgate host)" "PASS  kvm-sev-es"
sevgate platform export host.chain
ok "a session" sevgate session --allow-untrusted-root --ca /test/ca.cert --name o-es host.chain 0x0007
guest_xml o-es "<launchSecurity type='sev' kernelHashes='yes'><policy>0x0007</policy>
	<dhCert>$(cat o-es_godh.b64)</dhCert><session>$(cat o-es_session.b64)</session></launchSecurity>" |
	sed 's,<vcpu>1<,<vcpu>2<,' >o-es.xml
truncate -s 16M /var/lib/libvirt/images/o-es.img
ok "a guest of two processors" virsh -q define o-es.xml
sevgate rewrite --apply o-es
ok "is launched" virsh -q start --paused o-es
is "as SEV-ES" "$(in_use sev) $(in_use sev_es)" "0 1"
is "both processors are measured" "$(trace | grep -c '^LAUNCH_UPDATE_VMSA .*0$')" 2
attest()
{
	sevgate attest o-es --tik o-es_tik.bin --policy 0x7 --firmware "$guest_image" --kernel /test/guest.kernel \
		--initrd /test/guest.initrd --cmdline "$cmdline" --no-resume "$@"
}
cmdline=$(virsh dumpxml o-es | sed -n 's,.*<cmdline>\(.*\)</cmdline>,\1,p')
ok "the owner validates them" attest --vcpus 2 --cpu EPYC-Milan
ok "as a foreign tool does" virt-qemu-sev-validate --insecure --domain o-es --tik o-es_tik.bin --tek o-es_tek.bin \
	--firmware "$guest_image" --kernel /test/guest.kernel --initrd /test/guest.initrd --cmdline "$cmdline" \
	--num-cpus 2 --cpu-family 25 --cpu-model 1 --cpu-stepping 1
fails "one processor is not two" attest --vcpus 1 --cpu EPYC-Milan
is "which is another guest" "$STATUS" 2
fails "nor is it another model" attest --vcpus 2 --cpu EPYC-Rome
is "which is another guest, too" "$STATUS" 2
is "it has not run" "$(virsh domstate o-es)" "paused"
ok "it ends" virsh -q destroy o-es
is "and gives its ASID back" "$(in_use sev_es)" 0
tap_end
