#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A hook as they are usually written by hand: one XPath, one decision."""
import sys

from lxml import etree

domain = etree.parse(sys.stdin.buffer)
if sys.argv[2] == "prepare" and domain.xpath("/domain/launchSecurity"):
    if not domain.xpath("/domain/memoryBacking/locked"):
        print("no locked memory", file=sys.stderr)
        sys.exit(1)
