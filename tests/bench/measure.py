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
ROUNDS = 40
# it takes its time
PEER_EVERY = 2
BLOB = "lswbxWxI9gckya16JQvdFtpYmNO4b+3inAPpqsgoBI7DE/q1EcIWsVBbGy6pkDxA"
PLATFORM = "--api-major 1 --api-minor 40 --policy 3".split()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)
    return path


def run(argv, allowed):
    """Wall and CPU milliseconds of one process."""
    quiet = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_WRONLY, 0) for fd in (1, 2)]
    start = time.perf_counter()
    pid = os.posix_spawn(argv[0], argv, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    status = os.waitstatus_to_exitcode(status)
    if status not in allowed:
        sys.exit(f"bench: {' '.join(argv)} ends with {status}")
    return wall * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3


def medians(times):
    return [statistics.median(t) for t in zip(*times)]


def rotate(commands):
    """In rotation, so that a machine that is busy for a while is so for all.

    commands: (argv, its exit statuses, every how many rounds); returns for
    each the medians of wall and CPU time.
    """
    times = [[] for _ in commands]
    for i in range(ROUNDS):
        for t, (argv, allowed, every) in zip(times, commands):
            if i % every == 0:
                t.append(run(argv, allowed))
    return [medians(t) for t in times]


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
    # the peer refuses what is measured here, after the same work
    ours_t, limit_t, peer_t = rotate([(ours, [0], 1), (limit, [0], 1), (peer, [1], PEER_EVERY)])
    inner_ms, hash_ms = in_process(build, files)
    for i, kind in enumerate(("wall", "CPU")):
        print(f"  {name if i == 0 else '':<28} {kind:<5} {ours_t[i]:7.1f} {limit_t[i]:7.1f} {peer_t[i]:7.1f}"
              f" {ours_t[i] / limit_t[i]:8.2f}x {peer_t[i] / ours_t[i]:8.1f}x {peer_t[i] / limit_t[i]:8.1f}x"
              + (f" {inner_ms / hash_ms:9.2f}x" if kind == "CPU" else ""))


def main():
    build, vectors = sys.argv[1:]
    with tempfile.TemporaryDirectory() as work:
        tik = write(f"{work}/tik", os.urandom(16))
        with open(f"{vectors}/debian/sid-amdsev.last8k.bin", "rb") as f:
            tail = f.read()
        # images for kernel hashes: random down to the tables at their end
        amdsev = {size: write(f"{work}/amdsev-{size}M.fd", os.urandom(size * MIB - len(tail)) + tail)
                  for size in (2, 4)}
        boot = [("--kernel", write(f"{work}/kernel", os.urandom(10 * MIB))),
                ("--initrd", write(f"{work}/initrd", os.urandom(30 * MIB))),
                ("--cmdline", "console=ttyS0 root=/dev/vda1 ro")]
        (_, start), (_, least) = rotate([([f"{build}/sevgate", "--version"], [0], 1), (["/bin/true"], [0], 1)])
        print(f"Launch measurement as a whole process, medians of {ROUNDS} rounds in rotation, ms;")
        print(f"loading sevgate's libraries is {start - least:.1f} of its CPU time")
        print(f"  {'':<34} {'':7} {'':7} {'':7} {'sevgate':>9} {'peer':>9} {'peer':>9} {'in-process':>10}")
        print(f"  {'':<34} {'sevgate':>7} {'openssl':>7} {'peer':>7} {'/openssl':>9} {'/sevgate':>9}"
              f" {'/openssl':>9} {'/hashing':>10}")
        for image in ("/usr/share/ovmf/OVMF.fd", "/usr/share/OVMF/OVMF_CODE_4M.fd", amdsev[4]):
            size = os.path.getsize(image) / MIB
            bench(f"{os.path.basename(image)}, {size:.1f} MiB", build, tik, image, [])
        for size, image in amdsev.items():
            bench(f"{size} MiB, kernel, initrd 40 MiB", build, tik, image, boot)
        print("  targets: sevgate/openssl at most 1.25, peer/sevgate at least 20; hashing alone, as a process,")
        print("  is at peer/openssl. With a kernel nearly all that any of them does is the same hashing.")


main()
