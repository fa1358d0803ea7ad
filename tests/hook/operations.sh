#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# operations.sh - every operation of libvirt's, with every state of the policy
set -u
# shellcheck source=tests/hook/lib.sh
. "$(dirname "$0")/lib.sh"

# policy_state STATE: put the policy into that state
policy_state()
{
	new_root
	case $1 in
	good) ;;
	missing) rm -rf "$root"/usr/share/sevgate "$root"/etc/sevgate ;;
	broken) echo '<policy><profile/></policy>' >"$root/etc/sevgate/policy.d/50-x.xml" ;;
	garbled) echo 'not xml' >"$root/etc/sevgate/policy.d/50-x.xml" ;;
	open) chmod 0666 "$root/usr/share/sevgate/policy.d/90-declared.xml" ;;
	esac
}

# wanted OPERATION STATE DOMAIN: the exit status that the manual promises
wanted()
{
	case $1 in
	prepare | start | restore | migrate) ;;
	# asks only whether a guest that must be attested before boot runs
	started) [ "$2" = good ] || [ "$2" = missing ] || [ "$3" = plain ] || { echo 3; return; }; echo 0; return ;;
	*) echo 0; return ;;
	esac
	case $2,$3 in
	missing,* | *,plain | good,good) echo 0 ;;
	good,bad) echo 1 ;;
	*) echo 3 ;;
	esac
}

for operation in prepare start started restore migrate reconnect attach stopped release nonsense ''; do
	for state in good missing broken garbled open; do
		for kind in good bad plain; do
			policy_state $state
			# shellcheck disable=SC2178 # a name for an array
			declare -n edits=$kind
			call "$operation" < <(domain "${edits[@]}")
			what="'$operation', policy $state, domain $kind"
			is "$what: status" "$status" "$(wanted "$operation" $state $kind)"
			is "$what: nothing on stdout" "$out" ""
			if [ "$status" = 0 ]; then
				is "$what: nothing on stderr" "$err" ""
			else
				is "$what: one line on stderr" "$(wc -l <"$work/err")" 1
				like "$what: its form" "$err" '^sevgate: DENY domain=guest rule=[a-z0-9-]+: .+; fix: .+; id=[0-9a-f]{8}$'
			fi
		done
	done
done

# What must never fail does not even look at its input.
new_root
for operation in reconnect attach stopped release nonsense; do
	call $operation </dev/null
	is "'$operation' with no document" "$status" 0
	call $operation < <(head -c 1000000 /dev/urandom)
	is "'$operation' with a garbled document" "$status" 0
	status=0
	"$hook" guest $operation begin - 0<&- 1>&- 2>&- || status=$?
	is "'$operation' with no open file at all" "$status" 0
done
tap_end
