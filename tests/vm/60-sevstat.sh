#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 60-sevstat.sh - the kernel module beside /dev/sev, ccp and kvm_amd
# kernels: 6.1 6.12 7.3 debug
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/vm/sevstat.sh
. "$(dirname "$0")/sevstat.sh"
sevstat_vm --max-asid 109 --min-sev-asid 40 --append ccp.psp_cmd_timeout=3

load ccp
ok "it loads" insmod /test/sevstat.ko
asked
is "as /dev/sev says" "$(says firmware/api) $(says firmware/build) $(says firmware/guests)" \
	"$(sev-ask status | field api) $(sev-ask status | field build) $(sev-ask status | field guests)"
is "nothing can be started without kvm_amd" "$(says asid/sev_capacity) $(says asid/sev_first)" "0 0"
load kvm_amd
is "kvm_amd comes: 40 to 109 are for SEV" \
	"$(says asid/sev_first) $(says asid/sev_last) $(says asid/sev_capacity)" "40 109 70"
is "1 to 39 for SEV-ES" \
	"$(says asid/sev_es_first) $(says asid/sev_es_last) $(says asid/sev_es_capacity)" "1 39 39"
run rmmod kvm_amd
is "kvm_amd goes" "$(says asid/sev_capacity) $(says asid/sev_es_capacity)" "0 0"
load kvm_amd sev_es=0
is "and comes without SEV-ES" "$(says asid/sev_capacity) $(says asid/sev_es_capacity)" "70 0"
run rmmod kvm_amd
load kvm_amd
run rmmod sevstat
# from here on only when it is told to: the guests are gone sooner than a slow
# machine has looked
ok "it loads after kvm_amd, too" insmod /test/sevstat.ko period_ms=0
is "and sees it" "$(says asid/sev_capacity) $(says asid/sev_es_capacity)" "70 39"
asked
is "nothing of SEV-SNP where the CPU has none" "$(find $host/ -name '*snp*')" ""

run sev-vms sev 3 es 2 -- bash -c '. /test/vm/sevstat.sh; asked
	says firmware/state; says firmware/guests
	says asid/sev_used; says asid/sev_available
	says asid/sev_es_used; says asid/sev_es_available'
is "three SEV and two SEV-ES VMs" "$OUT" "$(printf '%s\n' "sev 3" "es 2" working 5 3 67 2 37)"
is "the counters follow at once" "$(says asid/sev_used) $(says asid/sev_es_used)" "0 0"

# errors, and firmware that is slow, while somebody reads
faults "status PLATFORM_STATUS 17"
errors=$(says firmware/errors)
asked
is "an error is counted" "$(($(says firmware/errors) - errors))" 1
is "and named" "$(says firmware/last_errno) $(says firmware/last_error)" "5 0x0011"
is "what was said before stays" "$(says firmware/state)" working
faults "delay PLATFORM_STATUS 2500"
queries=$(says firmware/queries)
echo 1 >$host/refresh
cat $host/*/* >/dev/null 2>&1
is "all is read before the firmware has answered" "$(says firmware/queries)" "$queries"
faults
# the slow one, and one that is not
asked
asked
is "after a success it is as ever" "$(says firmware/state)" init

for ((i = 0; i < 20; i++)); do
	rmmod sevstat || break
	insmod /test/sevstat.ko || break
done
is "twenty times out and in" "$i" 20

# the end of the firmware
faults "hang PLATFORM_STATUS"
asked
is "firmware that does not answer is dead" "$(says firmware/state) $(says firmware/last_errno)" "dead 110"
queries=$(says firmware/queries)
echo 1 >$host/refresh
asked_in_vain
is "and never asked again" "$(says firmware/queries)" "$queries"
faults
ok "all are unloaded" rmmod sevstat kvm_amd ccp

# answers: both are loaded, and the firmware is asked
answers()
{
	load ccp
	ok "$1: both are loaded" insmod /test/sevstat.ko
	asked
	is "$1: it answers" "$(says firmware/api)" "$(sev-ask status | field api)"
}

answers "after that"

# a device that is taken from ccp
device=$(find /sys/bus/pci/drivers/ccp/ -name '0000:*')
device=${device##*/}
echo "$device" >/sys/bus/pci/drivers/ccp/unbind
echo 1 >$host/refresh
until [ "$(says firmware/state)" = absent ]; do :; done
is "without its device ccp is not asked" "$(says firmware/state)" absent
ok "nothing is made up" fails_to_say firmware/api
# What ccp of 6.1 then does at its end, or the machine's, is to read what it freed
# at the unbind, sevstat or not.  KASAN sees that, and nothing afterwards.
if ! finds_mistakes; then
	echo "$device" >/sys/bus/pci/drivers/ccp/bind
	asked_in_vain
	is "nor when it comes back, until ccp looks again" "$(says firmware/state)" absent
	rmmod sevstat ccp
	answers "loaded again"
fi
ok "it unloads" rmmod sevstat
sevstat_end
