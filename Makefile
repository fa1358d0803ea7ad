# SPDX-License-Identifier: GPL-2.0-or-later
# Makefile - what people type; `make help` lists it
#
# BUILD=dir keeps variants apart:  make BUILD=build-asan SANITIZE=address,undefined
# CC=clang, DESTDIR=, prefix=, sysconfdir= ... work as usual.

BUILD	?= build
SUITE	?=
prefix	?= /usr
bindir	?= $(prefix)/bin
sbindir	?= $(prefix)/sbin
libexecdir ?= $(prefix)/libexec
datadir	?= $(prefix)/share
mandir	?= $(datadir)/man
unitdir	?= $(prefix)/lib/systemd/system
tmpfilesdir ?= $(prefix)/lib/tmpfiles.d
sysconfdir ?= /etc
SHELL	= /bin/bash
.SHELLFLAGS = -eu -o pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:

VERSION	:= $(shell cat VERSION)
JOBS	?= $(shell nproc)
PKG_CONFIG ?= pkg-config

# V=1 shows the commands
Q	= $(if $(V),,@)

# --- what to build with ----------------------------------------------------

cc-option = $(shell $(CC) -Werror $(1) -x c -c /dev/null -o /dev/null 2>/dev/null && echo $(1))
pkg	= $(shell $(PKG_CONFIG) --$(1) $(2) 2>/dev/null)
OPT	?= -O2 -g
WARN	= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	  -Wwrite-strings -Wpointer-arith -Wvla -Wformat=2 -Wundef -Werror \
	  $(NO_TRUNCATION)
# fixed buffers are there to cut what is too long
NO_TRUNCATION := $(call cc-option,-Wno-format-truncation)
HARDEN	= -fstack-protector-strong -fPIC $(if $(SANITIZE),,-D_FORTIFY_SOURCE=2)
SAN	= $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
	  -fno-omit-frame-pointer)
# where the sources lie is not in what is made of them: the same sources and
# compiler make the same programs
HERE	:= $(call cc-option,-ffile-prefix-map=$(CURDIR)=.)
ALL_CFLAGS = -std=gnu11 $(OPT) $(WARN) $(HARDEN) $(SAN) -D_GNU_SOURCE \
	  -DVERSION='"$(VERSION)"' -Ipolicy -I. $(HERE) $(CFLAGS)
ALL_LDFLAGS = -Wl,-z,relro,-z,now -Wl,--as-needed $(SAN) $(LDFLAGS)

XML_CFLAGS	:= $(call pkg,cflags,libxml-2.0)
XML_LIBS	:= $(call pkg,libs,libxml-2.0)
CRYPTO_LIBS	:= $(call pkg,libs,libcrypto)
JANSSON_LIBS	:= $(call pkg,libs,jansson)
VIRT_LIBS	:= $(call pkg,libs,libvirt)
SYSTEMD_LIBS	:= $(call pkg,libs,libsystemd)
MICROHTTPD_LIBS	:= $(call pkg,libs,libmicrohttpd)
CMOCKA_LIBS	:= $(call pkg,libs,cmocka)

objs	= $(patsubst %.c,$(BUILD)/%.o,$(1))

