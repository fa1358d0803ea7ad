#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# selinux.sh - the SELinux policy: what it lets our programs do, and what not
#
# It is compiled with the reference policy and installed by semodule into a
# store below a directory of our own, beside all modules of Debian's policy;
# the questions are asked of the policy that comes of it.
# shellcheck source-path=SCRIPTDIR source=../tap.sh disable=SC1091
. "$(dirname "$0")/../tap.sh"

here=$(dirname "$(readlink -f "$0")")
for tool in checkmodule semodule_link semodule_expand sesearch seinfo matchpathcon make m4; do
	command -v "$tool" >/dev/null || skip_all "needs $tool, see packaging/setup"
done
policy=$("$here/selinux-policy" 2>&1 | tail -n 1)
[ -d "$policy" ] || skip_all "no reference policy: $policy"

work=$(mktemp -d "${TMPDIR:-/tmp}/sevgate-selinux.XXXXXX")
trap 'rm -rf "$work"' EXIT
root=$work/root
contexts=$root/etc/selinux/default/contexts/files/file_contexts

# compile DIR MODULE: DIR/MODULE.pp
compile()
{
	make -s -C "$1" -f "$policy/usr/share/selinux/devel/Makefile" NAME=default \
		SHAREDIR="$policy/usr/share/selinux" \
		HEADERDIR="$policy/usr/share/selinux/devel/include" "$2.pp"
}

semodule()
{
	"$policy/usr/sbin/semodule" --noreload -s default -p "$root" \
		-S /var/lib/selinux "$@" 2>&1 | grep -v 'not in password file'
	return "${PIPESTATUS[0]}"
}

# read_policy: ask it for all that is between types that this script names
read_policy()
{
	local files=("$root"/etc/selinux/default/policy/policy.[0-9]*)
	# shellcheck disable=SC2046 # words
	"$here/selinux/rules.py" "${files[0]}" $(grep -oE '\b[a-z_]+_t\b' "$0" | sort -u) \
		>"$work/rules"
}

# may SOURCE TARGET CLASS PERMISSION...
may()
{
	local permission
	for permission in "${@:4}"; do
		ok "$1 may $permission $2:$3" grep -qxF "allow $1 $2 $3 $permission" "$work/rules"
	done
}

# may_not SOURCE TARGET CLASS PERMISSION...; both are types that there are
may_not()
{
	local permission
	if ! grep -q "^allow $1 " "$work/rules" || ! grep -q "^allow [a-z_]* $2 " "$work/rules"; then
		tap 0 "$1 and $2 are types"
	fi
	for permission in "${@:4}"; do
		fails "$1 may not $permission $2:$3" grep -xF "allow $1 $2 $3 $permission" "$work/rules"
	done
}

# made SOURCE TARGET CLASS [NAME]: the type of what is made there, or run
made()
{
	sed -n "s/^transition $1 $2 $3 \([a-z_]*\)${4:+ $4}$/\1/p" "$work/rules"
}

# label_of PATH TYPE: file, dir or link
label_of()
{
	matchpathcon -n -f "$contexts" -m "$2" "$1" | cut -d : -f 3
}

# runs_as SOURCE FILE DOMAIN: all that it takes
runs_as()
{
	is "what $1 runs from $2 is $3" "$(made "$1" "$2" process)" "$3"
	may "$1" "$2" file execute read open getattr
	may "$1" "$3" process transition
	may "$3" "$2" file entrypoint execute read map
}

# called_by DAEMON: libvirt's daemon runs the hook and speaks with it
called_by()
{
	runs_as "$1" sevgate_hook_exec_t sevgate_hook_t
	may "$1" sevgate_hook_exec_t lnk_file read getattr
	may "$1" sevgate_hook_t process sigkill
	may sevgate_hook_t "$1" fd use
	may sevgate_hook_t "$1" fifo_file read write
	may sevgate_hook_t "$1" process sigchld
}

