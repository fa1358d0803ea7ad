#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 72-metrics-agent.sh - the agent asks /dev/sev where the module is not loaded
# kernels: 6.1 6.12
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/vm/sevstat.sh
. "$(dirname "$0")/sevstat.sh"
# shellcheck source=tests/vm/metrics.sh
. "$(dirname "$0")/metrics.sh"
metrics_vm --file "$BUILD/sevgated" --max-asid 109 --min-sev-asid 40 --api 1.51 --build 17 \
	--append ccp.psp_cmd_timeout=20

load kvm_amd
mkdir /tmp/text

# --- an answer ------------------------------------------------------------------------

before=$(statuses)
agent
answered
is "it is the source" "$(source_of milan)" ioctl
is "one question, and no error" "$(questions)" "1 0 "
is "which is one to the firmware" "$(statuses)" $((before + 1))
is "what it says is what /dev/sev says" "$(said_by_agent)" "$(said_by_sev)"
is "all in one" "$(series 'sev_firmware_info{interface="sev",api="1.51",build="17"}')" "1 "
is "ASIDs are the kernel's" "$(pools sev_asids)" "70 39 - "
is "of SEV-SNP, too, where the kernel asks" "$(series 'sev_firmware_build{interface="snp"}')" \
	"$(sev-ask snp-status | field build | grep . || echo -) "
ok "when it answered" fresh
agent_end
scrape
is "without the agent the kernel's files are the source" "$(source_of milan)" kernel
ok "and what it knew is forgotten" none sev_firmware_info sev_firmware_guests sev_status_refreshes_total

# held: what both say while there are VMs
run sev-vms sev 3 es 2 -- bash -c '. /test/vm/lib.sh; . /test/vm/sevstat.sh; . /test/vm/metrics.sh
	agent
	answered
	said_by_agent
	said_by_sev
	agent_end'
is "three SEV and two SEV-ES VMs" "$OUT" "$(printf '%s\n' "sev 3" "es 2" \
	"1 51 17 5 working 0 1" "1 51 17 5 working 0 1")"

# --- firmware that is slow --------------------------------------------------------------

faults "hang PLATFORM_STATUS"
agent
until in_firmware; do :; done
ok "while the firmware is slow" scrape
is "the agent is alive, and what the kernel says is there" \
	"$(series sevgate_agent_up 'sev_asids{pool="sev"}')$(source_of milan)" "1 70 kernel"
ok "the question is not over" in_firmware
kill -HUP "$agent"
until grep -q '^sevgate_policy_generation 2$' /tmp/text/sevgate.prom; do :; done
ok "nor when the textfile says something new" in_firmware
faults
answered
is "the answer comes when it comes" "$(questions)$(source_of milan)" "1 0 ioctl"
is "and is the same" "$(said_by_agent)" "$(said_by_sev)"
until grep -q '^sev_status_refreshes_total 1$' /tmp/text/sevgate.prom; do :; done
ok "the textfile has it, too" grep -q '^sev_host_info{family="milan",source="ioctl"} 1$' /tmp/text/sevgate.prom

# --- the module comes, and goes -----------------------------------------------------------

insmod /test/sevstat.ko period_ms=0
asked
scrape
is "with the module it is the source" "$(source_of milan)" sevstat
is "and its questions are those that count" "$(questions)" "$(says firmware/queries) $(says firmware/errors) "
agent_end
before=$(statuses)
agent
until agent_waits; do :; done
is "an agent beside it asks nothing" "$(statuses)" "$before"
scrape
is "but is there" "$(series sevgate_agent_up)$(source_of milan)" "1 sevstat"
agent_end
rmmod sevstat
agent
answered
is "without it the agent asks again" "$(questions)$(source_of milan)" "1 0 ioctl"
agent_end

# --- firmware that fails ------------------------------------------------------------------

faults "status PLATFORM_STATUS 1"
agent
answered
is "an error is counted" "$(questions)$(source_of milan)" "1 1 ioctl"
ok "and nothing is made up" none sev_firmware_info sev_firmware_guests sev_platform_state sev_platform_flag \
	sev_status_last_refresh_timestamp_seconds
is "what the kernel knows is there" "$(pools sev_asids)" "70 39 - "
agent_end
faults "hang PLATFORM_STATUS"
agent
answered
ok "firmware that dies, as the kernel says" kernel_says 'timed out, disabling PSP'
is "is an error" "$(questions)" "1 1 "
is "and dead" "$(state_of sev)" dead
agent_end
agent
answered
is "to the next agent, too" "$(questions)$(source_of milan)$(state_of sev)" "1 1 ioctldead"
ok "nothing is made up of it" none sev_firmware_info sev_firmware_guests sev_platform_flag
agent_end
tap_end
