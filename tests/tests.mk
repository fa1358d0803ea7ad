# SPDX-License-Identifier: GPL-2.0-or-later
# tests.mk - building and running the tests

include tests/psp/psp.mk

# what tests of the product link: archives that need each other come twice
TEST_LIBS = $(BUILD)/tests/libhook.a $(BUILD)/libpolicy.a $(BUILD)/libattest.a $(BUILD)/libpolicy.a
TEST_LINK = $(XML_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(CMOCKA_LIBS)
RUN	= SEVGATE_LOGS=$(BUILD)/logs BUILD=$(BUILD) tests/run

# the hook and what the command line and the agent share, without main() and
# without libvirt
$(BUILD)/tests/libhook.a: $(call objs,$(SHARED_SRC) $(filter-out hook/client/virt.c,$(CLIENT_SRC)))
	@mkdir -p $(@D)
	@echo "  AR      $@"
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# --- units: one program for each tests/unit/test_*.c --------------------------

UNIT	:= $(filter-out tests/unit/test_psp_%,$(wildcard tests/unit/test_*.c))
UNIT_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(UNIT))

$(UNIT_PROGRAMS): $(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(TEST_LIBS)
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(TEST_LINK)

check-unit: $(UNIT_PROGRAMS) $(PSP_UNIT_PROGRAMS)
	$(RUN) -n unit $^

# --- golden cases -------------------------------------------------------------

$(BUILD)/tests/run-golden: $(call objs,tests/golden/golden.c) $(TEST_LIBS)
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(XML_LIBS) $(CRYPTO_LIBS)

check-golden: $(BUILD)/tests/run-golden
	$(RUN) -n golden $^

# write the expectations anew, for review with git diff: make golden-update RULE=net-rom
golden-update: $(BUILD)/tests/run-golden
	$(BUILD)/tests/run-golden --update $(RULE)

.PHONY: check-unit check-golden golden-update

# --- the hook's contract with libvirt ------------------------------------------

HOOK_TESTS := $(filter-out tests/hook/lib.sh,$(wildcard tests/hook/*.sh))
check-hook: $(BUILD)/sevgate-hook $(BUILD)/sevgate-attest.so
	$(RUN) -n hook $(HOOK_TESTS)

.PHONY: check-hook

# --- the command line ------------------------------------------------------------

CLI_TESTS := $(filter-out tests/cli/lib.sh,$(wildcard tests/cli/*.sh))
check-cli: $(BUILD)/sevgate man
	$(RUN) -n cli $(CLI_TESTS)

.PHONY: check-cli
