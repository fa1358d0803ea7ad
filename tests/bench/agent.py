#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""agent.py - how long the agent takes, seen by another client; runs in a rig

usage: agent.py TEMPLATE DOMAINS STARTS AGENT_PID

TEMPLATE is a domain document with @NAME@ and @UUID@ in it, which the agent
will mend, and whose profile attests before boot.
"""
import statistics
import sys
import threading
import time
import uuid

import libvirt

MENDED, RESUMED, STARTED = range(3)


class Events:
    """When something last happened to a domain, and waiting for it."""

    def __init__(self, conn):
        self.seen = {}
        self.change = threading.Condition()
        conn.domainEventRegisterAny(
            None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, self.on_event, None)

    def on_event(self, _conn, dom, event, detail, _opaque):
        now = time.monotonic()
        kind = {
            (libvirt.VIR_DOMAIN_EVENT_DEFINED,
             libvirt.VIR_DOMAIN_EVENT_DEFINED_UPDATED): MENDED,
            (libvirt.VIR_DOMAIN_EVENT_RESUMED,
             libvirt.VIR_DOMAIN_EVENT_RESUMED_UNPAUSED): RESUMED,
            (libvirt.VIR_DOMAIN_EVENT_SUSPENDED,
             libvirt.VIR_DOMAIN_EVENT_SUSPENDED_PAUSED): STARTED,
        }.get((event, detail))
        with self.change:
            self.seen[dom.UUIDString(), kind] = now
            self.change.notify_all()

    def wait(self, dom, kind, seconds=30):
        key = dom.UUIDString(), kind
        with self.change:
            if not self.change.wait_for(lambda: key in self.seen, seconds):
                sys.exit(f"{dom.name()}: nothing happened")
            return self.seen[key]


def show(what, values):
    values = sorted(values)
    p99 = values[min(len(values) - 1, int(len(values) * 0.99))]
    print(f"{what}: median {1000 * statistics.median(values):.1f} ms, "
          f"p99 {1000 * p99:.1f} ms, n={len(values)}")


def status(pid, *names):
    with open(f"/proc/{pid}/status", encoding="ascii") as lines:
        fields = dict(line.split(":", 1) for line in lines)
    return [int(fields[name].split()[0]) for name in names]


def loop():
    while True:
        libvirt.virEventRunDefaultImpl()


def main():
    print("The agent, seen by another client")
    template, domains, starts, pid = (open(sys.argv[1], encoding="utf-8").read(),
                                      int(sys.argv[2]), int(sys.argv[3]),
                                      sys.argv[4])
    libvirt.virEventRegisterDefaultImpl()
    conn = libvirt.open("qemu:///system")
    threading.Thread(target=loop, daemon=True).start()
    events = Events(conn)

    def define(name):
        text = template.replace("@NAME@", name)
        dom = conn.defineXML(text.replace(
            "@UUID@", str(uuid.uuid5(uuid.NAMESPACE_DNS, name))))
        return dom, time.monotonic()

    one_by_one = []
    for i in range(domains):
        dom, then = define(f"t-one{i}")
        one_by_one.append(events.wait(dom, MENDED) - then)
    show("define -> rewritten, one by one", one_by_one)

    first = time.monotonic()
    at_once = [define(f"t-all{i}") for i in range(domains)]
    took = [events.wait(dom, MENDED) - then for dom, then in at_once]
    show(f"define -> rewritten, {domains} at once", took)
    print(f"  all of them: {time.monotonic() - first:.2f} s")

    validated = []
    for i in range(starts):
        dom = conn.lookupByName(f"t-one{i}")
        dom.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)
        resumed = events.wait(dom, RESUMED)
        validated.append(resumed - events.wait(dom, STARTED))
        dom.destroy()
    show("started -> validated and resumed (target: 20 ms)", validated)

    print(f"resident: {status(pid, 'VmRSS')[0] / 1024:.1f} MiB with "
          f"{2 * domains} domains")
    wakeups = ("voluntary_ctxt_switches", "nonvoluntary_ctxt_switches")
    before = sum(status(pid, *wakeups))
    time.sleep(5)
    print(f"idle: {sum(status(pid, *wakeups)) - before} wake-ups in 5 s (target: 0)")


if __name__ == "__main__":
    main()
