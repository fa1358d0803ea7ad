#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# metrics.sh - sevgate metrics on captured hosts, and on damaged ones
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
usage='[--textfile DIR]'
hosts=$top/tests/data/hosts

# value NAME[LABELS]: in what was printed last
value()
{
	awk -v name="$1" '$1 == name { print $2 }' <<<"$out"
}

# pool NAME: size, use and peak
pool()
{
	echo "$(value "sev_asids{pool=\"$1\"}")/$(value "sev_asids_in_use{pool=\"$1\"}")/$(value "sev_asids_in_use_peak{pool=\"$1\"}")"
}

# features: 1 or 0 for SEV, SEV-ES, SEV-SNP
features()
{
	local f
	for f in sev sev_es sev_snp; do
		printf %s "$(value "sev_feature_enabled{feature=\"$f\"}")"
	done
}

# state: of the firmware
state()
{
	sed -n 's/^sev_platform_state{interface="sev",state="\([a-z]*\)"} 1$/\1/p' <<<"$out"
}

# firmware: its version, by the older interface
firmware()
{
	sed -n 's/^sev_firmware_info{interface="sev",api="\(.*\)",build="\(.*\)"} 1$/\1.\2/p' <<<"$out"
}

wrong "there is no argument 'x'" metrics x
sevgate metrics --root /nowhere
is "no such root" "$status,$out,$err" "1,,sevgate: /nowhere: No such file or directory"

# --- hosts, as tests/data/hosts/README.md has them ---------------------------------
# name | family source | features | sev | sev_es | sev_snp | state, version
while IFS='|' read -r name info features sev es snp state version; do
	sevgate metrics --root "$hosts/$name"
	is "$name: printed" "$status,$err" 0,
	is "$name: what it is" "$(sed -n 's/^sev_host_info{family="\(.*\)",source="\(.*\)"} 1$/\1 \2/p' <<<"$out")" "$info"
	is "$name: can start" "$(features)" "$features"
	is "$name: ASIDs" "$(pool sev) $(pool sev_es) $(pool sev_snp)" "$sev $es $snp"
	is "$name: firmware" "$(state),$(firmware)" "$state,$version"
	is "$name: no file is nonsense" "$(grep '^sevgate_collector_errors' <<<"$out" | grep -v ' 0$')" ""
done <<-E
	naples|naples sevstat|100|15/3/4|//|//|working|0.17.48
	rome|rome sevstat|110|504/9/12|5/2/4|//|working|0.24.15
	milan|milan sevstat|111|410/5/7|99/9/14|//|working|1.55.21
	genoa|genoa sevstat|111|707/0/0|299/31/31|//|working|1.55.39
	turin|turin sevstat|111|507/1/1|499/6/6|//|working|1.58.3
	hiding|turin sevstat|111|907/2/2|59/3/|40/40/|working|1.58.3
	unanswered|genoa sevstat|111|707/2/2|299/3/3|//|unknown|
	dead|rome sevstat|000|504/2/2|5/1/1|//|dead|
	no-module|rome kernel|110|504/9/12|5/2/4|//||
	no-module-snp|milan kernel|111|410/5/5|59//|40//||
	no-kvm|rome sevstat|000|0/0/|0/0/|//|uninit|0.24.15
	old-kernel|rome sevstat|110|504/9/|5/2/|//|working|0.24.15
	old-kernel-no-module|rome kernel|110|504//|5//|//||
	no-sev|milan none|000|//|//|//||
	intel|unknown none|000|//|//|//||
E
# tcb WHICH HOST: as metrics show it
tcb()
{
	sevgate metrics --root "$hosts/$2"
	sed -n "s/^sev_tcb_svn{tcb=\"$1\",component=\"\(.*\)\"} /\1 /p" <<<"$out"
}

# tcb_bytes WHICH HOST COMPONENT:BYTE...: as it stands in the file
tcb_bytes()
{
	local file=$hosts/$2/sys/class/sevstat/host/snp/$1_tcb part value
	value=$(cat "$file")
	shift 2
	for part in "$@"; do
		echo "${part%:*} $((value >> 8 * ${part#*:} & 255))"
	done
}
is "TCB of Genoa" "$(tcb reported genoa)" "$(tcb_bytes reported genoa bootloader:0 tee:1 snp:6 microcode:7)"
is "TCB of Turin" "$(tcb current turin)" "$(tcb_bytes current turin fmc:0 bootloader:1 tee:2 snp:3 microcode:7)"

