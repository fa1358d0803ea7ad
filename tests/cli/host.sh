#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# host.sh - sevgate host on captured hosts, on changed ones, and hooks that are broken for real
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# nothing below may ever mean this machine's own root
: "${work:?}" "${BUILD:?}"
hosts=$top/tests/data/hosts

# got NAME...: what came of these checks, a letter each, - for those that could not be asked
got()
{
	jq -j --args '[.checks[] | {key: .name, value: .status}] | from_entries as $all |
		$ARGS.positional[] | {pass: "P", info: "I", warn: "W", fail: "F", skip: "-"}[$all[.] // "?"] // "?"' \
		"$@" <"$work/.out"
}

# says NAME: its message
says()
{
	jq -r --arg name "$1" '.checks[] | select(.name == $name) | .message' "$work/.out"
}

# hint NAME: what is to be done
hint()
{
	jq -r --arg name "$1" '.checks[] | select(.name == $name) | .fix_hint' "$work/.out"
}

sevgate host x
is "no argument" "$status,$out,$err" "1,,sevgate host: takes no argument
usage: sevgate host [OPTION]..."
sevgate host --root /nowhere
is "no such root" "$status,$out,$err" "1,,sevgate: /nowhere: No such file or directory"
sevgate host --nothing
like "no such option" "$status,$err" '^1,'
sevgate host --help
like "help" "$out" '^usage: sevgate host \[OPTION\]'
is "standard output is full" "$("$BUILD/sevgate" host --root "$hosts/milan" 2>&1 >/dev/full)" \
	"sevgate: writing the result: No space left on device"

# --- hosts, as tests/data/hosts/README.md has them -----------------------------------------
# a column for each
trees=(naples rome milan genoa turin hiding unanswered dead no-module no-module-snp no-kvm
	old-kernel old-kernel-no-module no-sev intel)
mkdir seen
for name in "${trees[@]}"; do
	sevgate host --root "$hosts/$name" --json
	is "$name: no hook is there, so it fails" "$status,$err" 2,
	cp .out "seen/$name"
	jq -r '.checks[] | .name + " " +
		{pass: "P", info: "I", warn: "W", fail: "F", skip: "-"}[.status]' .out >"seen/$name.letters"
done
is "all captured hosts are here" "$(printf '%s\n' "${trees[@]}" | sort)" \
	"$(cd "$hosts" && printf '%s\n' */ | tr -d / | sort)"
known=''
while read -r name wanted; do
	is "$name" "$(for tree in "${trees[@]}"; do
		sed -n "s/^$name //p" "seen/$tree.letters"
	done | tr -d '\n')" "$wanted"
	known+="$name "
done <<-'END'
	cpu-vendor PPPPPPPPPPPPPPF
	cpu-model PPPPPPPPPPPPPPW
	cpu-microcode PPPPPPPPPPPPPPP
	cpu-sme IIIIIIIIIIIIIWW
	cpu-sev PPPPPPPPPPPPPFF
	cpu-sev-es IPPPPPPPPPPPPWW
	cpu-sev-snp IIPPPPPIIPIIIWW
	cpu-cbit ---------------
	cpu-reduced-bits ---------------
	cpu-guests ---------------
	cpu-min-asid ---------------
	cpu-page-flush ---------------
	cpu-vmpl ---------------
	cpu-vmpls ---------------
	bios-sme ---------------
	bios-snp ---------------
	bios-vmpl ---------------
	rmp-table ---------------
	kernel IIIIIIIIIIIIIII
	kvm-module PPPPPPPPPPFPPPF
	kvm-sev PPPPPPPPPP-PPI-
	kvm-sev-es IPPPPPPPPP-PPI-
	kvm-sev-snp IIPPPPPIIP-III-
	dev-kvm ---------------
	dev-sev-read ---------------
	dev-sev-write ---------------
	dev-sev-mode ---------------
	iommu ---------------
	memlock-libvirt ---------------
	memlock-self ---------------
	memory-slice ---------------
	firmware-state PPPPPP-F--IP---
	firmware-es PPPPPP----IP---
	firmware-snp --PPPP---------
	firmware-rmp --PPPP---------
	firmware-owner IIIIII----II---
	firmware-version IIIIII----II---
	firmware-snp-version --IIII---------
	firmware-minimum ---------------
	firmware-snp-minimum ---------------
	firmware-known-bad PIWWWW-II-III-I
	firmware-tcb --PWPP---------
	tsme IIIIIIIIIIIIII-
	asids-sev PPPPPPPPPP-PI--
	asids-sev-es -PPPPPPPPI-PI--
	asids-sev-snp -----W---I-----
	image-sev WWWWWWWWWWWWW--
	image-sev-es -WWWWWWWWWWWW--
	image-sev-snp --WWWWW--W-----
	libvirt-daemon ---------------
	libvirt-sev ---------------
	libvirt-sev-snp ---------------
	libvirt-pdh ---------------
	hook-installed FFFFFFFFFFFFFFF
	hook-mode ---------------
	hook-directories ---------------
	hook-library ---------------
	hook-runs ---------------
	hook-others PPPPPPPPPPPPPPP
	hook-seen ---------------
	hook-apparmor ---------------
	hook-selinux ---------------
	policy WWWWWWWWWWWWWWW
	policy-overridden IIIIIIIIIIIIIII
	policy-exemptions PPPPPPPPPPPPPPP
	break-glass PPPPPPPPPPPPPPP
	unchecked-starts PPPPPPPPPPPPPPP
	hook-failures PPPPPPPPPPPPPPP
	agent ---------------
	agent-libvirt ---------------
	agent-policy ---------------
	module PPPPPPPPIIPPIII
	module-version ---------------
	module-fresh PPPPPPWP--PP---
	files PPPPPPPPPPPPPPP
