#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 22-hook-snp.sh - a plain VM becomes an SEV-SNP guest, where libvirt has them
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"

rig_up -p
in_rig mkdir -p /etc/sevgate/policy.d
rig_write /etc/sevgate/policy.d/10-snp.xml <<-XML
	<policy><profile name='snp'><match name='vm*'/><launch type='sev-snp'/></profile></policy>
XML
v define <(domain_xml name=vm) >/dev/null
if [[ $(v domcapabilities) != *"<value>sev-snp</value>"* ]]; then
	plan 3
	fails "a libvirt before 10.5: the plain VM is refused" v start vm
	run in_rig sevgate rewrite --apply vm
	is "and can not be mended" "$STATUS" 1
	like "libvirt says why" "$OUT" "libvirt does not take the definition"
	exit
fi
plan 7
fails "the plain VM is refused" v start vm
like "and the user reads why" "$OUT" "rule=launch-security: no <launchSecurity>"
run in_rig sevgate rewrite --apply vm
is "it is mended" "$STATUS" 0
like "from flash to memory, as QEMU launches SEV-SNP from there alone" "$(v dumpxml --inactive vm)" \
	"<loader .*type='rom'"
ok "it starts" v start vm
like "with the confidential guest object" "$(rig_qemu_args vm)" '"qom-type":"sev-snp-guest"'
v destroy vm >/dev/null
v define <(v dumpxml --inactive vm | sed 's/0x0*30000/0xb0000/') >/dev/null
fails "one that lets the host debug it is refused" v start vm