# documented: families of the documentation with their types
documented()
{
	sed -nE '/^\| `sev/s/^\| ([^|]*) \| ([a-z]*) .*/\1|\2/p' "$top/docs/metrics.md" | tr -d '` ' |
		while IFS='|' read -r names type; do
			tr ',' '\n' <<<"$names" | sed "s/$/ $type/"
		done | sort
}
sevgate metrics --root "$hosts/milan"
is "families are those of the documentation" "$(sed -n 's/^# TYPE //p' <<<"$out" | sort)" "$(documented)"

# --- nonsense in files ---------------------------------------------------------------
# tree FILE CONTENT: Milan with that file changed
tree()
{
	rm -rf "$work/tree"
	cp -r "$hosts/milan" "$work/tree"
	# shellcheck disable=SC2059 # the content has escapes
	printf -- "$2" >"$work/tree/$1"
	sevgate metrics --root "$work/tree"
}
sev=sys/class/sevstat/host
while IFS='|' read -r name file content series; do
	tree "$file" "$content"
	is "$name: printed all the same" "$status,$err,$(grep -c '^sevgate_build_info' <<<"$out")" 0,,1
	is "$name: is said" "$(grep '^sevgate_collector_errors' <<<"$out" | grep -v ' 0$' | sed 's/.*"\(.*\)".*/\1/')" \
		"$([[ $file == $sev* ]] && echo sevstat || echo kernel)"
	is "$name: no false value" "$(value "$series")" ""
done <<-E
	empty|$sev/asid/sev_capacity||sev_asids{pool="sev"}
	no number|$sev/asid/sev_used|many\n|sev_asids_in_use{pool="sev"}
	negative|$sev/asid/sev_used|-1\n|sev_asids_in_use{pool="sev"}
	huge number|$sev/asid/sev_capacity|99999999999999999999999\n|sev_asids{pool="sev"}
	too large|$sev/asid/sev_capacity|4294967296\n|sev_asids{pool="sev"}
	hexadecimal|$sev/firmware/build|0x15\n|sev_firmware_build{interface="sev"}
	two lines|$sev/firmware/guests|1\n2\n|sev_firmware_guests{interface="sev"}
	blank|$sev/firmware/guests| 1\n|sev_firmware_guests{interface="sev"}
	a NUL|$sev/firmware/guests|1\\0001\n|sev_firmware_guests{interface="sev"}
	no version|$sev/firmware/api|1\n|sev_firmware_api_major{interface="sev"}
	version of words|$sev/firmware/api|one.two\n|sev_firmware_api_major{interface="sev"}
	another state|$sev/firmware/state|on fire\n|sev_platform_state{interface="sev",state="init"}
	a state that breaks lines|$sev/firmware/state|init"} 1\nevil 1\n|evil
	no bit|$sev/snp/vlek_loaded|2\n|sev_platform_flag{interface="snp",flag="vlek_loaded"}
	no TCB|$sev/snp/current_tcb|0xgg\n|sev_tcb_svn{tcb="current",component="snp"}
	no peak|sys/fs/cgroup/misc.peak|sev lots\n|sev_asids_in_use_peak{pool="sev"}
