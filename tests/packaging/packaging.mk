# SPDX-License-Identifier: GPL-2.0-or-later
# packaging.mk - packages, on throw-away hosts
#
# Included by tests/tests.mk; uses the variables of the top Makefile.

PACKAGING_TESTS := $(filter-out %/lib.sh,$(wildcard tests/packaging/*.sh))
check-packages: rig-programs
	@$(MAKE) -s deb
	$(RUN) -n packages -t 900 $(PACKAGING_TESTS)

.PHONY: check-packages
