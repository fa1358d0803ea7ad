#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# start.sh - sevgate start: what it says before there is a libvirt
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

usage="[OPTION]... DOMAIN"

wrong "name one domain" start
wrong "name one domain" start one two
for seconds in 0 -1 1.5 86401 x '' ' 5' 5s 99999999999999999999; do
	wrong "--timeout takes seconds, 1 to 86400" start --timeout "$seconds" guest
done

# fails_with MESSAGE ARGUMENT...: one line, nothing else
fails_with()
{
	local message=$1
	shift
	sevgate start "$@"
	is "$*" "$status,$out,$err" "1,,sevgate: $message"
}
fails_with "missing: No such file or directory" --root missing guest
fails_with "missing: No such file or directory" --policy missing guest
fails_with "there is no profile 'nobody'; see 'sevgate policy show'" --policy "$tenants" --profile nobody guest
sed 's/enforce/enforced/' "$tenants" >bad.xml
fails_with "bad.xml: line 5: <mode> has 'enforced'; allowed: off, audit, enforce" --policy bad.xml guest
sevgate start -c qemu+unix:///system?socket=/nonexistent guest
is "no libvirt: one line" "$status,$out,$(wc -l <<<"$err")" "1,,1"
like "no libvirt: which one" "$err" "^sevgate: .*/nonexistent"
# --- libvirt's test driver, which launches nothing -------------------------------

cat >node.xml <<-XML
	<node>
	  <domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
	    <name>vm</name>
	    <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
	    <memory>65536</memory>
	    <os><type>hvm</type></os>
	    <test:runstate>5</test:runstate>
	  </domain>
	</node>
XML
mkdir -p root/run/user/"$(id -u)"
# driver ARGUMENT...: sevgate start with it
driver()
{
	sevgate start -c "test://$work/node.xml" --root root "$@"
}

# profile XML: policy.xml has it for that domain
profile()
{
	echo "<policy><profile name='p'><match name='vm'/>$1</profile></policy>" >policy.xml
}

driver nowhere
is "no such domain" "$status,$out,$err" "1,,sevgate: there is no domain nowhere here"
driver vm
is "nobody's business: it is started" "$status,$out,$err" "0,vm: started,sevgate: starting it"
is "and nothing is kept" "$(find root -type f)" ""
profile "<attest when='off'/><rewrite>no</rewrite>"
driver --policy policy.xml vm
is "not to be attested: the same" "$status,$out,$err" "0,vm: started,sevgate: starting it"
profile "<rewrite>no</rewrite>"
driver --policy policy.xml vm
is "started, but nothing to attest" "$status,$out,$err" "3,,sevgate: starting it
sevgate: vm: started, not attested: it is not confidential"
like "with a record" "$(cat root/run/{,user/*/}sevgate/domains/*/attestation.xml 2>/dev/null)" "result='not-attested' domain='vm' .*profile='p'>it is not confidential<"
profile "<attest when='before-boot'/><rewrite>no</rewrite>"
driver --policy policy.xml vm
is "libvirt does not start it" "$status,$out,$(head -n 1 <<<"$err")" "1,,sevgate: starting it, paused"
is "is one line" "$(wc -l <<<"$err")" 2
tap_end
