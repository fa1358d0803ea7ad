#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# deb.sh - the Debian packages on a host with guests: installed, upgraded,
# downgraded, removed, purged
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"

version=$(cat "$TOP/VERSION")
debs=("$BUILD/deb/sevgate_$version-1_amd64.deb"
	"$BUILD/deb/sevgate-agent_$version-1_amd64.deb"
	"$BUILD/deb/sevgate-prometheus_$version-1_all.deb")

# --- what is in them -------------------------------------------------------------

is "lintian finds nothing" "$(lintian --fail-on none --tag-display-limit 0 \
	--allow-root "$BUILD/deb/sevgate_$version-1_amd64.changes" 2>&1)" ""
like "the hook is a program that all may run" "$(dpkg-deb -c "${debs[0]}")" \
	"-rwxr-xr-x root/root +[0-9]+ [^ ]+ [^ ]+ ./usr/sbin/sevgate-hook"
like "its libraries are there before it is, as it runs at once" \
	"$(dpkg-deb -f "${debs[0]}" Pre-Depends)" '^libc6 .*, libssl.*, libxml2'
unlike "and no configuration that would stay behind" \
	"$(dpkg-deb --info "${debs[0]}" conffiles)" "libvirt"

# --- a host with guests ------------------------------------------------------------

host_up
cp "${debs[@]}" "$dir"
# the same, as if they were an earlier version
for deb in "${debs[@]}"; do
	dpkg-deb -R "$deb" "$dir/old"
	sed -i "s/^Version: .*/Version: 0.0.9-1/; s/(= [^)]*)/(= 0.0.9-1)/" "$dir/old/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$dir/old" "$dir/old-$(basename "$deb")" >/dev/null
	rm -rf "$dir/old"
done
new=() old=()
for deb in "${debs[@]}"; do
	new+=("/mnt/dir/$(basename "$deb")") old+=("/mnt/dir/old-$(basename "$deb")")
done
# dh_apparmor's purge removes it where it is empty
in_host rmdir /etc/apparmor.d/disable
in_host mkdir -p /var/lib/prometheus/node-exporter
v domcapabilities >/dev/null
host_files >"$dir/before"
v define <(domain_xml name=plain) >/dev/null
for guest in unlocked before; do
	v define <(domain_xml name="$guest" sev=0x0003 locked=no) >/dev/null
done
# what no rewriting mends
v define <(domain_xml name=shared sev=0x0003 locked=no \
	xml="<memoryBacking><source type='file'/><access mode='shared'/><locked/></memoryBacking>") >/dev/null
v start plain >/dev/null
for guest in before unlocked shared; do
	ok "without sevgate it starts: $guest" v start "$guest"
done
v destroy shared >/dev/null
v destroy unlocked >/dev/null

# untouched GUEST...: they are the processes that they were, and libvirt's daemon
daemon=$(host_main libvirtd)
declare -A process
remember()
{
	local guest
	for guest in "$@"; do
		process[$guest]=$(in_host cat "/run/libvirt/qemu/$guest.pid")
	done
}
untouched()
{
	local guest
	for guest in "${!process[@]}"; do
		is "$1: $guest runs as it did" "$(v domstate "$guest") $(in_host cat "/run/libvirt/qemu/$guest.pid")" \
			"running ${process[$guest]}"
	done
	is "$1: libvirt's daemon is the same" "$(host_main libvirtd)" "$daemon"
}
remember plain before

# judges WHEN: the hook runs, and knows one from the other
judges()
{
	fails "$1: what was refused is" v start shared
	like "$1: for its own reason" "$OUT" "sevgate: DENY domain=shared rule=memory-backing: "
	ok "$1: what is as it should be ends and starts" in_host sh -c 'virsh -q destroy unlocked && virsh -q start unlocked'
	remember unlocked
}

# --- installed ----------------------------------------------------------------------

ok "the hook is installed" in_host dpkg -i "${old[0]}"
untouched installed
fails "now a guest with its memory unlocked is refused" v start unlocked
like "in one line that says why, and how to mend it" "$OUT" \
	"sevgate: DENY domain=unlocked rule=memory-locked: .*; fix: sevgate rewrite --apply unlocked"
