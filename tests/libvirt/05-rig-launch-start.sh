#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 05-rig-launch-start.sh - launches that the firmware or QEMU refuses
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 16

rig_up
rig_session owner 0x0003

# refused DESC REGEX KEY=VALUE...: such a domain does not start
refused()
{
	local desc=$1 regex=$2
	shift 2
	v define <(domain_xml name=vm session=owner "$@") || return
	fails "$desc does not start" v start vm
	like "in QEMU's words" "$OUT" "$regex"
	v undefine vm
}

refused "a session for another policy" \
	"-accel kvm: sev_launch_start: LAUNCH_START ret=1 fw_error=11 'Bad measurement'" \
	sev=0x0001

# AMD's own example of a platform stands for somebody else's machine.
base64 -w0 "$TOP/tests/vectors/certs/naples/pdh.cert" >"$RIG/naples.b64"
"$BUILD/tests/psp-session" "$RIG/naples.b64" 0x3 "$RIG/naples"
refused "a session for another platform" \
	"LAUNCH_START ret=1 fw_error=11 'Bad measurement'" \
	sev=0x0003 session=naples

# Newer firmware than 1.55 is asked for: major 23:16, minor 31:24.
rig_session future 0x38010003
refused "a policy for newer firmware" \
	"LAUNCH_START ret=1 fw_error=7 'Policy is not allowed'" \
	sev=0x38010003 session=future

cp "$RIG/owner_godh.b64" "$RIG/short_godh.b64"
head -c 160 "$RIG/owner_session.b64" >"$RIG/short_session.b64"
refused "a session that was cut off" \
	"LAUNCH_START ret=1 fw_error=4 'Buffer too small'" \
	sev=0x0003 session=short

rig_fault "cbitpos 47"
# libvirt asks for the bit that it was told at its last probe
refused "a C-bit of another machine" \
	"sev_(common_)?kvm_init: cbitpos check failed, host '47' requested '51'" \
	sev=0x0003
rig_fault

rig_fault "kvm-init 16"
refused "a guest without a free ASID" \
	"sev_(common_)?kvm_init: failed to initialize ret=-16 fw_error=0 ''" \
	sev=0x0003
rig_fault

rig_sys /sys/module/kvm_amd/parameters/sev_es N
rig_session es 0x0007
refused "SEV-ES where the kernel has none" \
	"failed to initialize ret=-25 fw_error=0 ''" sev=0x0007 session=es
rig_sys /sys/module/kvm_amd/parameters/sev_es Y

refused "SEV-ES with a firmware that does not know it" \
	"failed to locate and/or save reset vector" \
	sev=0x0007 session=es loader=/usr/share/OVMF/OVMF_VARS_4M.fd
