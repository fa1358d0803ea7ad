#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# input.sh - hostile arguments, documents and policy files
set -u
# shellcheck source=tests/hook/lib.sh
. "$(dirname "$0")/lib.sh"

# refused STATUS PATTERN DESCRIPTION: what the last run said
refused()
{
	is "$3: status" "$status" "$1"
	like "$3: says why" "$err" "$2"
	is "$3: in one line" "$(wc -l <"$work/err")" 1
	is "$3: nothing on stdout" "$out" ""
}

# --- arguments ---------------------------------------------------------------

new_root
status=0
"$hook" >"$work/out" 2>"$work/err" || status=$?
is "no arguments: status" "$status" 2
like "no arguments: says so" "$(cat "$work/err")" "libvirt calls this program"
is "--version" "$("$hook" --version)" "sevgate-hook $(cat "$top/VERSION")"
like "--help" "$("$hook" --help)" "^usage: sevgate-hook"
status=0
"$hook" --root prepare begin - < <(domain) >"$work/out" 2>&1 || status=$?
is "a domain may be called --root: as one that is not ours" "$status" 0
status=0
"$hook" guest prepare </dev/null >"$work/out" 2>&1 || status=$?
is "arguments missing: still decides" "$status" 3

# --- names -------------------------------------------------------------------

for odd in '../../etc/x' 'a"b' "two words" '..' 'a;reboot' '$(reboot)' "$(printf 'x%.0s' {1..300})"; do
	new_root
	name=$odd call prepare < <(domain "s|<name>guest|<name>${odd//&/\\&}|" "${bad[@]}")
	is "name $(head -c 20 <<<"$odd"): judged" "$status" 1
	is "name $(head -c 20 <<<"$odd"): one line" "$(wc -l <"$work/err")" 1
	name=$odd call prepare < <(domain "s|<name>guest|<name>${odd//&/\\&}|")
	is "name $(head -c 20 <<<"$odd"): allowed" "$status" 0
	is "name $(head -c 20 <<<"$odd"): nothing written elsewhere" \
	"$(find "$root" -newer "$root/fw/OVMF.fd" -type f | grep -vE "^$root/run/sevgate/(domains/$uuid/decision.xml|metrics/(counters|late)|counters.lock)$")" \
	""
	name=$odd call release end </dev/null
done
new_root
call prepare < <(domain "s/<name>guest/<name>a\&#10;sevgate: ALLOW domain=x/" "${bad[@]}")
refused 1 'domain="a\\x0asevgate: ALLOW domain=x" ' "a name with a line break"

# --- documents ---------------------------------------------------------------

new_root
call prepare </dev/null
refused 3 'rule=-: cannot decide: domain document: empty, no XML document; fix: ' "an empty document"
call prepare < <(echo not xml)
refused 3 "cannot decide: domain document: line 1: Start tag expected" "no XML"
call prepare < <(domain | head -c 300)
refused 3 "cannot decide: domain document: line [0-9]+: " "a document cut short"
call prepare < <(domain | sed 's/guest/gu\xff\xfest/')
refused 3 "cannot decide: domain document: line 2: Input is not proper UTF-8" "invalid UTF-8"
call prepare < <(domain; printf '\0')
refused 3 "domain document: contains a NUL byte" "a NUL byte"
call prepare < <(printf '<!DOCTYPE x [<!ENTITY a "%s">]><domain>&a;</domain>' ha)
refused 3 "domain document: line 1: a DOCTYPE is not allowed" "entities"
call prepare < <(yes '<a>' | head -n 400)
refused 3 "domain document: line [0-9]+: " "400 levels"
call prepare < <(head -c 104857600 /dev/zero | tr '\0' ' ')
refused 3 "domain document: more than 16777216 bytes" "100 MB"
call prepare < <(domain '/<name>/d')
refused 3 "domain document: line 1: <domain> has no <name>" "no name"
call prepare < <(domain '/<uuid>/d')
refused 3 "the document has no <uuid>" "no uuid"
call prepare < <(domain 's/0a0b/zzzz/')
refused 3 "domain document: line 3: <uuid> is not a UUID" "a malformed uuid"
call prepare < <(domain 's|</domain>|<os/></domain>|')
refused 3 "domain document: line [0-9]+: a second <os>" "an element twice"
call prepare < <(domain 's|</domain>|<launchSecurity type="sev"><policy>0x33</policy></launchSecurity></domain>|')
refused 3 "a second <launchSecurity>" "launchSecurity twice"
call prepare < <(domain 's/domain/network/')
refused 3 "domain document: line 1: <network> is not a libvirt <domain>" "not a domain"
domain '/<memballoon/,$d' >"$work/large"
seq 10000 | sed "s|.*|<disk device='disk'><target dev='vd&' bus='virtio'/></disk>|" >>"$work/large"
domain '1,/<emulator/d' >>"$work/large"
call prepare <"$work/large"
is "10,000 devices" "$status" 0
is "10,000 devices: the record stays small" "$(grep -c '<finding' "$root/run/sevgate/domains/$uuid/decision.xml")" 100

