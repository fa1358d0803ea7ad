# SPDX-License-Identifier: GPL-2.0-or-later
# packaging.mk - packages, on throw-away hosts
#
# Included by tests/tests.mk; uses the variables of the top Makefile.

PACKAGING_TESTS := $(filter-out %/lib.sh,$(wildcard tests/packaging/*.sh))
# of what is being worked on, committed or not
check-packages: rig-programs
	@rm -rf $(BUILD)/clean && tests/packaging/clean-clone $(BUILD)/clean
	@$(BUILD)/clean/packaging/deb $(abspath $(BUILD)) >/dev/null && rm -rf $(BUILD)/clean
	$(RUN) -n packages -t 1600 $(PACKAGING_TESTS)

.PHONY: check-packages
