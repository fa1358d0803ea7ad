# SPDX-License-Identifier: GPL-2.0-or-later
# metrics.mk - metrics, alerts and the dashboard, before a real Prometheus
#
# Included by tests/tests.mk; uses the variables of the top Makefile.

METRICS_TESTS := $(filter-out %/lib.sh %/host.sh %/programs.sh,$(wildcard tests/metrics/*.sh))
check-metrics: $(BUILD)/sevgate $(BUILD)/sevgate-metrics $(BUILD)/sevgated $(BUILD)/sevgate-hook $(BUILD)/sevgate-attest.so
	$(RUN) -n metrics $(METRICS_TESTS)

.PHONY: check-metrics
