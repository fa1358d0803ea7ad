# SPDX-License-Identifier: GPL-2.0-or-later
# kmod-tests.mk - the kernel module: built everywhere, checked, unit tests
#
# Included by tests/tests.mk; uses the variables of the top Makefile.

# What takes minutes once comes before a test's own time runs; of what fails
# here the test that needs it speaks.
KERNELS_READY = tests/vm/chroot-qemu >/dev/null || :; tests/vm/debug-kernel >/dev/null || :

check-modules:
	@$(KERNELS_READY)
	$(RUN) -n modules -t 900 $(filter-out tests/kmod/kunit.sh,$(wildcard tests/kmod/*.sh))

check-kunit:
	@$(KERNELS_READY)
	$(RUN) -n kunit -t 600 tests/kmod/kunit.sh

.PHONY: check-modules check-kunit
