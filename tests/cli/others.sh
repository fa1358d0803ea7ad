#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# others.sh - sevgate rules, explain, policy, help, completion, man pages
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

# --- help and usage ----------------------------------------------------------

sevgate
is "$status" 1 "no command: a usage error"
like "$err" '^usage: sevgate COMMAND' "no command: shows the commands"
sevgate --help
is "$status" 0 "--help"
is "$(sevgate --version && echo "$out")" "sevgate $(cat "$top/VERSION")" "--version"
sevgate nonsense
is "$status" 1 "an unknown command"
like "$err" "^sevgate: there is no command 'nonsense'" "says so"
commands=$("$BUILD/sevgate" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
for command in $commands; do
	sevgate "$command" --help
	is "$status" 0 "$command --help"
	like "$out" "^usage: sevgate $command " "$command --help: usage"
	sevgate "$command" --nonsense
	is "$status" 1 "$command --nonsense"
	like "$err" "nonsense|see --help" "$command --nonsense: says so"
	like "$(cat "$top/docs/man/sevgate.1.scd")" "\\*sevgate $command\\*|\\*$command\\*" "$command is in the manual"
done

# --- rules and explain -------------------------------------------------------

sevgate rules
is "$(tail -n +2 <<<"$out" | awk '{print $1}')" "$("$BUILD/sevgate" rules --ids)" "rules: a table of all"
sevgate rules --json
is "$(jq -r '.[].id' <<<"$out")" "$("$BUILD/sevgate" rules --ids)" "rules --json: all"
is "$(jq -r '[.[].reasons | length] | min > 0' <<<"$out")" true "rules --json: with reasons"
for rule in $("$BUILD/sevgate" rules --ids); do
	sevgate explain "$rule"
	is "$status,$(head -n 1 <<<"$out")" "0,# $rule" "explain $rule"
done
sevgate explain hard-limit-too-small
is "$(head -n 1 <<<"$out")" "# memory-locked" "explain takes a reason, too"
sevgate explain nonsense
is "$status" 1 "explain: an unknown rule"
like "$err" "there is no rule 'nonsense'; 'sevgate rules' lists them" "says what to do"

# --- policy ------------------------------------------------------------------

sevgate policy lint "$tenants" "$top/packaging/policy.d/90-declared.xml"
is "$status" 0 "policy lint: good files"
is "$(grep -c ': ok, 1 profile$' <<<"$out")" 2 "policy lint: says so"
sed 's/enforce/enforced/' "$tenants" >bad.xml
sevgate policy lint bad.xml
is "$status" 1 "policy lint: a bad file"
is "$err" "sevgate: bad.xml: line 5: <mode> has 'enforced'; allowed: off, audit, enforce" "policy lint: file, line, what is allowed"
mkdir -p root/{usr/share,etc}/sevgate/policy.d
cp "$top"/packaging/policy.d/*.xml root/usr/share/sevgate/policy.d/
sevgate policy lint --root root
is "$out" "ok: 1 file, 1 profile" "policy lint: what is installed"
cat >root/etc/sevgate/policy.d/10-x.xml <<-XML
	<policy>
	  <profile name='x'>
	    <match name='x-*' title='a*'/>
	    <launch type='sev-es' policy='0x7' kernelHashes='yes' firmware='/fw'/>
	    <rule id='virtio-iommu' mode='enforce' value='on'/>
	    <trusted><firmware sha256='$(printf 'ab%.0s' {1..32})'/></trusted>
	    <exempt rule='net-rom' domain='x-1' reason='because' until='2020-01-31'/>
	  </profile>
	</policy>
XML
sevgate policy show --root root
like "$out" '^x  \(/etc/sevgate/policy.d/10-x.xml, line 2\)$' "policy show: where a profile is from"
like "$out" '^  launch:  sev-es policy=0x0007 kernelHashes firmware=/fw$' "policy show: launch"
like "$out" '^  rule:    virtio-iommu mode=enforce value=on$' "policy show: rule"
like "$out" '^  exempt:  net-rom for x-1: because \(no longer holds\)$' "policy show: exemption"
is "$(grep -n '^[a-z]' <<<"$out" | cut -d' ' -f1 | tr '\n' ' ')" "1:x 10:declared " "policy show: in the order in which they are asked"
sevgate policy show --json --root root
is "$(jq -r '[.[].name] | join(" ")' <<<"$out")" "x declared" "policy show --json"
is "$(jq -r '.[0].exemptions[0].holds' <<<"$out")" false "policy show --json: exemption"
cp "$tenants" root/etc/sevgate/policy.d/90-declared.xml
sevgate policy show --root root
unlike "$out" '^declared' "a file of the same name replaces the shipped one"
sevgate policy
is "$status" 1 "policy: says lint or show"

# --- completion --------------------------------------------------------------

# complete WORD...: what the shell would offer
complete_words()
{
	bash -c '
		. /usr/share/bash-completion/bash_completion
		. "$1"; shift
		PATH=$1:$PATH; shift
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
		_sevgate sevgate "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
		printf "%s\n" "${COMPREPLY[@]}"
	' - "$top/packaging/bash-completion/sevgate" "$BUILD" "$@" 2>/dev/null
}
is "$(complete_words sevgate '' | sort | tr '\n' ' ')" "$(sort <<<"$commands" | tr '\n' ' ')" "completion: commands"
is "$(complete_words sevgate explain memory-l)" memory-locked "completion: rules"
like "$(complete_words sevgate check --)" '^--sarif$' "completion: options"
for command in $commands; do
	is "$(complete_words sevgate "$command" -- | grep '^--' | sort | tr -d ' ')" \
		"$("$BUILD/sevgate" "$command" --help | grep -oE '^ .{0,5}--[a-z-]+' | grep -oE '\-\-[a-z-]+' | sort)" \
		"completion: all options of $command"
done

# --- man pages ---------------------------------------------------------------

for page in "$BUILD"/man/*; do
	is "$(man --warnings -l -Tutf8 "$page" 2>&1 >/dev/null)" "" "$(basename "$page") has no warnings"
done
finish
