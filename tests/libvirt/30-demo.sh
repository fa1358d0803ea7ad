#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 30-demo.sh - the demonstration tells its story
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 10

run "$TOP/tests/libvirt/demo"
[ "$STATUS" != 77 ] || skip_all "$(tail -n 1 <<<"$OUT")"
is "it ends well" "$STATUS" 0
story=$(tr -s '\n ' ' ' <<<"$OUT")
like "the start is refused" "$story" "virsh start testvm error: Failed to start domain 'testvm' .* DENY domain=testvm rule=launch-security: "
like "the mending is shown" "$story" "sevgate rewrite --diff testvm .* \+ <type arch='x86_64' machine='q35'>"
like "after it the VM starts" "$story" "testvm is redefined # virsh start testvm Domain 'testvm' started"
like "with the confidential guest object" "$story" '"qom-type":"sev-guest".*"policy":3'
like "measured" "$story" "LAUNCH_MEASURE digest=[0-9a-f]{64} status=0"
like "the definition is made SEV-ready, and the launch is validated" "$story" "sevgate start testvm .*testvm: started, the launch measurement is right"
like "which is shown" "$story" "testvm running tenants allow ok"
like "another launch is not survived" "$story" "sevgate: testvm: the measurement does not match.* virsh domstate testvm shut off"
like "tampered with, it is refused again" "$story" "DENY domain=testvm rule=guest-policy: policy 0x0002 lets the host debug the guest"
