# SPDX-License-Identifier: GPL-2.0-or-later
# akmod.mk - the module's sources, for akmods to build
$(BUILD)/sevstat-kmod.spec: packaging/akmod/sevstat-kmod.spec.in VERSION
	@mkdir -p $(@D)
	$(Q)sed 's/@VERSION@/$(VERSION)/' $< >$@

akmod-spec: $(BUILD)/sevstat-kmod.spec

.PHONY: akmod-spec
