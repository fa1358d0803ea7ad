#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check.sh - sevgate check
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

# --- exit statuses -----------------------------------------------------------

good_domain >good.xml
sed 's/<locked\/>//' good.xml >refused.xml
sed 's/<loader stateless=.yes.\/>//' good.xml >changed.xml
sed '/launchSecurity/d' good.xml >plain.xml
sed "s|<loader.*/>|<loader type='pflash' readonly='yes' stateless='yes'>/nowhere.fd</loader>|" good.xml >undecided.xml
head -c 100 good.xml >broken.xml

sevgate check --no-host good.xml
is "$status" 0 "0: compliant"
like "$out" '^good.xml: compliant \(profile declared, enforce\)$' "and says so"
sevgate check --no-host refused.xml
is "$status" 2 "2: would be refused"
like "$out" '^refused.xml: would be refused' "and says so"
like "$out" '^  refuse  memory-locked ' "names the rule"
like "$out" '^ +fix: add <memoryBacking><locked/></memoryBacking>$' "and the fix"
sevgate check --no-host changed.xml
is "$status" 3 "3: would be changed"
sevgate check --root "$work" undecided.xml
is "$status" 1 "1: cannot decide"
like "$out" 'unknown firmware-uefi .*line 5: firmware /nowhere.fd: No such file or directory' "and says why"
sevgate check --no-host plain.xml
is "$status" 0 "a plain domain is nobody's business"
like "$out" 'no profile matches, nothing is demanded of it' "and that is said"
sevgate check --no-host broken.xml
is "$status" 1 "1: a broken document"
like "$err" '^sevgate: broken.xml: line [0-9]+: ' "names file and line"
is "$out" "" "nothing on stdout"
sevgate check --no-host good.xml changed.xml
is "$status" 3 "several: the worst counts (0, 3)"
sevgate check --no-host refused.xml changed.xml good.xml
is "$status" 2 "several: the worst counts (2, 3, 0)"
sevgate check --no-host refused.xml broken.xml
is "$status" 1 "several: the worst counts (2, 1)"

# --- where the document is from ----------------------------------------------

sevgate check --no-host - <good.xml
is "$status" 0 "standard input"
sevgate check --no-host ./nothere.xml
is "$status" 1 "a file that is not there"
like "$err" '^sevgate: ./nothere.xml: ./nothere.xml: No such file or directory|^sevgate: ./nothere.xml: No such file' "says so"
sevgate check --no-host .
is "$status" 1 "a directory"
like "$err" 'is a directory, not a regular file' "says so"
mkfifo fifo.xml
sevgate check --no-host fifo.xml
like "$err" 'is a FIFO, not a regular file' "a FIFO does not hang it"
truncate -s 17M big.xml
sevgate check --no-host big.xml
like "$err" 'more than 16777216 bytes' "a huge file"
sevgate check -c test:///default nosuchdomain
is "$status" 1 "a domain that is not there"
like "$err" 'there is no domain nosuchdomain here' "says so"
sevgate check -c nonsense:///x somedomain
is "$status" 1 "a connection that can not be made"
sevgate check -c test:///default test
is "$status" 0 "a domain of libvirt's"
sevgate check -c test:///default --all
is "$status" 0 "--all"
like "$out" '^test: no profile matches' "names each"

# --- which policy ------------------------------------------------------------

sevgate check --policy "$tenants" --no-host "$kcli"
is "$status" 2 "--policy: that file alone"
sevgate check --policy "$tenants" --no-host refused.xml
is "$status" 0 "--policy: the shipped profile is not asked"
sevgate check --profile declared --no-host plain.xml
is "$status" 2 "--profile: whatever it matches"
sevgate check --profile nosuch plain.xml
is "$status" 1 "--profile: one that is not there"
like "$err" "there is no profile 'nosuch'; see 'sevgate policy show'" "says what to do"
echo '<policy><profile/></policy>' >bad-policy.xml
sevgate check --policy bad-policy.xml good.xml
is "$status" 1 "--policy: a broken one"
like "$err" "^sevgate: bad-policy.xml: line 1: <profile> needs the attribute name: " "names file, line and what is allowed"
mkdir -p root/etc/sevgate/policy.d && cp "$tenants" root/etc/sevgate/policy.d/10-t.xml
sevgate check --root root "$kcli"
is "$status" 2 "--root: policy from there"

# --- forms -------------------------------------------------------------------

sevgate check --json --no-host refused.xml good.xml plain.xml broken.xml
is "$status" 1 "--json: same status"
is "$(jq -r '.version' <<<"$out")" 1 "--json: has a version"
is "$(jq -r '[.domains[].result] | join(" ")' <<<"$out")" "refused compliant not-ours undecided" "--json: results"
is "$(jq -r '.domains[0].findings[] | select(.verdict == "violation" and .mode == "enforce") | .reason' <<<"$out")" no-locked-memory "--json: the reason"
is "$(jq -r '.domains[0].changed' <<<"$out")" true "--json: whether rewriting would change it"
is "$(jq -r '[.domains[0].findings[].rule] | unique | length' <<<"$out")" "$("$BUILD/sevgate" rules --ids | wc -l)" "--json: every rule has its say"
like "$(jq -r '.domains[3].error' <<<"$out")" '^line ' "--json: the error"
sevgate check --sarif --no-host refused.xml broken.xml
is "$(jq -r '.version' <<<"$out")" 2.1.0 "--sarif: version"
is "$(jq -r '[.runs[0].results[] | select(.level == "error") | .ruleId] | join(" ")' <<<"$out")" "memory-locked document" "--sarif: errors"
is "$(jq -r '[.runs[0].results[].ruleId] - [.runs[0].tool.driver.rules[].id] | length' <<<"$out")" 0 "--sarif: every result's rule is listed"
is "$(jq -r '.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri' <<<"$out")" refused.xml "--sarif: the file"
sevgate check -q --no-host refused.xml
is "$out$err" "" "--quiet: only the status"
sevgate check -v --no-host good.xml
is "$(grep -c '^  pass ' <<<"$out")" "$(grep -c '^  pass ' <<<"$out")" "--verbose: shows what passed"
like "$out" '^  pass    memory-locked ' "--verbose: shows what passed"
like "$out" '^  skip    id-block ' "--verbose: and what does not apply"

# --- colour only where somebody sees it --------------------------------------

sevgate check --no-host refused.xml
unlike "$out" $'\033' "no colour into a file"
like "$(script -qec "$BUILD/sevgate check --no-host refused.xml" /dev/null </dev/null)" $'\033\\[31m' "colour on a terminal"
unlike "$(NO_COLOR=1 script -qec "$BUILD/sevgate check --no-host refused.xml" /dev/null </dev/null)" $'\033' "NO_COLOR is honoured"

# --- hostile names -----------------------------------------------------------

sed $'s/<name>good/<name>a\033[31mb\\&#10;c/; /<locked/d' good.xml >$'odd\nname.xml' 2>/dev/null
good_domain | sed 's/<name>good/<name>x\&#27;y/' >esc.xml
sevgate check --no-host esc.xml
is "$status" 1 "an escape character in a name is no XML"
sevgate check --no-host $'odd\nname.xml'
unlike "$out$err" $'\033' "a file name can not colour the terminal"

# --- full disk ---------------------------------------------------------------

status=0
"$BUILD/sevgate" check --no-host good.xml >/dev/full 2>err || status=$?
is "$status" 1 "a result that can not be written is no success"
finish
