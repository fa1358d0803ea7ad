#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Launch measurements as whole processes: sevgate, its peer, and hashing alone.

usage: measure.py BUILD VECTORS
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

PEER = "/usr/bin/virt-qemu-sev-validate"
MIB = 1 << 20
BLOB = "lswbxWxI9gckya16JQvdFtpYmNO4b+3inAPpqsgoBI7DE/q1EcIWsVBbGy6pkDxA"
PLATFORM = "--api-major 1 --api-minor 40 --policy 3".split()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)
    return path


def run(argv, allowed):
    """Wall milliseconds of one process."""
    quiet = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_WRONLY, 0) for fd in (1, 2)]
    start = time.perf_counter()
    pid = os.posix_spawn(argv[0], argv, os.environ, file_actions=quiet)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status not in allowed:
        sys.exit(f"bench: {' '.join(argv)} ends with {status}")
    return (time.perf_counter() - start) * 1e3


def rounds_of(commands, rounds, allowed):
    """In rotation, so that a machine that is busy for a while is so for all."""
    times = [[] for _ in commands]
    for _ in range(rounds):
        for i, argv in enumerate(commands):
            times[i].append(run(argv, allowed))
    return [statistics.median(t) for t in times]


def in_process(build, files):
    """CPU milliseconds of measuring, and of hashing the same files."""
    out = subprocess.run([f"{build}/tests/run-bench-measure"] + files, check=True,
                         stdout=subprocess.PIPE).stdout
    return [float(word) for word in out.split()]


def bench(name, build, tik, firmware, boot):
    files = [firmware] + [path for option, path in boot if option != "--cmdline"]
    inputs = ["--firmware", firmware] + [word for pair in boot for word in pair]
    ours = [f"{build}/sevgate", "measure", "--type", "sev", "--tik", tik, "--build", "40", "--nonce",
            "wxP6tRHCFrFQWxsuqZA8QA=="] + PLATFORM + inputs
    limit = ["/usr/bin/openssl", "dgst", "-sha256"] + files
    peer = ["/usr/bin/python3", PEER, "--quiet", "--tik", tik, "--tek", tik, "--build-id", "40",
            "--measurement", BLOB] + PLATFORM + inputs
    ours_ms, limit_ms = rounds_of([ours, limit], 40, [0])
    # a mismatch is refused after the same work
    peer_ms, again_ms = rounds_of([peer, ours], 5, [0, 1])
    inner_ms, hash_ms = in_process(build, files)
    print(f"  {name:<34} {ours_ms:7.1f} {limit_ms:7.1f} {peer_ms:7.1f}"
          f" {ours_ms / limit_ms:8.2f}x {peer_ms / again_ms:7.1f}x"
          f" {inner_ms:9.2f} {hash_ms:7.2f} {inner_ms / hash_ms:7.2f}x")


def main():
    build, vectors = sys.argv[1:]
    with tempfile.TemporaryDirectory() as work:
        tik = write(f"{work}/tik", os.urandom(16))
        with open(f"{vectors}/debian/sid-amdsev.last8k.bin", "rb") as f:
            tail = f.read()
        amdsev = write(f"{work}/amdsev.fd", os.urandom(4 * MIB - len(tail)) + tail)
        boot = [("--kernel", write(f"{work}/kernel", os.urandom(10 * MIB))),
                ("--initrd", write(f"{work}/initrd", os.urandom(30 * MIB))),
                ("--cmdline", "console=ttyS0 root=/dev/vda1 ro")]
        start = statistics.median(run([f"{build}/sevgate", "--version"], [0]) for _ in range(20))
        print(f"Launch measurement; {start:.1f} ms of sevgate's time as a process is loading libraries")
        print(f"  {'':<34} {'process, median ms':^42} {'in-process, CPU ms':^26}")
        print(f"  {'':<34} {'sevgate':>7} {'openssl':>7} {'peer':>7} {'/openssl':>9} {'peer/':>8}"
              f" {'sevgate':>9} {'hashing':>7} {'ratio':>8}")
        for image in ("/usr/share/ovmf/OVMF.fd", "/usr/share/OVMF/OVMF_CODE_4M.fd", amdsev):
            size = os.path.getsize(image) / MIB
            bench(f"{os.path.basename(image)}, {size:.1f} MiB", build, tik, image, [])
        bench("the same, kernel and initrd 40 MiB", build, tik, amdsev, boot)
        print("  targets: 1.25 of hashing alone; 20 times as fast as the peer")


main()
