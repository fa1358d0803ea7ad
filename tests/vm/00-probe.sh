#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 00-probe.sh - a stock kernel finds the processor and the firmware
# kernels: 6.1 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
in_vm --file "$BUILD/tests/vm/sev-ask" --max-asid 31 --min-sev-asid 12

# probed: both drivers have found what they look for
probed()
{
	ok "$1: kvm_amd loads" load kvm_amd
	ok "$1: the API is what the firmware says" kernel_says 'SEV API:1\.55 build:24'
	ok "$1: ASIDs for SEV" kernel_says 'SEV enabled \(ASIDs 12 - 31\)'
	ok "$1: ASIDs for SEV-ES" kernel_says 'SEV-ES enabled \(ASIDs 1 - 11\)'
	is "$1: the misc controller offers them" "$(misc sev capacity) $(misc sev_es capacity)" "20 11"
}

ok "ccp loads" load ccp
ok "and takes the device" kernel_says 'ccp 0000:00:04.0: sev enabled'
ok "/dev/sev" test -c /dev/sev
is "the firmware was asked who it is" "$(trace | head -n 1)" "PLATFORM_STATUS 0"
probed "first"
is "and set up" "$(trace | tail -n 2)" "INIT 0
DF_FLUSH 0"
for parameter in sev sev_es; do
	is "kvm_amd says $parameter" "$(cat /sys/module/kvm_amd/parameters/$parameter)" Y
done

ok "kvm_amd goes" rmmod kvm_amd
is "and takes its ASIDs away" "$(misc sev capacity)$(misc sev_es capacity)" ""
dmesg -c >/dev/null
ok "ccp goes" rmmod ccp
like "which shuts the firmware down" "$(trace | tail -n 1)" '^SHUTDOWN 0$'
fails "/dev/sev is gone" test -e /dev/sev
ok "ccp comes back" load ccp
probed "again"
rmmod kvm_amd ccp
dmesg -c >/dev/null
ok "ccp with its storage in a file, INIT_EX" load ccp init_ex_path=/tmp/storage
probed "with storage"
is "the driver has made it" "$(stat -c %s /tmp/storage)" 32768
tap_end