E
head -c 100000 /dev/zero | tr '\0' 1 >"$work/long"
tree $sev/firmware/guests "$(cat "$work/long")"
is "a long file: is said" "$(value 'sevgate_collector_errors{collector="sevstat"}')" 1
rm "$work/tree/$sev/firmware/guests"
mkfifo "$work/tree/$sev/firmware/guests"
sevgate metrics --root "$work/tree"
is "a FIFO: is said, and not waited for" "$status,$(value 'sevgate_collector_errors{collector="sevstat"}')" 0,1
rm -r "$work/tree/$sev/firmware" "$work/tree/$sev/asid"
sevgate metrics --root "$work/tree"
is "directories missing: nothing is made up" "$(pool sev),$(state)" "//7,"
rm -rf "$work/tree"
cp -r "$hosts/no-module" "$work/tree"
echo maybe >"$work/tree/sys/module/kvm_amd/parameters/sev"
sevgate metrics --root "$work/tree"
is "a parameter of another kind: not known what starts" "$(features),$(value 'sevgate_collector_errors{collector="kernel"}')" ,1
printf 'sev -5\nsev_es 5\n' >"$work/tree/sys/fs/cgroup/misc.capacity"
sevgate metrics --root "$work/tree"
is "capacity of nonsense: none" "$(value 'sev_asids{pool="sev"}')" ""

# --- what the agent left ---------------------------------------------------------------
agent=$work/tree/run/sevgate/metrics/agent.json
# left JQ: what an agent leaves, changed by a filter
left()
{
	rm -rf "$work/tree"
	cp -r "$hosts/no-module" "$work/tree"
	mkdir -p "${agent%/*}"
	local now
	now=$(cut -d. -f1 /proc/uptime)
	jq -c "$1" >"$agent" <<-E
		{"version":1,"written":$now,"busy_since":0,"libvirt":true,"policy_ok":true,"generation":3,"loaded":1700000000,
		"profiles":{"0":0,"1":1,"2":2},"exemptions":{"0":4,"1":5},"guests":{"0":6,"1":7,"2":8,"3":9,"4":1},"masked":2,
		"sev":{"api_major":0,"api_minor":24,"build":15,"guests":11,"state":"working","owned":0,"es_initialized":1,
			"minimum":{"set":true,"api_major":0,"api_minor":24,"build":16}},
		"snp":{"minimum":{"set":false,"api_major":0,"api_minor":0,"build":0}},
		"asked":$((now - 5)),"cost_us":1500,"queries":4,"errors":1,"dropped":2,
		"measured":[{"uuid":"c7a5fdbd-edaf-9455-926a-d65c16db1809","match":true,"when":1700000001}]}
	E
	sevgate metrics --root "$work/tree"
}
left .
is "an agent that lives" "$(value sevgate_agent_up),$(value sevgate_libvirt_up),$(value sevgate_policy_generation)" 1,1,3
is "firmware that it asked" "$(grep -o 'source="[a-z]*"' <<<"$out"),$(state),$(firmware)" 'source="ioctl",working,0.24.15'
is "older than the policy demands" "$(value 'sevgate_firmware_minimum_met{interface="sev"}'),$(value 'sevgate_firmware_minimum_met{interface="snp"}')" 0,
is "what KVM does not start in spite of its parameter" "$(features)" 100
is "guests" "$(sed -n 's/^sevgate_guests{type="\(.*\)"} /\1 /p' <<<"$out" | tr '\n' ' ')" "none 7 sev 7 sev_es 8 sev_snp 9 "
is "a guest that was measured" "$(value 'sevgate_domain_measurement_match{uuid="c7a5fdbd-edaf-9455-926a-d65c16db1809"}')" 1
is "exemptions" "$(value 'sevgate_policy_exemptions{state="active"}'),$(value 'sevgate_policy_exemptions{state="expired"}')" 4,5
left '.sev.state = "dead"'
is "nothing starts with dead firmware" "$(state),$(features)" dead,000
left '.sev.minimum.build = 15'
is "as new as the policy demands" "$(value 'sevgate_firmware_minimum_met{interface="sev"}')" 1
silent='0,,,'
for change in '.written -= 61' '.written += 1000'; do
	left "$change"
	is "an agent that is silent: $change" "$(value sevgate_agent_up),$(value sevgate_libvirt_up),$(value 'sevgate_guests{type="sev"}'),$(firmware)" "$silent"
