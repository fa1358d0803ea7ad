# SPDX-License-Identifier: GPL-2.0-or-later
# setup.mk - the distribution packages that building and testing need
setup:
	packaging/setup
