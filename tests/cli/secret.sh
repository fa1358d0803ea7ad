#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# secret.sh - sevgate secret
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

vectors=$top/tests/vectors/sevctl/secret
ovmf=$top/tests/vectors/debian
tik=$vectors/tik1.bin
tek=$vectors/tek1.bin
luks=736869e5-84f0-4973-92ec-06879ce3da0b
other=23058844-597b-42fb-8259-a0f5d9d495af
measurement=TLeA7607lZQntLjRY1/i+sbtdSZ+75zxpz4Px9hzpBLwItF5Q2o4prA++3ZZv9ZS

# pack ARGUMENT...: sevgate secret with good keys; header and payload are in
# out/, $left is what is there
pack()
{
	rm -rf out && mkdir out
	sevgate secret --tik "$tik" --tek "$tek" --measurement "$measurement" \
		--header out/header --payload out/payload "$@"
	left=$(find out -mindepth 1 -printf '%f\n' | sort | tr '\n' ' ')
}

# refused DESC MESSAGE ARGUMENT...: and nothing is left behind
refused()
{
	local desc=$1 message=$2
	shift 2
	pack "$@"
	is "$desc" "$status,$left,$err" "1,,sevgate: $message"
}

printf 'secret of nine blocks less one%.0s' 1 2 3 >secret

# --- what is written ---------------------------------------------------------

pack luks-key:secret
is "a packet" "$status,$left,$out$err" "0,header payload ,"
is "sizes" "$(stat -c %s out/header out/payload | tr '\n' ' ')" "52 144 "
pack --base64 luks-key:secret
is "--base64" "$(base64 -d out/header | wc -c) $(base64 -d out/payload | wc -c)" "52 144"
is "in one line, for libvirt" "$(cat out/header out/payload | wc -l)" 0

# --- virt-qemu-sev-validate makes the same -------------------------------------

# same GUID:FILE...: the peer with our IV
same()
{
	pack --base64 "$@"
	is "as virt-qemu-sev-validate: $*" "$(cat out/header && echo && cat out/payload)" \
		"$(/usr/bin/python3 "$top/tests/cli/peer_secret.py" "$(base64 -d out/header | xxd -p -s 4 -l 16)" \
			"$measurement" "$tik" "$tek" "$@" 2>&1)"
}
for size in 1 7 9 100 4000 16343; do
	head -c $size /dev/urandom >"size$size"
done
if [ -x /usr/bin/virt-qemu-sev-validate ]; then
	same $luks:secret
	same luks-key:secret $other:size1
	same $other:size7 ${luks^^}:size9
	same $luks:size4000 $other:size100 11111111-2222-3333-4444-555555555555:size7
	same $other:size16343
else
	tap 1 "virt-qemu-sev-validate # SKIP is not installed"
fi

# --- limits ----------------------------------------------------------------------

head -c 16344 /dev/zero >full
pack $other:full
is "as much as a guest can be given" "$status,$(stat -c %s out/payload)" 0,16384
head -c 16345 /dev/zero >over
refused "one byte more" "the secrets take more than the 16384 bytes that a guest can be given" $other:over
head -c 16385 /dev/zero >large
refused "a large file" "large: more than 16384 bytes" $other:large
printf x >byte
refused "two together" "the secrets take more than the 16384 bytes that a guest can be given" $other:full $luks:byte
mapfile -t many < <(for ((i = 0; i < 820; i++)); do printf '%08x-0000-0000-0000-000000000000:byte\n' "$i"; done)
refused "more than ever fit" "a guest can be given at most 819 secrets" \
	"${many[@]}"

# --- firmware -----------------------------------------------------------------------

head -c $((0xc00 - 40)) /dev/zero >fits
head -c $((0xc00 - 39)) /dev/zero >fits-not
pack --firmware "$ovmf/sid-amdsev.last8k.bin" $luks:fits
is "fills the room in the firmware" "$status,$left" "0,header payload "
refused "does not fit" "the secrets take 3088 bytes, the firmware has room for 3072" \
	--firmware "$ovmf/sid-amdsev.last8k.bin" $luks:fits-not
for image in bookworm-CODE_4M trixie-CODE_4M; do
	refused "$image" "$ovmf/$image.last8k.bin: this firmware takes no secrets; use a newer OVMF (Debian's does since 2026.08), or one built for AMD SEV" \
		--firmware "$ovmf/$image.last8k.bin" $luks:secret
done
refused "no firmware" "secret: this firmware takes no secrets; use a newer OVMF (Debian's does since 2026.08), or one built for AMD SEV" \
	--firmware secret $luks:secret
refused "firmware is missing" "missing: No such file or directory" --firmware missing $luks:secret
pack --firmware "$ovmf/malformed/footer-len-ffff.bin" $luks:secret
is "malformed firmware" "$status,$left" "1,"
like "is named" "$err" "^sevgate: $ovmf/malformed/footer-len-ffff.bin: "

