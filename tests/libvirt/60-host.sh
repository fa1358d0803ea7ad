#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 60-host.sh - does the daemon call the hook, and what does a start say when it is broken:
# sevgate host knows before, docs/host.md has the table
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"

hook=/usr/sbin/sevgate-hook
entry=/etc/libvirt/hooks/qemu.d/50-sevgate

# came NAME: what came of a check
came()
{
	in_rig sevgate host --json >"$RIG/host.json"
	jq -r --arg name "$1" '.checks[] | select(.name == $name) | .status' "$RIG/host.json"
}

# says NAME: its message, of the same look
says()
{
	jq -r --arg name "$1" '.checks[] | select(.name == $name) | .message' "$RIG/host.json"
}

# goes: does a domain start that no profile is about, and what is said
goes()
{
	run v start plain
	in_rig virsh -q destroy plain >/dev/null 2>&1
}

rig_up -n -p
is "no daemon runs" "$(came libvirt-daemon),$(came hook-runs),$(came hook-seen)" fail,pass,info
in_rig rm $entry
rig_start
v define <(domain_xml name=plain loader_type=none) >/dev/null
v define <(domain_xml name=bad sev=0x0002) >/dev/null

# --- does the daemon call it -----------------------------------------------------------

is "no hook" "$(came hook-installed),$(came hook-seen)" fail,skip
is "libvirt answers" "$(came libvirt-daemon),$(came libvirt-sev)" pass,pass
like "with versions" "$(in_rig sevgate host)" '^  PASS  libvirt-daemon +libvirt [0-9.]+, QEMU [0-9.]+$'
# as the machine around us lets root, see memlock-shim.c
may=$(((0x$(sed -n 's/^CapEff:\s*//p' /proc/self/status) >> 24 & 1) == 1))
is "may it raise limits" "$(came memlock-libvirt)" "$([ $may = 1 ] && echo pass || echo warn)"
is "devices" "$(came dev-sev-read),$(came dev-sev-mode)" pass,pass
in_rig ln -s $hook $entry
is "put there too late" "$(came hook-installed),$(came hook-runs),$(came hook-seen)" pass,pass,warn
is "no agent runs" "$(came agent),$(came agent-libvirt)" warn,skip
# shellcheck disable=SC2016 # for the shell inside
is "an agent that hangs" "$(in_rig sh -c 'install -d -m 0711 /run/sevgate; exec 9>/run/sevgate/agent.lock; flock 9; sevgate host --json' |
	jq -r '.checks[] | select(.name == "agent") | .status')" fail
ok "indeed: what it would refuse starts" v start bad
v destroy bad >/dev/null
in_rig pkill -HUP -x libvirtd
deadline=$((SECONDS + 30))
while v start bad >/dev/null 2>&1 && [ $SECONDS -lt $deadline ]; do
	v destroy bad >/dev/null
done
fails "after SIGHUP it is refused" v start bad
is "so the hook was called" "$(came hook-seen),$(says hook-seen)" "pass,it was called since libvirt's daemon started"
rig_restart
is "it was there before the daemon" "$(came hook-seen),$(says hook-seen)" \
	"pass,it was there before libvirt's daemon started"
in_rig cp -a $hook $hook.new
in_rig mv $hook.new $hook
is "replaced since: nobody can tell" "$(came hook-seen)" skip
fails "a start tells" v start bad
is "now it is known" "$(came hook-seen)" pass
in_rig sh -c "rm -rf /run/sevgate/domains /run/sevgate/names; rm $entry; ln -s $hook $entry"
is "without records, and put there anew" "$(came hook-seen)" warn
rig_restart
in_rig rm $entry
in_rig install -m 0755 /dev/stdin /etc/libvirt/hooks/qemu <<<'#!/bin/sh'
rig_restart
in_rig ln -s $hook $entry
is "another hook was there: libvirt looks each time" "$(came hook-seen)" pass
fails "indeed" v start bad
in_rig rm /etc/libvirt/hooks/qemu
rig_restart

# --- what would a VM see -----------------------------------------------------------------

