# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# metrics.sh - what tests of sevgate metrics share; sourced, in the VM, after
# tests/vm/sevstat.sh

# metrics_vm OPTION...: in_vm with the module and sevgate
metrics_vm()
{
	[ -z "${SEVGATE_IN_VM:-}" ] || return 0
	sevstat_vm --file "$BUILD/sevgate" \
		--file "$TOP/tests/vm/metrics.sh:/test/vm/metrics.sh" "$@"
}

# scrape: what the metrics are now, for series()
scrape()
{
	sevgate metrics >/tmp/metrics
}

# series NAME{LABELS}...: the values of the last scrape, "-" for what is not there
series()
{
	local name
	for name; do
		awk -v name="$name " 'BEGIN { value = "-" }
			index($0, name) == 1 { value = substr($0, length(name) + 1) }
			END { printf "%s ", value }' /tmp/metrics
	done
}

# family NAME: its series of the last scrape, with their values
family()
{
	grep -E "^$1[{ ]" /tmp/metrics
}

# none NAME...: no series of these families
none()
{
	local name
	for name; do
		! family "$name" || return 1
	done
}

# pools FAMILY: its values for SEV, SEV-ES, and SEV-SNP
pools()
{
	series "$1{pool=\"sev\"}" "$1{pool=\"sev_es\"}" "$1{pool=\"sev_snp\"}"
}
