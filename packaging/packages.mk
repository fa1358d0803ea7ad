# SPDX-License-Identifier: GPL-2.0-or-later
# packages.mk - packages for distributions
deb:
	packaging/deb $(BUILD)

.PHONY: deb