mkdir "$RIG/broken"
echo 'int ours(void) { return 0; }' >"$RIG/ours.c"
echo 'int ours(void); int main(void) { return ours(); }' >"$RIG/main.c"
cc -shared -fPIC -o "$RIG/libours.so" "$RIG/ours.c"
cc -o "$RIG/broken/missing-library" "$RIG/main.c" "$RIG/libours.so"
rm "$RIG/libours.so"
cc -o "$RIG/broken/wrong-interpreter" "$RIG/main.c" "$RIG/ours.c" -Wl,--dynamic-linker=/nonexistent/ld.so
printf '#!/nonexistent/sh\n' >"$RIG/broken/no-shell"
printf 'exit 0\n' >"$RIG/broken/text"
: >"$RIG/broken/empty"
# shellcheck disable=SC2016 # for the script
printf '#!/bin/sh\nkill -SEGV $$\n' >"$RIG/broken/crashes"
in_rig cp -a $hook $hook.good
while IFS='|' read -r name wanted start error; do
	in_rig install -m 0755 "$RIG/broken/$name" $hook
	is "$name: sevgate host" "$(came hook-runs)" "$wanted"
	goes
	is "$name: a start" "$STATUS" "$start"
	like "$name: says" "$OUT" "$error"
	[ -z "${SHOW:-}" ] || printf '# %s | %s | %s\n' "$name" "${OUT//$'\n'/ }" "$(says hook-runs)"
done <<-'END'
	missing-library|fail|1|unexpected exit status 127: .*cannot open shared object file
	wrong-interpreter|fail|1|unexpected exit status 12[67]: .*No such file or directory
	no-shell|fail|1|unexpected exit status 12[67]: .*No such file or directory
	text|fail|1|unexpected exit status 126: .*Exec format error
	empty|fail|1|unexpected exit status 126: .*Exec format error
	crashes|fail|1|unexpected fatal signal 11
END
# mode, and what is no file: libvirt passes over them without a word
while IFS='|' read -r name check wanted command; do
	in_rig sh -c "rm -rf $hook; cp -a $hook.good $hook; $command"
	is "$name: sevgate host" "$(came "$check")" "$wanted"
	goes
	is "$name: a plain domain starts" "$STATUS" 0
	run v start bad
	case $name in
	0700) is "$name: root's daemon calls it" "$STATUS" 1 ;;
	*)
		is "$name: what it would refuse starts" "$STATUS" 0
		v destroy bad >/dev/null
		;;
	esac
	[ -z "${SHOW:-}" ] || printf '# %s | %s | %s\n' "$name" "${OUT//$'\n'/ }" "$(says "$check")"
done <<-END
	0700|hook-mode|warn|chmod 0700 $hook
	0644|hook-mode|fail|chmod 0644 $hook
	directory|hook-installed|fail|rm $hook; mkdir $hook
	gone|hook-installed|fail|rm $hook
END
# a user's own daemon
in_rig sh -c "rm -rf $hook; cp -a $hook.good $hook; chmod 0700 $hook"
rig_session_up sev
vu define <(domain_xml name=mine virt=qemu cpu=qemu64 loader_type=none) >/dev/null
run vu start mine
is "0700: a user's domain does not start" "$STATUS" 1
like "0700: it says" "$OUT" 'unexpected exit status 126: .*Permission denied'
[ -z "${SHOW:-}" ] || printf '# 0700, user | %s\n' "${OUT//$'\n'/ }"
in_rig chmod 0755 $hook
is "mended" "$(came hook-mode),$(came hook-runs)" pass,pass
ok "it starts" vu start mine
# what the user's daemon calls says nothing of root's
vu define <(domain_xml name=mine-bad sev=0x0002) >/dev/null
fails "the user's daemon is told of a refusal" vu start mine-bad
like "by the hook" "$OUT" "sevgate: DENY domain=mine-bad "
in_rig sh -c "rm -rf /run/sevgate/domains; rm $entry; ln -s $hook $entry"
fails "once more" vu start mine-bad
as_user sevgate host --json >"$RIG/host.json"
is "nor may the user take the one for the other" \
	"$(jq -r '.checks[] | select(.name == "hook-seen") | .status' "$RIG/host.json")" warn

# --- a daemon that hangs ---------------------------------------------------------------------

in_rig pkill -STOP -x libvirtd
SECONDS=0
is "libvirt hangs" "$(came libvirt-daemon),$(says libvirt-daemon)" "warn,libvirt does not answer"
ok "and is not waited for" test $SECONDS -le 20
in_rig pkill -CONT -x libvirtd
tap_end
