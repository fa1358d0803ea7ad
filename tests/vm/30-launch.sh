#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 30-launch.sh - launch sessions, measurements and secrets through a real KVM
# kernels: 6.1 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
in_vm --file "$BUILD/tests/vm/sev-ask" --file "$BUILD/tests/vm/sev-launch" \
	--file "$BUILD/sevgate"
load kvm_amd
cd /tmp || exit

# --- the owner's side: our own program -------------------------------------------------

sev-ask export platform
cat platform /test/ca.cert >chain
ok "a session for this platform" sevgate session --allow-untrusted-root chain 0x1
base64 -d vm_godh.b64 >owner
base64 -d vm_session.b64 >session
# a firmware image that is only measured, some pages long
head -c 200000 /test/sevgate >image
truncate -s 200704 image

# launched: what the firmware did since the last time
launched()
{
	trace | grep -E '^(LAUNCH|ATTEST)' | uniq | tr '\n' ' '
}

# --- refused -----------------------------------------------------------------------------

# refused DESC FIRMWARE ARGUMENT...
refused()
{
	local desc=$1 firmware=$2
	shift 2
	fails "$desc" sev-launch "$@"
	is "$desc: says the firmware" "$OUT" "LAUNCH_START errno 5 firmware $firmware"
}

refused "another policy than the session's" 11 --policy 3 --owner owner --session session
sevgate session --allow-untrusted-root --name other chain 0x1 >/dev/null
base64 -d other_session.b64 >other
refused "another session than the owner's" 11 --policy 1 --owner owner --session other
printf '\377\377' | dd of=other conv=notrunc status=none
refused "a changed one" 11 --policy 1 --owner owner --session other
head -c 100 session >short
refused "a part of one" 4 --policy 1 --owner owner --session short
head -c 2084 /dev/zero >zero
refused "an owner without a key" 6 --policy 1 --owner zero --session session
refused "a policy for newer firmware" 7 --policy ff010001
refused "reserved bits" 7 --policy 41
like "no guest is left of all that" "$(sev-ask status)" '^guests 0$'

# --- accepted ------------------------------------------------------------------------------

# What sev-launch says is read while it waits for the packet.
coproc sev-launch --policy 1 --owner owner --session session --image image \
	--measurement measurement --header header --payload payload
while read -r line <&"${COPROC[0]}" && [ "$line" != measured ]; do
	[ "${line%% *}" != length ] || length=${line#* }
done
is "LAUNCH_MEASURE says how much room it takes" "${length:-}" 48
ok "the measurement is that of the image" sevgate measure --type sev --firmware image \
	--tik vm_tik.bin --policy 1 --api-major 1 --api-minor 55 --build 24 \
	--verify "$(base64 -w 0 measurement)"
printf x | dd of=image bs=1 seek=5000 conv=notrunc status=none
fails "and not that of a changed one" sevgate measure --type sev --firmware image \
	--tik vm_tik.bin --policy 1 --api-major 1 --api-minor 55 --build 24 \
	--verify "$(base64 -w 0 measurement)"
printf 'the key of the disk' >key
ok "a secret for it" sevgate secret --tik vm_tik.bin --tek vm_tek.bin \
	--measurement "$(base64 -w 0 measurement)" --header header --payload payload \
	736869e5-84f0-4973-92ec-06879ce3da0b:key
pid=$COPROC_PID
exec 4<&"${COPROC[0]}"
echo go >&"${COPROC[1]}"
rest=$(cat <&4)
wait "$pid"
is "is taken, and the guest may run" "$?,$rest" "0,state 3
policy 0x1"
ok "in its memory is the plain text" grep -q 'the key of the disk' injected
fails "which was not in the packet" grep -q 'the key of the disk' payload

# --- without a session -----------------------------------------------------------------------

ok "a guest without a session" sev-launch --policy 1 --image image --measurement measurement
like "runs" "$OUT" '^state 3$'
is "the firmware reports our nonce and the image's digest" \
	"$(head -c 48 report | od -An -v -t x1 | tr -d ' \n')" \
	"$(printf '55%.0s' {1..16})$(sha256sum <image | cut -d' ' -f 1)"
ok "has zeros for keys" sevgate measure --type sev --firmware image --tik zero16 \
	--policy 1 --api-major 1 --api-minor 55 --build 24 \
	--verify "$(head -c 16 zero >zero16; base64 -w 0 measurement)"
ok "an SEV-ES guest" sev-launch --policy 5 --image image --measurement measurement
like "its processor was measured" "$(trace | tail -n 20)" '^LAUNCH_UPDATE_VMSA 0$'
like "all guests are gone" "$(sev-ask status)" '^guests 0$'
tap_end
