#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 11-owner.sh - sevgate platform: look at the secure processor, and own it
# kernels: 6.1 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
in_vm --file "$BUILD/tests/vm/sev-ask" --file "$BUILD/tests/vm/sev-vms" --file "$BUILD/sevgate"
load kvm_amd
cd /tmp || exit

# --- looking ---------------------------------------------------------------------

is "version, as sevctl shows it" "$(sevgate platform show version)" 1.55.24
is "state" "$(sevgate platform show state)" init
is "flags" "$(sevgate platform show flags)" es
is "guests" "$(sevgate platform show guests)" 0
is "the identifier is the firmware's" "$(sevgate platform show identifier)" "$(sev-ask id | field id)"
is "all of them" "$(sevgate platform show | head -4 | tr -s ' \n' ' ')" \
	"version 1.55.24 state init flags es guests 0 "
like "as JSON" "$(sevgate platform show --json | tr -d ' \n')" \
	'"api_major":1,"api_minor":55,"build":24,"state":"init","owned":false,"es":true,"guests":0,"id":"[0-9a-f]{128}"'

# --- certificates ----------------------------------------------------------------

ok "export" sevgate platform export host.chain
ok "is what the firmware gives" sev-ask export other.chain
ok "byte for byte" cmp host.chain other.chain
fails "it is not overwritten" sevgate platform export host.chain
fails "with AMD's certificates, when AMD signed none" sevgate platform export --full full.chain
like "it says where to get them" "$OUT" 'https://kdsintf.amd.com/cek/id/[0-9a-f]{128} and give it with --cek'
ok "nor is anything written" test ! -e full.chain
ok "with other roots" sevgate platform export --full --ca /test/ca.cert full.chain
cat host.chain /test/ca.cert >both
ok "both one after the other" cmp full.chain both
run sevgate platform verify --ca /test/ca.cert
is "verify does not trust them" "$STATUS" 3
like "and says so" "$OUT" 'ARK: it is not one of AMD'
ok "unless told to" sevgate platform verify --ca /test/ca.cert --allow-untrusted-root
like "for what the processor gives now" "$OUT" "PDH EP384 D256"

# --- owning ----------------------------------------------------------------------

# keys: of the platform, one word each: PDH PEK OCA
keys()
{
	local i
	rm -f now.chain
	sevgate platform export now.chain
	for i in 0 1 2; do
		dd if=now.chain bs=2084 skip=$i count=1 status=none | sha256sum | cut -c 1-8
	done | tr '\n' ' '
}

ok "generate" sevgate platform generate oca.cert oca.key
is "keeps the key for its owner" "$(stat -c '%a %s' oca.key)" "600 167"
is "beside the certificate" "$(stat -c %s oca.cert)" 2084
fails "who is not asked twice" sevgate platform provision oca.cert oca.key </dev/null
like "has to say that he means it" "$OUT" 'sessions that were made for it so far are void; say --yes'
sevgate platform generate other.cert other.key
fails "a key of another OCA" sevgate platform provision --yes oca.cert other.key
is "is found before the firmware is asked" "$OUT" "sevgate: the key is not that of the OCA"
dd if=host.chain bs=2084 skip=1 count=1 of=pek.cert status=none
fails "nor is a PEK an OCA" sevgate platform provision --yes pek.cert oca.key
sevgate platform export same.chain
ok "nothing of that changed anything" cmp same.chain host.chain
before=$(keys)
ok "provision" sevgate platform provision --yes oca.cert oca.key
is "the platform is owned" "$(sevgate platform show flags | tr '\n' ' ')" "owned es "
after=$(keys)
dd if=now.chain bs=2084 skip=2 count=1 of=now.cert status=none
ok "by this OCA" cmp now.cert oca.cert
is "with the same PEK's key" "$(dd if=now.chain bs=1 skip=2084 count=1044 status=none | sha256sum)" \
	"$(dd if=host.chain bs=1 skip=2084 count=1044 status=none | sha256sum)"
unlike "and another PDH" "${after%% *}" "^${before%% *}\$"
ok "of which all signatures are good" sevgate platform verify --ca /test/ca.cert --allow-untrusted-root
fails "a second owner" sevgate platform provision --yes other.cert other.key
like "has to reset it first" "$OUT" 'PEK_CERT_IMPORT: firmware status 5 \(the platform has an owner already\)'

# --- new keys --------------------------------------------------------------------

before=$(keys)
ok "rotate" sevgate platform rotate --yes
is "says no more than that" "$OUT" ""
after=$(keys)
is "leaves PEK and OCA" "${after#* }" "${before#* }"
unlike "and makes a new PDH" "$after" "^${before%% *} "
fails "while a guest runs" sev-vms sev 1 -- sevgate platform reset --yes
like "nothing is reset" "$OUT" 'FACTORY_RESET: .*busy; confidential guests run'
mkdir -p /var/cache/libvirt/qemu/capabilities
ok "reset" sevgate platform reset --yes
like "tells who has libvirt what it keeps" "$OUT" 'until the files in /var/cache/libvirt/qemu/capabilities are removed'
unlike "makes all of them new" "$(keys)" "${after#* }"
unlike "and has no owner" "$(sevgate platform show flags)" owned

# --- what does not work ----------------------------------------------------------

faults "status PDH_CERT_EXPORT 19"
fails "a firmware that fails" sevgate platform export failed.chain
is "is called by its name" "$OUT" "sevgate: /dev/sev: PDH_CERT_EXPORT: firmware status 19 (hardware failure of the platform)"
faults
fails "another device" sevgate platform show --device /dev/null
like "is no secure processor" "$OUT" 'PLATFORM_STATUS: Inappropriate ioctl'
tap_end
