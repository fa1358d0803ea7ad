#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 10-story.sh - the whole recipe: defined, mended, refused, validated, given its
# secret, run, counted, destroyed
set -u
# shellcheck source-path=SCRIPTDIR source=../tap.sh disable=SC1091
. "$(dirname "$0")/../tap.sh"

run env -u SEVGATE_RESULTS "$(dirname "$0")/demo"
[ "$STATUS" != 77 ] || skip_all "$(tail -n 1 <<<"$OUT")"
story=$(tr -s '\n ' ' ' <<<"$OUT")
# of it nothing else is kept
[ "$STATUS" = 0 ] || echo "# ${OUT//$'\n'/$'\n'# }"
is "it ends well" "$STATUS" 0
like "a stock kernel with SEV" "$story" "unmodified [0-9.]+\S*-amd64: .*SEV API:0\.17 build:48 .*SEV enabled \(ASIDs 1 - 15\)"
like "packages are installed" "$story" "Setting up sevgate .* Setting up sevgate-agent "
like "everything is PASS" "$story" " [0-9]+ pass, [0-9]+ info, 0 warn, 0 fail, "
like "a plain VM becomes confidential" "$story" "machine='pc'>hvm</type> .*<locked/> .*machine='pc-q35-.*<launchSecurity type='sev' kernelHashes='yes'> <policy>0x0003</policy>"
like "other firmware is refused" "$story" "virsh start --paused testvm error: Failed to start domain .* DENY domain=testvm rule=firmware-trusted: "
like "its own is validated" "$story" "sevgate start testvm .*testvm: started, the launch measurement is right"
like "status knows it" "$story" "testvm running tenants allow ok"
like "the guest's kernel says so itself" "$story" "Memory Encryption Features active: AMD SEV"
secret=$(grep -oE 'guest: secret [0-9a-f]{64}' <<<"$OUT")
is "it has got its secret" "${secret#guest: secret }" "$(printf 'pass phrase of the disk' | sha256sum | cut -d ' ' -f 1)"
# counted N: by the kernel itself, where it counts for all groups
counted()
{
	[ "${KERNEL:-6.12}" = 6.1 ] || echo "misc\.current sev $1 .*"
}
like "one ASID: kernel, module, metrics, Prometheus" "$story" "$(counted 1)"'asid/sev_used:1 .*sev_asids_in_use\{pool="sev"\} 1 .*query=sum.*"1"\]'
like "nobody claims that this platform encrypts" "$story" "READABLE, it is in the clear .* testvm: this platform does not encrypt"
like "none: after the end" "$story" 'virsh destroy testvm .*'"$(counted 0)"'asid/sev_used:0 .*sev_asids_in_use\{pool="sev"\} 0 '
tap_end
