# SPDX-License-Identifier: GPL-2.0-or-later
# dist.mk - the release: its tarball, and what has to be right before it
DIST	:= $(BUILD)/sevgate-$(VERSION).tar.gz

dist:
	@packaging/dist $(BUILD) >/dev/null
	@echo "  DIST    $(DIST)"

.PHONY: dist
