#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 43-agent-mismatch.sh - what was launched instead is named, and is gone
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 33

images=/var/lib/libvirt/images
rig_up -p
new=$(new_ovmf flash) || skip_all "no OVMF that holds kernel hashes"
rig_profile tenants "<match name='t-*'/>
	<launch type='sev' policy='0x0003' session='per-launch' kernelHashes='yes'/>"
rig_profile es "<match name='e-*'/>
	<launch type='sev-es' policy='0x0007' session='per-launch'/>"
in_rig cp "$new" $images/OVMF_good.fd
in_rig cp "$new" $images/OVMF_evil.fd
in_rig sh -c "printf evil | dd of=$images/OVMF_evil.fd bs=1 seek=5000 conv=notrunc status=none"
# somewhere else, where nobody looks for an explanation
in_rig cp "$new" /tmp/evil.fd
in_rig sh -c "printf more | dd of=/tmp/evil.fd bs=1 seek=5000 conv=notrunc status=none"
rig_kernel $images/vmlinuz-6.12
{
	in_rig cat $images/vmlinuz-6.12
	echo newer
} | rig_write $images/vmlinuz-6.13
rig_write $images/initrd-6.12 <<<"an initrd"
rig_write $images/initrd-6.13 <<<"another initrd"
rig_agent
v define <(domain_xml name=t-one "loader=$images/OVMF_good.fd" \
	"kernel=$images/vmlinuz-6.12" "initrd=$images/initrd-6.12" cmdline=quiet)
v define <(domain_xml name=e-one cpus=2 "loader=$images/OVMF_good.fd")
agent_said 'rewritten: domain=t-one' && agent_said 'rewritten: domain=e-one'

for domain in t-one e-one; do
	ok "$domain as it should be starts" v start $domain
	ok "and is right" agent_said "ok: domain=$domain: the launch measurement is right"
	v destroy $domain >/dev/null
done

# told DOMAIN REGEX FAULT: it is gone, and everybody can read why
told()
{
	local domain=$1 why=$2 fault=$3
	rig_fault "$fault"
	v start "$domain" >/dev/null
	ok "$fault: the guest is gone" wait_state "$domain" "shut off"
	ok "$fault: the agent names it" agent_said \
		"mismatch: domain=$domain: $why.*; the guest was destroyed"
	run in_rig sevgate status
	like "$fault: so does status" "$OUT" "$domain +shut off .* mismatch +$why"
}

told t-one "the guest was launched with firmware $images/OVMF_evil.fd" "swap firmware $images/OVMF_evil.fd"
told t-one "the guest was launched with kernel $images/vmlinuz-6.13" "swap kernel $images/vmlinuz-6.13"
told t-one "the guest was launched with initrd $images/initrd-6.13" "swap initrd $images/initrd-6.13"
told t-one "the measurement does not match.*command line" "swap cmdline quiet init=/bin/sh"
told t-one "the measurement does not match.* the firmware image, kernel, initrd, command line or the TIK differs" "swap firmware /tmp/evil.fd"
told t-one "the guest was launched with policy 0x0001" "measure policy 0x1"
told t-one "the host's firmware is build 23, not" "measure build 23"
told e-one "the guest was started with 1 vCPU, not 2" "swap cpus 1"

# Another TIK than that of the launch; nobody looks while it is put there.
rig_fault
rig_agent_kill
v start t-one >/dev/null
in_rig dd if=/dev/urandom "of=$(in_rig sh -c 'echo /run/sevgate/launch/*/tik')" \
	bs=16 count=1 conv=notrunc status=none
rig_agent
ok "another TIK: the guest is gone" wait_state t-one "shut off"
ok "another TIK: the agent names it" agent_said \
	"mismatch: domain=t-one: .* or the TIK differs.*; the guest was destroyed"
is "its keys are gone with it" "$(in_rig ls /run/sevgate/launch)" ""
v start t-one >/dev/null
ok "the next launch is right again" agent_said "ok: domain=t-one"
is "and runs" "$(v domstate t-one)" running
