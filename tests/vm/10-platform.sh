#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 10-platform.sh - what /dev/sev answers, and who believes it
# kernels: 6.1 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
in_vm --file "$BUILD/tests/vm/sev-ask" --file "$BUILD/sevgate"
load ccp

# status_is DESC STATE FLAGS
status_is()
{
	is "$1" "$(sev-ask status)" "api 1.55
build 24
state $2
flags $3
guests 0"
}

# verify ARGUMENT...
verify()
{
	sevgate chain verify "$@" 2>&1
}

# --- who it is -------------------------------------------------------------------

is "PLATFORM_STATUS" "$(sev-ask status | grep -E '^(api|build|guests)' | tr '\n' ' ')" \
	"api 1.55 build 24 guests 0 "
ok "GET_ID" sev-ask id
like "has 64 bytes" "$OUT" '^length 64$'
like "that are not all the same" "$OUT" '^id [0-9a-f]{128}$'
is "and are the same again" "$(sev-ask id)" "$OUT"
fails "who has no room" sev-ask id-length
is "is told how much it takes" "$OUT" "length 64
GET_ID errno 5 firmware 4"

# --- certificates ------------------------------------------------------------------

ok "PDH_CERT_EXPORT" sev-ask export /tmp/platform
is "gives PDH, PEK, OCA and CEK" "$(stat -c %s /tmp/platform)" 8336
# newer kernels shut it down again when nobody else uses it
like "for which the platform was initialized" "$(trace | tr '\n' ' ')" ' INIT 0 .*PDH_CERT_EXPORT 0 '
is "without their roots nobody can say" "$(verify /tmp/platform >/dev/null; echo $?)" 3
cat /tmp/platform ca.cert >/tmp/full
ok "the chain is good as far as its root, which is not AMD's" \
	sevgate chain verify --allow-untrusted-root /tmp/full
is "all six certificates are there" "$(grep -oE '(PDH|PEK|OCA|CEK|ASK|ARK) ' <<<"$OUT" | tr -d '\n')" \
	"PDH PEK OCA CEK ASK ARK "
ok "the same with the roots from elsewhere" \
	sevgate chain verify --allow-untrusted-root --ca ca.cert /tmp/platform
printf '\377' | dd of=/tmp/full bs=1 seek=100 conv=notrunc status=none
fails "a changed one is not" sevgate chain verify --allow-untrusted-root /tmp/full

# parts FILE: digests of PDH, PEK, OCA and CEK
parts()
{
	local i
	for i in 0 1 2 3; do
		dd if="$1" bs=2084 skip=$i count=1 status=none | sha256sum | cut -c 1-8
	done | tr '\n' ' '
}

# changed DESC WHICH: since the last time
before=$(parts /tmp/platform)
changed()
{
	local after i which=''
	sev-ask export /tmp/platform
	after=$(parts /tmp/platform)
	for i in 1 2 3 4; do
		[ "$(cut -d' ' -f $i <<<"$before")" = "$(cut -d' ' -f $i <<<"$after")" ] ||
			which+=" $(cut -d' ' -f $i <<<"PDH PEK OCA CEK")"
	done
	before=$after
	is "$1" "$which" "$2"
	cat /tmp/platform ca.cert >/tmp/full
	ok "$1: and is good" sevgate chain verify --allow-untrusted-root /tmp/full
}

ok "PDH_GEN" sev-ask pdh-gen
changed "a new PDH" " PDH"
ok "PEK_GEN" sev-ask pek-gen
changed "new keys below the CEK" " PDH PEK OCA"
ok "PLATFORM_RESET" sev-ask reset
changed "new keys after a reset" " PDH PEK OCA"

# --- an owner ------------------------------------------------------------------------

ok "PEK_CSR" sev-ask csr /tmp/csr
is "is the PEK without signatures" "$(head -c 1044 /tmp/csr | sha256sum)" \
	"$(dd if=/tmp/platform bs=2084 skip=1 count=1 status=none | head -c 1044 | sha256sum)"
is "which says so" "$(od -An -v -t x4 -j 1044 -N 4 /tmp/csr | tr -d ' ')" 00001000
fails "a PEK nobody signed is not imported" sev-ask import /tmp/csr /tmp/csr
is "it is no OCA" "$OUT" "PEK_CERT_IMPORT errno 5 firmware 6"
dd if=/tmp/platform of=/tmp/oca bs=2084 skip=2 count=1 status=none
fails "nor with an OCA that did not sign it" sev-ask import /tmp/csr /tmp/oca
is "and that is what it says" "$OUT" "PEK_CERT_IMPORT errno 5 firmware 10"
head -c 100 /tmp/csr >/tmp/short
fails "a part of one" sev-ask import /tmp/short /tmp/oca
like "has a wrong length" "$OUT" 'firmware 4$'
load kvm_amd
status_is "for guests it is initialized, with SEV-ES, and nobody else's" 1 0x100
tap_end
