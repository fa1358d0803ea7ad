#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 24-leak-test.sh - what is typed on a guest's console is found in its memory
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 55

# guest_disk NAME STORE: a guest that shows '>' on its serial console, keeps
# what is typed there at 0x8000 and shows it again.  STORE is the instruction
# that keeps a character: '\xaa' (stosb) as a byte, '\xab' (stosw) as UTF-16.
guest_disk()
{
	local image=/var/lib/libvirt/images/$1.img
	{
		# xor ax,ax; mov es,ax; mov di,0x8000; cld
		printf '\x31\xc0\x8e\xc0\xbf\x00\x80\xfc'
		# mov al,'>'; mov dx,0x3f8; out dx,al
		printf '\xb0>\xba\xf8\x03\xee'
		# next: mov dx,0x3fd; in al,dx; test al,1; jz next
		printf '\xba\xfd\x03\xec\xa8\x01\x74\xf8'
		# mov dl,0xf8; in al,dx; STORE; out dx,al; jmp next
		printf '\xb2\xf8\xec%b\xee\xeb\xf1' "$2"
		head -c 481 /dev/zero
		printf '\x55\xaa'
	} | rig_write "$image"
	in_rig truncate -s 1M "$image"
}

# guest NAME STORE [KEY=VALUE...]: defines it
guest()
{
	local name=$1
	guest_disk "$name" "$2"
	shift 2
	v define <(domain_xml name="$name" virt=qemu cpu=qemu64 loader_type=none \
		memory=64 devices="<serial type='pty'/>
		<disk type='file' device='disk'>
		<source file='/var/lib/libvirt/images/$name.img'/>
		<target dev='sda' bus='sata'/></disk>" "$@") >/dev/null
}

# type_on NAME TEXT: on its console, until all of it is shown there
type_on()
{
	# shellcheck disable=SC2016 # expanded inside
	in_rig bash -c '
		exec 3<>"$2"
		stty -F "$2" raw -echo
		if [ "$(virsh -q domstate "$0")" = paused ]; then
			virsh -q resume "$0"
			read -rN 1 -t 60 -u 3 shown && [ "$shown" = ">" ] || exit
		fi
		printf %s "$1" >&3
		read -rN ${#1} -t 60 -u 3 shown && [ "$shown" = "$1" ]
	' "$1" "$2" "$(v ttyconsole "$1")"
}

# left_over: what is there of dumps; nothing
left_over()
{
	in_rig find / -xdev -name 'sevgate-leak-test*'
	in_rig find /run /tmp /var -name 'sevgate-leak-test*'
}

# await CMD...: until it succeeds
await()
{
	local deadline=$((SECONDS + 60))
	until "$@"; do
		[ $SECONDS -lt "$deadline" ] || return
	done
}

# is_control STATE: what libvirt says of the large guest's monitor; asking for
# the job would wait for it
is_control()
{
	[[ $(v domcontrol big) =~ ^($1) ]]
}

nothing_left()
{
	[ -z "$(left_over)" ]
}

rig_up -p

# --- what is in memory is found, and only that ----------------------------------

guest one '\xaa'
guest two '\xaa'
guest wide '\xab'
for name in one two wide; do
	v start --paused "$name" >/dev/null
done
ok "a marker is typed on a console" type_on one correct-horse-battery
ok "something else on another" type_on two incorrect-donkey
ok "and the marker where text is UTF-16" type_on wide correct-horse-battery

run in_rig sevgate leak-test -m correct-horse-battery -m never-typed-anywhere one
is "it is found" "$STATUS" 2
like "readable" "$OUT" '^marker 1: READABLE, it is in the clear$'
like "at its address" "$OUT" '^  1 time as given, at 0x8000$'
like "the other marker is not" "$OUT" '^marker 2: not found$'
like "the sum of it" "$OUT" '^one: the host can read 1 of 2 markers in the guest.s memory \([0-9]{8} bytes\)$'
unlike "markers are not said again" "$OUT" 'horse|never'
is "the guest runs on" "$(v domstate one)" running
run in_rig sevgate leak-test -m correct-horse-battery two
is "where it was not typed it is not found" "$STATUS" 0
like "and no success is claimed" "$OUT" '^This alone proves nothing'
run in_rig sevgate leak-test -m correct-horse-battery wide
is "UTF-16 is found" "$STATUS" 2
like "and named so" "$OUT" '^  1 time as UTF-16LE, at 0x8000$'
v suspend one >/dev/null
run in_rig sevgate leak-test -m correct-horse-battery one
is "of a paused guest, too" "$STATUS" 2
is "it stays paused" "$(v domstate --reason one)" "paused (user)"
run in_rig sevgate leak-test --json --marker-file - one <<<$'never-typed-anywhere\ncorrect-horse-battery\r'
is "--marker-file, --json" "$STATUS" 2
is "is JSON" "$(jq -c '[.version, .domain, .result, [.markers[] | .marker, .readable, .as_given.count, .as_given.first, .utf16le.count]]' <<<"$OUT")" \
	'[1,"one","readable",["standard input line 1",false,0,[],0,"standard input line 2",true,1,["0x8000"],0]]'
is "which counts the memory" "$(jq '.bytes >= 67108864 and .bytes < 80000000' <<<"$OUT")" true
is "nothing is left" "$(left_over)" ""

# --- a confidential guest -----------------------------------------------------------

# There is no SEV behind this machine's devices, so whether it encrypts cannot be
# told; tests/vm/31-encrypts.sh is about a platform that can be asked.
v define <(domain_xml name=secret sev=0x0003 memory=64) >/dev/null
v start --paused secret >/dev/null
run in_rig sevgate leak-test -m never-typed-anywhere secret
is "a confidential guest, no marker" "$STATUS" 0
like "it is not said to be encrypted" "$OUT" \
	'^secret: whether the platform encrypts could not be tested: /dev/(sev|kvm): '
like "nor is success claimed" "$OUT" '^This alone proves nothing'
is "it stays paused" "$(v domstate secret)" paused
in_rig mv /dev/sev /dev/no-sev
run in_rig sevgate leak-test --json -m never-typed-anywhere secret
in_rig mv /dev/no-sev /dev/sev
is "without the device" "$STATUS:$(jq -c '[.version, .result, has("platform_encrypts"), .platform_encrypts]' <<<"$OUT")" \
	'0:[1,"not-found",true,null]'
like "JSON has the reason" "$(jq -r .platform_untested <<<"$OUT")" '^/dev/sev: No such file or directory; this needs'
v destroy secret >/dev/null
run in_rig sevgate leak-test --json -m never-typed-anywhere two
is "of a guest without SEV nothing is asked" "$(jq 'keys | map(select(startswith("platform")))' <<<"$OUT")" "[]"

# --- a marker made up -------------------------------------------------------------

v resume one >/dev/null
coproc terminal { in_rig script -qec 'sevgate leak-test two' /dev/null; }
generated=''
while read -r -t 60 -u "${terminal[0]}" line; do
	[[ ! $line =~ ^([a-z]{19}).?$ ]] || {
		generated=${BASH_REMATCH[1]}
		break
	}
done
like "one is made up" "$generated" '^[b-prstuvx]{19}$'
ok "it is typed" type_on two "$generated"
# shellcheck disable=SC2154 # set by coproc
pid=$terminal_PID
echo >&"${terminal[1]}"
OUT=$(cat <&"${terminal[0]}")
wait "$pid"
is "and found after Enter" "$?" 2
like "under its name" "$OUT" 'generated marker: .*READABLE'
like "with the progress on a terminal" "$OUT" 'two is paused, reading its memory: 100 %'
run in_rig sevgate leak-test two </dev/null
is "without a terminal none is made up" "$STATUS" 1
like "says what to do" "$OUT" '^sevgate: a generated marker needs a terminal.*use --marker-file -$'

# --- what goes wrong ----------------------------------------------------------------

run in_rig sevgate leak-test -m correct-horse nosuch
is "a domain that is not there" "$STATUS:$OUT" "1:sevgate: there is no domain nosuch here"
v destroy wide >/dev/null
run in_rig sevgate leak-test -m correct-horse wide
is "one that does not run" "$STATUS:$OUT" \
	"1:sevgate: wide: does not run, so it has no memory; start it first"
run in_rig sevgate leak-test -c qemu+tcp://localhost/system -m correct-horse one
is "a host elsewhere" "$STATUS:$OUT" \
	"1:sevgate: one: its memory is read on its host; run 'sevgate leak-test' there"
run in_rig env XDG_RUNTIME_DIR=/nonexistent sevgate leak-test -m correct-horse one
is "no directory for the FIFO" "$STATUS:$OUT" \
	"1:sevgate: /nonexistent: cannot make a directory: No such file or directory"
in_rig mkdir /mnt/full
in_rig mount -t tmpfs -o size=4k,nr_inodes=2 full /mnt/full
run in_rig env XDG_RUNTIME_DIR=/mnt/full sevgate leak-test -m correct-horse one
like "no room for it" "$STATUS:$OUT" \
	'^1:sevgate: /mnt/full/sevgate-leak-test\.[^/]*/memory: cannot make a FIFO: No space left on device$'
is "nothing of it is left" "$(in_rig ls -A /mnt/full)" ""
run as_user sevgate leak-test -c qemu:///system -m correct-horse one
is "a user who may not connect" "$STATUS,$(wc -l <<<"$OUT")" 1,1

# --- killed on the way ----------------------------------------------------------------

# start_dump: of a guest that takes seconds, in the background
start_dump()
{
	# nsenter would stop with the process that it started
	# shellcheck disable=SC2016 # expanded inside
	in_rig sh -c 'sevgate leak-test -m correct-horse-battery big &
		echo $! >/tmp/dump.pid; wait $!' >/dev/null 2>&1 &
	dump=$!
}

# kill_dump SIGNAL: held where it is first, so that it does not end before
kill_dump()
{
	in_rig sh -c "kill -STOP \$(cat /tmp/dump.pid)"
	state=$(v domstate big)
	in_rig sh -c "kill -$1 \$(cat /tmp/dump.pid); kill -CONT \$(cat /tmp/dump.pid)" 2>/dev/null
	wait "$dump" 2>/dev/null
	status=$?
}

guest big '\xaa' memory=2048
v start --paused big >/dev/null
ok "a large guest" type_on big correct-horse-battery
start_dump
wait_state big paused
kill_dump TERM
is "SIGTERM while it is dumped, and paused" "$state" paused
is "ends with it" "$status" 143
is "when the guest runs again" "$(v domstate big)" running
is "nothing is left" "$(left_over)" ""
start_dump
wait_state big paused
kill_dump KILL
is "SIGKILL while it is dumped, and paused" "$state,$status" paused,137
ok "the guest runs again" wait_state big running
is "nothing is left" "$(left_over)" ""

# QEMU does not answer, so that libvirt comes to open the FIFO only afterwards
qemu=$(in_rig cat /run/libvirt/qemu/big.pid)
in_rig kill -STOP "$qemu"
start_dump
await is_control 'background job|occupied'
in_rig sh -c "kill -KILL \$(cat /tmp/dump.pid)"
wait "$dump" 2>/dev/null
await nothing_left
in_rig kill -CONT "$qemu"
await is_control ok
ok "SIGKILL before libvirt writes: the guest runs" wait_state big running
is "nothing is left" "$(left_over)" ""
v suspend big >/dev/null
run in_rig sevgate leak-test -m correct-horse-battery big
is "and the domain is free: its marker is found" "$STATUS" 2
is "still paused" "$(v domstate big)" paused

# --- a user's own ---------------------------------------------------------------------

# shellcheck disable=SC2119 # its argument is optional
rig_session_up
vu define <(domain_xml name=own virt=qemu cpu=qemu64 loader_type=none memory=64) >/dev/null
vu start own >/dev/null
run as_user sevgate leak-test -c qemu:///session -m correct-horse-battery own
is "in a user's own libvirtd" "$STATUS" 0
is "nothing is left" "$(left_over)" ""
