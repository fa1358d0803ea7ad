#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 74-host.sh - sevgate host beside CPUID, the kernel's parameters, /dev/sev and the module
# kernels: 6.1 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/vm/sevstat.sh
. "$(dirname "$0")/sevstat.sh"
# shellcheck source=tests/vm/metrics.sh
. "$(dirname "$0")/metrics.sh"
metrics_vm --max-asid 109 --min-sev-asid 40 --api 1.51 --build 17 --append ccp.psp_cmd_timeout=10

# look: what is checked now, for came() and says()
look()
{
	sevgate host >/tmp/host
	status=$?
}

# came NAME...: what came of these checks
came()
{
	local name
	for name; do
		awk -v name="$name" '$2 == name { printf "%s ", $1 }' /tmp/host
	done
}

# says_host NAME: its message
says_host()
{
	sed -n "s/^  [A-Z]*  $1  *//p" /tmp/host
}

# --- before the modules --------------------------------------------------------------

look
is "something fails" "$status" 2
is "the CPU is known without them" "$(came cpu-vendor cpu-model cpu-sev cpu-sev-es)" "PASS PASS PASS PASS "
is "what CPUID says" "$(says_host cpu-guests),$(says_host cpu-min-asid)" \
	"encrypted guests at once: 109,lowest ASID of SEV without SEV-ES: 40"
is "of addresses" "$(says_host cpu-cbit),$(says_host cpu-reduced-bits)" \
	"position of the C-bit: 51,address bits that encryption takes: 1"
is "and of what else there is" "$(says_host cpu-page-flush),$(says_host cpu-vmpl),$(says_host cpu-vmpls)" \
	"page flush register: yes,VM privilege levels: no,number of VM privilege levels: 4"
is "kvm_amd is missed" "$(came kvm-module kvm-sev)" "FAIL SKIP "
is "of the firmware nobody knows" "$(came firmware-state firmware-version)" "SKIP SKIP "
is "libvirt is not there, which stops nothing" "$(came libvirt-sev)" "SKIP "
is "the hook is missed" "$(came hook-installed)" "FAIL "

# --- kvm_amd, without the module -------------------------------------------------------

load kvm_amd
look
is "kvm_amd" "$(came kvm-module kvm-sev kvm-sev-es)" "PASS PASS PASS "
is "the devices" "$(came dev-kvm dev-sev-read dev-sev-write dev-sev-mode)" "PASS PASS PASS PASS "
is "ASIDs" "$(came asids-sev asids-sev-es)" "$([ -e /sys/fs/cgroup/misc.current ] && echo 'PASS PASS ' || echo 'INFO INFO ')"
before=$(trace | wc -l)
look
is "the firmware was asked nothing" "$(trace | wc -l)" "$before"
chmod 0666 /dev/sev
look
is "everybody may write to /dev/sev" "$(came dev-sev-mode)" "WARN "
chmod 0600 /dev/sev
rmmod kvm_amd
load kvm_amd sev_es=0
look
is "without SEV-ES" "$(came kvm-sev kvm-sev-es)" "PASS WARN "
rmmod kvm_amd
load kvm_amd

# --- the module --------------------------------------------------------------------------

insmod /test/sevstat.ko period_ms=0
asked
look
is "the module" "$(came module module-version module-fresh)" "PASS PASS PASS "
is "the firmware" "$(came firmware-state firmware-version firmware-owner)" "PASS INFO INFO "
is "its version, as /dev/sev says" "$(says_host firmware-version)" \
	"SEV firmware $(sev-ask status | field api) build $(sev-ask status | field build)"
is "ASIDs that are taken" "$(sev-vms sev 3 es 2 -- bash -c 'sevgate host | sed -n "s/^  PASS  asids-sev[a-z-]*  *//p"')" \
	"$(printf '%s\n' "sev 3" "es 2" "3 of 70 for SEV in use, 67 left" "2 of 39 for SEV-ES and SEV-SNP in use, 37 left")"

# --- for anybody, and with dead firmware -----------------------------------------------

chmod 755 /
echo 'nobody:x:65534:65534::/:/bin/sh' >/etc/passwd
su nobody -c '/test/sevgate host' >/tmp/host
is "anybody: what needs root is skipped" "$(came bios-sme dev-sev-read)" "SKIP SKIP "
is "anybody: the rest is the same" "$(came cpu-sev kvm-sev firmware-state asids-sev)" "PASS PASS PASS PASS "
faults "hang PLATFORM_STATUS"
asked
look
is "dead firmware" "$(came firmware-state firmware-version)" "FAIL SKIP "
tap_end