# --- it is compiled and installed ---------------------------------------------

mkdir "$work/sevgate" "$work/fedora"
cp packaging/selinux/sevgate.{te,fc,if} "$work/sevgate"
cp -r "$policy/store" "$root"
"$policy/semodule-conf" "$root"
ok "it compiles with the reference policy" compile "$work/sevgate" sevgate
unlike "without a warning" "$OUT" '[Ww]arning'
ok "it is installed, its file contexts are valid" semodule -X 200 -i "$work/sevgate/sevgate.pp"
read_policy
like "the role of daemons may be in its domains" \
	"$(seinfo -r system_r -x "$root"/etc/selinux/default/policy/policy.[0-9]*)" '\bsevgate_hook_t\b'

# --- the hook -------------------------------------------------------------------

called_by virtd_t
may sevgate_hook_t sevgate_etc_t file read
may sevgate_hook_t usr_t file read
may sevgate_hook_t sysfs_t file read
may sevgate_hook_t cgroup_t file read
may sevgate_hook_t kvm_device_t chr_file ioctl
may sevgate_hook_t lib_t file execute map
for image in virt_image_t virt_content_t svirt_image_t; do
	may sevgate_hook_t "$image" file read open getattr
	may sevgate_hook_t "$image" dir search
done
may sevgate_hook_t svirt_image_t file write
may sevgate_hook_t svirt_runtime_t file read write
may sevgate_hook_t svirt_runtime_t dir read search
may sevgate_hook_t virt_etc_rw_t dir search
may sevgate_hook_t sevgate_var_run_t dir create add_name remove_name setattr
may sevgate_hook_t sevgate_var_run_t file create write rename unlink
may sevgate_hook_t sevgate_var_run_t lnk_file create read unlink
may sevgate_hook_t sevgate_launch_t file create write unlink
may sevgate_hook_t sevgate_shown_t file create write rename lock
may sevgate_hook_t sevgate_var_lib_t file create read
may sevgate_hook_t devlog_t sock_file write
may sevgate_hook_t syslogd_t unix_dgram_socket sendto
may sevgate_hook_t sevgate_hook_t capability dac_override dac_read_search

may_not sevgate_hook_t sevgate_hook_t tcp_socket create connect
may_not sevgate_hook_t sevgate_hook_t udp_socket create
may_not sevgate_hook_t bin_t file execute execute_no_trans
may_not sevgate_hook_t shell_exec_t file execute execute_no_trans
may_not sevgate_hook_t sevgate_etc_t file write create unlink setattr
may_not sevgate_hook_t sevgate_etc_t dir add_name remove_name
may_not sevgate_hook_t sevgate_secret_t file read getattr
may_not sevgate_hook_t virtd_t unix_stream_socket connectto
may_not sevgate_hook_t user_home_t file read
may_not sevgate_hook_t shadow_t file read

# what it makes gets the label of its directory, but for these
is "the hook's keys are keys" "$(made sevgate_hook_t sevgate_var_run_t dir launch)" sevgate_launch_t
is "an administrator's, too" "$(made unconfined_t sevgate_var_run_t dir launch)" sevgate_launch_t
is "its counters are shown" "$(made sevgate_hook_t sevgate_var_run_t dir metrics)" sevgate_shown_t
is "its directory is its own" "$(made sevgate_hook_t var_run_t dir sevgate)" sevgate_var_run_t
is "and over a reboot" "$(made sevgate_hook_t var_lib_t dir sevgate)" sevgate_var_lib_t
is "policy at run time is policy" "$(made unconfined_t sevgate_var_run_t dir policy.d)" sevgate_etc_t

# --- the agent and metrics ------------------------------------------------------