END
cp seen/milan .out
is "there are no other checks" "$(jq -r '.checks[].name' .out | tr '\n' ' ')" "$known"

# --- text and JSON, documentation -----------------------------------------------------------
sevgate host --root "$hosts/milan"
cp .out text
sevgate host --root "$hosts/milan" --json
is "the same in both" "$(sed -n 's/^  \([A-Z]\{4\}\)  \([^ ]*\) */\1 \2 /p' text)" \
	"$(jq -r '.checks[] | (.status | ascii_upcase) + " " + .name + " " + .message' .out)"
is "with hints for what is to be mended" "$(sed -n 's/^ *-> //p' text)" \
	"$(jq -r '.checks[] | select(.status == "warn" or .status == "fail") | .fix_hint' .out)"
is "and the sums" "$(tail -n 1 text)" "$(jq -r '.summary |
	"\(.pass) pass, \(.info) info, \(.warn) warn, \(.fail) fail, \(.skip) skip"' .out)"
is "in groups" "$(grep -E '^[a-z]+$' text | tr '\n' ' ')" "cpu kernel firmware images libvirt sevgate "
is "for machines" "$(jq -c '[.version, .live, .sevgate]' .out)" "[1,false,\"$(cat "$top/VERSION")\"]"
is "a check is what the manual says" "$(jq -r '[.checks[] | keys[]] | unique | join(" ")' .out)" \
	"category fix_hint message name status"
doc=$top/docs/host.md
is "each check is documented" "$(sed -n '/^## The checks/,/^## /s/^| `\([a-z-]*\)` | .*/\1/p' "$doc" | sort -u)" \
	"$(jq -r '.checks[].name' .out | cat - <(echo image) | sort -u)"
# parity TOOL LINES: each line of another tool has a check of ours that there is, or a reason
parity()
{
	local rows
	rows=$(sed -n "/^### $1/,/^##/s/^\(| [^-:].*\)/\1/p" "$doc" | tail -n +2)
	is "$1: all its lines" "$(wc -l <<<"$rows")" "$2"
	is "$1: each names checks that there are" "$(grep -o '`[a-z-]*`' <<<"$rows" | tr -d '`' | sort -u |
		comm -23 - <(jq -r '.checks[].name' .out | sort -u))" ""
	is "$1: how many have none" "$(grep -vc '`[a-z-]*`' <<<"$rows")" "$3"
}
parity "sevctl ok" 19 0
parity "snphost ok" 31 2

# --- near misses --------------------------------------------------------------------------

# fresh NAME: $tree becomes a copy
tree=$work/tree
fresh()
{
	rm -rf "${tree:?}"
	cp -r "$hosts/$1" "$tree"
}

