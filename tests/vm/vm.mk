# SPDX-License-Identifier: GPL-2.0-or-later
# vm.mk - virtual machines that seem to have SEV, and what is tested in them
#
# Included by tests/tests.mk; uses the variables of the top Makefile.

VM_KERNELS ?= 6.1 6.12 7.3 debug
VM_GUEST := sev-ask sev-vms sev-launch sev-await
VM_PROGRAMS = $(VM_GUEST:%=$(BUILD)/tests/vm/%) $(BUILD)/tests/psp-pci $(BUILD)/tests/sevcpu.so \
	$(BUILD)/tests/psp-session $(BUILD)/tests/vm/encrypts $(BUILD)/tests/vm/cr8

# static: what is in a VM beside them is what a test asks for
$(VM_GUEST:%=$(BUILD)/tests/vm/%): $(BUILD)/tests/vm/sev-%: tests/vm/guest/sev_%.c tests/vm/guest/sev.c tests/vm/guest/sev.h
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(filter-out $(SAN),$(ALL_CFLAGS)) -static -o $@ $(filter %.c,$^)

# what leak-test asks a platform, without libvirt
$(BUILD)/tests/vm/encrypts: $(call objs,tests/vm/guest/encrypts.c hook/client/encrypts.c hook/client/sev_device.c) \
		$(BUILD)/libattest.a $(BUILD)/libpolicy.a
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(XML_LIBS) $(CRYPTO_LIBS)

# a machine's only program
$(BUILD)/tests/vm/cr8: tests/vm/guest/cr8.S
	@mkdir -p $(@D)
	@echo "  AS      $@"
	$(Q)$(CC) -static -nostdlib -o $@ $<

vm-programs: all $(VM_PROGRAMS)

# the tests that make sense on a kernel say so in their "# kernels:" line
vm_tests = $(shell grep -lE '^\# kernels:.* $(subst .,\.,$(1))( |$$)' tests/vm/[0-9]*.sh)

# With KERNEL=6.12 on that one only.  The kernel that finds mistakes, debug, is
# built before a test's own time runs.
VM_RUN	= $(or $(KERNEL),$(VM_KERNELS))
check-vm:
	@$(AGAIN) vm-programs
	@$(if $(filter debug,$(VM_RUN)),tests/vm/debug-kernel >/dev/null || :)
	@status=0; $(foreach k,$(VM_RUN),KERNEL=$(k) $(RUN) -n vm-$(k) -t 600 $(call vm_tests,$(k)) || status=1;) exit $$status

# a shell where /dev/sev works, see docs/psp-vm.md; VM_OPTIONS="--snp --cpus 2"
psp-vm:
	@$(AGAIN) vm-programs
	@BUILD=$(BUILD) tests/vm/vm --kernel $(or $(KERNEL),6.12) $(VM_GUEST:%=--file $(BUILD)/tests/vm/%) \
		--file $(BUILD)/sevgate $(VM_OPTIONS) --shell

.PHONY: vm-programs check-vm psp-vm
