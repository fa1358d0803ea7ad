#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# session.sh - sevgate session
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

certs=$top/tests/vectors/certs
synth=$certs/synthA/full.bin
cat "$certs"/naples/{pdh,pek,oca,cek}.cert >naples.bin
python3 -c 'import cryptography' 2>/dev/null && python=python3 || python=/usr/bin/python3

# in_empty ARGUMENT...: sevgate session in an empty directory; $left is what it
# left there
in_empty()
{
	rm -rf here && mkdir here && cd here || exit 1
	sevgate session "$@"
	left=$(ls -A)
	cd ..
}

# patch FILE OFFSET HEX: overwrite bytes
patch()
{
	xxd -r -p <<<"$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# --- what is written ---------------------------------------------------------

in_empty ../naples.bin 0x37
is "a chain up to AMD's root" "$status" 0
is "four files" "$left" "$(printf 'vm_%s\n' godh.b64 session.b64 tek.bin tik.bin)"
is "sizes and modes" "$(cd here && stat -c '%n %s %a' -- * | tr '\n' ' ')" \
	"vm_godh.b64 2780 644 vm_session.b64 172 644 vm_tek.bin 16 600 vm_tik.bin 16 600 "
is "<dhCert> is 2084 bytes" "$(base64 -d here/vm_godh.b64 | wc -c)" 2084
is "<session> is 128 bytes" "$(base64 -d here/vm_session.b64 | wc -c)" 128
is "says what they are for" "$out" "vm_tik.bin          secret: verifies the launch measurement
vm_tek.bin          secret: encrypts launch secrets
vm_godh.b64         for <dhCert>
vm_session.b64      for <session>
0x0037              for <policy>"
is "nothing to complain about" "$err" ""
sevgate session --name other naples.bin 37
is "--name" "$(echo other_*)" "other_godh.b64 other_session.b64 other_tek.bin other_tik.bin"
for part in godh.b64 session.b64 tek.bin tik.bin; do
	fails "another $part every time" cmp -s "other_$part" "here/vm_$part"
done
umask 077
in_empty --name "$work/deep" ../naples.bin 37
is "--name may have a directory, and umask holds" "$(stat -c %a deep_godh.b64 deep_tik.bin | tr '\n' ' ')" "600 600 "
umask 022

# --- another implementation opens it -------------------------------------------

for policy in 0 1 37 0x37 0d55 01330003 0x01330003 8000ffff 0xffffffff 0d4294967295; do
	in_empty --allow-untrusted-root "$synth" "$policy"
	case $policy in
	0d*) wanted=$(printf %x "${policy#0d}") ;;
	*) wanted=$policy ;;
	esac
	is "policy $policy: opened by the platform" \
		"$status $("$python" "$top/tests/cli/open_session.py" "$certs/synthA/pdh.key.pem" here/vm "$wanted" 2>&1)" "0 "
done
is "and bound to it" "$("$python" "$top/tests/cli/open_session.py" "$certs/synthA/pdh.key.pem" here/vm fffffffe 2>&1)" \
	"MAC over the policy"
in_empty --allow-untrusted-root "$synth" 37
is "no key is printed" "$(for key in here/vm_t?k.bin; do
	grep -cF -e "$(xxd -p "$key")" -e "$(base64 "$key")" <<<"$out$err"
done | tr '\n' ' ')" "0 0 "

# --- policies -------------------------------------------------------------------

in_empty ../naples.bin 0
is "a policy that allows debugging" "$status" 0
is "warns" "$err" "sevgate: warning: policy 0x0000 lets the host read the guest's memory: bit 0 (NODBG) is not set"
in_empty ../naples.bin 55
is "decimal by mistake: warns" "$err" \
	"sevgate: warning: policy 0x0055 has reserved bits set (0x0040): no platform will take it; a decimal number begins with 0d"
for policy in '' x 0x 0d 0dff 37h ' 37' '37,' +1 1.0 0x100000000 0d4294967296 $'37\n'; do
	in_empty ../naples.bin "$policy"
	is "not a policy: ${policy@Q}" "$status,$left,${err%%$'\nusage'*}" \
		"1,,sevgate session: '$policy' is not a policy: hexadecimal digits, or 0d and decimal ones, 32 bits"
done

# --- who is trusted ---------------------------------------------------------------

in_empty "$synth" 37
is "a root that is not AMD's" "$status,$left" "2,"
is "says what to do" "$err" \
	"sevgate: $synth: ARK: it is not one of AMD's roots
sevgate: --allow-untrusted-root takes a platform that is not AMD's"
in_empty --allow-untrusted-root "$synth" 37
is "allowed" "$status,$(wc -w <<<"$left")" 0,4
is "with a warning" "$err" \
	"sevgate: warning: $synth: ARK: it is not one of AMD's roots; whoever made these certificates can read the keys"
head -c 8336 "$synth" >platform.bin
tail -c +8337 "$synth" >ca.bin
in_empty ../platform.bin 37
is "no CA that fits" "$status,$left" "2,"
in_empty --ca ../ca.bin ../platform.bin 37
is "a CA file does not make it trusted" "$status,$left" "2,"
like "says so" "$err" "^sevgate: ../platform.bin: ARK: it is not one of AMD's roots$"
in_empty --allow-untrusted-root --ca ../ca.bin ../platform.bin 37
is "but complete" "$status" 0

mkdir sev-tool && cp "$certs"/naples/{pdh,pek,oca,cek}.cert sev-tool
in_empty ../sev-tool 37
is "a directory of sev-tool's" "$status,$err,$(wc -w <<<"$left")" 0,,4

