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
run prepare < <(domain)
is "$(value "$record" /decision/@ruling)" allow "an allowed start is recorded"
is "$(value "$record" /decision/@domain)" guest "record: domain"
is "$(value "$record" /decision/@uuid)" "$uuid" "record: uuid"
is "$(value "$record" /decision/@profile)" declared "record: profile"
is "$(value "$record" /decision/@operation)" prepare "record: operation"
like "$(value "$record" /decision/@time)" '^20[0-9-]+T[0-9:]+Z$' "record: time"
is "$(stat -c %a "$record")" 600 "record: for root alone"
is "$(stat -c %a "$base" "$base/domains" "$base/domains/$uuid" "$base/names" | sort -u)" 700 "record: so are its directories"
is "$(readlink "$base/names/guest")" "../domains/$uuid" "record: to be found by name"
is "$(ls -A "$base/domains/$uuid")" decision.xml "record: no temporary file is left"
run release end </dev/null
is "$(find "$base/domains" "$base/names" -mindepth 1)" "" "release: the record is gone"

run prepare < <(domain "${bad[@]}")
id=$(sed 's/.*id=//' <<<"$err")
is "$(value "$refusal" /decision/@ruling)" deny "a refusal is recorded"
is "$(value "$refusal" /decision/@id)" "$id" "record: the id of the line"
is "$(value "$refusal" "/decision/finding[@mode='enforce']/@rule")" machine-q35 "record: the rule"
run stopped end </dev/null
run release end </dev/null
ok "release: a refusal is kept, libvirt calls release right after it" test -e "$refusal"
run prepare < <(domain)
is "$(ls "$base/domains/$uuid")" decision.xml "an allowed start takes the refusal away"

run prepare < <(domain "${plain[@]}" "s/$uuid/0a0b0c0d-1111-2222-3333-444455550000/")
is "$(ls "$base/domains")" "$uuid" "a domain that is not ours leaves no record"

new_root
ln -s "$work" "$base"
run prepare < <(domain)
is "$status" 0 "a link in place of /run/sevgate: the decision stands"
is "$(ls "$work")" "$(printf 'err\nout\nroot')" "a link in place of /run/sevgate: nothing is written through it"
new_root
mkdir "$base" && chmod 0777 "$base"
run prepare < <(domain)
is "$(ls "$base")" "" "a /run/sevgate that others can write is not used"
new_root
mkdir -p "$base/names/guest"
chmod -R 0700 "$base"
run prepare < <(domain)
run release end </dev/null
is "$status" 0 "something else under the domain's name: no harm"

# --- break-glass -------------------------------------------------------------

new_root
mkdir -m 0700 "$base" && : >"$base/disable"
run prepare < <(domain "${bad[@]}")
is "$status,$err" "0," "disabled: what would be refused starts"
is "$(value "$record" /decision/@ruling)" disabled "disabled: and it is recorded"

# --- modes -------------------------------------------------------------------

new_root
sed -i 's/enforce/audit/' "$root/usr/share/sevgate/policy.d/90-declared.xml"
run prepare < <(domain "${bad[@]}")
is "$status,$err" "0," "audit: what would be refused starts"
is "$(value "$record" "/decision/finding[@rule='machine-q35']/@mode")" audit "audit: and it is recorded"
sed -i 's/audit/off/' "$root/usr/share/sevgate/policy.d/90-declared.xml"
run release end </dev/null
run prepare < <(domain "${bad[@]}")
is "$status,$err,$(ls "$base/domains")" "0,," "off: not ours"

# --- filters -----------------------------------------------------------------

new_root
for operation in restore migrate; do
	run $operation < <(domain '/<locked/d')
	is "$status,$err" "0," "$operation: what the host does around the guest is mended"
	like "$out" '<locked/>' "$operation: the document comes back with it"
	is "$(xmllint --xpath 'count(/domain/*)' - <<<"$out")" 8 "$operation: and is whole"
	run $operation < <(domain '/<locked/d' "${bad[@]}")
	is "$status,$out" "1," "$operation: devices are not"
	run $operation < <(domain "${plain[@]}")
	is "$status,$out" "0," "$operation: a plain domain is not touched"
done
status=0
"$hook" --root "$root" guest restore begin - < <(domain '/<locked/d') >/dev/full 2>"$work/err" || status=$?
is "$status" 1 "restore: a document that can not be handed over is a refusal"

# --- a start that has to be paused -------------------------------------------

new_root
sed -i 's/after-start/before-boot/' "$root/usr/share/sevgate/policy.d/90-declared.xml"
mkdir -p "$root/run/libvirt/qemu"
status_xml=$root/run/libvirt/qemu/guest.xml
echo "<domstatus state='running' reason='booted' pid='1'/>" >"$status_xml"
run prepare < <(domain)
is "$status" 0 "before-boot: nobody can tell at prepare"
run started < <(domain)
is "$status" 1 "before-boot: a guest that runs already is refused"
like "$err" "rule=paused-start: the guest runs before it was attested; fix: sevgate explain paused-start; " "before-boot: says why"
echo "<domstatus state='paused' reason='user' pid='1'/>" >"$status_xml"
run started < <(domain)
is "$status" 0 "before-boot: a paused one is not"

# --- the deadline ------------------------------------------------------------

new_root
mkfifo "$work/pipe"
exec 9<>"$work/pipe"
domain | head -c 200 >&9
run prepare <"$work/pipe"
is "$status" 3 "a document that never ends: status"
like "$err" '^sevgate: DENY domain=guest rule=-: cannot decide: no decision within 2000 ms; fix: ' "a document that never ends: says so"
exec 9>&-

# --- unprivileged, as a session daemon calls it ------------------------------

if [ "$(id -u)" = 0 ]; then
	new_root
	mkdir -p "$root/run/user/65534" && chown 65534 "$root/run/user/65534"
	cp "$hook" "$BUILD/sevgate-attest.so" "$work/" && chmod 0755 "$work"/sevgate-*
	status=0
	setpriv --reuid 65534 --regid 65534 --clear-groups "$work/sevgate-hook" --root "$root" \
		guest prepare begin - < <(domain) >"$work/out" 2>"$work/err" || status=$?
	is "$status,$(cat "$work/err")" "0," "unprivileged: decides"
	ok "unprivileged: and records where it may" test -e "$root/run/user/65534/sevgate/domains/$uuid/decision.xml"
fi
finish