# put PATH TEXT
put()
{
	mkdir -p "$tree/$(dirname "$1")"
	# a link there leads to this machine's own
	rm -f "$tree/$1"
	printf '%s\n' "$2" >"$tree/$1"
}

look_at()
{
	sevgate host --root "$tree" --json
}

# after DESCRIPTION WANTED NAME...: what came of checks; there is no hook, so it fails
after()
{
	local what=$1 wanted=$2
	shift 2
	look_at
	is "$what" "$status,$err,$(got "$@")" "2,,$wanted"
}

param=sys/module/kvm_amd/parameters stat=sys/class/sevstat/host
fresh milan
sed -i 's/ sev_snp$//' "$tree/proc/cpuinfo"
after "the BIOS without SEV-SNP" PPW cpu-sev cpu-sev-es cpu-sev-snp
sed -i 's/ sev_es$//' "$tree/proc/cpuinfo"
after "and without SEV-ES" PWW cpu-sev cpu-sev-es cpu-sev-snp
sed -i 's/ sev$//' "$tree/proc/cpuinfo"
after "and without SEV" FWW cpu-sev cpu-sev-es cpu-sev-snp
fresh milan
sed -i 's/^flags.*/& sme/' "$tree/proc/cpuinfo"
after "with memory encryption" P cpu-sme
fresh milan
put $param/sev N
after "kvm_amd without SEV" FPP kvm-sev kvm-sev-es kvm-sev-snp
put $param/sev_es N
put $param/sev_snp N
after "and without all" FWW kvm-sev kvm-sev-es kvm-sev-snp
fresh milan
while read -r revision wanted; do
	sed -i "s/^microcode.*/microcode\t: $revision/" "$tree/proc/cpuinfo"
	after "microcode $revision" "$wanted" cpu-microcode
done <<-'END'
	0xa0011da W
	0xa0011db P
	0xa001243 W
	nonsense -
END
fresh milan
while read -r tcb wanted; do
	put $stat/snp/current_tcb "$tcb"
	put $stat/snp/reported_tcb "$tcb"
	after "TCB $tcb" "$wanted" firmware-known-bad firmware-tcb
done <<-'END'
	0xdb17000000000004 WP
	0xdb1a000000000004 WP
	0xdb1b000000000004 PP
END
put $stat/snp/reported_tcb 0xdb1a000000000004
after "one part of the TCB is not committed" W firmware-tcb
rm "$tree/$stat/snp/current_tcb"
after "nobody knows the TCB" - firmware-known-bad
cp seen/genoa .out
is "what is known against it" "$(says firmware-known-bad)" "this firmware has AMD-SB-3023 (CVE-2025-48514)"
fresh naples
put $stat/firmware/build 11
after "the last firmware with invalid curves" W firmware-known-bad
put $stat/firmware/build 12
after "one later" P firmware-known-bad
fresh milan
# minimum INTERFACE VERSION
minimum()
{
	put etc/sevgate/policy.d/50-a.xml "<policy><platform><firmware interface='$1' $2/></platform>
		<profile name='a'><match name='*'/></profile></policy>"
}
minimum sev "api='1.55' build='21'"
after "as new as the policy demands" P- firmware-minimum firmware-snp-minimum
minimum sev "api='1.55' build='22'"
after "one build below" F- firmware-minimum firmware-snp-minimum
minimum snp "api='1.56'"
after "one API below" -F firmware-minimum firmware-snp-minimum
fresh milan
while read -r age wanted; do
	put $stat/firmware/age_ms "$age"
	after "an answer $age ms old" "$wanted" module-fresh
done <<-'END'
	50000 P
	50001 W
