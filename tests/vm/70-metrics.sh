#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 70-metrics.sh - sevgate metrics beside the kernel's files, the module's, and /dev/sev
# kernels: 6.1 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/vm/sevstat.sh
. "$(dirname "$0")/sevstat.sh"
# shellcheck source=tests/vm/metrics.sh
. "$(dirname "$0")/metrics.sh"
metrics_vm --max-asid 109 --min-sev-asid 40 --api 1.51 --build 17 --append ccp.psp_cmd_timeout=10

# kernel_pools FILE: what the misc controller says, as pools prints it
kernel_pools()
{
	local name
	for name in sev sev_es; do
		echo -n "$(sed -n "s/^$name //p" "/sys/fs/cgroup/misc.$1" 2>/dev/null | grep . || echo -) "
	done
	echo -n "- "
}

# --- nothing, and the kernel's files ------------------------------------------------

ok "before kvm_amd" scrape
is "there are no facts" "$(series 'sev_host_info{family="milan",source="none"}')" "1 "
ok "nor numbers made of none" none sev_asids sev_asids_in_use sev_firmware_info sev_firmware_guests
load kvm_amd
ok "without the module" scrape
is "the kernel's files are the source" "$(series 'sev_host_info{family="milan",source="kernel"}')" "1 "
is "how many ASIDs" "$(pools sev_asids)" "$(kernel_pools capacity)"
is "how many are taken, where the kernel says so" "$(pools sev_asids_in_use)" "$(kernel_pools current)"
is "SEV and SEV-ES can be started" "$(series 'sev_feature_enabled{feature="sev"}' \
	'sev_feature_enabled{feature="sev_es"}' 'sev_feature_enabled{feature="sev_snp"}')" "1 1 0 "
ok "of the firmware nothing is known" none sev_firmware_info sev_firmware_build sev_firmware_guests sev_tcb_svn
# so that the peak is not what there is
sev-vms sev 6 es 3 -- true >/dev/null
export -f kernel_pools
run sev-vms sev 4 es 1 -- bash -c '. /test/vm/metrics.sh; scrape
	[ "$(pools sev_asids_in_use)" = "$(kernel_pools current)" ] &&
		[ "$(pools sev_asids_in_use_peak)" = "$(kernel_pools peak)" ]'
is "with VMs it is what the kernel counts" "$STATUS" 0
device=$(find /sys/bus/pci/drivers/ccp/ -name '0000:*')
for attribute in fused_part debug_lock_on tsme_status anti_rollback_status rom_armor_enforced; do
	is "the processor's $attribute" \
		"$(series "sev_psp_attribute{device=\"${device##*/}\",attribute=\"$attribute\"}")" \
		"$(cat "$device/$attribute") "
done

# --- the module's -------------------------------------------------------------------

insmod /test/sevstat.ko period_ms=0
before=$(date +%s)
asked
ok "with the module" scrape
is "it is the source" "$(series 'sev_host_info{family="milan",source="sevstat"}')" "1 "
is "firmware, as /dev/sev says" \
	"$(series 'sev_firmware_api_major{interface="sev"}' 'sev_firmware_api_minor{interface="sev"}')" \
	"$(sev-ask status | field api | tr . ' ') "
is "its build" "$(series 'sev_firmware_build{interface="sev"}')" "$(sev-ask status | field build) "
is "all in one" "$(series 'sev_firmware_info{interface="sev",api="1.51",build="17"}')" "1 "
is "the platform is idle" "$(series 'sev_platform_state{interface="sev",state="init"}' \
	'sev_platform_state{interface="sev",state="working"}')" "1 0 "
is "questions" "$(series sev_status_refreshes_total sev_status_refresh_errors_total)" \
	"$(says firmware/queries) $(says firmware/errors) "
answered=$(series sev_status_last_refresh_timestamp_seconds)
ok "when the firmware answered" test "${answered%%[. ]*}" -ge $((before - 1)) -a \
	"${answered%%[. ]*}" -le "$(date +%s)"

# held: the values, from all who know, while there are VMs
run sev-vms sev 3 es 2 -- bash -c '. /test/vm/lib.sh; . /test/vm/sevstat.sh; . /test/vm/metrics.sh
	asked
	scrape
	pools sev_asids; echo
	pools sev_asids_in_use; echo "$(says asid/sev_used) $(says asid/sev_es_used)"
	series "sev_firmware_guests{interface=\"sev\"}"; sev-ask status | field guests
	series "sev_platform_state{interface=\"sev\",state=\"working\"}"; sev-ask status | field state'
is "three SEV and two SEV-ES VMs" "$OUT" "$(printf '%s\n' "sev 3" "es 2" "70 39 - " "3 2 - 3 2" "5 5" "1 2")"

# --- nobody is asked ------------------------------------------------------------------

before=$(trace | wc -l)
for ((i = 0; i < 10; i++)); do
	scrape
done
is "ten times: the firmware was asked nothing" "$(trace | wc -l)" "$before"
chmod 755 /
echo 'nobody:x:65534:65534::/:/bin/sh' >/etc/passwd
su nobody -c '/test/sevgate metrics' | grep -vE '_seconds[{ ]' >/tmp/nobody
is "everybody may, and sees the same" "$(grep '^sev_' /tmp/nobody)" "$(grep '^sev_' /tmp/metrics | grep -vE '_seconds[{ ]')"
faults "delay PLATFORM_STATUS 5000"
queries=$(says firmware/queries)
echo 1 >$host/refresh
# until the module's worker is in the driver
until grep -qs sev_do_cmd /proc/[0-9]*/stack; do :; done
ok "while the firmware is slow" scrape
is "it is not waited for" "$(says firmware/queries)" "$queries"
faults

# --- the end of the firmware ----------------------------------------------------------

until [ "$(says firmware/queries)" != "$queries" ]; do :; done
faults "hang PLATFORM_STATUS"
asked
ok "when the firmware is dead" scrape
is "that is said" "$(series 'sev_platform_state{interface="sev",state="dead"}' \
	'sev_platform_state{interface="sev",state="init"}' sev_status_refresh_errors_total)" "1 0 1 "
ok "and nothing of what it was" none sev_firmware_info sev_firmware_guests sev_platform_flag
is "ASIDs are the kernel's" "$(pools sev_asids) $(pools sev_asids_in_use)" "70 39 -  0 0 - "
rmmod sevstat
ok "without the module again" scrape
is "the kernel's files are the source again" "$(series 'sev_host_info{family="milan",source="kernel"}' \
	'sev_asids{pool="sev"}')" "1 70 "
tap_end
