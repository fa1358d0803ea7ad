# SPDX-License-Identifier: GPL-2.0-or-later
# tests.mk - building and running the tests

include tests/psp/psp.mk

TEST_LIBS = $(BUILD)/libpolicy.a $(BUILD)/libattest.a $(BUILD)/libpolicy.a
TEST_LINK = $(XML_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(CMOCKA_LIBS)

# --- golden cases ------------------------------------------------------------

$(BUILD)/tests/run-golden: $(call objs,tests/golden/golden.c) $(TEST_LIBS)
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(XML_LIBS) $(CRYPTO_LIBS)

check-golden: $(BUILD)/tests/run-golden
	SEVGATE_LOGS=$(BUILD)/logs tests/run -n golden $(BUILD)/tests/run-golden

# write the expectations anew, for review with git diff: make golden-update RULE=net-rom
golden-update: $(BUILD)/tests/run-golden
	$(BUILD)/tests/run-golden --update $(RULE)

.PHONY: check-golden golden-update