END
put sys/module/sevstat/parameters/period_ms 60000
after "as the module is told to ask" P module-fresh
put sys/module/sevstat/parameters/period_ms 0
put $stat/firmware/age_ms 99999999
after "or not to ask by itself" P module-fresh
version=$(cat "$top/VERSION")
put sys/module/sevstat/version "$version"
after "the module is as old as we" P module-version
put sys/module/sevstat/version "${version}1"
after "or not" W module-version
put $stat/firmware/owner external
after "an owner" I firmware-owner
like "is said to be" "$(says firmware-owner)" 'has an owner of its own'
put $stat/firmware/state dead
after "dead firmware" F firmware-state
put $stat/snp/rmp_initialized 0
after "no RMP" W firmware-rmp
put $stat/asid/sev_used 410
after "no ASIDs left" W asids-sev
put $stat/asid/sev_used 409
after "one left" P asids-sev
mkdir -p "$tree/sys/class/iommu"
after "no IOMMU" W iommu
mkdir "$tree/sys/class/iommu/ivhd0"
after "an IOMMU" P iommu
put sys/fs/cgroup/machine.slice/memory.max max
after "guests may have all memory" P memory-slice
put sys/fs/cgroup/machine.slice/memory.max 1073741824
after "or not" W memory-slice
fresh no-module
put sys/kernel/security/lockdown '[none] integrity confidentiality'
look_at
unlike "no lockdown" "$(says module)" 'Secure Boot'
put sys/kernel/security/lockdown 'none [integrity] confidentiality'
look_at
like "lockdown, and no module" "$(says module)" 'Secure Boot'

# --- the daemon's limits -----------------------------------------------------------------------
fresh milan
put run/virtqemud.pid 77
put proc/77/comm virtqemud
put proc/77/limits 'Max locked memory         8388608              8388608              bytes'
put proc/77/status 'CapEff:	000001ffffffffff'
after "the daemon may raise limits" P memlock-libvirt
put proc/77/status 'CapEff:	000001fffeffffff'
after "it may not" W memlock-libvirt
put proc/77/limits 'Max locked memory         unlimited            unlimited            bytes'
after "it has none" P memlock-libvirt
put proc/77/comm bash
after "another process with its number" - memlock-libvirt

# --- what sevgate has there ---------------------------------------------------------------------
hooks=etc/libvirt/hooks/qemu.d
checks=(hook-installed hook-mode hook-directories hook-library hook-runs hook-others)
fresh milan
put usr/sbin/sevgate-hook '#!/bin/sh'
put usr/libexec/sevgate/sevgate-attest.so ''
program=$tree/usr/sbin/sevgate-hook
chmod 0755 "$program"
mkdir -p "$tree/$hooks"
ln -s /usr/sbin/sevgate-hook "$tree/$hooks/50-sevgate"
put etc/sevgate/policy.d/50-a.xml "<policy><profile name='a'><match name='*'/></profile></policy>"
look_at
is "as the package has it: nothing fails" "$status,$err,$(got "${checks[@]}")" 0,,PPPP-P
is "found below its own root" "$(says hook-installed)" "$program"
chmod 0700 "$program"
look_at
is "for root alone" "$status,$(got "${checks[@]}")" 0,PWPP-P
chmod 0644 "$program"
after "not executable" PFPP-P "${checks[@]}"
chmod 0775 "$program"
after "others may write" PFPP-P "${checks[@]}"
chmod 0755 "$program"
chmod 0777 "$tree/usr/sbin"
after "others may write beside it" PPFP-P "${checks[@]}"
chmod 0755 "$tree/usr/sbin"
chmod 0700 "$tree/etc/libvirt/hooks"
look_at
is "a directory for root alone" "$status,$(got "${checks[@]}")" 0,PPWP-P
chmod 0755 "$tree/etc/libvirt/hooks"
while read -r name wanted; do
	install -m 0755 "$program" "$tree/$hooks/$name"
	look_at
	is "a second hook: $name" "$status,$(got hook-others)" "0,$wanted"
	chmod 0644 "$tree/$hooks/$name"
	look_at
	is "not executable: $name" "$status,$(got hook-others)" 0,P
	rm "$tree/$hooks/$name"
done <<-'END'
	50-sevgate.rpmsave W
	50-sevgate~ W
	60-other I
END
ln "$program" "$tree/$hooks/aaa"
look_at
is "the same file by another name" "$(got hook-others)" W
rm "$tree/$hooks/aaa"
install -m 0755 /dev/null "$tree/etc/libvirt/hooks/qemu"
look_at
is "libvirt's own script" "$(got hook-others)" I
library=$tree/usr/libexec/sevgate/sevgate-attest.so
chmod 0600 "$library"
look_at
is "a library for root alone" "$status,$(got "${checks[@]}")" 0,PPPW-I
: >"$library"
after "an empty one" PPPF-I "${checks[@]}"
rm "$library"
after "half of an installation" PPPF-I "${checks[@]}"
rm "$program"
after "a link that leads nowhere" F-P--I "${checks[@]}"
mkdir "$program"
after "a directory" F- hook-installed hook-mode
rm "$tree/$hooks/50-sevgate"
after "no link" F- hook-installed hook-mode

