#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 41-dead.sh - firmware that dies under running guests, and slow firmware
# kernels: 6.1 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
in_vm --cpus 2 --file "$BUILD/tests/vm/sev-ask" --file "$BUILD/tests/vm/sev-vms" \
	--append ccp.psp_cmd_timeout=10
load kvm_amd

# --- everybody waits for one slow command --------------------------------------------

faults "delay PLATFORM_STATUS 5000"
read -r from _ </proc/uptime
sev-ask status >/tmp/slow &
# until it is in the driver
until grep -qs sev_ioctl /proc/$!/stack; do
	kill -0 $! || break
done
ok "a guest is launched meanwhile" sev-vms sev 1 -- true
read -r to _ </proc/uptime
wait
ok "after the five seconds that it takes" test $((${to/./} - ${from/./})) -ge 480
like "which were not too many" "$(cat /tmp/slow)" '^state '
faults

# --- death -----------------------------------------------------------------------------

# survived: while five guests are there the firmware dies; what others get
survived()
{
	sev-vms sev 3 es 2 -- bash -c '. /test/vm/lib.sh
		faults dead
		sev-ask status
		sev-ask status'
}

run survived
is "the first one waits, the next ones do not" "$OUT" "sev 3
es 2
PLATFORM_STATUS errno 110 firmware 0
PLATFORM_STATUS errno 16 firmware 0"
ok "the driver has noticed" kernel_says 'disabling PSP'
faults
fails "there is no way back" sev-ask status
like "the device is given up" "$OUT" 'errno 16 '
asked=$(trace | wc -l)
ok "a guest can not be had" sev-vms sev 1 -- true
like "which is said" "$OUT" '^sev 0$'
is "nobody asked a dead one" "$(trace | wc -l)" "$asked"
tap_end
