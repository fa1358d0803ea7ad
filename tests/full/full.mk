# SPDX-License-Identifier: GPL-2.0-or-later
# full.mk - the whole system in one machine, on the emulated processor
#
# Included by tests/tests.mk; uses the variables of the top Makefile.

# one static program, and nothing else
$(BUILD)/full/container.initrd: tests/full/container.c
	@mkdir -p $(@D)/container
	@echo "  CC      $@"
	$(Q)$(CC) $(filter-out $(SAN),$(ALL_CFLAGS)) -static -o $(@D)/container/init $<
	$(Q)cd $(@D)/container && echo init | cpio --quiet -o -H newc -R 0:0 >../$(@F)

full-programs: vm-programs $(BUILD)/full/container.initrd

check-full:
	@$(AGAIN) full-programs
	$(RUN) -n full -t 1800 $(wildcard tests/full/[0-9]*.sh)

demo-full:
	@$(AGAIN) full-programs
	@BUILD=$(BUILD) tests/full/demo

.PHONY: full-programs check-full demo-full
