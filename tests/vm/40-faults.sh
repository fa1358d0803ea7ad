#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 40-faults.sh - firmware that fails, is slow, or does not answer
# kernels: 6.1 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
in_vm --file "$BUILD/tests/vm/sev-ask" --file "$BUILD/tests/vm/sev-vms" \
	--append ccp.psp_cmd_timeout=3
load kvm_amd

# says DESC COMMAND FIRMWARE ERRNO: what sev-ask's command says of it
says()
{
	fails "$1" sev-ask "$2"
	like "$1: the error comes through" "$OUT" "errno $4 firmware $3\$"
}

# --- errors ------------------------------------------------------------------------------

for status in 1 3 4 9 17 19 24; do
	faults "status PLATFORM_STATUS $status"
	says "PLATFORM_STATUS answers $status" status "$status" 5
done
faults "status GET_ID 21"
ok "the others still answer" sev-ask status
says "GET_ID fails" id 21 5
faults
ok "and no longer" sev-ask id
# More than there is room for is what stock kernels die of: they copy it.
faults "length GET_ID 16"
like "a length that is another" "$(sev-ask id)" '^length 16$'
faults "length LAUNCH_MEASURE 1" "status LAUNCH_START 23"
ok "no guest when the firmware has no room" sev-vms sev 1 -- true
is "and KVM says why" "$OUT" "LAUNCH_START errno 5 firmware 23
sev 0"
faults "status ACTIVATE 12"
ok "no guest when its ASID is taken" sev-vms sev 1 -- true
is "and KVM says that" "$OUT" "LAUNCH_START errno 5 firmware 12
sev 0"
faults
ok "and one when nothing is wrong" sev-vms sev 1 -- true
like "none of them is left" "$(sev-ask status)" '^guests 0$'

# --- slow ------------------------------------------------------------------------------------

# took: milliseconds that a command takes
took()
{
	local from to
	read -r from _ </proc/uptime
	"$@" >/dev/null || return
	read -r to _ </proc/uptime
	echo $(((${to/./} - ${from/./}) * 10))
}

faults "delay PLATFORM_STATUS 1500"
ms=$(took sev-ask status)
ok "a slow answer comes" test "${ms:-0}" -ge 1400
faults

# --- never ----------------------------------------------------------------------------------

faults "hang PLATFORM_STATUS"
fails "an answer that does not come is not waited for" sev-ask status
like "longer than the driver was told to" "$OUT" 'errno 110 '
ok "the driver gives up" kernel_says 'sev command 0x4 timed out, disabling PSP'
faults
fails "and does not ask again" sev-ask status
like "but says it is busy" "$OUT" 'errno 16 '
is "the firmware was not asked" "$(trace | grep -c PLATFORM_STATUS)" \
	"$(sev-ask status >/dev/null; trace | grep -c PLATFORM_STATUS)"
fails "there are no guests any more" sh -c 'sev-vms sev 1 -- true | grep -q "sev 1"'
tap_end
