#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 20-launches.sh - what a launch is refused for, by us and by the firmware; the
# owner's view; and that everything may fail and come back beside guests
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
# two ASIDs
in_host --guests --max-asid 101 --append ccp.psp_cmd_timeout=20

set_up
ok "our packages are installed" install_packages
profile="<launch type='sev' policy='0x0003' session='per-launch' kernelHashes='yes' firmware='$guest_image'/>
	<attest when='before-boot'/>"
policy "name='owners'><match name='o-*'/>
	<launch type='sev' policy='0x0003' session='owner' kernelHashes='yes' firmware='$guest_image'/>
	<attest when='before-boot'/>" \
	"name='kept'><match name='k-*'/><rewrite>no</rewrite>$profile" "name='tenants'><match name='t-*'/>$profile"
ok "the platform is verified" verified

qemu_of()
{
	cat "/run/libvirt/qemu/$1.pid"
}

# --- what the hook holds back ----------------------------------------------------

a_guest t-one
ok "a definition is mended" mended t-one
fails "it can not start before it is attested" virsh -q start t-one
like "as the hook says" "$OUT" "rule=paused-start"
is "and has not come up" "$(grep -ac 'guest: up' "$(console_of t-one)")" 0
# the same, which nobody mends, with and without
virsh dumpxml --inactive t-one | sed 's,t-one,k-one,g; /<uuid>/d' >/root/k-one.xml
virsh -q define /root/k-one.xml
ok "with kernel hashes it is good" sevgate check k-one
virsh -q undefine k-one
sed -i "s, kernelHashes='yes',," /root/k-one.xml
virsh -q define /root/k-one.xml
fails "without they are missed" virsh -q start --paused k-one
like "by the hook" "$OUT" "DENY domain=k-one rule=kernel-hashes: "
a_guest t-dax '' "<memory model='nvdimm' access='shared'><source><path>/root/dax</path></source>
	<target><size unit='MiB'>64</size><node>0</node></target></memory>" 2>/dev/null ||
	sed -i "s,<memory unit,<maxMemory slots='1' unit='MiB'>512</maxMemory>&,
		s,<cpu mode='host-passthrough'/>,<cpu mode='host-passthrough'><numa><cell id='0' cpus='0' memory='256' unit='MiB'/></numa></cpu>," \
		/root/t-dax.xml
ok "a guest with an NVDIMM can be defined" virsh -q define /root/t-dax.xml
truncate -s 64M /root/dax
fails "and not started" virsh -q start --paused t-dax
like "as its memory is a file of the host's" "$OUT" "DENY domain=t-dax rule=memory-backing"
fails "QEMU is not asked" qemu_was_asked t-dax

# --- the guest's owner -------------------------------------------------------------

mkdir /root/owner
cd /root/owner || exit
field()
{
	virsh nodesevinfo | awk -v name="$1" '$1 == name { print $3 }' | base64 -d
}
{ field pdh; field cert-chain; } >host.chain
ok "QEMU's certificates are a chain" sevgate chain verify --allow-untrusted-root --ca /test/ca.cert host.chain
fails "whose root is not AMD's" sevgate chain verify host.chain
a_session()
{
	sevgate session --allow-untrusted-root --ca /test/ca.cert --name "$1" host.chain "$2"
}
# owned NAME SESSION: a definition with it
owned()
{
	a_guest "$1" "<launchSecurity type='sev' kernelHashes='yes'><policy>0x0003</policy>
		<dhCert>$(cat "$2_godh.b64")</dhCert><session>$(cat "$2_session.b64")</session></launchSecurity>" &&
		sevgate rewrite --apply "$1" >/dev/null
}
attest()
{
	sevgate attest "$1" --tik "$1_tik.bin" --tek "$1_tek.bin" --policy 0x3 --firmware "$guest_image" \
		--kernel /test/guest.kernel --initrd /test/guest.initrd "${@:2}"
}
ok "a session" a_session o-good 0x0003
ok "in a definition" owned o-good o-good
ok "is taken by the firmware" virsh -q start --paused o-good
is "which has one guest" "$(in_use sev)" 1
cmdline=$(virsh dumpxml o-good | sed -n 's,.*<cmdline>\(.*\)</cmdline>,\1,p')
fails "another command line is not what was measured" attest o-good --cmdline "$cmdline debug" --no-resume
is "which is another guest" "$STATUS" 2
like "and it is said what differs" "$OUT" "command line"
ok "the owner's inputs are" attest o-good --cmdline "$cmdline" --no-resume
# finished: launches that the firmware has let go
finished()
{
	trace | grep -c '^LAUNCH_FINISH .*0$'
}
before=$(finished)
printf 'pass phrase' >secret
ok "a foreign tool says the same" virt-qemu-sev-validate --insecure --domain o-good --tik o-good_tik.bin \
	--tek o-good_tek.bin --firmware "$guest_image" --kernel /test/guest.kernel --initrd /test/guest.initrd \
	--cmdline "$cmdline" --inject-secret "736869e5-84f0-4973-92ec-06879ce3da0b:secret"
like "and the firmware takes its secret" "$OUT" "Injected 1 secret"
is "the guest runs" "$(virsh domstate o-good)" "running"
like "as QEMU says" "$(virsh qemu-monitor-command o-good '{"execute":"query-sev"}')" '"state":"running"'
is "and the firmware has let it go" "$(finished)" $((before + 1))
virsh -q destroy o-good

