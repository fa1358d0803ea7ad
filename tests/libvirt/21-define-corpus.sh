#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 21-define-corpus.sh - libvirt takes every rewritten definition that it took before
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"
plan 2

rig_up -p
tar -C "$RIG" -xJf "$TOP/tests/corpus/libvirt-domains.tar.xz"
ok "766 real domains are defined before and after" \
	in_rig /usr/bin/python3 "$TOP/tests/libvirt/define_corpus.py" "$RIG" "$TOP/tests/data/everything.xml"
echo "# $OUT"
like "enough of them" "$OUT" "^[0-9]{3} were taken before, all of them after"
