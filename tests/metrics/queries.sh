#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# queries.sh - alerts and dashboard ask for what there is, and for all of it
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091
. "$(dirname "$0")/lib.sh"

page=docs/metrics.md
# what others export; the first two are node_exporter's and Prometheus' own
foreign='node_textfile_mtime_seconds|up'
# of PromQL, as far as we use it
words='sum|min|max|count|group|topk|rate|increase|time|histogram_quantile|label_join|bool|and|or|unless'
words+='|predict_linear|max_over_time|present_over_time'

# names: of the metrics in queries, one a line
names()
{
	sed -E 's/"[^"]*"//g; s/\{[^}]*\}//g; s/\[[^]]*\]//g
		s/\b(by|on|ignoring) *\([^)]*\)//g' |
		grep -oE '\b[a-zA-Z_:][a-zA-Z0-9_:]*' | grep -vxE "$words" | sort -u
}

# table_rows: those of the tables of metrics
table_rows()
{
	grep -E '^\| `sev(gate)?_' "$page"
}

# documented: every metric in them, with what a histogram is made of
documented()
{
	table_rows | cut -d '|' -f 2 | grep -o 'sev[a-z_]*'
	table_rows | grep '| histogram |' | grep -o '^| `[a-z_]*' |
		sed 's/^| `//; p; s/$/_bucket/p; s/_bucket$/_sum/p; s/_sum$/_count/'
}

# unseen: those that the page says are neither in an alert nor on the dashboard
unseen()
{
	sed -n '/^Not on the dashboard:/,/^$/p' "$page" | grep -o '`sev[a-z_]*`' | tr -d '`'
}

prometheus <<<'scrape_configs: []' || exit
wait_for eval '[ -n "$(rules)" ]'
rules >"$work/rules"
records=$(jq -r 'select(.type == "recording").name' "$work/rules")
{
	jq -r .query "$work/rules"
	dashboard_queries
} >"$work/queries"
names <"$work/queries" >"$work/used"

is "every metric that is asked for is there" \
	"$(grep -vxE "$foreign" "$work/used" | grep -vxF "$records" | grep -vxF "$(documented)")" ""
is "every recording is used" "$(grep -vxF "$(cat "$work/used")" <<<"$records")" ""
is "every metric is used, or is said not to be" \
	"$(documented | sort -u | grep -vxF "$(cat "$work/used"; unseen)" |
		grep -vxE 'sevgate_hook_duration_seconds(_sum|_count|)')" ""
is "what is said not to be used is not" "$(grep -xF "$(unseen)" "$work/used")" ""
is "and exists" "$(unseen | grep -vxF "$(documented)")" ""

# asked PANEL: Prometheus takes each of its queries
asked()
{
	local expr
	jq -r '.targets[].expr' <<<"$1" | fill_in | while read -r expr; do
		query "$expr" >/dev/null || exit
	done
}
while read -r panel; do
	ok "Prometheus understands $(jq .title <<<"$panel")" asked "$panel"
done < <(jq -c '.panels[]' "$packaged/dashboard.json")
is "no panel lies on another" "$(jq '
	[.panels[].gridPos | . as $p | range(.x; .x + .w) as $x |
	 range(.y; .y + .h) | [$x, .]] | length - (unique | length)' "$packaged/dashboard.json")" 0
is "every panel says what it shows" "$(jq -r '.panels[] | select(.description == "").title' \
	"$packaged/dashboard.json")" ""
is "each has a number of its own" "$(jq '[.panels[].id] | length - (unique | length)' "$packaged/dashboard.json")" 0
tap_end