# --- policy, break glass, agent, counters ---------------------------------------------------------
fresh milan
put etc/sevgate/policy.d/50-a.xml "<policy>"
after "a broken policy" F-- policy policy-overridden policy-exemptions
put etc/sevgate/policy.d/50-a.xml "<policy><profile name='a'><match name='*'/>
	<exempt rule='net-rom' reason='old' until='2020-01-01'/></profile></policy>"
after "an exemption that has ended" PIW policy policy-overridden policy-exemptions
like "is named" "$(says policy-exemptions)" ': net-rom$'
sed -i 's/2020-01-01/2999-01-01/' "$tree/etc/sevgate/policy.d/50-a.xml"
mkdir -p "$tree/usr/share/sevgate/policy.d"
cp "$tree/etc/sevgate/policy.d/50-a.xml" "$tree/usr/share/sevgate/policy.d/50-a.xml"
after "one file instead of another" PIP policy policy-overridden policy-exemptions
is "which" "$(says policy-overridden)" "files that others replace: usr/share/sevgate/policy.d/50-a.xml"
mkdir -p "$tree/run/sevgate/metrics"
touch "$tree/run/sevgate/disable"
after "break glass" W break-glass
put run/sevgate/metrics/counters "# sevgate counters 1
sevgate_hook_failures_total{outcome=\"fail_open\"} 1
sevgate_domains_started_unchecked_total 2
# end"
after "started past the hook, and undecided" WW unchecked-starts hook-failures
put run/sevgate/metrics/counters "nonsense"
after "counters that are none" --W unchecked-starts hook-failures files
rm "$tree/run/sevgate/metrics/counters"
if [ "$(id -u)" = 0 ]; then
	chmod a+rx "$work"
	put etc/sevgate/policy.d/50-a.xml "<policy><profile name='a'><match name='*'/></profile></policy>"
	chown -R 65534 "$tree"
	# closed MODE PATH WANTED: for others than root, and than whose it is
	closed()
	{
		chmod "$1" "$tree/$2"
		setpriv --reuid 65533 --regid 65533 --clear-groups "$BUILD/sevgate" host --root "$tree" --json >.out 2>.err
		is "for anybody, with $1 $2" "$(cat .err),$(got policy policy-exemptions),$(says policy)" ",$3"
		chmod u+rwx,go+rx "$tree/$2"
	}
	closed 0600 etc/sevgate/policy.d/50-a.xml "--,only root may ask"
	closed 0700 etc/sevgate/policy.d "--,only root may ask"
fi

# --- AppArmor, SELinux ----------------------------------------------------------------------------
fresh milan
put sys/kernel/security/apparmor/profiles "/usr/sbin/cupsd (enforce)
libvirtd (complain)"
after "AppArmor, and libvirt is free" P hook-apparmor
put sys/kernel/security/apparmor/profiles "libvirtd (enforce)"
after "and the hook is not there" - hook-apparmor
put usr/sbin/sevgate-hook ''
put usr/libexec/sevgate/sevgate-hook ''
mkdir -p "$tree/etc/libvirt/hooks/qemu.d"
for place in usr/sbin:P usr/libexec/sevgate:W; do
	ln -sfn "/${place%:*}/sevgate-hook" "$tree/etc/libvirt/hooks/qemu.d/50-sevgate"
	after "and the hook is in ${place%:*}" "${place#*:}" hook-apparmor
done
unlike "the hook is not" "$(says hook-apparmor)" "too"
ln -sfn /usr/sbin/sevgate-hook "$tree/etc/libvirt/hooks/qemu.d/50-sevgate"
put sys/kernel/security/apparmor/profiles "/usr/sbin/virtqemud (enforce)
sevgate-hook (enforce)"
after "the other daemon" P hook-apparmor
like "and the hook is, too" "$(says hook-apparmor)" "too"
put sys/fs/selinux/enforce 1
after "SELinux without our module" W hook-selinux
put sys/fs/selinux/enforce 0
after "permissive" I hook-selinux
put sys/fs/selinux/enforce 1
mkdir -p "$tree/var/lib/selinux/targeted/active/modules/200/sevgate"
after "with it, and no label" W hook-selinux
like "what is to be done then" "$(hint hook-selinux)" '^restorecon'
put $hooks/50-sevgate '#!/bin/sh'
if setfattr -n security.selinux -v system_u:object_r:sevgate_hook_exec_t:s0 "$tree/$hooks/50-sevgate" 2>/dev/null; then
	after "with both" P hook-selinux
	setfattr -n security.selinux -v system_u:object_r:virt_hook_t:s0 "$tree/$hooks/50-sevgate"
	after "another label" W hook-selinux
fi

# --- nonsense in every file -------------------------------------------------------------------------
bad=''
# said_all: every check came to something, in words that a terminal can take
said_all()
{
	[ "$status,$err" = 2, ] && [ "$(jq -r '.checks[].name' .out | grep -v '^image$' | tr '\n' ' ')" = "$known" ] &&
		jq -r '.checks[].message' .out >messages && ! LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f]' messages
}
mapfile -t files < <(cd "$hosts/milan" && find . -type f)
for file in "${files[@]}"; do
	fresh milan
	printf 'x\033[31m\001\377%04000d\n' 7 >"$tree/$file"
	look_at
	said_all || bad+=" $file"
	rm "$tree/$file"
	mkfifo "$tree/$file"
	look_at
	said_all || bad+=" $file(fifo)"
