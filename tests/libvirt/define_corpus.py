#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Define every domain of a directory, rewrite it, and define the result.

usage: define_corpus.py DIRECTORY POLICY   (inside a rig)

A file that libvirt takes must be taken after rewriting, under each profile
of the policy.
"""
import glob
import re
import subprocess
import sys

import libvirt

PROFILES = ("sev", "sev-es", "sev-snp")


def rewrite(text, policy, profile):
    """What sevgate makes of it."""
    done = subprocess.run(
        ["sevgate", "rewrite", "--policy", policy, "--profile", profile, "-"],
        input=text.encode(), capture_output=True, check=False)
    if done.returncode not in (0, 2, 3):
        return None, done.stderr.decode()
    return done.stdout.decode(), ""


def define(conn, text):
    """Does libvirt take it? None when it does."""
    try:
        dom = conn.defineXML(text)
    except libvirt.libvirtError as error:
        return str(error)
    dom.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_KEEP_NVRAM)
    return None


def supported(conn):
    """SEV-SNP is younger than the oldest libvirt this runs on."""
    snp = conn.getLibVersion() >= 10005000
    return [p for p in PROFILES if p != "sev-snp" or snp]


def main():
    """Say what was taken before and not after."""
    libvirt.registerErrorHandler(lambda *unused: None, None)
    conn = libvirt.open("qemu:///system")
    taken, bad = 0, 0
    for path in sorted(glob.glob(sys.argv[1] + "/libvirt-domains/*.xml")):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        # no emulators of other machines are here; QEMU for i686 is, but
        # libvirt would ask it for its abilities again with every domain
        text = re.sub(r"<emulator>.*</emulator>", "", text)
        text = re.sub(r"arch=(['\"])i[36]86\1", "arch='x86_64'", text)
        if define(conn, text) is not None:
            continue
        taken += 1
        for profile in supported(conn):
            after, why = rewrite(text, sys.argv[2], profile)
            why = why or define(conn, after)
            if why:
                bad += 1
                print(f"{path} ({profile}): {why}")
    if bad:
        print(f"{bad} definitions are no longer taken")
    else:
        print(f"{taken} were taken before, all of them after")
    return bad != 0


sys.exit(main())
