#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 52-snphost.sh - another project's tool finds everything in order
# It was written for hosts with SEV-SNP, so it is an independent judge of the
# emulated processor.
# kernels: 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
if [ -z "${SEVGATE_IN_VM:-}" ]; then
	snphost=$("$TOP/tests/vm/program" snphost sid) || skip_all "snphost can not be had"
fi
in_vm --snp --file "${snphost:-}" --file "$BUILD/tests/vm/sev-vms" \
	--module msr --module cpuid
load kvm_amd
load msr
load cpuid

ok "snphost ok" snphost ok
like "it looked at something" "$OUT" 'PASS'
unlike "and found nothing missing" "$OUT" 'FAIL'
is "snphost show guests" "$(snphost show guests)" 0
is "with guests" "$(sev-vms snp 3 -- snphost show guests | tail -n 1)" 3
like "snphost show version" "$(snphost show version)" '1\.55'
like "snphost show tcb" "$(snphost show tcb)" '[Mm]icrocode'
like "snphost show identifier" "$(snphost show identifier)" '^[0-9A-F]{128}$'
faults "status SNP_PLATFORM_STATUS 1"
fails "a firmware that refuses is noticed" snphost show guests
tap_end