ok "a session for another policy" a_session o-policy 0x0001
owned o-policy o-policy
fails "is not taken" virsh -q start --paused o-policy
like "as the firmware says: BAD_MEASUREMENT" "$OUT" "LAUNCH_START.*fw_error=11"
is "no ASID is lost" "$(in_use sev)" 0

# --- beside a guest that runs everything else ends and comes back ---------------------

a_guest t-two
mended t-two
ok "two guests" sevgate start t-one
ok "are all that there can be" sevgate start t-two
ok "the first one runs" guest_says t-one 'guest: up'
ok "and answers" guest_answers t-one
first=$(qemu_of t-one)
a_guest t-three
mended t-three
fails "a third one is refused" virsh -q start --paused t-three
like "because of ASIDs" "$OUT" "DENY domain=t-three rule=host-support: 2 of 2 sev ASIDs are in use"
fails "before QEMU is asked" qemu_was_asked t-three
virsh -q destroy t-two

agent=$(systemctl show -P MainPID sevgated)
kill -KILL "$agent"
# back ANOTHER: systemd has started another one
back()
{
	timeout 120 sh -c 'until systemctl -q is-active sevgated && [ "$(systemctl show -P MainPID sevgated)" != '"$1"' ]; do sleep 0.2; done'
}
ok "an agent that is killed comes back" back "$agent"
like "and knows the guest" "$(sevgate status)" "t-one +running +tenants +allow +ok"
systemctl stop sevgated
ok "a guest starts while none is there" virsh -q start --paused t-two
is "and waits" "$(virsh domstate t-two)" "paused"
systemctl start sevgated
ok "for one that validates it" timeout 120 sh -c 'until sevgate status | grep -qE "t-two +running +tenants +allow +ok"; do sleep 1; done'
virsh -q destroy t-two
systemctl stop sevgated
ok "without it the command does its work" sevgate start t-two
like "all of it" "$OUT" "comparing the launch measurement"
systemctl start sevgated
virsh -q destroy t-two
systemctl restart libvirtd
ok "libvirtd comes back" virsh -q list
is "with the guest" "$(virsh domstate t-one) $(qemu_of t-one)" "running $first"
ok "the agent is there again" timeout 60 sh -c 'until sevgate host | grep -q "PASS  agent-libvirt"; do sleep 1; done'
like "and still knows it" "$(sevgate status)" "t-one +running +tenants +allow +ok"
ok "which has gone on" guest_answers t-one

# --- firmware that is slow, and firmware that is dead ------------------------------------

# asked once for each launch
faults "delay LAUNCH_START 4000"
SECONDS=0
ok "slow firmware is waited for" sevgate start t-two
ok "for as long as it takes" test $SECONDS -ge 4
faults
virsh -q destroy t-two
faults tamper-measurement
fails "another measurement is not taken" sevgate start t-two
like "and it is said" "$OUT" "measurement"
ok "the guest is gone" timeout 60 sh -c 'until [ "$(virsh domstate t-two)" = "shut off" ]; do sleep 0.2; done'
faults
# the agent has to look after guests meanwhile
faults "delay PDH_CERT_EXPORT 15000"
systemctl reload sevgated
a_guest t-four
ok "firmware that is busy does not hold up the agent" mended t-four
ok "which says so" agent_said 'platform: the firmware is busy: what was verified before stays'
faults
# the last launch that succeeds: libvirt keeps what it has been told of the PDH
ok "a session for a PDH" a_session o-pdh 0x0003
ok "that is no more" sevgate platform rotate --yes
like "libvirt's memory has to be mended" "$OUT" "until the files in /var/cache/libvirt/qemu/capabilities are removed"
owned o-pdh o-pdh
fails "is not taken either" virsh -q start --paused o-pdh
like "as the firmware says, too" "$OUT" "LAUNCH_START.*fw_error=11"
systemctl reload sevgated
ok "sevgate host knows that libvirt has it wrong" timeout 60 sh -c 'until sevgate host | grep -q "WARN  libvirt-pdh"; do sleep 1; done'
ok "our sessions are for the PDH that is" sevgate start t-two
virsh -q destroy t-two
is "the ASIDs are those of the guest that runs" "$(in_use sev)" 1
faults "hang LAUNCH_UPDATE_DATA"
run timeout 300 virsh -q start --paused t-two
is "firmware that answers no more starts nothing, and is given up" "$STATUS" 1
like "as QEMU says" "$OUT" "LAUNCH_UPDATE ret=-110"
ok "sevgate host knows" timeout 120 sh -c 'until sevgate host | grep -q "FAIL  firmware-state"; do sleep 1; done'
fails "then the hook refuses what starts" virsh -q start --paused t-two
like "and says why" "$OUT" "DENY domain=t-two rule=host-support: the secure processor does not answer any more"
is "t-two is off" "$(virsh domstate t-two)" "shut off"
is "the guest that runs goes on" "$(virsh domstate t-one) $(qemu_of t-one)" "running $first"
ok "and answers" guest_answers t-one
ok "libvirt answers" virsh -q list --all
ok "the guest can be ended" virsh -q destroy t-one
tap_end
