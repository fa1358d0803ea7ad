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
is "0: compliant" "$status" 0
like "and says so" "$out" '^good.xml: compliant \(profile declared, enforce\)$'
sevgate check --no-host refused.xml
is "2: would be refused" "$status" 2
like "and says so" "$out" '^refused.xml: would be refused'
like "names the rule" "$out" '^  refuse  memory-locked '
like "and the fix" "$out" '^ +fix: add <memoryBacking><locked/></memoryBacking>$'
sevgate check --no-host changed.xml
is "3: would be changed" "$status" 3
sevgate check --root "$work" undecided.xml
is "1: cannot decide" "$status" 1
like "and says why" "$out" 'unknown firmware-uefi .*line 5: firmware /nowhere.fd: No such file or directory'
sevgate check --no-host plain.xml
is "a plain domain is nobody's business" "$status" 0
like "and that is said" "$out" 'no profile matches, nothing is demanded of it'
sevgate check --no-host broken.xml
is "1: a broken document" "$status" 1
like "names file and line" "$err" '^sevgate: broken.xml: line [0-9]+: '
is "nothing on stdout" "$out" ""
sevgate check --no-host good.xml changed.xml
is "several: the worst counts (0, 3)" "$status" 3
sevgate check --no-host refused.xml changed.xml good.xml
is "several: the worst counts (2, 3, 0)" "$status" 2
sevgate check --no-host refused.xml broken.xml
is "several: the worst counts (2, 1)" "$status" 1

# --- where the document is from ----------------------------------------------

sevgate check --no-host - <good.xml
is "standard input" "$status" 0
sevgate check --no-host ./nothere.xml
is "a file that is not there" "$status" 1
like "says so" "$err" '^sevgate: ./nothere.xml: ./nothere.xml: No such file or directory|^sevgate: ./nothere.xml: No such file'
sevgate check --no-host .
is "a directory" "$status" 1
like "says so" "$err" 'is a directory, not a regular file'
mkfifo fifo.xml
sevgate check --no-host fifo.xml
like "a FIFO does not hang it" "$err" 'is a FIFO, not a regular file'
truncate -s 17M big.xml
sevgate check --no-host big.xml
like "a huge file" "$err" 'more than 16777216 bytes'
sevgate check -c test:///default nosuchdomain
is "a domain that is not there" "$status" 1
like "says so" "$err" 'there is no domain nosuchdomain here'
sevgate check -c nonsense:///x somedomain
is "a connection that can not be made" "$status" 1
sevgate check -c test:///default test
is "a domain of libvirt's" "$status" 0
sevgate check -c test:///default --all
is "--all" "$status" 0
like "names each" "$out" '^test: no profile matches'

# --- which policy ------------------------------------------------------------

sevgate check --policy "$tenants" --no-host "$kcli"
is "--policy: that file alone" "$status" 2
sevgate check --policy "$tenants" --no-host refused.xml
is "--policy: the shipped profile is not asked" "$status" 0
sevgate check --profile declared --no-host plain.xml
is "--profile: whatever it matches" "$status" 2
sevgate check --profile nosuch plain.xml
is "--profile: one that is not there" "$status" 1
like "says what to do" "$err" "there is no profile 'nosuch'; see 'sevgate policy show'"
echo '<policy><profile/></policy>' >bad-policy.xml
sevgate check --policy bad-policy.xml good.xml
is "--policy: a broken one" "$status" 1
like "names file, line and what is allowed" "$err" "^sevgate: bad-policy.xml: line 1: <profile> needs the attribute name: "
mkdir -p root/etc/sevgate/policy.d && cp "$tenants" root/etc/sevgate/policy.d/10-t.xml
sevgate check --root root "$kcli"
is "--root: policy from there" "$status" 2

# --- forms -------------------------------------------------------------------

sevgate check --json --no-host refused.xml good.xml plain.xml broken.xml
is "--json: same status" "$status" 1
is "--json: has a version" "$(jq -r '.version' <<<"$out")" 1
is "--json: results" "$(jq -r '[.domains[].result] | join(" ")' <<<"$out")" "refused compliant not-ours undecided"
is "--json: the reason" "$(jq -r '.domains[0].findings[] | select(.verdict == "violation" and .mode == "enforce") | .reason' <<<"$out")" no-locked-memory
is "--json: whether rewriting would change it" "$(jq -r '.domains[0].changed' <<<"$out")" true
is "--json: every rule has its say" "$(jq -r '[.domains[0].findings[].rule] | unique | length' <<<"$out")" "$("$BUILD/sevgate" rules --ids | wc -l)"
like "--json: the error" "$(jq -r '.domains[3].error' <<<"$out")" '^line '
sevgate check --sarif --no-host refused.xml broken.xml
is "--sarif: version" "$(jq -r '.version' <<<"$out")" 2.1.0
is "--sarif: errors" "$(jq -r '[.runs[0].results[] | select(.level == "error") | .ruleId] | join(" ")' <<<"$out")" "memory-locked document"
is "--sarif: every result's rule is listed" "$(jq -r '[.runs[0].results[].ruleId] - [.runs[0].tool.driver.rules[].id] | length' <<<"$out")" 0
is "--sarif: the file" "$(jq -r '.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri' <<<"$out")" refused.xml
sevgate check -q --no-host refused.xml
is "--quiet: only the status" "$out$err" ""
sevgate check -v --no-host good.xml
is "--verbose: shows what passed" "$(grep -c '^  pass ' <<<"$out")" "$(grep -c '^  pass ' <<<"$out")"
like "--verbose: shows what passed" "$out" '^  pass    memory-locked '
like "--verbose: and what does not apply" "$out" '^  skip    id-block '

# --- colour only where somebody sees it --------------------------------------

sevgate check --no-host refused.xml
unlike "no colour into a file" "$out" $'\033'
like "colour on a terminal" "$(script -qec "$BUILD/sevgate check --no-host refused.xml" /dev/null </dev/null)" $'\033\\[31m'
unlike "NO_COLOR is honoured" "$(NO_COLOR=1 script -qec "$BUILD/sevgate check --no-host refused.xml" /dev/null </dev/null)" $'\033'

# --- hostile names -----------------------------------------------------------

sed $'s/<name>good/<name>a\033[31mb\\&#10;c/; /<locked/d' good.xml >$'odd\nname.xml' 2>/dev/null
good_domain | sed 's/<name>good/<name>x\&#27;y/' >esc.xml
sevgate check --no-host esc.xml
is "an escape character in a name is no XML" "$status" 1
sevgate check --no-host $'odd\nname.xml'
unlike "a file name can not colour the terminal" "$out$err" $'\033'

# --- full disk ---------------------------------------------------------------

status=0
"$BUILD/sevgate" check --no-host good.xml >/dev/full 2>err || status=$?
is "a result that can not be written is no success" "$status" 1
tap_end
