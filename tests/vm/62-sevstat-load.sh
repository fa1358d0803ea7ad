#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 62-sevstat-load.sh - the kernel module: its ABI, its events, and rough use
# kernels: 6.1 6.12 7.3
set -u
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/vm/sevstat.sh
. "$(dirname "$0")/sevstat.sh"
sevstat_vm --cpus 2 --max-asid 409 --min-sev-asid 10

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

run sev-vms sev 300 es 9 -- bash -c '. /test/vm/sevstat.sh; asked
	says firmware/guests; says asid/sev_used; says asid/sev_available
	says asid/sev_es_used; says asid/sev_es_available'
is "hundreds of guests" "$OUT" "$(printf '%s\n' "sev 300" "es 9" 309 300 100 9 0)"
run sev-vms sev 401 -- bash -c '. /test/vm/sevstat.sh; asked
	says firmware/guests; says asid/sev_used; says asid/sev_available'
like "one too many" "$OUT" '^sev 400'
is "is not counted" "$(tail -n 3 <<<"$OUT" | tr '\n' ' ')" "400 400 0 "
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
while [ $(($(says firmware/queries) - before)) -lt 200 ]; do
	echo 1 >$host/refresh
done
is "two hundred questions among readers" "$(says firmware/errors) $(says firmware/state)" "0 init"
for ((i = 0; i < 100; i++)); do
	rmmod sevstat || break
	insmod /test/sevstat.ko || break
	echo 1 >$host/refresh
done
is "a hundred times out and in below them" "$i" 100
sev-vms sev 50 es 5 -- bash -c 'for i in 1 2 3 4 5; do rmmod sevstat && insmod /test/sevstat.ko; done; . /test/vm/sevstat.sh; asked; says asid/sev_used' >/tmp/out
is "and while guests come and go" "$(tail -n 1 /tmp/out)" 50
touch /tmp/stop
# shellcheck disable=SC2086 # several
wait $readers
ok "it still unloads" rmmod sevstat
ok "nothing is left of it" test ! -e $host
tap_end
