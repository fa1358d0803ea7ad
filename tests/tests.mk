# SPDX-License-Identifier: GPL-2.0-or-later
# tests.mk - building and running the tests

include tests/psp/psp.mk
include tests/corpus/corpus.mk
include tests/vm/vm.mk
include tests/kmod/kmod-tests.mk
include tests/metrics/metrics.mk
include tests/packaging/packaging.mk
include tests/full/full.mk

# what tests of the product link: archives that need each other come twice, so
# that rules take $+, which keeps them so
TEST_LIBS = $(BUILD)/tests/libhook.a $(BUILD)/libpolicy.a $(BUILD)/libattest.a $(BUILD)/libpolicy.a
TEST_LINK = $(XML_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(CMOCKA_LIBS)
RUN	= SEVGATE_LOGS=$(BUILD)/logs BUILD=$(BUILD) tests/run

# the hook, and what the command line and the agent share, without main() and
# without libvirt; whoever calls libvirt is tested with one that is made up
LIBHOOK_SRC := $(SHARED_SRC) $(CLIENT_SRC) $(METRICS_SRC) $(HOST_SRC) \
	$(addprefix hook/agent/,attest.c firmware.c mend.c metrics.c repair.c tasks.c)
$(BUILD)/tests/libhook.a: $(call objs,$(LIBHOOK_SRC))
	@mkdir -p $(@D)
	@echo "  AR      $@"
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# --- units: one program for each tests/unit/test_*.c --------------------------

UNIT	:= $(filter-out tests/unit/test_psp_%,$(wildcard tests/unit/test_*.c))
UNIT_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(UNIT))