# --- secrets --------------------------------------------------------------------------

printf 'passphrase\n' >newline
pack $luks:newline
is "a newline at the end: packed as it is" "$status,$(stat -c %s out/payload)" 0,64
is "with a warning" "$err" "sevgate: warning: newline: ends in a newline, which is part of the secret"
for guid in '' luks "${luks%?}" "${luks}0" "${luks//-/_}" "{$luks}" "${luks/7/g}"; do
	refused "GUID '$guid'" "'$guid' is neither a GUID nor luks-key" "$guid:secret"
done
refused "no colon" "'secret' is not GUID:FILE" secret
refused "no file" ": No such file or directory" $luks:
refused "one GUID twice" "secret $luks is given twice" $luks:secret luks-key:byte
mkdir directory
mkfifo fifo
: >empty
refused "an empty secret" "empty: is empty" $luks:empty
refused "a missing secret" "missing: No such file or directory" $luks:missing
refused "a directory as secret" "directory: is a directory, not a regular file" $luks:directory
refused "a FIFO as secret" "fifo: is a FIFO, not a regular file" $luks:fifo
cp secret with:colon
pack $luks:with:colon
is "a colon in the file's name" "$status,$left" "0,header payload "

# --- keys and measurement ---------------------------------------------------------------

head -c 15 "$tik" >short
cat "$tik" "$tek" >long
for option in tik tek; do
	refused "--$option: short" "short: has 15 bytes, a key has 16" "--$option" short $luks:secret
	refused "--$option: long" "long: more than 16 bytes" "--$option" long $luks:secret
	refused "--$option: empty" "empty: has 0 bytes, a key has 16" "--$option" empty $luks:secret
	refused "--$option: missing" "missing: No such file or directory" "--$option" missing $luks:secret
	refused "--$option: a directory" "directory: is a directory, not a regular file" "--$option" directory $luks:secret
	refused "--$option: a FIFO" "fifo: is a FIFO, not a regular file" "--$option" fifo $luks:secret
done
refused "measurement: not base64" "the measurement is not base64" --measurement "${measurement%?}-" $luks:secret
refused "measurement: short" "the measurement has 47 bytes, not 48: 32 of it and a nonce of 16" \
	--measurement "$(head -c 47 full | base64 -w0)" $luks:secret
refused "measurement: without the nonce" "the measurement has 32 bytes, not 48: 32 of it and a nonce of 16" \
	--measurement "$(head -c 32 full | base64 -w0)" $luks:secret
refused "measurement: long" "the measurement has 49 bytes, not 48: 32 of it and a nonce of 16" \
	--measurement "$(head -c 49 full | base64 -w0)" $luks:secret
refused "measurement: empty" "the measurement has 0 bytes, not 48: 32 of it and a nonce of 16" \
	--measurement '' $luks:secret

# --- files in the way -------------------------------------------------------------------

for name in header payload; do
	rm -rf out && mkdir out && echo mine >out/$name
	sevgate secret --tik "$tik" --tek "$tek" --measurement "$measurement" \
		--header out/header --payload out/payload $luks:secret
	is "$name in the way" "$status,$(ls -A out),$(cat out/$name)" "1,$name,mine"
	is "says so" "$err" "sevgate: out/$name: is there already and is not overwritten; remove it, or choose another name"
done
rm -rf out && mkdir out
sevgate secret --tik "$tik" --tek "$tek" --measurement "$measurement" \
	--header out/both --payload out/both $luks:secret
is "one file for both" "$status,$(ls -A out)" "1,"
sevgate secret --tik "$tik" --tek "$tek" --measurement "$measurement" \
	--header out/header --payload missing/payload $luks:secret
is "no directory for the payload" "$status,$(ls -A out),$err" \
	"1,,sevgate: missing/payload: cannot be written: No such file or directory"
(
	trap '' XFSZ
	ulimit -f 1
	"$BUILD/sevgate" secret --tik "$tik" --tek "$tek" --measurement "$measurement" \
		--header out/header --payload out/payload $luks:full >.out 2>.err
	echo $? >.status
)
is "no room on the disk" "$(cat .status),$(ls -A out),$(cat .err)" \
	"1,,sevgate: out/payload: cannot be written: File too large"

# --- usage --------------------------------------------------------------------------------

# usage MESSAGE ARGUMENT...
usage()
{
	local message=$1
	shift
	sevgate secret "$@"
	is "usage: $message" "$status,${err%%$'\n'*}" "1,sevgate secret: $message"
}
usage "give --tik and --tek"
usage "give --tik and --tek" --tik x
usage "give --measurement" --tik x --tek x
usage "give --header and --payload" --tik x --tek x --measurement x --header x
usage "name a secret: GUID:FILE" --tik x --tek x --measurement x --header x --payload x
tap_end
