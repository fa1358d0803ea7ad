#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# clock.sh - the clock is set back, and forward; and a second agent
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=host.sh
. "$(dirname "$0")/host.sh"
fake=$(find /usr/lib -name libfaketimeMT.so.1 | head -n 1)
[ -n "$fake" ] || skip_all "there is no libfaketime"

new_host rome rome
clock=$work/clock
echo +0 >"$clock"
# the time of day alone: nobody can set the others
stepped=(env LD_PRELOAD="$fake" FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_NO_CACHE=1
	FAKETIME_TIMESTAMP_FILE="$clock")

# metric NAME: now, by a clock that steps, too
metric()
{
	"${stepped[@]}" "$BUILD/sevgate" metrics --root "$root" | awk -v name="$1" '$1 == name { print $2 }'
}

# textfile_says NAME VALUE
textfile_says()
{
	grep -qx "$1 $2" "$root/textfiles/sevgate.prom"
}

background "${stepped[@]}" "$BUILD/sevgated" --connect test:///default --root "$root" --textfile /textfiles
agent=$!
mkdir -p "$root/textfiles"
wait_for grep -qs '^sevgate_agent_up 1' "$root/textfiles/sevgate.prom"
start_guest
is "before" "$(metric sevgate_agent_up),$(metric sevgate_policy_generation),$(metric 'sevgate_policy_decisions_total{operation="prepare",decision="allow"}')" 1,1,1
ok "the firmware answered long ago" awk -v t="$(metric sev_status_last_refresh_timestamp_seconds)" -v now="$(date +%s)" 'BEGIN { exit !(t <= now && t > now - 1000) }'
n=1
for step in -10y +10y; do
	echo "$step" >"$clock"
	year=$("${stepped[@]}" date +%Y)
	[ "$year" != "$(date +%Y)" ]
	is "$step: the clock is another" $? 0
	kill -HUP "$agent"
	n=$((n + 1))
	await "$step: the textfile is written" textfile_says sevgate_policy_generation $n
	is "$step: the agent lives" "$(metric sevgate_agent_up)" 1
	is "$step: nothing was counted anew" "$(metric 'sevgate_policy_decisions_total{operation="prepare",decision="allow"}')" 1
	is "$step: times are by the clock" "$(date -d "@$(metric sevgate_policy_last_reload_timestamp_seconds)" +%Y)" "$year"
	is "$step: of the firmware, too" "$(date -d "@$(metric sev_status_last_refresh_timestamp_seconds)" +%Y)" "$year"
done

# a second agent says why, and changes nothing
like "a second agent" "$("$BUILD/sevgated" --connect test:///default --root "$root" --textfile /textfiles 2>&1; echo $?)" '^sevgated: failed: sevgated runs already'
is "leaves what the first one wrote" "$(metric sevgate_agent_up),$(metric sevgate_policy_generation)" 1,3
kill "$agent"
wait "$agent"
await "an agent that ended is gone from the textfile" textfile_says sevgate_agent_up 0
tap_end
