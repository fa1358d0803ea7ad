#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# traces.sh - decision records, break-glass, filtering, the deadline
set -u
# shellcheck source=tests/hook/lib.sh
. "$(dirname "$0")/lib.sh"
base=$root/run/sevgate
record=$base/domains/$uuid/decision.xml
refusal=$base/domains/$uuid/refused.xml

# value FILE XPATH: of a record
value()
{
	xmllint --xpath "string($2)" "$1" 2>/dev/null
}

# --- records -----------------------------------------------------------------

new_root
call prepare < <(domain)
is "an allowed start is recorded" "$(value "$record" /decision/@ruling)" allow
is "record: domain" "$(value "$record" /decision/@domain)" guest
is "record: uuid" "$(value "$record" /decision/@uuid)" "$uuid"
is "record: profile" "$(value "$record" /decision/@profile)" declared
is "record: operation" "$(value "$record" /decision/@operation)" prepare
like "record: time" "$(value "$record" /decision/@time)" '^20[0-9-]+T[0-9:]+Z$'
is "record: for root alone" "$(stat -c %a "$record")" 600
is "record: which others pass through, to metrics" "$(stat -c %a "$base" "$base/metrics")" "711
755"
is "record: so are its directories" "$(stat -c %a "$base/domains" "$base/domains/$uuid" "$base/names" | sort -u)" 700
is "record: to be found by name" "$(readlink "$base/names/guest")" "../domains/$uuid"
is "record: no temporary file is left" "$(ls -A "$base/domains/$uuid")" decision.xml
call release end </dev/null
is "release: the record is gone" "$(find "$base/domains" "$base/names" -mindepth 1)" ""

call prepare < <(domain "${bad[@]}")
id=${err##*id=}
is "a refusal is recorded" "$(value "$refusal" /decision/@ruling)" deny
is "record: the id of the line" "$(value "$refusal" /decision/@id)" "$id"
is "record: the rule" "$(value "$refusal" "/decision/finding[@mode='enforce']/@rule")" machine-q35
call stopped end </dev/null
call release end </dev/null
ok "release: a refusal is kept, libvirt calls release right after it" test -e "$refusal"
call prepare < <(domain)
is "an allowed start takes the refusal away" "$(ls "$base/domains/$uuid")" decision.xml

call prepare < <(domain "${plain[@]}" "s/$uuid/0a0b0c0d-1111-2222-3333-444455550000/")
is "a domain that is not ours leaves no record" "$(ls "$base/domains")" "$uuid"

new_root
ln -s "$work" "$base"
call prepare < <(domain)
is "a link in place of /run/sevgate: the decision stands" "$status" 0
is "a link in place of /run/sevgate: nothing is written through it" "$(ls "$work")" "$(printf 'err\nout\nroot')"
new_root
mkdir "$base" && chmod 0777 "$base"
call prepare < <(domain)
is "a /run/sevgate that others can write is not used" "$(ls "$base")" ""
new_root
mkdir -p "$base/names/guest"
chmod -R 0700 "$base"
call prepare < <(domain)
call release end </dev/null
is "something else under the domain's name: no harm" "$status" 0

# --- break-glass -------------------------------------------------------------

new_root
mkdir -m 0700 "$base" && : >"$base/disable"
call prepare < <(domain "${bad[@]}")
is "disabled: what would be refused starts" "$status,$err" "0,"
is "disabled: and it is recorded" "$(value "$record" /decision/@ruling)" disabled

# --- modes -------------------------------------------------------------------

new_root
sed -i 's/enforce/audit/' "$root/usr/share/sevgate/policy.d/90-declared.xml"
call prepare < <(domain "${bad[@]}")
is "audit: what would be refused starts" "$status,$err" "0,"
is "audit: and it is recorded" "$(value "$record" "/decision/finding[@rule='machine-q35']/@mode")" audit
sed -i 's/audit/off/' "$root/usr/share/sevgate/policy.d/90-declared.xml"
call release end </dev/null
call prepare < <(domain "${bad[@]}")
is "off: not ours" "$status,$err,$(ls "$base/domains")" "0,,"

# --- filters -----------------------------------------------------------------

new_root
for operation in restore migrate; do
	call $operation < <(domain '/<locked/d')
	is "$operation: what the host does around the guest is mended" "$status,$err" "0,"
	like "$operation: the document comes back with it" "$out" '<locked/>'
	is "$operation: and is whole" "$(xmllint --xpath 'count(/domain/*)' - <<<"$out")" 8
	call $operation < <(domain '/<locked/d' "${bad[@]}")
	is "$operation: devices are not" "$status,$out" "1,"
	call $operation < <(domain "${plain[@]}")
	is "$operation: a plain domain is not touched" "$status,$out" "0,"
done
status=0
"$hook" --root "$root" guest restore begin - < <(domain '/<locked/d') >/dev/full 2>"$work/err" || status=$?
is "restore: a document that can not be handed over is a refusal" "$status" 1

# --- a start that has to be paused -------------------------------------------

new_root
sed -i 's/after-start/before-boot/' "$root/usr/share/sevgate/policy.d/90-declared.xml"
mkdir -p "$root/run/libvirt/qemu"
status_xml=$root/run/libvirt/qemu/guest.xml
echo "<domstatus state='running' reason='booted' pid='1'/>" >"$status_xml"
call prepare < <(domain)
is "before-boot: nobody can tell at prepare" "$status" 0
call started < <(domain)
is "before-boot: a guest that runs already is refused" "$status" 1
like "before-boot: says why" "$err" "rule=paused-start: the guest runs before it was attested; fix: sevgate explain paused-start; "
echo "<domstatus state='paused' reason='user' pid='1'/>" >"$status_xml"
call started < <(domain)
is "before-boot: a paused one is not" "$status" 0

# --- the deadline ------------------------------------------------------------

new_root
mkfifo "$work/pipe"
exec 9<>"$work/pipe"
domain | head -c 200 >&9
call prepare <"$work/pipe"
is "a document that never ends: status" "$status" 3
like "a document that never ends: says so" "$err" '^sevgate: DENY domain=guest rule=-: cannot decide: no decision within 2000 ms; fix: '
exec 9>&-

# --- unprivileged, as a session daemon calls it ------------------------------

if [ "$(id -u)" = 0 ]; then
	new_root
	mkdir -p "$root/run/user/65534" && chown 65534 "$root/run/user/65534"
	cp "$hook" "$BUILD/sevgate-attest.so" "$work/" && chmod 0755 "$work"/sevgate-*
	status=0
	setpriv --reuid 65534 --regid 65534 --clear-groups "$work/sevgate-hook" --root "$root" \
		guest prepare begin - < <(domain) >"$work/out" 2>"$work/err" || status=$?
	is "unprivileged: decides" "$status,$(cat "$work/err")" "0,"
	ok "unprivileged: and records where it may" test -e "$root/run/user/65534/sevgate/domains/$uuid/decision.xml"
fi
tap_end