runs_as init_t sevgated_exec_t sevgated_t
may init_t sevgated_t process2 nnp_transition
may sevgated_t virtd_t unix_stream_socket connectto
may sevgated_t virt_runtime_t sock_file write
may sevgated_t init_t unix_dgram_socket sendto
may sevgated_t init_runtime_t sock_file write
may sevgated_t syslogd_t unix_dgram_socket sendto
may sevgated_t sevgate_launch_t file read
may sevgated_t sevgate_secret_t file read
may sevgated_t sevgate_var_run_t dir watch
may sevgated_t sevgate_shown_t file create rename
may sevgated_t var_lib_t dir add_name
may sevgated_t virt_image_t file read
may_not sevgated_t sevgated_t tcp_socket create
may_not sevgated_t sevgated_t udp_socket create
may_not sevgated_t sevgate_etc_t file write create
may_not sevgated_t virt_image_t file write
may_not sevgated_t virt_etc_rw_t file write
may_not sevgated_t bin_t file execute execute_no_trans
may_not sevgated_t sevgate_launch_t file write create unlink

runs_as init_t sevgate_metrics_exec_t sevgate_metrics_t
may init_t sevgate_metrics_t process2 nnp_transition
may init_t unreserved_port_t tcp_socket name_bind
may sevgate_metrics_t init_t tcp_socket read write shutdown setopt
may sevgate_metrics_t sevgate_shown_t file read
may sevgate_metrics_t sevgate_var_run_t dir search
may sevgate_metrics_t sysfs_t file read
may sevgate_metrics_t proc_t file read
may_not sevgate_metrics_t sevgate_metrics_t tcp_socket create bind connect listen
may_not sevgate_metrics_t sevgate_launch_t file read
may_not sevgate_metrics_t sevgate_var_run_t file read
may_not sevgate_metrics_t sevgate_etc_t file read
may_not sevgate_metrics_t sevgate_shown_t file write create

# --- guests, and users of the host ----------------------------------------------

may_not svirt_t sevgate_launch_t file read write
may_not svirt_t sevgate_secret_t file read
may_not svirt_t sevgate_var_run_t file read write
may_not svirt_t sevgate_etc_t file write
may_not user_t sevgate_launch_t file read
may_not user_t sevgate_secret_t file read
may_not user_t sevgate_etc_t file write

# --- booleans ---------------------------------------------------------------------

# optional BOOLEAN SOURCE TARGET CLASS PERMISSION
optional()
{
	may_not "${@:2}"
	ok "but with $1" grep -qxF "allow ${*:2} $1" "$work/rules"
}
optional sevgate_read_all_files sevgate_hook_t user_home_t file read
optional sevgate_read_all_files sevgated_t user_home_t file read
optional virt_use_nfs sevgate_hook_t nfs_t file read
optional virt_use_samba sevgate_hook_t cifs_t file read
is "nothing reads shadow" "$(grep 'sevgate.* shadow_t file read' "$work/rules")" ""

# --- labels -----------------------------------------------------------------------

while read -r path kind label; do
	is "$path is $label" "$(label_of "$path" "$kind")" "$label"
done <<END
/usr/sbin/sevgate-hook	file	sevgate_hook_exec_t
/usr/libexec/sevgate/sevgate-metrics	file	sevgate_metrics_exec_t
/usr/libexec/sevgate/sevgate-attest.so	file	lib_t
/usr/libexec/sevgate/sevgate-virt.so	file	lib_t
/usr/libexec/sevgate/sevgate	file	bin_t
/usr/sbin/sevgated	file	sevgated_exec_t
/usr/bin/sevgated	file	sevgated_exec_t
/usr/bin/sevgate	link	bin_t
/etc/libvirt/hooks/qemu.d/50-sevgate	link	sevgate_hook_exec_t
/etc/libvirt/hooks/qemu.d/60-other	file	virt_etc_rw_t
/etc/sevgate	dir	sevgate_etc_t
/etc/sevgate/policy.d/10-site.xml	file	sevgate_etc_t
/etc/sevgate/platform/cek.cert	file	sevgate_etc_t
/etc/sevgate/keys	dir	sevgate_secret_t
/etc/sevgate/keys/guest	file	sevgate_secret_t
/run/sevgate	dir	sevgate_var_run_t
/run/sevgate/disable	file	sevgate_etc_t
/run/sevgate/policy.d/50-now.xml	file	sevgate_etc_t
/run/sevgate/domains/3/decision.xml	file	sevgate_var_run_t
/run/sevgate/launch/3/tik	file	sevgate_launch_t
/run/sevgate/metrics/counters	file	sevgate_shown_t
/var/lib/sevgate/platform/chain	file	sevgate_var_lib_t
/var/lib/node_exporter/textfile_collector/sevgate.prom	file	sevgate_shown_t
/usr/share/sevgate/policy.d/90-declared.xml	file	usr_t
END
# --- assertions -------------------------------------------------------------------

