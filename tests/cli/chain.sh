#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# chain.sh - sevgate chain verify
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

certs=$top/tests/vectors/certs
full=$certs/synthA/full.bin
mkdir naples
cp "$certs"/naples/{pdh,pek,oca,cek}.cert naples/
cat naples/{pdh,pek,oca,cek}.cert >naples.bin
head -c 8336 "$full" >platform.bin
tail -c 1664 "$full" >ca.bin

# verify ARGUMENT...: as sevgate, and what stderr says first without its prefix
verify()
{
	sevgate chain verify "$@"
	first=$(sed -n '1s/^sevgate: //p' <<<"$err")
}

# --- a real platform ---------------------------------------------------------

sevctl=$(jq -r '.sevctl_lines[]' "$certs/naples/expected.json" | sed 's/\x1b\[[0-9;]*m//g')
verify naples.bin
is "a real chain" "$status,$err" "0,"
is "is shown as sevctl shows it" "$(head -n 8 <<<"$out")" "$sevctl"
is "and said to be AMD's" "$(tail -n 1 <<<"$out")" "ok: signed by AMD's root for Naples"
unlike "without colours" "$out" $'\033'
verify naples
is "a directory" "$status,$(head -n 8 <<<"$out")" "0,$sevctl"
cat naples.bin "$certs/naples/ca-chain.bin" >full.bin
verify full.bin
is "with ASK and ARK in it" "$status,$(head -n 8 <<<"$out")" "0,$sevctl"
head -c 832 "$certs/naples/ca-chain.bin" >naples/ask.cert
verify naples
is "a directory with an ASK alone" "$status,$first" "2,naples: ark.cert: No such file or directory"
cp "$certs/naples/ark-nosig.cert.bad" naples/ark.cert
verify naples
is "an ARK without signature" "$status,$first" \
	"2,naples: ARK: signature missing: 576 bytes of 832; take the signed one"
cat "$certs"/naples/ark.cert.sig >>naples/ark.cert
verify naples
is "and with it" "$status" 0
verify --json naples.bin
is "--json" "$status,$(jq -r '"\(.version) \(.source) \(.verdict) \(.accepted) \(.root) \(.error)"' <<<"$out")" \
	"0,1 naples.bin ok true Naples null"
is "--json: certificates" "$(jq -r '.certificates[] | "\(.name) \(.key) \(.algorithm) \(.digest)"' <<<"$out")" \
	"$(head -n 6 <<<"$sevctl" | sed 's/^[^A-Z]*//')"
is "--json: links" "$(jq -r '[.links[] | "\(.signer)->\(.signed) \(.state) \(.reason)"] | join(", ")' <<<"$out")" \
	"ARK->ARK good null, ARK->ASK good null, ASK->CEK good null, CEK->PEK good null, OCA->OCA good null, OCA->PEK good null, PEK->PDH good null"

# --- a root that is not AMD's ------------------------------------------------

for args in "$full" "--ca ca.bin platform.bin"; do
	# shellcheck disable=SC2086 # two words
	verify $args
	is "untrusted: ${args##*/}" "$status,$first" "3,${args##* }: ARK: it is not one of AMD's roots"
	like "says how to accept it" "$err" '^sevgate: --allow-untrusted-root accepts'
	# shellcheck disable=SC2086
	verify --allow-untrusted-root $args
	is "accepted: ${args##*/}" "$status,$err" "0,"
	like "but not AMD's" "$out" "^accepted, but the root is NOT AMD's: "
	unlike "and not ok" "$out" "^ok"
done
verify platform.bin
is "no ASK fits" "$status,$first" \
	"3,platform.bin: CEK: not signed by any known AMD key; fetch the signed CEK from AMD's key distribution service"
like "says what to give" "$err" '^sevgate: give it with --cek FILE, or another ASK and ARK with --ca FILE; --allow-untrusted-root'
like "shows what is not known" "$out" '^       \? ASK none$'
verify --allow-untrusted-root platform.bin
is "may be accepted" "$status" 0
like "with a warning" "$out" "^accepted, but there is NO root of AMD's: "
verify --allow-untrusted-root --json platform.bin
is "the same as JSON" "$status,$(jq -r '"\(.verdict) \(.accepted) \(.root)"' <<<"$out")" "0,untrusted-root true null"
verify --ca ca.bin naples.bin
is "--ca counts, even if AMD's would fit" "$status,$first" "1,naples.bin: ASK->CEK: the signature is not good"

# --- signatures that are not good --------------------------------------------

