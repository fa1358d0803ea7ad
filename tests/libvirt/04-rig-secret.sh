#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 04-rig-secret.sh - a launch secret reaches the firmware, a wrong one does not
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 15

rig_up
new=$(new_ovmf flash) || skip_all "no OVMF that takes secrets"
rig_session owner 0x0001
rig_session other 0x0001
v define <(domain_xml name=vm sev=0x0001 session=owner "loader=$new")
printf 'pass phrase' >"$RIG/key"
ok "it starts" v start --paused vm
run v domlaunchsecinfo vm
measurement=$(awk '$1 == "sev-measurement:" { print $2 }' <<<"$OUT")

# A packet of somebody with other keys, for the same launch.
ok "a packet is made with other keys" in_rig /usr/bin/python3 \
	/usr/bin/virt-qemu-sev-validate --ignore-config --measurement \
	"$measurement" --api-major 1 --api-minor 55 --build-id 24 --policy 1 \
	--firmware "$new" \
	--tik "$RIG/owner_tik.bin" --tek "$RIG/other_tek.bin" \
	--inject-secret "luks-key:$RIG/key" \
	--secret-header "$RIG/header" --secret-payload "$RIG/payload"
# One bit of it is turned over on the way.
sed -i 's/^\(.\{40\}\)A/\1B/; t; s/^\(.\{40\}\)./\1A/' "$RIG/payload"
fails "a changed packet is refused" v domsetlaunchsecstate vm \
	--secrethdr "$RIG/header" --secret "$RIG/payload"
like "in QEMU's words" "$OUT" \
	"SEV: failed to inject secret ret=-5 fw_error=11 'Bad measurement'"
fails "and the firmware has no secret" rig_secret vm

ok "the owner's secret is taken" rig_validate vm owner \
	--inject-secret "luks-key:$RIG/key"
read -r base _ <<<"$(ovmf_area secret "$new")"
like "it goes where the image wants it" "$(rig_trace vm)" \
	"LAUNCH_SECRET bytes=[0-9]+ gpa=$(printf '0x%x' "$base") status=0"
# Table header and entry header are 20 bytes each.
is "the guest finds it" "$(rig_secret vm | tail -c +41 | head -c 11)" \
	"pass phrase"
is "and runs" "$(v domstate vm)" running
fails "no secret after that" v domsetlaunchsecstate vm \
	--secrethdr "$RIG/header" --secret "$RIG/payload"
v destroy vm
ok "started again" v start --paused vm
fails "it has none" rig_secret vm
v destroy vm

# An image without the area: QEMU takes its base, which is 0, as an address.
v define <(domain_xml name=old sev=0x0001 session=owner "loader=$(old_ovmf)")
v start --paused old
ok "older firmware does not keep QEMU from it" rig_validate old owner \
	--inject-secret "luks-key:$RIG/key"
like "to address 0" "$(rig_trace old)" "LAUNCH_SECRET .* gpa=0x0 status=0"
fails "where the guest does not find it" rig_secret old