cp packaging/selinux/sevgate.if "$here/selinux/assertions.te" "$work/sevgate"
ok "the assertions compile" compile "$work/sevgate" assertions

# linked MODULE...: the assertions hold in the policy with these modules.  Not
# by semodule, which would take ten times as long.
linked()
{
	semodule_link -o "$work/linked" "$policy"/modules/{base,virt,qemu,unconfined}.pp \
		"$work/sevgate"/{sevgate,assertions}.pp "$@" >/dev/null &&
		semodule_expand "$work/linked" "$work/expanded"
}
ok "no rule breaks one of them" linked

# broken RULE: an assertion is there that this rule breaks
broken()
{
	local types
	types=$(grep -oE '[a-z_]+_t\b' <<<"$1" | sort -u | paste -sd ,)
	printf 'policy_module(broken, 1.0.0)\ngen_require(`\n\ttype %s;\n%s\n'"')"'\n%s\n' \
		"$types" "	attribute port_type;" "$1" >"$work/sevgate/broken.te"
	rm -f "$work/sevgate/broken.pp"
	compile "$work/sevgate" broken >"$work/log" 2>&1 || {
		tap 0 "asserted: $1" "$(<"$work/log")"
		return
	}
	fails "asserted: $1" linked "$work/sevgate/broken.pp"
	like "as an assertion" "$OUT" 'neverallow'
}
broken "allow sevgate_hook_t self:tcp_socket create;"
broken "allow sevgate_hook_t bin_t:file execute_no_trans;"
broken "allow sevgate_hook_t sevgate_etc_t:file write;"
broken "allow sevgate_hook_t sevgate_etc_t:dir add_name;"
broken "allow sevgate_hook_t svirt_image_t:file unlink;"
broken "allow sevgate_hook_t virtd_t:unix_stream_socket connectto;"
broken "allow sevgate_hook_t self:capability sys_admin;"
broken "allow sevgate_hook_t sevgate_secret_t:file read;"
broken "allow sevgated_t self:udp_socket create;"
broken "allow sevgated_t virt_image_t:file write;"
broken "allow sevgated_t svirt_t:process sigkill;"
broken "allow sevgate_metrics_t sevgate_launch_t:file read;"
broken "allow svirt_t sevgate_launch_t:file read;"
broken "domtrans_pattern(sevgate_hook_t, bin_t, virtd_t)"

# --- Fedora's daemon, and the end ---------------------------------------------------

is "the reference policy has no virtqemud_t" "$(grep -c virtqemud_t "$work/rules")" 0
cp "$here/selinux/fedora.te" "$work/fedora"
ok "a policy that has it" compile "$work/fedora" fedora
ok "is installed beside ours" semodule -X 100 -i "$work/fedora/fedora.pp"
read_policy
called_by virtqemud_t
may virtqemud_t virt_hook_t dir search read
may sevgated_t virt_hook_t dir search
called_by virtd_t

ok "ours is removed" semodule -X 200 -r sevgate
read_policy
is "and has left no label" "$(grep -c sevgate "$contexts")" 0
is "nor a type" "$(grep -c sevgate "$work/rules")" 0
tap_end
