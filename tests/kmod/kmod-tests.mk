# SPDX-License-Identifier: GPL-2.0-or-later
# kmod-tests.mk - the kernel module: built everywhere, checked, unit tests
#
# Included by tests/tests.mk; uses the variables of the top Makefile.

check-modules:
	$(RUN) -n modules -t 900 $(filter-out tests/kmod/kunit.sh,$(wildcard tests/kmod/*.sh))

# the kernel that has KUnit is built by the first who needs it
check-kunit:
	$(RUN) -n kunit -t 2400 tests/kmod/kunit.sh

.PHONY: check-modules check-kunit
