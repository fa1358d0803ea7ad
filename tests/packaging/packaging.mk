# SPDX-License-Identifier: GPL-2.0-or-later
# packaging.mk - packages, on throw-away hosts
#
# Included by tests/tests.mk; uses the variables of the top Makefile.

PACKAGING_TESTS := $(filter-out %/lib.sh,$(wildcard tests/packaging/*.sh))
# of what is being worked on, committed or not
check-packages: rig-programs
	@rm -rf $(BUILD)/clean && tests/packaging/clean-clone $(BUILD)/clean
	@$(BUILD)/clean/packaging/deb $(abspath $(BUILD)) >/dev/null && rm -rf $(BUILD)/clean
# fetched once, outside of the time that a test has; who can not says so there
	@for get in tests/packaging/host-root tests/vm/chroot-qemu "tests/vm/kernel 6.1" "tests/vm/kernel 6.12" "tests/vm/kernel 7.3"; do \
		$$get >/dev/null || :; \
	done
	$(RUN) -n packages -t 1600 $(PACKAGING_TESTS)

.PHONY: check-packages