done
is "nonsense, and a FIFO, for each file" "$bad" ""
ok "there were files" test ${#files[@]} -gt 40

# --- this machine, whatever it is --------------------------------------------------------------------
sevgate host --json
like "this machine" "$status,$err" '^[02],$'
is "is this machine" "$(jq -c .live .out)" true
is "and all is said" "$(jq -r '.checks[].name' .out | grep -v '^image$' | tr '\n' ' ')" "$known"
if [ "$(id -u)" = 0 ]; then
	setpriv --reuid 65534 --regid 65534 --clear-groups "$BUILD/sevgate" host --json >.out 2>.err
	like "for anybody" "$?,$(cat .err)" '^[02],$'
	is "less is known" "$(jq -c .root .out),$(got bios-sme rmp-table)" "false,--"
	is "and all is said, too" "$(jq -r '.checks[].name' .out | grep -v '^image$' | tr '\n' ' ')" "$known"
fi
# a daemon that takes connections and says nothing
python3 -c 'import signal, socket, sys
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); print("ready", flush=True); signal.pause()' \
	"$work/mute" >ready &
mute=$!
until [ -s ready ]; do :; done
# what sanitizers put before functions of libtirpc leads nowhere where that comes
# late, with libvirt
early=$(ldd "$BUILD/sevgate" | awk '/libasan/ { print $3 }')
if nm -D "$BUILD/sevgate" | grep -q __asan_init; then
	early+=" $(ldd "$BUILD/sevgate-virt.so" | awk '/libtirpc/ { print $3 }')"
	export LD_PRELOAD=$early
fi
SECONDS=0
sevgate host --json -c "qemu+unix:///system?socket=$work/mute"
unset LD_PRELOAD
is "libvirt hangs" "$(got libvirt-daemon libvirt-sev),$(says libvirt-daemon)" "W-,libvirt does not answer"
ok "it is not waited for" test $SECONDS -le 20
kill $mute
wait $mute 2>/dev/null
cp "$BUILD/sevgate" alone
./alone host --json >.out 2>.err
like "without libvirt's library" "$?,$(cat .err),$(says libvirt-daemon)" '^[02],,cannot speak to libvirt: '

# --- hooks that are broken for real: in a mount namespace of its own, as the machine's own hook -------

# no_namespace WHY: the end
no_namespace()
{
	[ -z "${SEVGATE_MUST_RUN:-}" ] || tap 0 "broken hooks: $1"
	tap_end
	exit
}

