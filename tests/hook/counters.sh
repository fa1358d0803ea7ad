#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# counters.sh - the hook counts what it decides, and metrics show it
set -u
# shellcheck source=tests/hook/lib.sh
. "$(dirname "$0")/lib.sh"

# metric NAME[LABELS]: its value
metric()
{
	"$BUILD/sevgate" metrics --root "$root" | awk -v name="$1" '$1 == name { print $2 }'
}

decisions()
{
	metric "sevgate_policy_decisions_total{operation=\"$1\",decision=\"$2\"}"
}

findings()
{
	metric "sevgate_policy_rule_findings_total{rule=\"$1\",mode=\"$2\",verdict=\"$3\"}"
}

new_root
is "before anything happened: 0" "$(decisions prepare allow),$(findings machine-q35 enforce violation)" 0,0
call prepare < <(domain "${plain[@]}")
is "who is nobody's business is not counted" "$status,$(find "$root/run" -type f)" 0,

call prepare < <(domain)
is "allowed" "$(decisions prepare allow)" 1
call prepare < <(domain "${bad[@]}")
is "refused" "$(decisions prepare deny)" 1
is "by a rule" "$(findings machine-q35 enforce violation)" 1
call start < <(domain "${bad[@]}")
is "refused at the start" "$(decisions start deny)" 1
is "which is the same guest" "$(findings machine-q35 enforce violation)" 1
call started < <(domain)
is "started" "$(decisions started allow)" 1
call restore < <(domain '/<locked/d')
is "restored after it was mended" "$status,$(decisions restore rewrite),$(decisions restore deny)" 0,1,0
call migrate < <(domain "${bad[@]}")
is "not let go" "$(decisions migrate deny)" 1
call prepare < <(domain "s/<memory unit/<serial type='pty'\/>&/" "s/<devices>/&<console type='pty'\/>/")
is "audited" "$(findings console-output audit violation)" 1
touch "$root/run/sevgate/disable"
call prepare < <(domain)
is "switched off" "$(decisions prepare disabled),$(metric sevgate_break_glass)" 1,1
rm "$root/run/sevgate/disable"

echo '<policy><' >"$root/etc/sevgate/policy.d/x.xml"
call prepare < <(domain)
is "undecided: falls closed" "$status,$(decisions prepare undecided),$(metric 'sevgate_hook_failures_total{outcome="fail_closed"}')" 3,1,1
call prepare < <(domain "${plain[@]}")
is "unjudged: falls open" "$status,$(decisions prepare unjudged),$(metric 'sevgate_hook_failures_total{outcome="fail_open"}')" 0,1,1
rm "$root/etc/sevgate/policy.d/x.xml"

is "all took some time" "$(metric sevgate_hook_duration_seconds_count)" "$(metric 'sevgate_hook_duration_seconds_bucket{le="+Inf"}')"
is "and were counted" "$(metric sevgate_hook_duration_seconds_count)" \
	"$("$BUILD/sevgate" metrics --root "$root" | awk '/^sevgate_policy_decisions/ { n += $2 } END { print n }')"
ok "which adds up" awk -v n="$(metric sevgate_hook_duration_seconds_sum)" 'BEGIN { exit !(n > 0 && n < 60) }'

# many at a time
new_root
for i in {1..20}; do
	"$hook" --root "$root" guest prepare begin - < <(domain) 2>/dev/null &
done
wait
is "twenty at a time: all of them" "$(decisions prepare allow)" 20
is "everybody may read it" "$(stat -c %a "$root/run/sevgate/metrics/counters")" 644
is "nothing is left beside it" "$(cd "$root/run/sevgate/metrics" && echo .[!.]* *)" ".[!.]* counters late"
counters=$root/run/sevgate/metrics/counters

# damaged files
damages=(
	"cut short|sed -i '\$d'"
	"another beginning|sed -i '1s/1/2/'"
	"empty|truncate -s 0"
	"no number|sed -i 's/ 20\$/ twenty/'"
	"negative|sed -i 's/ 20\$/ -20/'"
	"too large|sed -i 's/ 20\$/ 99999999999999999999/'"
	"a NUL|sed -i 's/ 20\$/ 2\\x000/'"
	"binary|sh -c 'head -c 4096 /dev/urandom >\$0'"
	"huge|sh -c 'head -c 400000 /dev/zero | tr \"\\0\" \"#\" >\$0'"
	"a FIFO|sh -c 'rm \$0; mkfifo \$0'"
)
for damage in "${damages[@]}"; do
	new_root
	for i in {1..20}; do
		[ -e "$work/twenty" ] || call prepare < <(domain)
	done
	[ -e "$work/twenty" ] || cp "$counters" "$work/twenty"
	mkdir -p "$(dirname "$counters")"
	chmod 0711 "$root/run/sevgate"
	cp "$work/twenty" "$counters"
	eval "${damage#*|} '$counters'"
	is "${damage%%|*}: is said" "$(metric 'sevgate_collector_errors{collector="counters"}')" 1
	is "${damage%%|*}: no false zero" "$(decisions prepare allow),$(metric sevgate_hook_duration_seconds_count)" ,
	call prepare < <(domain)
	is "${damage%%|*}: the hook decides all the same" "$status,$err" 0,
	is "${damage%%|*}: counting begins anew" "$(decisions prepare allow),$(metric sevgate_counters_damaged_total)" 1,1
	is "${damage%%|*}: and is whole again" "$(metric 'sevgate_collector_errors{collector="counters"}')" 0
done

# of a version with other rules
cp "$work/twenty" "$counters"
sed -i '2i sevgate_policy_rule_findings_total{rule="a-rule-of-tomorrow",mode="audit",verdict="violation"} 5' "$counters"
is "what this version does not know is no damage" "$(decisions prepare allow),$(metric 'sevgate_collector_errors{collector="counters"}')" 20,0

# no place to count in
new_root
mkdir "$root/run/sevgate"
: >"$root/run/sevgate/metrics"
call prepare < <(domain)
is "no place to count in: it decides" "$status,$err" 0,

# time is up: a policy that waits for ever
new_root
call prepare < <(domain)
before=$(metric sevgate_hook_deadlines_total)
mkfifo "$work/never"
sleep 30 >"$work/never" &
opened=$!
status=0
"$hook" --root "$root" guest prepare begin - <"$work/never" 2>"$work/err" || status=$?
kill $opened
is "time is up: counted" "$status,$before,$(metric sevgate_hook_deadlines_total)" 3,0,1
tap_end
