#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 64-sevstat-unsigned.sh - what is said of the module where it has to be signed,
# as docs/secure-boot.md has it
# kernels: 6.1 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/vm/sevstat.sh
. "$(dirname "$0")/sevstat.sh"
sevstat_vm --append module.sig_enforce=1

ok "the kernel's own modules are signed" load kvm_amd
fails "ours is refused" insmod /test/sevstat.ko
like "which is told" "$OUT" 'Key was rejected by service'
ok "and the kernel says why" kernel_says 'Loading of unsigned module is rejected'
tap_end
