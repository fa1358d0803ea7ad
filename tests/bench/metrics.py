#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""metrics.py - what a scrape costs, ours and a libvirt exporter's; runs in a rig

usage: metrics.py TEXTFILES DOMAINS CONFIDENTIAL

A hook holds the domain "slow" for 20 s when it starts, between /tmp/locked and
/tmp/unlocked; small.xml and tenant.xml in /tmp have @NAME@ and @UUID@.
"""
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid

import libvirt

URI = "qemu:///system"
# at most, and in seconds: the hook has to last longer
ROUNDS, OUR_SECONDS = 200, 8
EXPORTER_ROUNDS, EXPORTER_SECONDS = 5, 15
# clients that start domains, and for how long
STARTERS = 4
START_SECONDS = 90
# what one of them needs, in MiB
DOMAIN_MEMORY = 16


# --- who is asked ----------------------------------------------------------------


def command():
    """A process that prints."""
    return subprocess.run(["/usr/bin/sevgate", "metrics"], check=True,
                          stdout=subprocess.PIPE).stdout


def connection():
    """A process for one connection, as systemd starts it."""
    ours, theirs = socket.socketpair()
    with ours, subprocess.Popen(["/usr/libexec/sevgate/sevgate-metrics"],
                                stdin=theirs, stdout=subprocess.DEVNULL):
        theirs.close()
        ours.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while data := ours.recv(65536):
            answer += data
    return answer


class Textfile:
    """What node_exporter does with it, apart from parsing."""

    def __init__(self, directory):
        self.path = f"{directory}/sevgate.prom"

    def __call__(self):
        with open(self.path, "rb") as f:
            return f.read()


class Exporter:
    """One that asks libvirt on each scrape, as the usual ones do.

    It keeps its connection, and shows less than they do; both are in its favour.
    """

    FIELDS = {
        "cpu.time": "libvirt_domain_info_cpu_time_seconds_total",
        "vcpu.current": "libvirt_domain_info_virtual_cpus",
        "balloon.current": "libvirt_domain_memory_stats_actual_balloon_bytes",
        "balloon.rss": "libvirt_domain_memory_stats_rss_bytes",
        "net.count": "libvirt_domain_interfaces",
        "block.count": "libvirt_domain_block_devices",
    }

    def __init__(self):
        self.conn = libvirt.openReadOnly(URI)

    def __call__(self):
        lines = ["libvirt_up 1"]
        for dom, stats in self.conn.getAllDomainStats():
            labels = f'{{domain="{dom.name()}",uuid="{dom.UUIDString()}"}}'
            state, most, *_ = dom.info()
            lines.append(f"libvirt_domain_info_vstate{labels} {state}")
            lines.append(f"libvirt_domain_info_maximum_memory_bytes{labels} {most * 1024}")
            lines += [f"{name}{labels} {stats[field]}"
                      for field, name in self.FIELDS.items() if field in stats]
        return "\n".join(lines).encode()


# --- domains -----------------------------------------------------------------------


def document(template, name):
    with open(f"/tmp/{template}.xml", encoding="utf-8") as f:
        text = f.read().replace("@NAME@", name)
    return text.replace("@UUID@", str(uuid.uuid5(uuid.NAMESPACE_DNS, name)))


def room():
    """How many domains there is memory for."""
    with open("/proc/meminfo", encoding="ascii") as lines:
        fields = dict(line.split(":", 1) for line in lines)
    return int(fields["MemAvailable"].split()[0]) // 1024 // DOMAIN_MEMORY


def start_small(count):
    """Start so many, or those that are started in time; none of them runs."""
    names = [f"small{i}" for i in range(min(count, room()))]
    deadline = time.monotonic() + START_SECONDS

    def work():
        conn = libvirt.open(URI)
        while names and time.monotonic() < deadline:
            conn.createXML(document("small", names.pop()),
                           libvirt.VIR_DOMAIN_START_PAUSED)

    threads = [threading.Thread(target=work) for _ in range(STARTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def until(what, condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            sys.exit(f"bench: {what} for {seconds} s")
        time.sleep(0.05)


def start_tenants(conn, count):
    """Confidential ones, which the agent mends, measures and lets run."""
    doms = [conn.defineXML(document("tenant", f"t-{i}")) for i in range(count)]
    for dom in doms:
        until("a definition is not mended",
              lambda dom=dom: "<launchSecurity" in dom.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))
        dom.create()


def known(conn):
    """Has the agent looked at all that runs?"""
    lines = command().decode().splitlines()
    guests = sum(int(line.split()[1]) for line in lines
                 if line.startswith("sevgate_guests{"))
    return guests == conn.numOfDomains()


# --- measuring ------------------------------------------------------------------------


def time_one(scrape):
    start = time.perf_counter()
    text = scrape()
    took = 1e3 * (time.perf_counter() - start)
    if len(text) < 1000:
        sys.exit(f"bench: a scrape of {len(text)} bytes")
    return took


def rotate(scrapes, rounds, seconds):
    """In rotation, so that a machine that is busy for a while is so for all."""
    times = {name: [] for name in scrapes}
    deadline = time.monotonic() + seconds
    while rounds and time.monotonic() < deadline:
        rounds -= 1
        for name, scrape in scrapes.items():
            times[name].append(time_one(scrape))
    return times


def measure(ours, exporter, exporter_rounds):
    times = rotate(ours, ROUNDS, OUR_SECONDS)
    # the hook has to outlast them
    ended = os.path.exists("/tmp/unlocked")
    times.update(rotate(exporter, exporter_rounds, EXPORTER_SECONDS))
    return times, ended


def p99(times):
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]


def show(idle, locked):
    print(f"  {'':<28} {'idle':>17} {'locked':>17} {'locked/idle':>17}  exporter/   times")
    print(f"  {'':<28}" + f" {'p50':>8} {'p99':>8}" * 3 + "  this, idle")
    exporter = statistics.median(idle["libvirt exporter"])
    for name in idle:
        row = [f(t[name]) for t in (idle, locked) for f in (statistics.median, p99)]
        print(f"  {name:<28}" + "".join(f" {n:8.1f}" for n in row)
              + f" {row[2] / row[0]:7.2f}x {row[3] / row[1]:7.2f}x {exporter / row[0]:9.1f}x {len(idle[name]):4}, {len(locked[name])}")


def main():
    textfiles, count, confidential = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    conn = libvirt.open(URI)
    start_small(count - confidential)
    start_tenants(conn, confidential)
    until("the agent does not know all domains", lambda: known(conn))
    running = conn.numOfDomains()
    print(f"Scrapes with {running} running domains"
          + (f", as {count} can not be started in {START_SECONDS} s or have no room"
             if running < count else "")
          + f", {confidential} of them confidential, ms;")
    print("locked: one domain is in a hook that takes 20 s", flush=True)
    ours = {"sevgate metrics": command, "sevgate-metrics, HTTP": connection,
            "the textfile": Textfile(textfiles)}
    exporter = {"libvirt exporter": Exporter()}
    idle, _ = measure(ours, exporter, EXPORTER_ROUNDS)
    with subprocess.Popen(["virsh", "-q", "create", "--paused", "/dev/stdin"],
                          stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as slow:
        slow.stdin.write(document("small", "slow").encode())
        slow.stdin.close()
        until("no hook runs", lambda: os.path.exists("/tmp/locked"))
        locked, ended = measure(ours, exporter, 1)
    if ended:
        sys.exit("bench: the hook ended before ours were measured")
    show(idle, locked)
    print("  target: locked/idle 1 for ours. A scrape of the exporter begins some seconds after the")
    print("  hook, and is held for the rest of it.")


if __name__ == "__main__":
    main()
