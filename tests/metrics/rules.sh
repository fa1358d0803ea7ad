#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rules.sh - every alert is tested, has a page and says what to do
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"

alerts=$packaged/sevgate-alerts.yml
tests=tests/metrics/alerts_test.yml
page=docs/alerts.md

ok "the rules are rules" "$promtool" check rules "$packaged"/sevgate-*.yml
ok "they fire when they should, and only then" "$promtool" test rules "$tests"
ok "the example is a configuration" "$promtool" check config "$packaged/scrape-example.yml"

# section FILE BEGIN: the lines from one that begins so to the next such item
section()
{
	awk -v begin="$2" '
		/^(  )?- (alert|name): / { inside = index($0, begin) == 1 }
		inside' "$1"
}

# expected: of one alert's test, "TIME LABELS" for each alert that is to fire,
# "TIME" alone for a time at which none is
expected()
{
	awk '
		/^    eval_time: / { if (t && !n) print t; t = $2; n = 0 }
		/^    - labels: / { sub(/^    - labels: /, ""); print t, $0; n++ }
		END { if (t && !n) print t }'
}

# one_alert NAME
one_alert()
{
	local text test fires
	text=$(section "$alerts" "  - alert: $1")
	test=$(section "$tests" "- name: '$1: ")
	fires=$(expected <<<"$test" | grep -F "alertname=\"$1\"")
	like "$1: there is a test in which it fires" "$fires" 'instance="bad"'
	like "$1: and a time at which it does not" \
		"$(expected <<<"$test" | grep -vF "alertname=\"$1\"")" '^[0-9]+[mh]'
	like "$1: and a near miss" "$test" '^  - series: .*instance="good"'
	unlike "$1: which is a miss" "$fires" 'instance="good"'
	like "$1: it says how bad that is" "$text" '^      severity: (critical|warning|info)$'
	like "$1: and where to read on" "$text" "^      runbook: $page#${1,,}\$"
	is "$1: its texts name labels that it has" "$(unknown_labels "$text" "$fires")" ""
}

# unknown_labels RULE EXPECTED: those in texts that the alert never had
unknown_labels()
{
	grep -o '\$labels\.[a-z_]*' <<<"$1" | sort -u | while IFS=. read -r _ label; do
		grep -q "[{ ]$label=" <<<"$2" || echo "$label"
	done
}

names=$(sed -n 's/^  - alert: //p' "$alerts")
for name in $names; do
	one_alert "$name"
done
is "each has its section in $page" "$(sed -n 's/^### //p' "$page" | sort)" "$(sort <<<"$names")"
is "no test is for an alert that is gone" \
	"$(sed -n "s/^- name: '\([A-Za-z]*\): .*/\1/p" "$tests" | sort)" "$(sort <<<"$names")"

# commands: of ours, that texts tell people to run
commands()
{
	grep -ohE '["`]sevgate [a-z-]+' "$alerts" "$page" | cut -d ' ' -f 2 | sort -u
}
for command in $(commands); do
	ok "there is a 'sevgate $command'" "$BUILD/sevgate" "$command" --help
done
tap_end