[ "$(id -u)" = 0 ] || no_namespace "not root"
unshare -m true 2>/dev/null || no_namespace "no new namespaces"
mkdir hook lib
echo 'int ours(void) { return 0; }' >lib/ours.c
echo 'int ours(void); int main(void) { return ours(); }' >lib/main.c
cc -shared -fPIC -o lib/libours.so lib/ours.c
cc -o hook/missing-library lib/main.c -Llib -lours
cc -o hook/wrong-interpreter lib/main.c lib/ours.c -Wl,--dynamic-linker=/nonexistent/ld.so
cp "$BUILD/sevgate-hook" hook/good
printf '#!/nonexistent/sh\n' >hook/no-shell
printf 'exit 0\n' >hook/text
: >hook/empty
printf '#!/bin/sh\nexit 3\n' >hook/fails
printf '#!/bin/sh\necho no luck >&2\nexit 1\n' >hook/says
# shellcheck disable=SC2016 # for the script
printf '#!/bin/sh\nkill -SEGV $$\n' >hook/crashes
printf '#!/bin/sh\nsleep 61 & wait\n' >hook/hangs
# shellcheck disable=SC2016 # for the script
printf '#!/bin/sh\necho "$@ $(id -u) $(cat)" >&2\nexit 1\n' >hook/tells
printf '#!/etc/libvirt/sevgate/shell\n' >hook/closed-shell
chmod 0755 hook/*
cat >in-namespace <<-'END'
	set -u
	: "${1:?}" "${2:?}"
	mkdir "$1/over" && mount -t tmpfs none "$1/over" && mkdir "$1/over/up" "$1/over/work" &&
		mount -t overlay overlay -o "lowerdir=/etc,upperdir=$1/over/up,workdir=$1/over/work" /etc || exit 77
	umask 022
	mkdir -p /etc/libvirt/hooks/qemu.d /etc/libvirt/sevgate
	chmod 0755 /etc/libvirt /etc/libvirt/hooks /etc/libvirt/hooks/qemu.d
	rm -f /etc/libvirt/hooks/qemu.d/* /etc/libvirt/hooks/qemu
	cp "$2/sevgate-attest.so" /etc/libvirt/sevgate
	install -m 0644 /bin/sh /etc/libvirt/sevgate/shell
	ln -s /etc/libvirt/sevgate/hook /etc/libvirt/hooks/qemu.d/50-sevgate
	for hook in "$1"/hook/*; do
		cp "$hook" /etc/libvirt/sevgate/hook
		"$2/sevgate" host --json >"$1/said.${hook##*/}"
	done
	cp "$1/hook/good" /etc/libvirt/sevgate/hook
	chmod 0700 /etc/libvirt/sevgate
	"$2/sevgate" host --json >"$1/said.closed"
	chmod 0757 /etc/libvirt/sevgate
	"$2/sevgate" host --json >"$1/said.open"
END
unshare -m sh in-namespace "$work" "$BUILD" >unshare.log 2>&1
[ $? != 77 ] || no_namespace "no overlay: $(cat unshare.log)"
while IFS='|' read -r name wanted message; do
	cp "said.$name" .out
	is "a hook, $name" "$(got hook-installed hook-mode hook-library hook-runs)" "PPP$wanted"
	like "a hook, $name: that is" "$(says hook-runs)" "^$message\$"
done <<-'END'
	good|P|the hook runs
	missing-library|F|the hook does not run: exit status 127: .*libours.so: cannot open shared object file.*
	wrong-interpreter|F|the hook does not run: its interpreter is missing
	no-shell|F|the hook does not run: its interpreter is missing
	text|F|the hook does not run: Exec format error
	empty|F|the hook does not run: Exec format error
	fails|F|the hook does not run: exit status 3
	says|F|the hook does not run: exit status 1: no luck
	crashes|F|the hook does not run: it is killed by signal 11
	closed-shell|F|the hook does not run: Permission denied, for its interpreter, or by the mount's "noexec"
	hangs|W|the hook does not end within 600 ms
	tells|F|the hook does not run: exit status 1: sevgate-host reconnect begin - 65534
	closed|-|it was not tried: see hook-installed, hook-mode and hook-directories
	open|-|it was not tried: see hook-installed, hook-mode and hook-directories
END
is "nothing of them is left" "$(pgrep -f -U 65534 '^sleep 61$')" ""
tap_end
