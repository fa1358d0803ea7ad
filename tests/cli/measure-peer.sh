#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# measure-peer.sh - random launches: sevgate and virt-qemu-sev-validate agree
#
# Neither knows how the other computes. What one measures the other accepts;
# with one input changed both refuse, and ours says which it was.
# shellcheck disable=SC2154 # what is not set here is in the facts of a case
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

cases=16
# facts of a case, which its own file says
boot=0 spoil=none nonce=none
peer=/usr/bin/virt-qemu-sev-validate
[ -x $peer ] || skip_all "no $peer here"
seed=${SEVGATE_SEED:-$((RANDOM << 15 | RANDOM))}
echo "# SEVGATE_SEED=$seed"

# one directory for each case: files, and the variables that describe them
/usr/bin/python3 - "$seed" "$cases" "$top/tests/vectors/debian" <<'PY'
import base64, os, random, shlex, sys

rng = random.Random(int(sys.argv[1]))
tail = open(sys.argv[3] + "/sid-amdsev.last8k.bin", "rb").read()
words = ["console=ttyS0", "root=/dev/vda1", " ro", "quiet ", "x='a b'", "caf\u00e9", "  ", "$HOME", "\\n"]
cpus = ["23 1 2", "23 49 0", "25 1 1", "25 17 0", "26 2 1"]


def put(path, data):
    with open(path, "wb") as f:
        f.write(data)


for i in range(int(sys.argv[2])):
    os.mkdir(str(i))
    es = i % 2
    put(f"{i}/firmware", rng.randbytes(4096 * rng.randrange(64)) + tail)
    put(f"{i}/tik", rng.randbytes(16))
    put(f"{i}/tek", rng.randbytes(16))
    boot = rng.randrange(4)  # nothing, kernel, with command line, with initrd
    if boot:
        put(f"{i}/kernel", rng.randbytes(rng.randrange(1, 70000)))
    if boot == 3:
        put(f"{i}/initrd", rng.randbytes(rng.randrange(1, 200000)))
    fms = rng.choice(cpus).split()
    facts = {
        "type": "sev-es" if es else "sev",
        "policy": rng.choice([0x1, 0x3, 0x33, 0x13, 0x01000001, 0x33]) | (4 if es else 0),
        "major": rng.randrange(3), "minor": rng.randrange(256), "build": rng.randrange(256),
        "nonce": base64.b64encode(rng.randbytes(16)).decode(),
        "vcpus": rng.choice([1, 2, 3, 8, 17, 64]),
        "family": fms[0], "model": fms[1], "stepping": fms[2],
        "boot": boot, "line": " ".join(rng.sample(words, rng.randrange(1, 5))) if boot > 1 else "",
        "spoil": rng.choice(["policy", "build", "minor", "nonce", "tik"]
                            + (["line"] if boot > 1 else []) + (["vcpus"] if es else [])),
    }
    with open(f"{i}/facts", "w") as f:
        for key, value in facts.items():
            print(f"{key}={shlex.quote(str(value))}", file=f)
PY

# ours_says OPTION...: sevgate about the launch in $dir
ours_says()
{
	local options=(--type "$type" --firmware "$dir/firmware" --tik "$dir/tik"
		--api-major "$major" --api-minor "$minor" --build "$build" --policy "0d$policy")

	[ "$type" = sev ] || options+=(--vcpus "$vcpus" --cpu-family "$family" --cpu-model "$model"
		--cpu-stepping "$stepping")
	[ "$boot" -lt 1 ] || options+=(--kernel "$dir/kernel")
	[ "$boot" -lt 2 ] || options+=(--cmdline "$line")
	[ "$boot" -lt 3 ] || options+=(--initrd "$dir/initrd")
	sevgate measure "${options[@]}" "$@"
}

# peer_says BLOB: the same of the peer, sets $peer_status
peer_says()
{
	local options=(--quiet --firmware "$dir/firmware" --tik "$dir/tik" --tek "$dir/tek" --policy "$policy"
		--api-major "$major" --api-minor "$minor" --build-id "$build" --measurement "$1")

	[ "$type" = sev ] || options+=(--num-cpus "$vcpus" --cpu-family "$family" --cpu-model "$model"
		--cpu-stepping "$stepping")
	[ "$boot" -lt 1 ] || options+=(--kernel "$dir/kernel")
	[ "$boot" -lt 2 ] || options+=(--cmdline "$line")
	[ "$boot" -lt 3 ] || options+=(--initrd "$dir/initrd")
	peer_status=0
	/usr/bin/python3 $peer "${options[@]}" >peer.log 2>&1 || peer_status=$?
}

# other_end: what comes, with another last byte
other_end()
{
	/usr/bin/python3 -c 'import sys; data = sys.stdin.buffer.read(); sys.stdout.buffer.write(data[:-1] + bytes([data[-1] ^ 1]))'
}

# spoil_one: change the one input that the case says; sets $words, what ours has to say
spoil_one()
{
	case $spoil in
	policy) policy=$((policy ^ 8)) words='policy 0x' ;;
	build) build=$(((build + 1) % 256)) words='firmware is build' ;;
	minor) minor=$(((minor + 1) % 256)) words="the API of the host's firmware" ;;
	line) line="$line " words='is the expected one without' ;;
	vcpus) vcpus=$((vcpus + 1)) words="vCPUs?, not $vcpus" ;;
	tik) printf 'another key 1234' >"$dir/tik"; words='TIK differs' ;;
	# the nonce is part of the measurement itself
	nonce) blob=$(base64 -d <<<"$blob" | other_end | base64 -w 0) words='TIK differs' ;;
	esac
}

for ((i = 0; i < cases; i++)); do
	dir=$work/$i
	# shellcheck source=/dev/null
	. "$dir/facts"
	ours_says --nonce "$nonce"
	blob=$out
	peer_says "$blob"
	is "case $i ($type, boot $boot): the peer accepts what we measure" "$status,$peer_status" 0,0
	[ $peer_status = 0 ] || sed 's/^/# /' peer.log
	ours_says --verify "$blob"
	is "case $i: so do we" "$status" 0
	spoil_one
	peer_says "$blob"
	ours_says --verify "$blob"
	is "case $i: both refuse another $spoil" "$status,$peer_status" 2,1
	like "case $i: we say so" "$err" "$words"
done
tap_end