# --- policy files ------------------------------------------------------------

policy=$root/etc/sevgate/policy.d/50-x.xml
# try PATTERN DESCRIPTION: a domain that declares SEV is refused, a plain one is not
try()
{
	call prepare < <(domain)
	refused 3 "cannot decide: $1; fix: sevgate policy lint" "policy: $2"
	call prepare < <(domain "${plain[@]}")
	is "policy: $2: a plain domain starts" "$status" 0
}
new_root && mkfifo "$policy"
try "/etc/sevgate/policy.d/50-x.xml: is a FIFO, not a regular file" "a FIFO"
new_root && mkdir "$policy"
try "/etc/sevgate/policy.d/50-x.xml: is a directory, not a regular file" "a directory"
new_root && ln -s /nowhere "$policy"
try "/etc/sevgate/policy.d/50-x.xml: is a symbolic link, not a regular file" "a dangling link"
new_root && : >"$policy"
try "/etc/sevgate/policy.d/50-x.xml: empty, no XML document" "empty"
new_root && echo '<policy/>' >"$policy" && chown 1234 "$policy"
try "/etc/sevgate/policy.d/50-x.xml: owned by uid 1234; allowed: root" "of another owner"
new_root && echo '<policy/>' >"$policy" && chmod 0664 "$policy"
try "/etc/sevgate/policy.d/50-x.xml: mode 0664 lets others write; allowed: chmod go-w" "writable by a group"
new_root && chmod 0777 "$root/etc/sevgate/policy.d"
try "/etc/sevgate/policy.d: mode 0777 lets others write; allowed: chmod go-w" "in a directory open to all"
new_root && echo '<policy><profil/></policy>' >"$policy"
try "/etc/sevgate/policy.d/50-x.xml: line 1: <profil> is not known in <policy>; allowed: platform, profile" "with a misspelt element"

# --- firmware ----------------------------------------------------------------

new_root
cat >"$root/etc/sevgate/policy.d/50-t.xml" <<-XML
	<policy><profile name='t'><match name='guest'/><trusted>
	<firmware sha256='$(sha256sum <"$root/fw/OVMF.fd" | cut -d' ' -f1)'/></trusted></profile></policy>
XML
call prepare < <(domain)
is "firmware: trusted" "$status" 0
# loader DESCRIPTION STATUS PATTERN: what is there in its place
loader()
{
	call prepare < <(domain)
	refused "$2" "$3" "firmware: $1"
}
printf x | dd of="$root/fw/OVMF.fd" bs=1 seek=100 conv=notrunc status=none
loader "one byte differs" 1 "rule=firmware-trusted: /fw/OVMF.fd has SHA-256 [0-9a-f]{64}, which profile t does not trust"
rm "$root/fw/OVMF.fd"
loader "missing" 3 "rule=firmware-uefi: cannot decide: firmware /fw/OVMF.fd: No such file or directory"
mkdir "$root/fw/OVMF.fd"
loader "a directory" 3 "firmware /fw/OVMF.fd: is a directory, not a regular file"
rmdir "$root/fw/OVMF.fd" && mkfifo "$root/fw/OVMF.fd"
loader "a FIFO" 3 "firmware /fw/OVMF.fd: is a FIFO, not a regular file"
rm "$root/fw/OVMF.fd" && truncate -s 4G "$root/fw/OVMF.fd"
loader "4 GiB" 3 "firmware /fw/OVMF.fd: 4294967296 bytes, more than any firmware image"
rm "$root/fw/OVMF.fd" && : >"$root/fw/OVMF.fd"
loader "empty" 1 "rule=firmware-trusted: /fw/OVMF.fd has SHA-256 e3b0c442"
rm "$root/etc/sevgate/policy.d/50-t.xml"
loader "empty, and all are trusted" 3 "firmware /fw/OVMF.fd: 0 bytes, too short for a firmware image"
tap_end