fails "and one whose memory is in a file" v start shared
like "which is another reason" "$OUT" "sevgate: DENY domain=shared rule=memory-backing: "
ok "what does not ask for SEV ends and starts" in_host sh -c 'virsh -q destroy plain && virsh -q start plain'
remember plain
ok "the agent is installed" in_host dpkg -i "${old[@]:1}"
untouched "with the agent"
is "it runs" "$(in_host systemctl is-active sevgated)" active
is "and will after a boot" "$(in_host systemctl is-enabled sevgated)" enabled
is "nothing listens" "$(in_host systemctl is-enabled sevgate-metrics.socket)" disabled
ok "it mends what can be mended" host_said 'rewritten: domain=unlocked'
ok "which starts then" v start unlocked
remember unlocked

# --- the agent, as its unit lets it -----------------------------------------------------

in_host mkdir -p /etc/sevgate/platform
in_host sh -c 'cat /var/lib/sev-psp/ask.cert /var/lib/sev-psp/ark.cert >/etc/sevgate/platform/ca.cert'
rig_profile tenants "<match name='t-*'/><launch type='sev' policy='0x0003' session='per-launch'/>"
ok "it reads its policy again" in_host systemctl reload sevgated
ok "a plain domain is defined" v define <(domain_xml name=t-one loader_type=none)
ok "it is mended" host_said 'rewritten: domain=t-one'
ok "a launch is validated" in_host sevgate start t-one
like "and right" "$OUT" "t-one: started, the launch measurement is right"
remember t-one
agent=$(host_main sevgated)
status=$(in_host cat "/proc/$agent/status")
like "it can read what is QEMU's, and nothing else of root's" "$status" $'CapBnd:\t0000000000000004'
like "it can gain nothing" "$status" $'NoNewPrivs:\t1'
like "its system calls are filtered" "$status" $'Seccomp:\t2'
is "of devices it may ask the firmware and KVM" \
	"$(in_host systemctl show -P DeviceAllow sevgated | grep ^/dev/ | sort)" "/dev/kvm rw
/dev/sev rw"
# inside NAME CMD...: in the agent's mounts
inside()
{
	in_host nsenter --target "$agent" --mount "$@"
}
fails "it can not write to the system" inside touch /usr/x /etc/x
ok "but to its records and its state" inside touch /run/sevgate/x /var/lib/sevgate/x
in_host rm -f /run/sevgate/x /var/lib/sevgate/x
ok "metrics reach node_exporter's directory" timeout 60 sh -c "until grep -q sevgate_agent_up \
	/proc/$(cat "$dir/init.pid")/root/var/lib/prometheus/node-exporter/sevgate.prom; do sleep 0.2; done"
is "systemd knows that it lives" "$(in_host systemctl show -P WatchdogUSec sevgated)" 5min
# wrong: what sevgate host has against sevgate itself
wrong()
{
	in_host sevgate host --json | jq -r '.checks[] | select(.category == "sevgate" and
		(.status == "fail" or .status == "warn")) | "\(.name) \(.status)"'
}
is "sevgate host finds its own in place, but the guest from before it" "$(wrong)" "unchecked-starts warn"
in_host chmod 0644 /usr/sbin/sevgate-hook
is "and says when it is not" "$(wrong)" "hook-mode fail
unchecked-starts warn"
in_host chmod 0755 /usr/sbin/sevgate-hook
ok "the socket for metrics starts" in_host systemctl start sevgate-metrics.socket
like "and answers" "$(in_host curl -s http://127.0.0.1:9819/metrics)" "sevgate_policy_decisions_total"
in_host systemctl stop sevgate-metrics.socket
# as docs/metrics.md has it
in_host mkdir /srv/textfiles /etc/systemd/system/sevgated.service.d
# elsewhere LINE...: in the unit, for another directory
elsewhere()
{
	printf '%s\n' '[Service]' ExecStart= 'ExecStart=/usr/sbin/sevgated --textfile /srv/textfiles' "$@" |
		in_host sh -c 'cat >/etc/systemd/system/sevgated.service.d/textfile.conf &&
			systemctl daemon-reload && systemctl restart sevgated'
}
elsewhere
ok "another directory has to be said to the unit" \
	host_said '^metrics: /srv/textfiles/sevgate\.prom: Read-only file system$'
elsewhere ReadWritePaths=/srv/textfiles
ok "with that metrics reach it" timeout 60 sh -c "until grep -q sevgate_agent_up \
	/proc/$(cat "$dir/init.pid")/root/srv/textfiles/sevgate.prom; do sleep 0.2; done"
