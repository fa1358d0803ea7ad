# SPDX-License-Identifier: GPL-2.0-or-later
# kmod.mk - building the kernel module, for the running kernel or KDIR=
#
# In a copy of the sources: the kernel's build leaves its files beside them.

KDIR	?= /lib/modules/$(shell uname -r)/build
KMOD_SRC := Kbuild VERSION $(wildcard kmod/*) $(wildcard kmod/kunit/*)

modules:
	$(Q)[ -e $(KDIR)/Makefile ] || { echo "no headers in $(KDIR); say KDIR=directory" >&2; exit 2; }
	@mkdir -p $(BUILD)/modules
	$(Q)cp -u --parents $(filter-out kmod/kunit,$(KMOD_SRC)) $(BUILD)/modules
	$(Q)$(MAKE) -C $(KDIR) M=$(abspath $(BUILD)/modules) $(if $(V),,-s) modules
	@echo "  KO      $(BUILD)/modules/kmod/sevstat.ko"

.PHONY: modules
