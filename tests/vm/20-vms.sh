#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 20-vms.sh - KVM's SEV and SEV-ES VMs, until there is no ASID left
# kernels: 6.1 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
in_vm --file "$BUILD/tests/vm/sev-ask" --file "$BUILD/tests/vm/sev-vms" \
	--max-asid 109 --min-sev-asid 40
load kvm_amd

# use: of the ASIDs, as the kernel counts; 6.1 has no file for the whole machine
use()
{
	[ ! -e /sys/fs/cgroup/misc.current ] ||
		echo "sev $(misc sev) sev_es $(misc sev_es)"
}

# held ARGUMENT...: what sev-vms says, and what others say while it holds them
held()
{
	run sev-vms "$@" -- bash -c '
		. /test/vm/lib.sh
		sev-ask status | grep -E "^(state|guests)"
		[ ! -e /sys/fs/cgroup/misc.current ] ||
			echo "sev $(misc sev) sev_es $(misc sev_es)"'
}

# expect LINE...: the last only where the kernel counts
expect()
{
	[ -e /sys/fs/cgroup/misc.current ] || set -- "${@:1:$#-1}"
	printf '%s\n' "$@"
}

held sev 3 es 2
is "three SEV and two SEV-ES VMs" "$OUT" "$(expect "sev 3" "es 2" "state 2" "guests 5" "sev 3 sev_es 2")"
like "no ASID is left behind" "$(sev-ask status)" '^guests 0$'
is "nor counted" "$(use)" "$(expect "sev 0 sev_es 0")"
like "the platform is idle" "$(sev-ask status)" '^state 1$'

held sev 1000
is "SEV VMs until there are no more" "$OUT" \
	"$(expect "INIT errno 16 firmware 0" "sev 70" "state 2" "guests 70" "sev 70 sev_es 0")"
held es 1000
is "SEV-ES VMs until there are no more" "$OUT" \
	"$(expect "INIT errno 16 firmware 0" "es 39" "state 2" "guests 39" "sev 0 sev_es 39")"
held sev 1000 es 1000
is "one kind does not take from the other" "$OUT" \
	"$(expect "INIT errno 16 firmware 0" "sev 70" "INIT errno 16 firmware 0" "es 39" \
		"state 2" "guests 109" "sev 70 sev_es 39")"
is "all ASIDs were given back" "$(use)" "$(expect "sev 0 sev_es 0")"
held sev 70 es 39
is "and can be had again, since the kernel flushes them" "$OUT" \
	"$(expect "sev 70" "es 39" "state 2" "guests 109" "sev 70 sev_es 39")"
unlike "the firmware had nothing to object to" "$(trace)" '(ACTIVATE|DEACTIVATE|DECOMMISSION|DF_FLUSH) [1-9]'
tap_end