$(UNIT_PROGRAMS): $(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(TEST_LIBS)
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $+ $(TEST_LINK)

# of the command line, which has a main() of its own
$(BUILD)/tests/unit/test_leak_report: $(BUILD)/hook/cli/leak_report.o

# the owner's side of a launch is held against the model of the platform's
OWNER_UNIT := session session_vectors secret_platform launch_keys owner
$(OWNER_UNIT:%=$(BUILD)/tests/unit/test_%): $(BUILD)/tests/libpsp.a

check-unit: $(UNIT_PROGRAMS) $(PSP_UNIT_PROGRAMS)
	$(RUN) -n unit $^

# --- golden cases -------------------------------------------------------------

$(BUILD)/tests/run-golden: $(call objs,tests/golden/golden.c) $(TEST_LIBS)
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $+ $(XML_LIBS) $(CRYPTO_LIBS)

check-golden: $(BUILD)/tests/run-golden
	$(RUN) -n golden $^

# write the expectations anew, for review with git diff: make golden-update RULE=net-rom
golden-update: $(BUILD)/tests/run-golden
	$(BUILD)/tests/run-golden --update $(RULE)

.PHONY: check-unit check-golden golden-update

# --- the hook's contract with libvirt ------------------------------------------

HOOK_TESTS := $(filter-out tests/hook/lib.sh tests/hook/root.sh,$(wildcard tests/hook/*.sh))
check-hook: $(BUILD)/sevgate $(BUILD)/sevgate-hook $(BUILD)/sevgate-attest.so
	$(RUN) -n hook $(HOOK_TESTS)

.PHONY: check-hook

# --- the command line ------------------------------------------------------------

CLI_TESTS := $(filter-out tests/cli/lib.sh,$(wildcard tests/cli/*.sh))
check-cli: $(BUILD)/sevgate $(BUILD)/sevgate-metrics $(BUILD)/sevgate-virt.so $(BUILD)/sevgate-attest.so man
	$(RUN) -n cli $(CLI_TESTS)

.PHONY: check-cli

# --- fuzzing: replayed by every check, run for real by `make fuzz` ----------------

FUZZ	:= $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 60
FUZZ_BUILD ?= build-fuzz

$(FUZZ:%=$(BUILD)/tests/replay_%): $(BUILD)/tests/replay_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/replay.o $(TEST_LIBS)
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $+ $(XML_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS)

# the emulated device, and the model behind it
$(BUILD)/tests/replay_psp_pci $(BUILD)/tests/fuzzer_psp_pci: $(BUILD)/tests/libpsppci.a $(BUILD)/tests/libpsp.a

# one test program for each target, for the runner
$(FUZZ:%=$(BUILD)/tests/fuzz_%.sh): $(BUILD)/tests/fuzz_%.sh: $(BUILD)/tests/replay_%
	@printf '#!/bin/sh\nexec %s tests/fuzz/corpus/%s\n' $< $* > $@ && chmod +x $@

check-fuzz: $(FUZZ:%=$(BUILD)/tests/fuzz_%.sh)
	$(RUN) -n fuzz $^

$(FUZZ:%=$(BUILD)/tests/fuzzer_%): $(BUILD)/tests/fuzzer_%: $(BUILD)/tests/fuzz/fuzz_%.o $(TEST_LIBS)
	@echo "  LD      $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $+ $(XML_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS)

# new findings go to $(FUZZ_BUILD)/found, new inputs to $(FUZZ_BUILD)/corpus
fuzz:
	$(MAKE) BUILD=$(FUZZ_BUILD) CC=clang SANITIZE=address,undefined \
		CFLAGS='-fsanitize=fuzzer-no-link' $(FUZZ:%=$(FUZZ_BUILD)/tests/fuzzer_%)
	export TMPDIR=$${TMPDIR:-/dev/shm}; for target in $(FUZZ); do \
		mkdir -p $(FUZZ_BUILD)/corpus/$$target $(FUZZ_BUILD)/found; \
		$(FUZZ_BUILD)/tests/fuzzer_$$target -max_total_time=$(FUZZ_SECONDS) \
			-max_len=65536 -timeout=10 -print_final_stats=1 \
			-artifact_prefix=$(FUZZ_BUILD)/found/$$target- \
			$(FUZZ_BUILD)/corpus/$$target tests/fuzz/corpus/$$target 2>&1 | tail -n 12; \
	done

.PHONY: check-fuzz

# --- a real libvirtd, with simulated SEV firmware -------------------------------------

$(BUILD)/tests/hang-mount: $(call objs,tests/libvirt/hang_mount.c)
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $^

RIG_PROGRAMS = $(PSP_PROGRAMS) $(BUILD)/tests/hang-mount
rig-programs: all $(RIG_PROGRAMS)

# with SUITE everything is compiled in that suite's chroot, for its libraries
ifeq ($(SUITE),)
check-libvirt: rig-programs
	$(RUN) -n libvirt $(wildcard tests/libvirt/[0-9]*.sh)
else
check-libvirt:
	tests/libvirt/in-suite $(SUITE) $(MAKE) -s -j$(JOBS) -C $(CURDIR) BUILD=build-$(SUITE) rig-programs
	SEVGATE_LOGS=build-$(SUITE)/logs SUITE=$(SUITE) BUILD=build-$(SUITE) \
		tests/run -n libvirt-$(SUITE) $(wildcard tests/libvirt/[0-9]*.sh)
endif

.PHONY: rig-programs

# --- lint -------------------------------------------------------------------------

lint:
	@$(AGAIN) all
	$(RUN) -n lint -t 900 $(wildcard tests/lint/*.sh)

# --- speed ------------------------------------------------------------------------

$(BUILD)/tests/minimal: $(call objs,tests/bench/minimal.c)
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(XML_LIBS)

$(BUILD)/tests/run-bench: $(call objs,tests/bench/bench.c) $(TEST_LIBS)
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $+ $(XML_LIBS) $(CRYPTO_LIBS)

$(BUILD)/tests/run-bench-measure: $(call objs,tests/bench/measure.c) $(TEST_LIBS)
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $+ $(XML_LIBS) $(CRYPTO_LIBS)

# static: it goes into a VM
$(BUILD)/tests/sevstat-read: tests/bench/sevstat_read.c tests/vm/guest/sev.c tests/vm/guest/sev.h
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(filter-out $(SAN),$(ALL_CFLAGS)) -static -o $@ $(filter %.c,$^)

# where there can be no VM it says why, which is no failure unless everything must run
bench:
	@$(AGAIN) rig-programs vm-programs $(BUILD)/tests/minimal $(BUILD)/tests/run-bench $(BUILD)/tests/run-bench-measure \
		$(BUILD)/tests/sevstat-read
	BUILD=$(BUILD) tests/bench/run
	BUILD=$(BUILD) tests/bench/agent
	BUILD=$(BUILD) tests/bench/metrics
	BUILD=$(BUILD) tests/bench/sevstat || [ $$? = 77 -a "$(SEVGATE_MUST_RUN)" != 1 ]

# --- all of it --------------------------------------------------------------------

FAST	= unit golden hook cli fuzz
RESULTS	?= $(BUILD)/results

# everything that tests run
test-programs: all $(UNIT_PROGRAMS) $(PSP_UNIT_PROGRAMS) $(CORPUS)/unpacked \
	$(BUILD)/tests/run-golden $(FUZZ:%=$(BUILD)/tests/fuzz_%.sh)

# make -n runs what begins with a plus, so that it shows what makes below it
# would do; no results come of that
DRY	= $(findstring n,$(firstword -$(MAKEFLAGS)))

# run_groups GROUP...: each, whatever the ones before came to
define run_groups
	+@export SEVGATE_RESULTS=$${SEVGATE_RESULTS:-$(RESULTS)}; status=0; \
	[ "$(DRY)" -o "$$SEVGATE_RESULTS" != $(RESULTS) ] || rm -f $(RESULTS); \
	for group in $(1); do \
		$(MAKE) --no-print-directory check-$$group || status=1; \
	done; \
	[ "$(DRY)" ] || tests/total "$$SEVGATE_RESULTS" || status=1; \
	exit $$status
endef

# without libvirt: seconds
check-fast:
	@$(AGAIN) test-programs
	$(call run_groups,$(FAST))

check:
	@$(AGAIN) test-programs rig-programs
	$(call run_groups,$(FAST) metrics libvirt)

.PHONY: check-fast test-programs

demo:
	@$(AGAIN) rig-programs
	@BUILD=$(BUILD) tests/libvirt/demo