in_host chown nobody /srv/textfiles
ok "unless it is another's" host_said '^metrics: /srv/textfiles/sevgate\.prom: Permission denied$'
# and no more of these starts count for the limit of systemd
in_host sh -c 'rm -r /srv/textfiles /etc/systemd/system/sevgated.service.d &&
	systemctl daemon-reload && systemctl reset-failed sevgated'
ok "when it stops, what it left stays" in_host sh -c \
	'systemctl stop sevgated && test -e /run/sevgate/names/t-one/attestation.xml; r=$?; systemctl start sevgated; exit $r'
agent=$(host_main sevgated)

# --- upgraded, downgraded ------------------------------------------------------------------

for step in "upgraded $version-1" "downgraded 0.0.9-1" "upgraded-again $version-1"; do
	read -r what to <<<"$step"
	packages=("${new[@]}")
	[ "$to" = "$version-1" ] || packages=("${old[@]}")
	ok "it is $what" in_host dpkg -i --force-downgrade "${packages[@]}"
	untouched "$what"
	is "$what: to $to" "$(in_host dpkg-query -W -f '${Version} ' sevgate sevgate-agent)" "$to $to "
	differs=$(host_main sevgated)
	ok "$what: the agent is a new one" test "$differs" != "$agent"
	agent=$differs
	like "$what: it knows what it has validated" "$(in_host sevgate status)" "t-one +running +tenants +allow +ok"
	judges "$what"
done
unlike "no guest was taken for one that got past the hook" \
	"$(in_host journalctl -q -b -u sevgated -o cat | grep -v domain=before)" "unchecked:"

# --- libvirt starts anew beside it -----------------------------------------------------------

in_host systemctl restart libvirtd
daemon=$(host_main libvirtd)
untouched "libvirt restarted"

# --- removed, installed again, purged ------------------------------------------------------------

names=(sevgate sevgate-agent sevgate-prometheus)
ok "it is removed" in_host dpkg -r "${names[@]}"
untouched removed
is "no agent runs" "$(in_host pgrep -c sevgated)" 0
is "no key of a launch is left" "$(in_host find /run -name sevgate)" ""
ok "nothing refuses a start" v start shared
v destroy shared >/dev/null
in_host systemctl restart libvirtd
daemon=$(host_main libvirtd)
untouched "removed, libvirt restarted"

# what the RPM package puts there before it goes
in_host mkdir -p /etc/libvirt/hooks/qemu.d
in_host ln -s /dev/null /etc/libvirt/hooks/qemu.d/50-sevgate
ok "nor does a link to what is no program" v start shared
v destroy shared >/dev/null
in_host rm -r /etc/libvirt/hooks/qemu.d
ok "it is installed again" in_host dpkg -i "${new[@]}"
judges "installed again"
ok "the administrator's policy is still there" in_host test -e /etc/sevgate/policy.d/50-tenants.xml

ok "it is purged" in_host dpkg -P "${names[@]}"
untouched purged
host_files >"$dir/after"
is "the host has the files that it had" "$(diff "$dir/before" "$dir/after")" ""

# --- where libvirt does not run, or systemd does not -----------------------------------------------

in_host systemctl stop libvirtd.service libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket
ok "libvirt is stopped: it is installed" in_host dpkg -i "${new[@]}"
is "and libvirt is not started" "$(in_host systemctl is-active libvirtd.service)" inactive
is "while the agent waits for it" "$(in_host systemctl is-active sevgated)" active
in_host systemctl start libvirtd.service
fails "once it starts it knows the hook" v start shared
in_host dpkg -P "${names[@]}" >/dev/null
in_host sh -c 'mount --bind / /media && cp /mnt/dir/*.deb /media/root'
ok "in an image without systemd: it is installed" in_host chroot /media dpkg -i "${new[@]/#\/mnt\/dir/\/root}"
ok "and purged" in_host chroot /media dpkg -P "${names[@]}"

# --- where a library is missing ----------------------------------------------------------------------

library=$(in_host dpkg -S '*/libxml2.so.*' | sed 's/:.*//; q')
in_host dpkg -r --force-depends "$library" >/dev/null 2>&1
fails "it is not unpacked" in_host dpkg -i "${new[0]}"
like "since its hook would not run" "$OUT" "pre-depends on $library"
fails "so that libvirt finds none" in_host test -L /etc/libvirt/hooks/qemu.d/50-sevgate
tap_end
