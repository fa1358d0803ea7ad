#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# session.sh - a launch session for each start, in place of zeros
set -u
# shellcheck source=tests/hook/lib.sh
. "$(dirname "$0")/lib.sh"
python=$(command -v /usr/bin/python3 || command -v python3)
certs=$top/tests/vectors/certs/synthA
base=$root/run/sevgate
keys=$base/launch/$uuid
qemu=$root/var/lib/libvirt/qemu
files=$qemu/domain-3-guest
cert0=$(head -c 2084 /dev/zero | base64 -w 0)
session0=$(head -c 128 /dev/zero | base64 -w 0)

in_launch="s|  </launchSecurity>|    <dhCert>$cert0</dhCert>\n    <session>$session0</session>\n  </launchSecurity>|"
id="s|<domain type|<domain id='3' type|"
zeros=("$in_launch" "$id")

# libvirt_files [DIRECTORY]: what libvirt leaves there before it calls "start"
libvirt_files()
{
	mkdir -p "${1:-$files}"
	printf %s "$cert0" >"${1:-$files}/dh_cert.base64"
	printf %s "$session0" >"${1:-$files}/session.base64"
	chmod 0600 "${1:-$files}"/*.base64
}

# new_host: a host whose agent verified its certificates, and a start that
# got as far as the hook's "start"
new_host()
{
	new_root
	cat >"$root/etc/sevgate/policy.d/50-s.xml" <<-XML
		<policy><profile name='s'><match name='*'/><mode>enforce</mode>
		<launch session='per-launch'/></profile></policy>
	XML
	mkdir -m 0700 "$base" "$base/platform"
	head -c 8336 "$certs/full.bin" >"$base/platform/chain"
	libvirt_files
}

# refused WHY DESCRIPTION [KEYS]: what the last call said; nothing is left
refused()
{
	is "$2: status" "$status" 1
	is "$2: the line" "${err% id=*}" "sevgate: DENY domain=guest rule=-: no launch session: $1; fix: sevgate chain verify, and let sevgated run;"
	is "$2: no keys are left" "$(find "$base/launch" -mindepth 1 2>/dev/null)" "${3:-}"
}

# untouched DESCRIPTION: libvirt's files are what libvirt wrote
untouched()
{
	is "$1: libvirt's files are as they were" "$(cat "$files/dh_cert.base64" "$files/session.base64")" "$cert0$session0"
}

# --- a good start ----------------------------------------------------------------

new_host
if [ "$(id -u)" = 0 ]; then
	chown 65534:65534 "$files"/*.base64
fi
before=$(stat -c '%n %i %u %g %a' "$files"/*.base64)
call prepare < <(domain "$in_launch")
is "prepare: allowed" "$status,$err" "0,"
ok "prepare: makes no keys" test ! -e "$base/launch"
untouched "prepare"
call start < <(domain "${zeros[@]}")
is "start: allowed" "$status,$err" "0,"
is "start: in the same files, with their owner and mode" "$(stat -c '%n %i %u %g %a' "$files"/*.base64)" "$before"
is "start: a certificate of the right size" "$(base64 -d <"$files/dh_cert.base64" | wc -c)" 2084
is "start: a session of the right size" "$(base64 -d <"$files/session.base64" | wc -c)" 128
is "start: nothing else is left in libvirt's directory" "$(ls -A "$files")" $'dh_cert.base64\nsession.base64'
is "keys: for root alone" "$(stat -c '%a %s' "$keys/tik" "$keys/tek")" $'600 16\n600 16'
is "keys: so are their directories" "$(stat -c %a "$base/launch" "$keys")" $'700\n700'
is "keys: and nothing beside them" "$(ls -A "$keys")" $'tek\ntik'

# opens NAME: what the platform makes of it, by its private key
opens()
{
	cp "$files/dh_cert.base64" "$work/vm_godh.b64"
	cp "$files/session.base64" "$work/vm_session.b64"
	cp "$keys/tik" "$work/vm_tik.bin"
	cp "$keys/tek" "$work/vm_tek.bin"
	"$python" "$top/tests/cli/open_session.py" "$certs/pdh.key.pem" "$work/vm" "$1" 2>&1
}

if "$python" -c 'import cryptography' 2>/dev/null; then
	is "the platform opens the session, and finds the keys" "$(opens 0x33)" ""
	is "for this guest policy alone" "$(opens 0x32)" "MAC over the policy"
else
	tap 1 "the platform opens the session # SKIP python3-cryptography is not installed"
fi

first=$(cat "$keys/tik" "$keys/tek" | base64)
libvirt_files
call start < <(domain "${zeros[@]}")
is "a launch that was never released: starts again" "$status,$err" "0,"
is "a launch that was never released: its keys are replaced" \
	"$([ "$(cat "$keys/tik" "$keys/tek" | base64)" = "$first" ] && echo "the same")" ""
call stopped end </dev/null
ok "stopped: the keys are still there" test -e "$keys/tik"
call release end </dev/null
is "release: the keys are gone" "$(find "$base/launch" -mindepth 1)" ""

# --- who gets none ----------------------------------------------------------------

new_host
own_cert=$(head -c 2084 "$certs/full.bin" | base64 -w 0)
own_session=$(head -c 128 "$certs/full.bin" | base64 -w 0)
printf %s "$own_cert" >"$files/dh_cert.base64"
printf %s "$own_session" >"$files/session.base64"
call start < <(domain "${zeros[@]}" "s|<dhCert>.*</dhCert>|<dhCert>$own_cert</dhCert>|" "s|<session>.*</session>|<session>$own_session</session>|")
is "the owner's session: allowed" "$status,$err" "0,"
is "the owner's session: untouched" "$(cat "$files/dh_cert.base64" "$files/session.base64")" "$own_cert$own_session"
ok "the owner's session: no keys" test ! -e "$base/launch"

owner=("${zeros[@]}" "s|<dhCert>.*</dhCert>|<dhCert>$own_cert</dhCert>|" "s|<session>.*</session>|<session>$own_session</session>|")
is "the owner's session: is remembered, without its keys" "$(ls "$root/var/lib/sevgate/sessions")" \
	"$(head -c 96 "$certs/full.bin" | tail -c 32 | od -An -tx1 | tr -d ' \n')"
call start < <(domain "${owner[@]}")
is "the owner's session again: status" "$status" 1
is "the owner's session again: the line" "${err% id=*}" "sevgate: DENY domain=guest rule=-: the launch session was used before, so that its measurement could be an old one; fix: sevgate session, a new one for each start;"
sed -i 's|<mode>enforce|<mode>audit|' "$root/etc/sevgate/policy.d/50-s.xml"
call start < <(domain "${owner[@]}")
is "the owner's session again, only audited" "$status,$err" "0,"

# --- a host that boots: domains start before the agent does ------------------------

new_host
mkdir -p "$root/var/lib/sevgate/platform"
chmod 0700 "$root/var/lib/sevgate" "$root/var/lib/sevgate/platform"
mv "$base/platform/chain" "$root/var/lib/sevgate/platform/chain"
call start < <(domain "${zeros[@]}")
is "the kept chain: allowed" "$status,$err" "0,"
ok "the kept chain: a session was made" test -e "$keys/tik"

# --- break-glass -------------------------------------------------------------------

new_host
touch "$base/disable"
call start < <(domain "${zeros[@]}" "${bad[@]}")
is "break-glass: allowed" "$status,$err" "0,"
ok "break-glass: a session was made all the same" test -e "$keys/tik"
new_host
touch "$base/disable"
rm "$base/platform/chain"
call start < <(domain "${zeros[@]}")
is "break-glass, no chain: allowed" "$status,$err" "0,"
untouched "break-glass, no chain"

# --- what is refused anyway --------------------------------------------------------

new_host
call start < <(domain "${zeros[@]}" "${bad[@]}")
is "a start that is refused anyway: status" "$status" 1
like "a start that is refused anyway: says why" "$err" "rule=machine-q35: "
untouched "a start that is refused anyway"
ok "a start that is refused anyway: no keys" test ! -e "$base/launch"

new_host
sed -i "s|<launch session='per-launch'/>|<rule id='launch-session' mode='audit'/>|" "$root/etc/sevgate/policy.d/50-s.xml"
call start < <(domain "${zeros[@]}")
is "a profile that wants none: allowed" "$status,$err" "0,"
untouched "a profile that wants none"

for operation in prepare restore migrate started stopped reconnect attach; do
	new_host
	call $operation < <(domain "${zeros[@]}")
	is "$operation: allowed" "$status,$err" "0,"
	untouched "$operation"
	ok "$operation: no keys" test ! -e "$base/launch"
done

# --- the platform -----------------------------------------------------------------

new_host
rm "$base/platform/chain"
call start < <(domain "${zeros[@]}")
refused "no verified certificates of this host" "no chain"
untouched "no chain"
new_host
rm -r "$base/platform"
call start < <(domain "${zeros[@]}")
refused "no verified certificates of this host" "no directory for it"
for size in 0 2083 2084 8335; do
	new_host
	truncate -s $size "$base/platform/chain"
	call start < <(domain "${zeros[@]}")
	refused "run/sevgate/platform/chain: $size bytes, not 8336" "a chain of $size bytes"
	untouched "a chain of $size bytes"
done
new_host
truncate -s 8337 "$base/platform/chain"
call start < <(domain "${zeros[@]}")
refused "run/sevgate/platform: chain: more than 8336 bytes" "a chain of 8337 bytes"
new_host
rm "$base/platform/chain" && mkfifo "$base/platform/chain"
call start < <(domain "${zeros[@]}")
refused "run/sevgate/platform: chain: is a FIFO, not a regular file" "a FIFO for a chain"
new_host
printf '\x11' | dd of="$base/platform/chain" bs=1 seek=20 conv=notrunc status=none
call start < <(domain "${zeros[@]}")
refused "PDH: the key is no point on P-384" "a key that is off the curve"
untouched "a key that is off the curve"
new_host
chmod 0777 "$base/platform"
call start < <(domain "${zeros[@]}")
refused "run/sevgate/platform: Operation not permitted" "a directory that others can write"

# --- libvirt's directory ------------------------------------------------------------

# starts DESCRIPTION: and what was in $files is replaced
starts()
{
	call start < <(domain "${zeros[@]}")
	is "$1: starts" "$status,$err" "0,"
	ok "$1: with a session" test "$(cat "$files/session.base64")" != "$session0"
}

new_host
rm -r "$qemu"
call start < <(domain "${zeros[@]}")
refused "var/lib/libvirt/qemu: No such file or directory" "no directory of libvirt's"
new_host
rm -r "$files"
mkdir "$qemu/domain-33-guest" "$qemu/domain-3" "$qemu/domain-guest" "$qemu/3-guest"
call start < <(domain "${zeros[@]}")
refused "var/lib/libvirt/qemu: no domain-3-*" "none of this launch"
new_host
mv "$files" "$work/elsewhere"
ln -s "$work/elsewhere" "$files"
call start < <(domain "${zeros[@]}")
refused "var/lib/libvirt/qemu/domain-3-guest: Not a directory" "a link"
untouched "a link"
rm -r "$work/elsewhere"

new_host
call start < <(domain "$in_launch")
refused "the document's id '' is not a number" "no id"
for odd in '../x' '' 3x -1 '*' '3-guest/../../domain-3' 4294967296 "$(printf '1%.0s' {1..60})"; do
	new_host
	call start < <(domain "$in_launch" "s|<domain type|<domain id='$odd' type|")
	refused "the document's id '$odd' is not a number" "id '$(head -c 20 <<<"$odd")'"
	untouched "id '$(head -c 20 <<<"$odd")'"
done

new_host
libvirt_files "$qemu/domain-3-other"
starts "another directory with the same id"
is "another directory with the same id: is not touched" "$(cat "$qemu/domain-3-other/session.base64")" "$session0"
new_host
mv "$files" "$qemu/domain-3-other"
files=$qemu/domain-3-other
starts "one under a name that libvirt made up"
files=$qemu/domain-3-guest
new_host
mv "$files" "$qemu/domain-3-other"
libvirt_files "$qemu/domain-3-another"
call start < <(domain "${zeros[@]}")
refused "var/lib/libvirt/qemu: more than one domain-3-*" "several, none of its name"

long=a-name-of-more-than-twenty-characters
new_host
files=$qemu/domain-3-${long:0:20}
libvirt_files
libvirt_files "$qemu/domain-3-${long:0:19}"
zeros+=("s/<name>guest/<name>$long/")
starts "a name that libvirt cuts"
is "a name that libvirt cuts: that of a shorter one is not touched" "$(cat "$qemu/domain-3-${long:0:19}/session.base64")" "$session0"
zeros=("$in_launch" "$id")
files=$qemu/domain-3-guest

# --- libvirt's files ----------------------------------------------------------------

for file in dh_cert.base64 session.base64; do
	new_host
	rm "$files/$file"
	call start < <(domain "${zeros[@]}")
	refused "$file: No such file or directory" "$file is missing"
	for odd in '' x "$own_session" "$cert0$cert0" "$session0 "; do
		new_host
		printf %s "$odd" >"$files/$file"
		call start < <(domain "${zeros[@]}")
		refused "$file: not what the domain has" "$file has ${#odd} other bytes"
		is "$file has ${#odd} other bytes: they stay" "$(cat "$files/$file"; echo .)" "$odd."
	done
	new_host
	head -c 65537 /dev/zero >"$files/$file"
	call start < <(domain "${zeros[@]}")
	refused "$file: more than 65536 bytes" "$file is large"
	new_host
	rm "$files/$file" && mkfifo "$files/$file"
	call start < <(domain "${zeros[@]}")
	refused "$file: not a regular file" "$file is a FIFO"
	new_host
	mv "$files/$file" "$work/kept" && ln -s "$work/kept" "$files/$file"
	call start < <(domain "${zeros[@]}")
	refused "$file: Too many levels of symbolic links" "$file is a link"
	like "$file is a link: nothing is written through it" "$(cat "$work/kept")" '^A+=*$'
	new_host
	rm "$files/$file" && mkdir "$files/$file"
	call start < <(domain "${zeros[@]}")
	refused "$file: Is a directory" "$file is a directory"
done
new_host
printf x >"$files/session.base64"
call start < <(domain "${zeros[@]}")
is "one that is not right: the other is not touched" "$(cat "$files/dh_cert.base64")" "$cert0"

# --- our own place --------------------------------------------------------------------

new_host
ln -s "$work" "$base/launch"
call start < <(domain "${zeros[@]}")
is "the keys' directory is a link: status" "$status" 1
like "the keys' directory is a link: says so" "$err" "no launch session: run/sevgate/launch: Not a directory; fix: "
is "the keys' directory is a link: nothing is written through it" "$(find "$work" -name tik -o -name "$uuid" | grep -v domains)" ""
untouched "the keys' directory is a link"
new_host
mkdir -p "$keys/tek/x"
chmod 0700 "$base/launch" "$keys"
call start < <(domain "${zeros[@]}")
refused "run/sevgate/launch/$uuid: File exists" "a key that can not be written" "$(printf '%s\n' "$keys" "$keys/tek" "$keys/tek/x")"
untouched "a key that can not be written"
new_host
mkdir "$base/launch"
chmod 0777 "$base/launch"
call start < <(domain "${zeros[@]}")
refused "run/sevgate/launch: Operation not permitted" "a directory for keys that others can write"
new_host
rm -r "$root/run"
call start < <(domain "${zeros[@]}")
refused "run/sevgate/platform: No such file or directory" "no /run"
untouched "no /run"

# --- without libcrypto -------------------------------------------------------------------

new_host
cp "$hook" "$work/sevgate-hook"
hook=$work/sevgate-hook call start < <(domain "${zeros[@]}")
is "sevgate-attest.so is missing: status" "$status" 1
like "sevgate-attest.so is missing: says so" "$err" "no launch session: cannot compute digests: .*/sevgate-attest.so: cannot open shared object file"
untouched "sevgate-attest.so is missing"
tap_end
