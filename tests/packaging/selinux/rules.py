#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""rules.py - what a binary policy allows between types, a line for each permission

usage: rules.py POLICY TYPE...

    allow SOURCE TARGET CLASS PERMISSION [BOOLEAN]
    transition SOURCE TARGET CLASS DEFAULT [NAME]

Attributes are resolved; a boolean is named where a rule does not hold by default.
sesearch takes two seconds for one question, and the test has some hundred.
"""
import sys

import setools


def main():
    policy = setools.SELinuxPolicy(sys.argv[1])
    asked = set(sys.argv[2:])
    members = {}

    def types_in(what):
        name = str(what)
        if name not in members:
            members[name] = sorted(asked & {str(t) for t in what.expand()})
        return members[name]

    for rule in policy.terules():
        if rule.ruletype not in (setools.TERuletype.allow, setools.TERuletype.type_transition):
            continue
        for source in types_in(rule.source):
            for target in types_in(rule.target):
                show(rule, source, target)


def show(rule, source, target):
    if rule.ruletype == setools.TERuletype.type_transition:
        name = [rule.filename] if isinstance(rule, setools.policyrep.FileNameTERule) else []
        print("transition", source, target, rule.tclass, rule.default, *name)
        return
    try:
        on = rule.conditional.evaluate(**{
            str(b): b.state for b in rule.conditional.booleans}) == rule.conditional_block
        words = () if on else (str(rule.conditional),)
    except setools.exception.RuleNotConditional:
        words = ()
    for permission in sorted(rule.perms):
        print("allow", source, target, rule.tclass, permission, *words)


main()
