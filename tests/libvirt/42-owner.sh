#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 42-owner.sh - the guest's owner validates a launch from his own machine
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 23

rig_up -p
rig_pair
firmware=$(new_ovmf flash) || skip_all "no OVMF that takes secrets"
on_host()
{
	RIG=$RIG2 "$@"
}
on_host new_ovmf flash >/dev/null
host=qemu+tcp://192.0.2.2/system
owner()
{
	in_rig sevgate attest -c "$host" "$@"
}

# A session for that host, from its certificates and the root they end in.
on_host rig_chain "$RIG/host.chain"
on_host rig_ca "$RIG/host.ca"
in_rig mkdir -p /root/vm
in_rig cp "$RIG/host.chain" "$RIG/host.ca" /root/vm
fails "a root that is not AMD's is not trusted" in_rig sevgate session --name /root/vm/vm --ca /root/vm/host.ca /root/vm/host.chain 0x3
ok "unless asked for" in_rig sevgate session --name /root/vm/vm --ca /root/vm/host.ca --allow-untrusted-root /root/vm/host.chain 0x3
for file in godh.b64 session.b64 tik.bin tek.bin; do
	in_rig cat "/root/vm/vm_$file" >"$RIG2/own_$file"
done
on_host v define <(on_host domain_xml name=vm sev=0x0003 session=own "loader=$firmware") >/dev/null
printf 'pass phrase' | in_rig sh -c 'cat >/root/vm/key'
ok "it starts paused" on_host v start --paused vm

fails "files of the host are not the owner's to trust" owner vm --tik /root/vm/vm_tik.bin
like "which is said" "$OUT" "give --firmware, your own copy"
owner vm --tik /root/vm/vm_tik.bin --firmware /usr/share/OVMF/OVMF_VARS_4M.fd >"$RIG/out" 2>&1
is "other firmware: status" "$?" 2
like "other firmware: why" "$(cat "$RIG/out")" "firmware"
owner vm --tik /root/vm/vm_tek.bin --tek /root/vm/vm_tik.bin --firmware "$firmware" >"$RIG/out" 2>&1
is "exchanged keys: status" "$?" 2
like "exchanged keys: why" "$(cat "$RIG/out")" "TEK"
owner vm --tik /root/vm/vm_tik.bin --firmware "$firmware" --policy 0x1 >"$RIG/out" 2>&1
is "another policy: status" "$?" 2
like "another policy: why" "$(cat "$RIG/out")" "policy"
is "it still waits" "$(on_host v domstate vm)" paused

ok "the owner's copies fit" owner vm --tik /root/vm/vm_tik.bin --firmware "$firmware" --no-resume --json
is "in JSON, too" "$(in_rig sevgate attest -c "$host" vm --tik /root/vm/vm_tik.bin --firmware "$firmware" --no-resume --json 2>/dev/null | jq -c '[.match, .policy, .ran_before]')" '[true,"0x0003",false]'
fails "a secret needs the other key" owner vm --tik /root/vm/vm_tik.bin --firmware "$firmware" --secret luks-key:/root/vm/key
ok "with a secret" owner vm --tik /root/vm/vm_tik.bin --tek /root/vm/vm_tek.bin --firmware "$firmware" --secret luks-key:/root/vm/key
is "the guest finds it" "$(on_host rig_secret vm | tail -c +41 | head -c 11)" "pass phrase"
is "it runs" "$(on_host v domstate vm)" running
ok "one that runs can be looked at" owner vm --tik /root/vm/vm_tik.bin --firmware "$firmware"
like "with a word on that" "$OUT" "it ran before you looked"
fails "but takes no secret" owner vm --tik /root/vm/vm_tik.bin --tek /root/vm/vm_tek.bin --firmware "$firmware" --secret luks-key:/root/vm/key
like "which is said, too" "$OUT" "runs already"
fails "a domain that is not there" owner nowhere --tik /root/vm/vm_tik.bin --firmware "$firmware"
