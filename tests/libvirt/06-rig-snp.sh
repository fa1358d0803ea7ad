#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 06-rig-snp.sh - SEV-SNP domains, where libvirt knows them
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"

rig_up
if [[ $(v domcapabilities) != *"<value>sev-snp</value>"* ]]; then
	plan 1
	fails "a libvirt before 10.5 does not know it" v define <(domain_xml name=vm snp=0x30000)
	exit
fi
plan 11

firmware=/usr/share/ovmf/OVMF.amdsev.fd
in_rig test -e $firmware || firmware=/usr/share/ovmf/OVMF.fd
v define <(domain_xml name=vm snp=0x30000 loader=$firmware loader_type=rom)
ok "it starts paused" v start --paused vm
like "it has its policy" "$(v domlaunchsecinfo vm 2>&1)" \
	"launch measurement is not available"
ok "it runs" v resume vm
is "and says so" "$(v domstate vm)" running
fails "it does not migrate" v save vm /var/tmp/save
like "in QEMU's words" "$OUT" "SEV: Migration is not implemented"
v destroy vm

v define <(domain_xml name=flash snp=0x30000)
fails "flash can not be encrypted" v start flash
like "in QEMU's words" "$OUT" "SNP_LAUNCH_UPDATE ret=-22 fw_error=0 ''"

v define <(domain_xml name=bit snp=0x10000 loader=$firmware loader_type=rom)
fails "bit 17 of the policy must be one" v start bit
like "in QEMU's words" "$OUT" \
	"sev_snp_launch_start: SNP_LAUNCH_START ret=-22 fw_error=0 ''"
like "and libvirt's log has the rest" \
	"$(tail -n 5 "$RIG/var/log/libvirt/qemu/bit.log")" \
	"failed to create encryption context"