# `make setup check` parses this file before setup has installed anything: what
# is asked for beside setup is done by a second make, one after the other
ifneq ($(filter setup,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif
# with the + it shares the jobs of the make above it, if that one has any to
# share; else it takes its own
AGAIN	= +$(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))

all: $(BUILD)/sevgate $(BUILD)/sevgate-virt.so $(BUILD)/sevgated $(BUILD)/sevgate-hook $(BUILD)/sevgate-attest.so $(BUILD)/sevgate-metrics man

include packaging/setup.mk

# --- the library and the programs ------------------------------------------

POLICY_SRC := $(wildcard policy/*.c policy/rules/*.c)
ATTEST_SRC := $(wildcard policy/attest/*.c)
HOOK_SRC := $(wildcard hook/*.c)
CLI_SRC	:= $(wildcard hook/cli/*.c)
# what the programs share: everything in hook/ but the hook program itself
SHARED_SRC := $(filter-out hook/hook.c,$(HOOK_SRC))
# what speaks to libvirt's library, and the table of it for who loads it late
VIRT_OPS_SRC := hook/client/virt_ops.c
VIRT_SRC := $(filter-out $(VIRT_OPS_SRC),$(wildcard hook/client/virt*.c))
CLIENT_SRC := $(filter-out $(VIRT_SRC) $(VIRT_OPS_SRC),$(wildcard hook/client/*.c))
# what libvirt answers, taken apart without its library
SEV_ANSWERS := hook/client/sev_info.c hook/client/sev_support.c
AGENT_SRC := $(wildcard hook/agent/*.c)
METRICS_SRC := $(wildcard hook/metrics/*.c)
HOST_SRC := $(wildcard hook/host/*.c)
HTTP_SRC := $(wildcard hook/http/*.c)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) $(XML_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/policy/schema_text.o: policy/policy.rng packaging/policy.d/90-declared.xml
$(BUILD)/policy/attest/roots.o: $(wildcard policy/attest/roots/*.cert)
$(BUILD)/hook/cli/pages.o: ALL_CFLAGS += -I$(BUILD)/hook/cli
$(BUILD)/hook/cli/pages.o: $(BUILD)/hook/cli/pages.def $(wildcard docs/rules/*.md)
$(BUILD)/hook/cli/pages.def: policy/rules/list.def
	@mkdir -p $(@D)
	$(Q)sed -n 's/^RULE(\(.*\))$$/\1/p' $< | while read -r slug; do \
		echo "PAGE($$slug, \"$${slug//_/-}\")"; done > $@

$(BUILD)/libpolicy.a: $(call objs,$(POLICY_SRC))
	@echo "  AR      $@"
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/libattest.a: $(call objs,$(ATTEST_SRC))
	@echo "  AR      $@"
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# what is opened late, and shows one symbol of itself
LATE	= -shared -Wl,--version-script=hook/late.map $(filter-out %.map,$^)
$(BUILD)/sevgate-attest.so $(BUILD)/sevgate-virt.so: hook/late.map

# Opened by the hook when a decision needs a digest: libcrypto costs more to
# load than everything else the hook does.
$(BUILD)/sevgate-attest.so: $(call objs,$(ATTEST_SRC)) $(BUILD)/libpolicy.a
	@echo "  LD      $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(LATE) $(CRYPTO_LIBS)

$(BUILD)/sevgate-hook: $(call objs,$(HOOK_SRC)) $(BUILD)/libpolicy.a
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(XML_LIBS)

# Opened by sevgate when it is to speak to libvirt, whose library brings half a
# hundred others.
$(BUILD)/sevgate-virt.so: $(call objs,$(VIRT_SRC) $(VIRT_OPS_SRC) $(SEV_ANSWERS)) $(BUILD)/libpolicy.a
	@echo "  LD      $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(LATE) $(VIRT_LIBS) $(XML_LIBS)

$(BUILD)/sevgate: $(call objs,$(CLI_SRC) $(HOST_SRC) $(CLIENT_SRC) $(METRICS_SRC) $(SHARED_SRC)) $(BUILD)/libpolicy.a $(BUILD)/libattest.a $(BUILD)/libpolicy.a
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $+ $(XML_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS)

$(BUILD)/sevgated: $(call objs,$(AGENT_SRC) $(VIRT_SRC) $(CLIENT_SRC) $(METRICS_SRC) $(SHARED_SRC)) $(BUILD)/libpolicy.a $(BUILD)/libattest.a $(BUILD)/libpolicy.a
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(VIRT_LIBS) $(XML_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(SYSTEMD_LIBS) -pthread

$(BUILD)/sevgate-metrics: $(call objs,$(HTTP_SRC) $(METRICS_SRC) $(SHARED_SRC)) $(BUILD)/libpolicy.a
	@echo "  LD      $@"
	$(Q)$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(XML_LIBS) $(JANSSON_LIBS) $(MICROHTTPD_LIBS)

# --- the kernel module ------------------------------------------------------

include kmod/kmod.mk

# --- man pages -------------------------------------------------------------

MAN	:= $(patsubst docs/man/%.scd,$(BUILD)/man/%,$(wildcard docs/man/*.scd))
man: $(MAN)
# the date in a page is its source's, if the builder names none
$(BUILD)/man/%: docs/man/%.scd
	@mkdir -p $(@D)
	@echo "  MAN     $@"
	$(Q)SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(stat -c %Y $<)} scdoc < $< > $@

# --- tests -----------------------------------------------------------------

include tests/tests.mk

# --- releases ---------------------------------------------------------------

include packaging/dist.mk
include packaging/packages.mk
include packaging/dkms/dkms.mk
include packaging/akmod/akmod.mk
include packaging/rpm/rpm.mk

# --- the rest --------------------------------------------------------------

install: all
	install -D -m 0755 $(BUILD)/sevgate $(DESTDIR)$(libexecdir)/sevgate/sevgate
	install -D -m 0755 $(BUILD)/sevgate-virt.so $(DESTDIR)$(libexecdir)/sevgate/sevgate-virt.so
	install -d $(DESTDIR)$(bindir)
	ln -srfn $(DESTDIR)$(libexecdir)/sevgate/sevgate $(DESTDIR)$(bindir)/sevgate
	install -D -m 0755 $(BUILD)/sevgated $(DESTDIR)$(sbindir)/sevgated
	install -D -m 0755 $(BUILD)/sevgate-hook $(DESTDIR)$(sbindir)/sevgate-hook
	install -D -m 0755 $(BUILD)/sevgate-attest.so $(DESTDIR)$(libexecdir)/sevgate/sevgate-attest.so
	install -D -m 0755 $(BUILD)/sevgate-metrics $(DESTDIR)$(libexecdir)/sevgate/sevgate-metrics
	install -d $(DESTDIR)$(sysconfdir)/libvirt/hooks/qemu.d $(DESTDIR)$(sysconfdir)/sevgate/policy.d
	ln -sfn $(sbindir)/sevgate-hook $(DESTDIR)$(sysconfdir)/libvirt/hooks/qemu.d/50-sevgate
	install -D -m 0644 -t $(DESTDIR)$(datadir)/sevgate/policy.d packaging/policy.d/*.xml
	install -D -m 0644 -t $(DESTDIR)$(datadir)/sevgate policy/policy.rng
	for page in $(MAN); do install -D -m 0644 -t $(DESTDIR)$(mandir)/man$${page##*.} $$page; done
	install -d $(DESTDIR)$(unitdir)
	for unit in $(wildcard packaging/systemd/*); do \
		sed 's,/usr/libexec/,$(libexecdir)/,; s,/usr/sbin/,$(sbindir)/,' $$unit >$(DESTDIR)$(unitdir)/$${unit##*/}; done
	install -D -m 0644 -t $(DESTDIR)$(tmpfilesdir) packaging/tmpfiles.d/sevgate.conf
	install -D -m 0644 -t $(DESTDIR)$(datadir)/sevgate/prometheus packaging/prometheus/*
	install -D -m 0644 packaging/bash-completion/sevgate $(DESTDIR)$(datadir)/bash-completion/completions/sevgate

clean:
	rm -rf $(BUILD)

help:
	@sed -n 's/^##[ ]\{0,1\}//p' $(MAKEFILE_LIST)

## setup            install the distribution packages that build and tests need
## all              the programs in build/, and the manual pages
## check-modules    the kernel module on three kernels, and what the kernel's checkers say
## check-kunit      the kernel module's unit tests, on a kernel made for them
## modules          the kernel module, for the running kernel or KDIR=headers
## demo             show the main job on a private libvirtd, a minute at most
## check            every test, on the distribution's libvirt
## check-libvirt    only the libvirt scenarios; SUITE=forky: on the newest libvirt
## check-metrics    alerts and dashboard before a real Prometheus
## check-vm         stock kernels on an emulated Secure Processor; KERNEL=6.12: on that one
## check-full       libvirt, QEMU's SEV guest, KVM and our packages in one machine; KERNEL=6.12: its kernel
## demo-full        the same, told on the terminal
## psp-vm           a shell in such a machine; KERNEL=, VM_OPTIONS=--snp
## fuzz             run each fuzz target for FUZZ_SECONDS (default 60), needs clang
## bench            speed, as ratios against peers and limits
## lint             formatting, static analysis, consistency of rules and pages
## check-packages   packages on throw-away hosts: installed, upgraded, removed
## deb              Debian packages, in build/deb
## rpm, srpm        RPM packages and their source package, in build/rpm
## install          into DESTDIR
## install-dkms     the module's sources into DESTDIR, for DKMS
## dist             build/sevgate-VERSION.tar.gz of the last commit, always the same bytes
## release          what has to be right before a release; TESTED=1: CI has passed on this commit

# packages are built below it
-include $(shell find $(BUILD) -path '$(BUILD)/[dr][ep][bm]' -prune -o -type f -name '*.d' -print 2>/dev/null)
.PHONY: all man install clean help setup demo check check-libvirt fuzz bench lint
