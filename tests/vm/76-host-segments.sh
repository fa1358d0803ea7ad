#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 76-host-segments.sh - sevgate host where the RMP is in segments, and the kernel is older than that
# kernels: 6.12
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
in_vm --module msr --snp --segments --cpu EPYC-Turin,model=2 --file "$BUILD/sevgate"

load msr
sevgate host >/tmp/host
is "memory is set aside" "$(sed -n 's/^  \([A-Z]*\)  rmp-table  */\1 /p' /tmp/host)" "PASS memory for the RMP, in segments"
tap_end
