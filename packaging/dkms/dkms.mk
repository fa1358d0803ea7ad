# SPDX-License-Identifier: GPL-2.0-or-later
# dkms.mk - the module's sources, for DKMS to build
DKMS_DIR = $(DESTDIR)$(prefix)/src/sevstat-$(VERSION)
DKMS_SRC := kmod/Kbuild $(wildcard kmod/*.[ch])

$(BUILD)/dkms.conf: packaging/dkms/dkms.conf.in VERSION
	@mkdir -p $(@D)
	$(Q)sed 's/@VERSION@/$(VERSION)/' $< >$@

install-dkms: $(BUILD)/dkms.conf
	install -D -m 0644 -t $(DKMS_DIR) $< Kbuild VERSION
	install -D -m 0644 -t $(DKMS_DIR)/kmod $(DKMS_SRC)

.PHONY: install-dkms