done
for change in '.version = 2' 'del(.written)' '.written = -1' '.written = "now"' '.measured = 7' '.measured[0].uuid = "x"' \
	'.measured[0].uuid = "c7a5fdbd\"} 1\nevil{a=\"d65c16db1809abc"' '.measured = [range(1001)|{uuid:"c7a5fdbd-edaf-9455-926a-d65c16db1809",match:true,when:1}]' \
	'.guests = []' '.libvirt = 1' '.sev.minimum.build = 256' 'del(.snp)' '[]' '.sev.guests = "all"'; do
	left "$change"
	is "what makes no sense: ${change:0:40}" "$(value sevgate_agent_up),$(value sevgate_libvirt_up),$(value 'sevgate_guests{type="sev"}'),$(firmware),$(value 'sevgate_collector_errors{collector="agent"}')" "$silent,1"
done
left .
truncate -s 100 "$agent"
sevgate metrics --root "$work/tree"
is "cut short" "$(value sevgate_agent_up),$(value 'sevgate_collector_errors{collector="agent"}')" 0,1

# --- the hook, as libvirt finds it -------------------------------------------------------
mkdir -p "$work/tree/etc/libvirt/hooks/qemu.d"
hook=$work/tree/etc/libvirt/hooks/qemu.d/50-sevgate
registered()
{
	sevgate metrics --root "$work/tree"
	value sevgate_hook_registered
}
is "no hook" "$(registered)" 0
: >"$hook"
is "a hook that is not executable" "$(registered)" 0
chmod 0755 "$hook"
is "a hook" "$(registered)" 1
ln -sf /nowhere "$hook"
is "a dangling link" "$(registered)" 0
if [ "$(id -u)" = 0 ]; then
	chmod 0755 "$work"
	chmod 0700 "$work/tree/etc/libvirt/hooks"
	out=$(setpriv --reuid 65534 --regid 65534 --clear-groups "$BUILD/sevgate" metrics --root "$work/tree" 2>&1)
	is "who may not look does not know" "$(value sevgate_hook_registered),$(value sevgate_agent_up)" ,0
fi

# --- the textfile ------------------------------------------------------------------------
text=$work/textfile
mkdir "$text"
sevgate metrics --root / --textfile "$text"
is "written" "$status,$out,$err,$(ls -A "$text")" 0,,,sevgate.prom
is "for everybody to read" "$(stat -c %a "$text/sevgate.prom")" 644
like "whole" "$(tail -n 1 "$text/sevgate.prom")" '^sevgate_collect_duration_seconds '
sevgate metrics --root "$hosts/milan" --textfile /nowhere
is "no such directory" "$status,$err" "1,sevgate: /nowhere: No such file or directory"
ln -s /etc/passwd "$text/.sevgate.prom.1.new"
rm "$text/sevgate.prom"
ln -s "$work/victim" "$text/sevgate.prom"
sevgate metrics --textfile "$text"
is "a link in its place is replaced, not followed" "$status,$(test -e "$work/victim" && echo victim),$(test -L "$text/sevgate.prom" && echo link)" 0,,
# a file system that is full, and one that is read-only
if mkdir "$work/small" && unshare -m true 2>/dev/null; then
	cat >"$work/small.sh" <<-'E'
	mount -t tmpfs -o size=8k none "$1/small" && "$2" metrics --textfile "$1/small" 2>"$1/.err"
	echo "$?,$(cat "$1/.err"),$(ls -A "$1/small")"
	mount -o remount,ro,size=1m "$1/small" && "$2" metrics --textfile "$1/small" 2>"$1/.err"
	echo "$?,$(cat "$1/.err"),$(ls -A "$1/small")"
	E
	is "full, and read-only" "$(unshare -m sh "$work/small.sh" "$work" "$BUILD/sevgate")" \
		"1,sevgate: $work/small/sevgate.prom: No space left on device,
1,sevgate: $work/small/sevgate.prom: Read-only file system,"
fi
for i in {1..10}; do
	"$BUILD/sevgate" metrics --textfile "$text" &
done
wait
is "ten at a time: whole" "$(head -c 6 "$text/sevgate.prom"),$(tail -n 1 "$text/sevgate.prom" | cut -d' ' -f1)" "# HELP,sevgate_collect_duration_seconds"
sevgate metrics >/dev/full
is "standard output is full" "$("$BUILD/sevgate" metrics 2>&1 >/dev/full)" "sevgate: writing the result: No space left on device"
tap_end
