# SPDX-License-Identifier: GPL-2.0-or-later
# corpus.mk - real domains to run the rules over, unpacked for the unit tests

CORPUS	:= $(BUILD)/tests/corpus

$(CORPUS)/unpacked: tests/corpus/libvirt-domains.tar.xz
	@mkdir -p $(@D)
	@echo "  UNPACK  $<"
	$(Q)rm -rf $(CORPUS)/libvirt-domains
	$(Q)tar -xJf $< --no-same-owner -C $(CORPUS)
	$(Q)touch $@

# order-only: what check-unit depends on is what it runs
check-unit: | $(CORPUS)/unpacked
