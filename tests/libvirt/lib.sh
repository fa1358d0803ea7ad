# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# lib.sh - what scenarios are written with; sourced, first thing
#
# A scenario is a script that speaks TAP, has a rig of its own and may run
# beside others:
#
#	# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
#	. "$(dirname "$0")/lib.sh"
#	plan 2
#	rig_up
#	v define <(domain_xml name=a sev=0x1)
#	ok "it starts" v start a
#	is "and runs" "$(v domstate a)" running
#
# $RIG is the rig that the functions speak to; "RIG=$RIG2 v list" speaks to
# another.  Everything ends with the script.  SUITE and BUILD as in rig.
set -uo pipefail

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
SUITE=${SUITE:-}
BUILD=${BUILD:-build${SUITE:+-$SUITE}}
[[ $BUILD = /* ]] || BUILD=$TOP/$BUILD
export BUILD SUITE
rig=$TOP/tests/libvirt/rig

# shellcheck source-path=SCRIPTDIR source=../tap.sh
. "$TOP/tests/tap.sh"
# shellcheck source-path=SCRIPTDIR source=images.sh
. "$TOP/tests/libvirt/images.sh"

# --- rigs ------------------------------------------------------------------

scratch='' rigs=()

finish()
{
	local status=$? each
	trap - EXIT
	# of a script that was skipped, the reason has to be the last line
	if [ "$status" != 77 ] && { [ "$tap_failed" != 0 ] ||
		[ "$tap_run" != "${tap_planned:-$tap_run}" ]; }; then
		[ "$status" != 0 ] || status=1
		for each in "${rigs[@]}"; do
			RIG=$each rig_logs | sed 's/^/# /'
		done
	fi
	for each in "${rigs[@]}"; do
		"$rig" down "$each"
	done
	[ -z "$scratch" ] || rm -rf "$scratch"
	exit "$status"
}

# rig_logs: what to look at when something failed; short, because the runner
# shows only the end of what a test says
rig_logs()
{
	local log
	for log in "$RIG"/agent.log "$RIG"/var/log/libvirt/libvirtd.log \
		"$RIG"/var/log/libvirt/qemu/*.log "$RIG"/var/lib/sev-psp/trace; do
		[ -e "$log" ] || continue
		echo "--- ${log#"$scratch"/}"
		# without command lines, which end in a backslash
		grep -v '\\$' "$log" | tail -n 8
	done
}

# rig_up [-f] [-n] [-p] [NAME]: $RIG becomes a new rig
#   -f  a chip of its own, nothing from the cache
#   -n  without daemons; rig_start starts them
#   -p  with our programs installed
rig_up()
{
	local fresh='' daemon=yes product='' OPTIND=1 option fd answer
	while getopts fnp option; do
		case $option in
		f) fresh=-f ;;
		n) daemon= ;;
		p) product=yes ;;
		*) return 2 ;;
		esac
	done
	shift $((OPTIND - 1))
	if [ -z "$scratch" ]; then
		trap finish EXIT
		trap 'exit 129' HUP
		trap 'exit 130' INT
		trap 'exit 143' TERM
		scratch=$(mktemp -d "${TMPDIR:-/tmp}/sevgate.XXXXXX")
		# QEMU's user looks up files of tests below it
		chmod 0711 "$scratch"
	fi
	RIG=$scratch/${1:-rig}
	# It ends with this script, even when that is killed.
	exec {fd}< <(exec "$rig" run $fresh "$RIG" 2>"$scratch/why")
	if ! read -r answer <&"$fd" || [ "$answer" != ready ]; then
		wait "$!"
		[ $? != 77 ] || skip_all "$(tail -n 1 "$scratch/why")"
		echo "Bail out! no rig: $(tail -n 1 "$scratch/why")"
		exit 1
	fi
	rigs+=("$RIG")
	[ -z "$product" ] || rig_install || exit
	[ -z "$daemon" ] || rig_start || exit
}

# rig_start: the daemons
rig_start()
{
	"$rig" start-daemon "$RIG"
}

# rig_down: before the script ends
rig_down()
{
	"$rig" down "$RIG"
}

# rig_restart: libvirtd stops and starts, domains go on
rig_restart()
{
	"$rig" restart "$RIG"
}

# rig_install: our programs, by the procedure that users have.  They are put in
# their places from within, where links lead to where they do for users.
rig_install()
{
	local stage
	stage=/proc/$(cat "$RIG/init.pid")/root/tmp/stage
	if [ -n "$SUITE" ]; then
		"$TOP/tests/libvirt/in-suite" "$SUITE" \
			make -s -C "$TOP" install DESTDIR="$stage" >&2
	else
		make -s -C "$TOP" install DESTDIR="$stage" BUILD="$BUILD" >&2
	fi || return
	# shellcheck disable=SC2016 # expanded inside
	in_rig /bin/bash -ec 'set -o pipefail
		tar -C "$0" -c . | tar -C / -x --no-overwrite-dir \
			--keep-directory-symlink
		rm -r "$0"' /tmp/stage
}

# rig_pair: a second rig, $RIG2, with a cable to $RIG; options as rig_up.
# From $RIG it is qemu+tcp://192.0.2.2/system.
rig_pair()
{
	local first=$RIG
	rig_up "$@" second
	RIG2=$RIG RIG=$first
	"$rig" link "$RIG" "$RIG2"
}

# in_rig CMD...
in_rig()
{
	"$rig" sh "$RIG" "$@"
}

# v ARG...: virsh inside; files as seen inside, and <(...)
v()
{
	in_rig virsh -q "$@"
}

# --- the simulated machine -------------------------------------------------

# rig_write PATH: stdin becomes a file inside, at once
rig_write()
{
	# shellcheck disable=SC2016 # expanded inside
	in_rig /bin/sh -c 'cat >"$0.new" && mv "$0.new" "$0"' "$1"
}

# rig_fault [DIRECTIVE...]: what goes wrong from now on; none: nothing.
# tamper-measurement | measure FIELD N | swap WHAT VALUE | status COMMAND N |
# delay COMMAND MS | qmp-delay COMMAND MS | qmp-error COMMAND TEXT |
# qmp-answer COMMAND FIELD TEXT | cbitpos N | kvm-init ERRNO | no-es |
# allow-migration, see tests/psp/README.md
rig_fault()
{
	printf '%s\n' "$@" | rig_write /etc/sev-psp/faults
}

# rig_sys PATH [LINE...]: a file below /sys/module or /sys/fs/cgroup; without
# lines it goes away
rig_sys()
{
	local path=$1
	shift
	if [ $# = 0 ]; then
		in_rig rm -f "$path"
	else
		printf '%s\n' "$@" | in_rig tee "$path" >/dev/null
	fi
}

# rig_trace [DOMAIN]: the firmware commands of this rig, oldest first
rig_trace()
{
	grep -s "^${1:-}" "$RIG/var/lib/sev-psp/trace"
}

# rig_wait_trace REGEX [SECONDS]: until a line of the trace is like that
rig_wait_trace()
{
	# what is written from now on comes through, too
	timeout "${2:-30}" sh -c 'tail -q -n +1 -F "$0" 2>/dev/null |
		grep -qm 1 -E -e "$1"' "$RIG/var/lib/sev-psp/trace" "$1"
}

# rig_secret DOMAIN: the plain text in the secret area of the guest's firmware,
# as the guest would find it; fails when there is none
rig_secret()
{
	cat "$RIG/var/lib/sev-psp/secret-$1"
}

# rig_chain FILE: the platform's certificates as libvirt hands them out: PDH,
# PEK, OCA, CEK
rig_chain()
{
	v nodesevinfo | awk '$1 == "pdh" { print $3 > pdh; next }
		$1 == "cert-chain" { print $3 > chain }' \
		pdh="$RIG/pdh.b64" chain="$RIG/cert-chain.b64" &&
		base64 -d "$RIG/pdh.b64" >"$1" &&
		base64 -d "$RIG/cert-chain.b64" >>"$1"
}

# rig_ca FILE: the root of that chain, ASK and ARK
rig_ca()
{
	cat "$RIG"/var/lib/sev-psp/{ask,ark}.cert >"$1"
}

# rig_pdh: the platform's certificate, base64
rig_pdh()
{
	v nodesevinfo | awk '$1 == "pdh" { print $3 }'
}

# rig_session NAME POLICY: a launch session for this rig's platform; files
# $RIG/NAME_{tik,tek}.bin and $RIG/NAME_{godh,session}.b64
rig_session()
{
	rig_pdh >"$RIG/pdh.b64"
	"$BUILD/tests/psp-session" "$RIG/pdh.b64" "$2" "$RIG/$1"
}

# rig_validate DOMAIN SESSION [ARG...]: the distribution's own judge
rig_validate()
{
	local domain=$1 keys=$RIG/$2
	shift 2
	in_rig /usr/bin/python3 /usr/bin/virt-qemu-sev-validate --insecure \
		--domain "$domain" --tik "${keys}_tik.bin" \
		--tek "${keys}_tek.bin" "$@"
}

# --- the agent -------------------------------------------------------------

# rig_agent [ARG...]: sevgated, until the rig ends or rig_agent_kill; back when
# it watches libvirt, or waits for it.  The rig's root is trusted.  $agent_job is
# for "wait".
rig_agent()
{
	in_rig mkdir -p /etc/sevgate/platform
	rig_ca "$RIG/ca"
	in_rig cp "$RIG/ca" /etc/sevgate/platform/ca.cert
	: >>"$RIG/agent.log"
	agent_from=$(wc -l <"$RIG/agent.log")
	# the signal of a script's end reaches it by the rig's end
	"$rig" sh "$RIG" /usr/sbin/sevgated "$@" >>"$RIG/agent.log" 2>&1 &
	agent_job=$!
	agent_said 'connected: '
}

# agent_said REGEX [SECONDS [TIMES]]: until the present agent has said something
agent_said()
{
	# counted, as grep stops at the first line when nobody reads it
	timeout "${2:-30}" sh -c 'tail -q -n +"$2" -F "$0" 2>/dev/null |
		grep -m "$3" -E -e "$1" | wc -l >/dev/null' "$RIG/agent.log" \
		"$1" "$((agent_from + 1))" "${3:-1}"
}

# rig_agent_kill [SIGNAL]: the agent ends, by TERM unless said otherwise
rig_agent_kill()
{
	local pid
	pid=$(in_rig pidof sevgated) || return
	in_rig kill "-${1:-TERM}" "$pid"
	# gone when its lock is
	in_rig flock /run/sevgate/agent.lock true
}

# rig_agent_hold: it stands still until rig_agent_go
rig_agent_hold()
{
	local deadline=$((SECONDS + 30))
	in_rig pkill -STOP -x sevgated
	# nsenter does as its child does, but does not go on when that does
	until grep -q '^State:.T' "/proc/$agent_job/status" ||
		[ $SECONDS -gt $deadline ]; do
		:
	done
}

rig_agent_go()
{
	kill -CONT "$agent_job"
	in_rig pkill -CONT -x sevgated
}

# rig_agent_reload: it reads the policy again
rig_agent_reload()
{
	in_rig pkill -HUP -x sevgated && agent_said 'reloaded: '
}

# rig_profile NAME XML: a policy of the administrator's
rig_profile()
{
	in_rig mkdir -p /etc/sevgate/policy.d
	rig_write "/etc/sevgate/policy.d/50-$1.xml" <<-END
	<policy><profile name='$1'>$2</profile></policy>
	END
}

# --- domains ---------------------------------------------------------------

# domain_xml KEY=VALUE...: a small domain; every key has a default
#   name=vm uuid=(made from the name) virt=kvm memory=128 (MiB) cpus=1 machine=q35
#   cpu=host-passthrough, or a model's name
#   loader=PATH loader_type=pflash|rom|none
#   sev=POLICY snp=POLICY hashes=yes session=NAME (of rig_session)
#   locked=yes|no (default: yes with sev)
#   kernel=PATH initrd=PATH cmdline=TEXT
#   devices=XML xml=XML (put before the end)
# shellcheck disable=SC2016 # the quotes are of the XML
domain_xml()
{
	local name=vm virt=kvm memory=128 cpus=1 machine=q35 devices='' xml=''
	local cpu=host-passthrough loader_type=pflash session='' hashes=''
	local loader=/usr/share/OVMF/OVMF_CODE_4M.fd sev='' snp='' locked=''
	local kernel='' initrd='' cmdline='' uuid='' "$@"
	local pdh_session=''
	[ -z "$session" ] || pdh_session="
    <dhCert>$(cat "$RIG/${session}_godh.b64")</dhCert>
    <session>$(cat "$RIG/${session}_session.b64")</session>"
	# the same name is the same domain: it can be defined again
	[ -n "$uuid" ] || uuid=$(md5sum <<<"$name" | cut -c 1-32)
	cat <<-END
	<domain type='$virt'>
	  <name>$name</name>
	  <uuid>$uuid</uuid>
	  <memory unit='MiB'>$memory</memory>
	  <vcpu>$cpus</vcpu>
	  $([ "${locked:-${sev:+yes}}" != yes ] ||
		echo '<memoryBacking><locked/></memoryBacking>')
	  <os>
	    <type arch='x86_64' machine='$machine'>hvm</type>
	    $(case $loader_type in
		pflash) echo "<loader readonly='yes' stateless='yes'" \
			"type='pflash'>$loader</loader>" ;;
		rom) echo "<loader stateless='yes' type='rom'>$loader</loader>" ;;
		esac)
	    ${kernel:+<kernel>$kernel</kernel>}
	    ${initrd:+<initrd>$initrd</initrd>}
	    ${cmdline:+<cmdline>$cmdline</cmdline>}
	  </os>
	  <features><acpi/></features>
	  $(case $cpu in
		host-* | maximum) echo "<cpu mode='$cpu'/>" ;;
		*) echo "<cpu match='exact' mode='custom'" \
			"check='none'><model>$cpu</model></cpu>" ;;
		esac)
	  <devices>
	    <controller type='usb' model='none'/>
	    <memballoon model='none'/>
	    <audio id='1' type='none'/>
	    $devices
	  </devices>
	  ${sev:+<launchSecurity type='sev'${hashes:+ kernelHashes='$hashes'}>
	    <policy>$sev</policy>$pdh_session
	  </launchSecurity>}
	  ${snp:+<launchSecurity type='sev-snp'${hashes:+ kernelHashes='$hashes'}>
	    <policy>$snp</policy>
	  </launchSecurity>}
	  $xml
	</domain>
	END
}

# rig_qemu_args DOMAIN: the command line of its last start as libvirt gave it,
# one argument a line
rig_qemu_args()
{
	local log=$RIG/var/log/libvirt/qemu/$1.log words=() word
	# libvirt quotes for a shell: LC_ALL=C \ NAME=VALUE \ ... /QEMU \ ...
	eval "words=($(awk '/^LC_ALL=C \\$/ { text = ""; on = 1 }
		on { text = text $0 "\n" }
		on && !/\\$/ { on = 0 }
		END { printf "%s", text }' "$log"))" || return
	for word in "${words[@]}"; do
		[[ $word != *=* || $word = -* || $word = *\{* ]] || continue
		echo "$word"
	done
}

# wait_state DOMAIN STATE [SECONDS]: until libvirt says so; "gone" is a state
wait_state()
{
	local domain=$1 wanted=$2 limit=${3:-30} state='' fd
	local deadline=$((SECONDS + limit))
	# Subscribed before the first look, so that no change is missed; a
	# look a second covers what has no event.
	exec {fd}< <(exec "$rig" sh "$RIG" stdbuf -oL \
		virsh -q event --all --loop --timeout "$limit" 2>&1)
	while [ $SECONDS -lt "$deadline" ]; do
		state=$(v domstate "$domain" 2>/dev/null) || state=gone
		[ "$state" != "$wanted" ] || break
		read -r -t 1 _ <&"$fd"
	done
	exec {fd}<&-
	[ "$state" = "$wanted" ] || {
		echo "$domain is $state, not $wanted" >&2
		return 1
	}
}

# --- a user's own libvirtd -------------------------------------------------

# as_user CMD...: as uid 1000 inside
as_user()
{
	in_rig setpriv --reuid 1000 --regid 1000 --clear-groups \
		env HOME=/home/user USER=user LOGNAME=user \
		XDG_RUNTIME_DIR=/run/user/1000 "$@"
}

# rig_session_up [sev]: a session-mode libvirtd for the user; with "sev" the
# machine lets him use SEV
rig_session_up()
{
	if [ "${1:-}" = sev ]; then
		in_rig chmod 0666 /dev/sev
		in_rig cp -a /var/lib/sev-psp /var/lib/sev-psp-1000
		in_rig chown -R 1000:1000 /var/lib/sev-psp-1000
	fi
	as_user libvirtd -d
}

# vu ARG...: virsh as that user; <(...) is copied, he may not read our pipes
vu()
{
	local arg args=()
	for arg in "$@"; do
		if [[ $arg = /dev/fd/* ]]; then
			rig_write /tmp/vu.xml <"$arg"
			arg=/tmp/vu.xml
		fi
		args+=("$arg")
	done
	as_user virsh -q -c qemu:///session "${args[@]}"
}
