#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 23-rig-faults.sh - hosts that launch something else, and QEMUs that lie
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 29

images=/var/lib/libvirt/images
rig_up
new=$(new_ovmf flash) || skip_all "no OVMF that holds kernel hashes"
rig_session owner 0x0003
rig_session es 0x0007
rig_kernel $images/vmlinuz
rig_write $images/initrd <<<"an initrd"
rig_write $images/other <<<"another file"
in_rig cp "$new" $images/evil.fd
in_rig sh -c "printf evil | dd of=$images/evil.fd bs=1 seek=5000 conv=notrunc status=none"
v define <(domain_xml name=vm sev=0x0003 session=owner hashes=yes "loader=$new" \
	"kernel=$images/vmlinuz" "initrd=$images/initrd" cmdline=quiet)
v define <(domain_xml name=es sev=0x0007 session=es cpus=2 "loader=$new")

# mismatch DOMAIN SESSION FAULT...: it starts, but not as its owner wants it
mismatch()
{
	local domain=$1 session=$2
	shift 2
	rig_fault "$@"
	ok "$*: it starts" v start --paused "$domain"
	run rig_validate "$domain" "$session"
	like "$*: the judge sees it" "$STATUS $OUT" "[1-9] .*Measurement does not match"
	v destroy "$domain"
}

mismatch vm owner "swap firmware $images/evil.fd"
mismatch vm owner "swap kernel $images/other"
mismatch vm owner "swap initrd $images/other"
mismatch vm owner "swap cmdline quiet init=/bin/sh"
mismatch es es "swap cpus 1"
mismatch vm owner "measure build 23"
mismatch vm owner "measure policy 0x1"

# Another policy than the session is for does not get that far.
rig_fault "swap policy 0x1"
fails "another policy is not launched" v start --paused vm
like "in QEMU's words" "$OUT" "LAUNCH_START ret=1 fw_error=11 'Bad measurement'"

rig_fault
ok "without faults it starts" v start --paused vm
ok "and its measurement is accepted" rig_validate vm owner

# told DESC REGEX FAULT...: what libvirt makes of QEMU's answers
told()
{
	local desc=$1 regex=$2
	shift 2
	rig_fault "$@"
	run v domlaunchsecinfo vm
	like "$desc" "$STATUS $OUT" "$regex"
}

query="query-sev-launch-measure"
told "no base64 comes through" "^0 sev-measurement *: \*bad\*" "qmp-answer $query data *bad*"
told "a short measurement" "^0 sev-measurement *: AAAA$" "qmp-answer $query data AAAA"
told "one of four million bytes" "^0 sev-measurement *: A{30000}" \
	"qmp-answer $query data $(head -c 4000000 /dev/zero | tr '\0' A)"
told "another build than was measured" "^sev-build-id *: 99" "qmp-answer query-sev build-id 99"
told "a query that fails" "unable to execute QEMU command 'query-sev': not now" \
	"qmp-error query-sev not now"
is "fails" "$STATUS" 1

# The caller waits, until the test has seen enough.
rig_fault "qmp-delay $query 60000"
v domlaunchsecinfo vm >"$RIG/late" &
ok "a query that takes its time" rig_wait_trace "vm QMP $query delay=60000"
is "has no answer yet" "$(cat "$RIG/late")" ""
rig_fault
wait $!
like "and has one then" "$(cat "$RIG/late")" "sev-measurement"

rig_fault "qmp-error sev-inject-launch-secret not today"
printf secret >"$RIG/key"
fails "a secret that QEMU refuses" rig_validate vm owner --inject-secret "luks-key:$RIG/key"
fails "does not arrive" rig_secret vm
