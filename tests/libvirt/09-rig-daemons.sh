#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 09-rig-daemons.sh - restarts, events, and a user's own libvirtd
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 12

rig_up
rig_disk /var/lib/libvirt/images/disk.qcow2 16M
v define <(domain_xml name=vm sev=0x0001 devices="
	<disk type='file' device='disk'>
	  <driver name='qemu' type='qcow2'/>
	  <source file='/var/lib/libvirt/images/disk.qcow2'/>
	  <target dev='vda' bus='virtio'/>
	</disk>")
ok "a domain with a disk starts" v start --paused vm
before=$(v domlaunchsecinfo vm)
ok "libvirtd restarts" rig_restart
is "the guest is the same" "$(v domlaunchsecinfo vm)" "$before"
like "libvirt was told of SEV and KVM" "$(rig_qemu_args vm)" \
	'"qom-type":"sev-guest"'
is "and asked for KVM" "$(rig_qemu_args vm | grep -A 1 -Fx -- -accel)" \
	"-accel
kvm"

# Waited for before it happens.
wait_state vm running & waiting=$!
v resume vm
wait "$waiting"
is "its run is noticed" $? 0
wait_state vm "shut off" & waiting=$!
v destroy vm
wait "$waiting"
is "and its end" $? 0

ok "a user has a libvirtd of his own" rig_session_up
vu define <(domain_xml name=mine loader_type=none)
ok "with domains" vu start mine
fails "but not with SEV" vu define <(domain_xml name=secret sev=0x0001 locked=no)
like "which he may not touch" "$OUT" "launch security is not supported"
fails "nobody else sees them" v domstate mine
