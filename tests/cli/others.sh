#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# others.sh - sevgate rules, explain, policy, help, completion, man pages
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

# --- help and usage ----------------------------------------------------------

sevgate
is "no command: a usage error" "$status" 1
like "no command: shows the commands" "$err" '^usage: sevgate COMMAND'
sevgate --help
is "--help" "$status" 0
is "--version" "$(sevgate --version && echo "$out")" "sevgate $(cat "$top/VERSION")"
sevgate nonsense
is "an unknown command" "$status" 1
like "says so" "$err" "^sevgate: there is no command 'nonsense'"
commands=$("$BUILD/sevgate" --help | sed -n 's/^  \([a-z-]*\) .*/\1/p')
for command in $commands; do
	sevgate "$command" --help
	is "$command --help" "$status" 0
	like "$command --help: usage" "$out" "^usage: sevgate $command "
	sevgate "$command" --nonsense
	is "$command --nonsense" "$status" 1
	like "$command --nonsense: says so" "$err" "nonsense|see --help"
	like "$command is in the manual" "$(cat "$top/docs/man/sevgate.1.scd")" "\\*(sevgate )?${command}[ *]"
done

# --- rules and explain -------------------------------------------------------

sevgate rules
is "rules: a table of all" "$(tail -n +2 <<<"$out" | awk '{print $1}')" "$("$BUILD/sevgate" rules --ids)"
sevgate rules --json
is "rules --json: all" "$(jq -r '.[].id' <<<"$out")" "$("$BUILD/sevgate" rules --ids)"
is "rules --json: with reasons" "$(jq -r '[.[].reasons | length] | min > 0' <<<"$out")" true
for rule in $("$BUILD/sevgate" rules --ids); do
	sevgate explain "$rule"
	is "explain $rule" "$status,$(head -n 1 <<<"$out")" "0,# $rule"
done
sevgate explain hard-limit-too-small
is "explain takes a reason, too" "$(head -n 1 <<<"$out")" "# memory-locked"
sevgate explain nonsense
is "explain: an unknown rule" "$status" 1
like "says what to do" "$err" "there is no rule 'nonsense'; 'sevgate rules' lists them"

# --- policy ------------------------------------------------------------------

sevgate policy lint "$tenants" "$top/packaging/policy.d/90-declared.xml"
is "policy lint: good files" "$status" 0
is "policy lint: says so" "$(grep -c ': ok, 1 profile$' <<<"$out")" 2
sed 's/enforce/enforced/' "$tenants" >bad.xml
sevgate policy lint bad.xml
is "policy lint: a bad file" "$status" 1
is "policy lint: file, line, what is allowed" "$err" "sevgate: bad.xml: line 5: <mode> has 'enforced'; allowed: off, audit, enforce"
mkdir -p root/{usr/share,etc}/sevgate/policy.d
cp "$top"/packaging/policy.d/*.xml root/usr/share/sevgate/policy.d/
sevgate policy lint --root root
is "policy lint: what is installed" "$out" "ok: 1 file, 1 profile"
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
cat >root/etc/sevgate/policy.d/20-host.xml <<-XML
	<policy>
	  <platform>
	    <firmware interface='snp' api='1.55'/>
	    <firmware interface='sev' api='1.55' build='21'/>
	  </platform>
	</policy>
XML
sevgate policy lint root/etc/sevgate/policy.d/20-host.xml
is "policy lint: what is demanded of the host" "$out" \
	"root/etc/sevgate/policy.d/20-host.xml: ok, 0 profiles; firmware sev 1.55 build 21, snp 1.55"
sevgate policy show --root root
is "policy show: what is demanded of the host" "$(head -n 2 <<<"$out")" \
	"firmware: sev 1.55 build 21 or newer
firmware: snp 1.55 or newer"
like "policy show: where a profile is from" "$out" '^x  \(/etc/sevgate/policy.d/10-x.xml, line 2\)$'
like "policy show: launch" "$out" '^  launch:  sev-es policy=0x0007 kernelHashes firmware=/fw$'
like "policy show: rule" "$out" '^  rule:    virtio-iommu mode=enforce value=on$'
like "policy show: exemption" "$out" '^  exempt:  net-rom for x-1: because \(no longer holds\)$'
is "policy show: in the order in which they are asked" "$(grep -n '^[a-z]' <<<"$out" | cut -d' ' -f1 | tr '\n' ' ')" "1:firmware: 2:firmware: 3:x 12:declared "
sevgate policy show --json --root root
is "policy show --json" "$(jq -r '[.profiles[].name] | join(" ")' <<<"$out")" "x declared"
is "policy show --json: exemption" "$(jq -r '.profiles[0].exemptions[0].holds' <<<"$out")" false
is "policy show --json: firmware" "$(jq -c '.firmware' <<<"$out")" \
	'[{"interface":"sev","api":"1.55","build":21},{"interface":"snp","api":"1.55","build":0}]'
cp "$tenants" root/etc/sevgate/policy.d/90-declared.xml
sevgate policy show --root root
unlike "a file of the same name replaces the shipped one" "$out" '^declared'
sevgate policy
is "policy: says lint or show" "$status" 1

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
is "completion: commands" "$(complete_words sevgate '' | sort | tr '\n' ' ')" "$(sort <<<"$commands" | tr '\n' ' ')"
is "completion: rules" "$(complete_words sevgate explain memory-l)" memory-locked
is "completion: options of host" "$(complete_words sevgate host --j)" --json
is "completion: values of measure" "$(complete_words sevgate measure --vmsa i)" init2
is "completion: values of attest" "$(complete_words sevgate attest --cpu EPYC-M)" EPYC-Milan
is "completion: a policy of attest is no file" "$(complete_words sevgate attest --policy '')" ""
is "completion: a policy of start is one" "$(complete_words sevgate start --policy "$tenants")" "$tenants"
is "completion: seconds of start are yours" "$(complete_words sevgate start --timeout '')" ""
mkdir bin && printf '#!/bin/sh\necho guest-one\n' >bin/virsh && chmod +x bin/virsh
for command in start attest check; do
	is "completion: domains for $command" "$(PATH=$work/bin:$PATH complete_words sevgate $command guest)" guest-one
done
like "completion: options" "$(complete_words sevgate check --)" '^--sarif$'
for command in $commands; do
	is "completion: all options of $command" \
	"$(complete_words sevgate "$command" -- | grep '^--' | sort | tr -d ' ')" \
	"$("$BUILD/sevgate" "$command" --help | grep -oE '^ .{0,5}--[a-z0-9-]+' | grep -oE '\-\-[a-z0-9-]+' | sort)"
done

# --- man pages ---------------------------------------------------------------

for page in "$BUILD"/man/*; do
	is "$(basename "$page") has no warnings" "$(man --warnings -l -Tutf8 "$page" 2>&1 >/dev/null)" ""
done
tap_end
