# SPDX-License-Identifier: GPL-2.0-or-later
# dist.mk - the release: its tarball, and what has to be right before it
DIST	:= $(BUILD)/sevgate-$(VERSION).tar.gz

dist:
	@packaging/dist $(BUILD) >/dev/null
	@echo "  DIST    $(DIST)"

# TESTED=1: CI has passed on this commit
release:
	@packaging/release $(if $(TESTED),--tested)

.PHONY: dist release
