#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 62-sevstat-load.sh - the kernel module: its ABI, its events, and rough use
# kernels: 6.1 6.12 7.3 debug
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/vm/sevstat.sh
. "$(dirname "$0")/sevstat.sh"
# as many SEV guests as there can be, and rounds with the module; fewer where
# each access to memory is looked at
all=400 rounds=100
[ "${KERNEL:-}" != debug ] || all=40
sevstat_vm --cpus 2 --max-asid $((all + 9)) --min-sev-asid 10

! finds_mistakes || all=40 rounds=10
load kvm_amd
insmod /test/sevstat.ko low_water=2
asked

# --- the ABI -----------------------------------------------------------------------

is "every file is documented, and every documented one is there but SEV-SNP's" \
	"$(shown)" "$(documented | grep -v snp)"
is "who may read them" "$(find $host/ -type f ! -name uevent ! -path '*/power/*' ! -name refresh ! -perm 0444)" ""
is "who may not" "$(stat -c %a $host/refresh)" 200
is "each is one line" "$(for file in $(shown | grep -v refresh); do
	[ "$(says "$file" 2>/dev/null | wc -l)" -le 1 ] || echo "$file"
done)" ""
fails "nothing but 1 is written" bash -c "echo 2 >$host/refresh"

# --- events ------------------------------------------------------------------------

ask='. /test/vm/sevstat.sh; asked'
ok "the first guest" sev-await $host/firmware/state SEVSTAT_STATE -- sev-vms sev 1 -- bash -c "$ask"
is "poll() and a uevent tell the state" "$(grep -v '^sev' <<<"$OUT" | sort)" "$(printf '%s\n' "poll working" "uevent SEVSTAT_STATE=working")"
ok "the last one" sev-await $host/firmware/state SEVSTAT_STATE -- bash -c "$ask"
is "goes as it came" "$(sort <<<"$OUT")" "$(printf '%s\n' "poll init" "uevent SEVSTAT_STATE=init")"
ok "seven of nine SEV-ES guests" sev-await $host/asid/sev_es_available SEVSTAT_ASID -- sev-vms es 7 -- bash -c "$ask"
like "leave few" "$OUT" '^poll 2$'
like "which is told" "$OUT" '^uevent SEVSTAT_ASID=sev_es$'
like "with how many" "$OUT" '^uevent SEVSTAT_AVAILABLE=2$'
ok "when they are gone" sev-await $host/asid/sev_es_available SEVSTAT_ASID -- bash -c "$ask"
like "that is told, too" "$OUT" '^uevent SEVSTAT_LOW=0$'

# --- many guests ---------------------------------------------------------------------

many=$((all * 3 / 4))
run sev-vms sev $many es 9 -- bash -c '. /test/vm/sevstat.sh; asked
	says firmware/guests; says asid/sev_used; says asid/sev_available
	says asid/sev_es_used; says asid/sev_es_available'
is "$((many + 9)) guests" "$OUT" \
	"$(printf '%s\n' "sev $many" "es 9" $((many + 9)) $many $((all - many)) 9 0)"
run sev-vms sev $((all + 1)) -- bash -c '. /test/vm/sevstat.sh; asked
	says firmware/guests; says asid/sev_used; says asid/sev_available'
like "one too many" "$OUT" "^sev $all\$"
is "is not counted" "$(tail -n 3 <<<"$OUT" | tr '\n' ' ')" "$all $all 0 "
asked
is "all gone" "$(says firmware/guests) $(says asid/sev_used)" "0 0"

# --- readers, while the firmware is asked, and while the module goes -----------------

# read_on: until it is told to stop; what it could not read is no mistake
read_on()
{
	while [ ! -e /tmp/stop ]; do
		cat $host/*/* >/dev/null 2>&1
	done
}

faults "delay PLATFORM_STATUS 5"
read_on & readers=$!
read_on & readers+=" $!"
before=$(says firmware/queries)
while [ $(($(says firmware/queries) - before)) -lt $((rounds * 2)) ]; do
	echo 1 >$host/refresh
done
is "$((rounds * 2)) questions among readers" "$(says firmware/errors) $(says firmware/state)" "0 init"
for ((i = 0; i < rounds; i++)); do
	rmmod sevstat || break
	insmod /test/sevstat.ko || break
	echo 1 >$host/refresh
done
is "$rounds times out and in below them" "$i" $rounds
sev-vms sev 30 es 5 -- bash -c 'for i in 1 2 3 4 5; do rmmod sevstat && insmod /test/sevstat.ko; done; . /test/vm/sevstat.sh; asked; says asid/sev_used' >/tmp/out
is "and while guests come and go" "$(tail -n 1 /tmp/out)" 30
touch /tmp/stop
# shellcheck disable=SC2086 # several
wait $readers
ok "it still unloads" rmmod sevstat
ok "nothing is left of it" test ! -e $host
sevstat_end
