# SPDX-License-Identifier: GPL-2.0-or-later
# rpm.mk - RPM packages, in build/rpm
rpm srpm:
	packaging/rpm/build $@ $(BUILD)

.PHONY: rpm srpm