# the platform itself does not have AMD's signature of its CEK
cp naples.bin unsigned.bin
dd if=/dev/zero of=unsigned.bin bs=1 seek=$((3 * 2084 + 1044)) count=1040 conv=notrunc status=none
in_empty ../unsigned.bin 37
is "a CEK without AMD's signature" "$status,$left" "2,"
is "says where it is, and what to do with it" "$err" \
	"sevgate: ../unsigned.bin: CEK: has no signature of AMD's; fetch the signed CEK from AMD's key distribution service
sevgate: give it with --cek FILE; --allow-untrusted-root takes a platform that is not AMD's"
in_empty --cek "$certs/naples/cek.cert" ../unsigned.bin 37
is "--cek" "$status,$err" "0,"
in_empty --cek "$certs/naples/pek.cert" ../unsigned.bin 37
is "--cek with another certificate" "$status,$left" "1,"
like "says whose fault it is" "$err" "^sevgate: $certs/naples/pek.cert: CEK: usage is 0x1002 \(PEK\), not 0x1004$"

bad=$certs/mutated/pdh-bodyflip-sev.bin
in_empty --allow-untrusted-root --ca "$certs/mutated/pdh-bodyflip-ca.bin" "$bad" 37
is "a bad signature is never allowed" "$status,$left" "2,"
is "says which" "$err" "sevgate: $bad: PEK->PDH: the signature is not good"
for offset in 30 100; do
	cp naples.bin bad.bin
	patch bad.bin $offset ffffffff
	in_empty --allow-untrusted-root ../bad.bin 37
	is "a key changed at $offset" "$status,$left,$err" "2,,sevgate: ../bad.bin: PEK->PDH: the signature is not good"
done

# --- bad files ---------------------------------------------------------------------

# bad NAME MESSAGE: as CHAIN
bad()
{
	in_empty --allow-untrusted-root "../$1" 37
	is "chain: $1" "$status,$left,$err" "1,,sevgate: ../$1: $2"
}
mkdir directory
mkfifo fifo
: >empty
head -c 8335 naples.bin >short
head -c 2084 naples.bin >alone
tail -c +2085 naples.bin >headless
{ cat naples.bin; printf x; } >trailing
{ cat naples.bin naples.bin; } >large
cp naples.bin usage && patch usage 8 02
cp naples.bin ecdsa && patch ecdsa 12 02
cp naples.bin curve && patch curve 16 03
cp naples.bin wide && patch wide 91 01
bad missing "No such file or directory"
bad directory "pdh.cert: No such file or directory"
bad fifo "is a FIFO, not a regular file"
bad empty "0 bytes: a chain has 8336, with ASK and ARK 10000 or 11536"
bad short "8335 bytes: a chain has 8336, with ASK and ARK 10000 or 11536"
bad alone "2084 bytes are one certificate: a chain is PDH, PEK, OCA, CEK, 8336 bytes"
bad headless "6252 bytes are PEK, OCA, CEK: put the PDH before them"
bad large "more than 11536 bytes"
bad usage "PDH: usage is 0x1002 (PEK), not 0x1003"
bad ecdsa "PDH: algorithm 0x002 is not one of a PDH"
bad curve "PDH: curve 3 is neither P-256 nor P-384"
bad wide "PDH: the key is wider than P-384"
in_empty --allow-untrusted-root ../trailing 37
is "chain: trailing byte" "$status,$left" "1,"
in_empty --ca ../empty ../platform.bin 37
is "an empty CA" "$status,$left" "1,"
like "names the file" "$err" "^sevgate: ../empty: "

# --- files in the way ---------------------------------------------------------------

for part in tik.bin tek.bin godh.b64 session.b64; do
	rm -rf there && mkdir there && echo mine >there/vm_$part
	sevgate session --name there/vm naples.bin 37
	is "$part in the way" "$status,$(ls -A there),$(cat there/vm_$part)" "1,vm_$part,mine"
	is "says so" "$err" \
		"sevgate: there/vm_$part: is there already and is not overwritten; remove it, or choose another name"
	rm there/vm_$part && ln -s nowhere there/vm_$part
	sevgate session --name there/vm naples.bin 37
	is "$part: a link to nowhere" "$status,$(ls -A there)" "1,vm_$part"
	rm there/vm_$part && mkdir there/vm_$part
	sevgate session --name there/vm naples.bin 37
	is "$part: a directory" "$status,$(ls -A there)" "1,vm_$part"
done
sevgate session --name missing/vm naples.bin 37
is "no such directory" "$status,$err" "1,sevgate: missing/vm_tik.bin: cannot be written: No such file or directory"
sevgate session --name empty/vm naples.bin 37
is "no directory" "$status,$err" "1,sevgate: empty/vm_tik.bin: cannot be written: Not a directory"
rm -rf there && mkdir there
sevgate session --name "there/$(printf 'a%.0s' {1..245})" naples.bin 37
is "only the last name is too long" "$status,$(ls -A there)" "1,"
like "says which" "$err" "_session.b64: cannot be written: File name too long$"
# both keys fit, the certificate does not
(
	trap '' XFSZ
	ulimit -f 1
	"$BUILD/sevgate" session --name there/vm naples.bin 37 >.out 2>.err
	echo $? >.status
)
is "no room on the disk" "$(cat .status),$(ls -A there),$(cat .err)" \
	"1,,sevgate: there/vm_godh.b64: cannot be written: File too large"

# --- usage ---------------------------------------------------------------------------

sevgate session naples.bin
is "no policy" "$status,${err%%$'\n'*}" "1,sevgate session: name a chain and a policy"
sevgate session naples.bin 37 x
is "too much" "$status" 1
tap_end
