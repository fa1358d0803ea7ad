# SPDX-License-Identifier: GPL-2.0-or-later
# psp.mk - the firmware model, the stand-in for QEMU, and their unit tests
#
# Included by tests/tests.mk; uses the variables of the top Makefile.

PSP_MAINS := tests/psp/psp_session_main.c tests/psp/memlock-shim.c
PSP_SRC	:= $(filter-out $(PSP_MAINS),$(wildcard tests/psp/*.c))
PSP_QEMU_SRC := $(filter-out tests/psp/qemu/main.c,$(wildcard tests/psp/qemu/*.c))
PSP_PCI_SRC := $(filter-out tests/psp/pci/main.c,$(wildcard tests/psp/pci/*.c))
PSP_UNIT := $(wildcard tests/unit/test_psp_*.c)
# bounded reading and one-line errors, nothing that decides
PSP_SHARED := policy/err.c policy/file.c policy/text.c

$(BUILD)/tests/libpsp.a: $(call objs,$(PSP_SRC) $(PSP_SHARED))
	@mkdir -p $(@D)
	@echo "  AR      $@"
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/tests/libpspqemu.a: $(call objs,$(PSP_QEMU_SRC))
	@mkdir -p $(@D)
	@echo "  AR      $@"
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/tests/libpsppci.a: $(call objs,$(PSP_PCI_SRC))
	@mkdir -p $(@D)
	@echo "  AR      $@"
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/tests/psp-pci: $(call objs,tests/psp/pci/main.c) $(BUILD)/tests/libpsppci.a $(BUILD)/tests/libpsp.a
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(CRYPTO_LIBS)

$(BUILD)/tests/psp-session: $(call objs,tests/psp/psp_session_main.c) $(BUILD)/tests/libpsp.a
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(CRYPTO_LIBS)

$(BUILD)/tests/qemu-sev-proxy: $(call objs,tests/psp/qemu/main.c) $(BUILD)/tests/libpspqemu.a $(BUILD)/tests/libpsp.a
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(CRYPTO_LIBS) $(JANSSON_LIBS)

# Preloaded into programs that know nothing of sanitizers.
$(BUILD)/tests/memlock-shim.so: tests/psp/memlock-shim.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(filter-out $(SAN),$(ALL_CFLAGS)) -shared -o $@ $<

# Loaded by a QEMU of another suite: it needs nothing but that QEMU.
$(BUILD)/tests/sevcpu.so: $(wildcard tests/psp/plugin/*.[ch])
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(filter-out $(SAN),$(ALL_CFLAGS)) -U_FORTIFY_SOURCE -fvisibility=hidden -shared -o $@ $(filter %.c,$^)

PSP_UNIT_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(PSP_UNIT))
$(BUILD)/tests/unit/test_psp_%: $(BUILD)/tests/unit/test_psp_%.o $(BUILD)/tests/libpspqemu.a $(BUILD)/tests/libpsppci.a $(BUILD)/tests/libpsp.a
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(CRYPTO_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)

# what the model made, read by the product
$(BUILD)/tests/unit/test_psp_chain: $(BUILD)/libattest.a $(BUILD)/libpolicy.a

# everything a libvirt scenario needs beside the product
PSP_PROGRAMS := $(BUILD)/tests/qemu-sev-proxy $(BUILD)/tests/psp-session \
	$(BUILD)/tests/memlock-shim.so