for name in ok pek-sigs-swapped pdh-bodyflip truncated wrong-ca; do
	verify --allow-untrusted-root --ca "$certs/mutated/$name-ca.bin" "$certs/mutated/$name-sev.bin"
	case $name in
	pdh-bodyflip) want="1,PEK->PDH: the signature is not good" ;;
	wrong-ca) want="1,ASK->CEK: the signature has algorithm 0x001, the key 0x101" ;;
	truncated) want="2,8335 bytes: a chain has 8336, with ASK and ARK 10000 or 11536" ;;
	*) want="0," ;;
	esac
	is "mutated: $name" "$status,${first#"$certs/mutated/$name-sev.bin: "}" "$want"
done
verify --ca "$certs/mutated/wrong-ca-ca.bin" "$certs/mutated/wrong-ca-sev.bin"
is "a bad signature is shown as sevctl shows it" "$(head -n 8 <<<"$out")" \
	"$(jq -r '.[] | select(.name == "wrong-ca") | .sevctl_0_6_2.lines[]' "$certs/mutated/expected.json" | sed 's/\x1b\[[0-9;]*m//g')"
verify --json "$certs/mutated/pdh-bodyflip-sev.bin"
is "--json names the link" "$status,$(jq -r '.verdict + " " + (.links[] | select(.state == "bad") | "\(.signer)->\(.signed): \(.reason)")' <<<"$out")" \
	"1,bad-signature PEK->PDH: the signature is not good"

# --- the CEK from AMD --------------------------------------------------------

# the second half of the last certificate: both signatures
head -c $((8336 - 1040)) naples.bin >unsigned.bin
head -c 1040 /dev/zero >>unsigned.bin
verify unsigned.bin
is "a CEK without signature" "$status,$first" \
	"3,unsigned.bin: CEK: has no signature of AMD's; fetch the signed CEK from AMD's key distribution service"
verify --cek naples/cek.cert unsigned.bin
is "--cek" "$status,$err" "0,"
verify --cek naples/cek.cert platform.bin
is "--cek of another chip" "$status,$first" \
	"2,naples/cek.cert: CEK: its public key is not that of the chain's CEK: it belongs to another chip"
verify --cek naples/pek.cert naples.bin
is "--cek that is none" "$status,$first" "2,naples/pek.cert: CEK: usage is 0x1002 (PEK), not 0x1004"

# --- bad input ---------------------------------------------------------------

: >empty
mkfifo fifo
head -c 11537 /dev/zero >big
head -c 8336 /dev/zero >zero
cp -r naples short
head -c 2083 naples/pek.cert >short/pek.cert
mkdir none
cp -r naples ask
head -c 831 naples/ask.cert >ask/ask.cert
while IFS=: read -r file want; do
	verify "$file"
	is "bad input: $file" "$status,$first,$out" "2,$file: $want,"
done <<-END
	empty:0 bytes: a chain has 8336, with ASK and ARK 10000 or 11536
	fifo:is a FIFO, not a regular file
	big:more than 11536 bytes
	zero:PDH: version 0 is not known
	missing:No such file or directory
	short:pek.cert: 2083 bytes, not 2084
	none:pdh.cert: No such file or directory
	ask:ask.cert: 831 bytes, not 832 or 1600
	naples/pdh.cert:2084 bytes are one certificate: a chain is PDH, PEK, OCA, CEK, 8336 bytes
END
verify --ca fifo naples.bin
is "--ca: a FIFO" "$status,$first" "2,fifo: is a FIFO, not a regular file"
verify --ca empty naples.bin
is "--ca: empty" "$status,$first" "2,empty: ASK: 0 bytes, not 832 or 1600"
verify --cek missing naples.bin
is "--cek: missing" "$status,$first" "2,missing: No such file or directory"
verify --json zero
is "--json of no chain" "$status,$(jq -r '"\(.verdict) \(.error) \(.certificates | length)"' <<<"$out")" \
	"2,bad-input zero: PDH: version 0 is not known 0"
verify --connect test:///default
is "a hypervisor without SEV" "$status" 2
like "says so" "$first" '^libvirt has no certificates of this host: '
verify --connect nonsense:///
is "a libvirt that is not there" "$status" 2

# --- usage -------------------------------------------------------------------

sevgate chain
is "chain: says verify" "$status,$(head -n 1 <<<"$err")" "1,sevgate chain: say verify"
verify a b
is "one file" "$status,$(head -n 1 <<<"$err")" "1,sevgate chain: name one file or directory"
verify --connect test:///default naples.bin
is "file or host" "$status,$(head -n 1 <<<"$err")" "1,sevgate chain: a file or --connect, not both"
tap_end
