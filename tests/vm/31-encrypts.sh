#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 31-encrypts.sh - a page of our own shows whether the platform encrypts
# kernels: 6.1 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
in_vm --file "$BUILD/tests/vm/encrypts" --file "$BUILD/tests/vm/sev-ask" \
	--file "$BUILD/tests/vm/sev-vms" --max-asid 12 --min-sev-asid 5

# says DESC STATUS TEXT: what is found; 0 encrypts, 1 not to be told, 2 does not
says()
{
	run encrypts
	is "$1" "$STATUS:$OUT" "$2:$3"
}

# nothing_left DESC: no guest, and no ASID; 6.1 does not count for the whole machine
nothing_left()
{
	like "$1: no guest is left" "$(sev-ask status)" '^guests 0$'
	[ ! -e /sys/fs/cgroup/misc.current ] ||
		is "$1: nor an ASID" "$(misc sev)" 0
}

# --- what has to be there ----------------------------------------------------------------

says "without the driver" 1 \
	"/dev/sev: No such file or directory; this needs an AMD EPYC with SEV on in the firmware setup, and the kernel module ccp"
load ccp
says "without KVM" 1 "/dev/kvm: No such file or directory"
load kvm_amd sev=0
says "with SEV off in KVM" 1 \
	"/dev/kvm: INIT: Inappropriate ioctl for device; SEV is off in KVM, or has no ASIDs"
modprobe -r kvm_amd
load kvm_amd

# --- memory that is plain ----------------------------------------------------------------

says "this emulator's memory is plain" 2 "does not encrypt"
is "it was launched and ended" \
	"$(trace | grep -E '^(LAUNCH|ACTIVATE|DEACT|DECOMM)' | tr '\n' ' ')" \
	"LAUNCH_START 0 ACTIVATE 0 LAUNCH_UPDATE_DATA 0 DEACTIVATE 0 DECOMMISSION 0 "
nothing_left "afterwards"
is "one process may ask more often than there are ASIDs" \
	"$(encrypts 20 | sort | uniq -c | tr -s ' ')" " 20 does not encrypt"
nothing_left "after all of them"

# --- not to be told ----------------------------------------------------------------------

run sev-vms sev 8 -- encrypts
is "when guests have all ASIDs" "$STATUS:$OUT" "1:sev 8
/dev/kvm: INIT: Device or resource busy; no ASID is free"
run sev-vms sev 7 -- encrypts
is "when one is free" "$STATUS:$OUT" "2:sev 7
does not encrypt"
faults "status LAUNCH_START 7"
says "a launch that is refused" 1 "/dev/sev: LAUNCH_START: firmware status 7 (policy failure)"
faults "status ACTIVATE 12"
says "an ASID that is refused" 1 "/dev/sev: LAUNCH_START: firmware status 12 (the ASID is in use)"
faults "status LAUNCH_UPDATE_DATA 19"
says "memory that is refused" 1 \
	"/dev/sev: LAUNCH_UPDATE_DATA: firmware status 19 (hardware failure of the platform)"
nothing_left "refused"

# --- memory that is changed ----------------------------------------------------------------

faults "scramble LAUNCH_UPDATE_DATA 4096"
says "all of a page is something else" 0 "encrypts"
nothing_left "encrypted"
faults "scramble LAUNCH_UPDATE_DATA 4080"
says "a part of it is not enough" 1 \
	"/dev/sev: LAUNCH_UPDATE_DATA changed 255 of 256 blocks of a page"
faults "scramble LAUNCH_UPDATE_DATA 16"
says "not even for the contrary" 1 \
	"/dev/sev: LAUNCH_UPDATE_DATA changed 1 of 256 blocks of a page"
faults
says "and plain again" 2 "does not encrypt"
nothing_left "in the end"
tap_end
