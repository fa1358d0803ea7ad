#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# measure.sh - sevgate measure: digests, measurements, verdicts, usage
set -u
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

debian=$top/tests/vectors/debian
sevctl=$top/tests/vectors/sevctl
amdsev=$debian/sid-amdsev.last8k.bin
kernel="--kernel $debian/kernel-small.bin --initrd $debian/initrd-small.bin"
line='console=ttyS0 root=/dev/vda1 ro'

# --- digests that sev-snp-measure and virt-qemu-sev-validate computed ---------

# expected JQ-FILTER: one digest of the vectors
expected()
{
	jq -r "[.cases[] | select(.firmware == \"sid-amdsev.last8k.bin\") | select($1)][0].digest" \
		"$debian/small-measurements.json"
}
sevgate measure --type sev --firmware "$amdsev"
is "sev" "$status,$out" "0,$(expected '.mode == "sev" and .kernel == null')"
# shellcheck disable=SC2086 # several words
sevgate measure --type sev --firmware "$amdsev" $kernel --cmdline "$line"
is "sev, kernel hashes" "$status,$out" \
	"0,$(expected ".mode == \"sev\" and .initrd != null and .cmdline == \"$line\"")"
legacy=$(expected '.mode == "seves-legacy" and .cpu == "EPYC-Milan" and .vcpus == 2')
sevgate measure --type sev-es --firmware "$amdsev" --cpu EPYC-Milan --vcpus 2
is "sev-es" "$status,$out" "0,$legacy"
sevgate measure --type sev-es --firmware "$amdsev" --cpu-family 25 --cpu-model 1 --cpu-stepping 1 --vcpus 2
is "sev-es, CPU in numbers" "$status,$out" "0,$legacy"
sevgate measure --type sev-es --firmware "$amdsev" --cpu EPYC-Milan --vcpus 2 --vmsa init2
is "sev-es, init2" "$status,$out" \
	"0,$(expected '.mode == "seves-fpu" and .cpu == "EPYC-Milan" and .vcpus == 2')"

# --- whole images, those of the vectors that this machine has ---------------------

full=$debian/full-measurements.json

# given NAME: one of the inputs, in bytes
given()
{
	printf '%b' "$(jq -r ".inputs.$1" "$full" | sed 's/../\\x&/g')"
}
given tik >full.tik
full_nonce=$(given nonce | base64)

# whole FILE: all that other tools made of it, if it is an image of the vectors
whole()
{
	local sum name tool policy vcpus cpu wanted guest
	sum=$(sha256sum "$1" | cut -d' ' -f1)
	name=$(jq -r ".inputs.images | to_entries[] | select(.value.sha256 == \"$sum\").key" "$full")
	[ -n "$name" ] || return 0
	sevgate measure --type sev --firmware "$1"
	is "$name, sev: the SHA-256 of the image" "$status,$out" "0,$sum"
	while read -r tool policy vcpus cpu wanted; do
		guest=(--type sev)
		[ "$vcpus" = - ] || guest=(--type sev-es --vcpus "$vcpus" --cpu "$cpu")
		if [ "$tool" = sevctl ]; then
			guest+=(--tik full.tik --nonce "$full_nonce" --policy "0d$policy"
				--api-major 1 --api-minor 55 --build 24)
		else
			guest+=(--vmsa init2)
		fi
		sevgate measure --firmware "$1" "${guest[@]}"
		is "$name, $tool: policy $policy, vCPUs $vcpus, $cpu" "$status,$out" "0,$wanted"
	done < <(jq -r ".cases[] | select(.image == \"$name\" and .kernel == false and .output) |
		[(.tool | split(\" \")[0]), .policy // \"-\", .vcpus // \"-\", .cpu // \"-\", .output] |
		map(tostring) | join(\" \")" "$full")
}
for image in /usr/share/OVMF/OVMF_CODE.fd /usr/share/OVMF/OVMF_CODE_4M.fd /usr/share/ovmf/OVMF*.fd; do
	[ ! -e "$image" ] || whole "$image"
done

# --- measurements: the vectors of sevctl ----------------------------------------

el9=$sevctl/OVMF.amdsev.fd_trimmed_edk2-ovmf-20220126gitbb1bba3d77-4.el9
tik=$sevctl/measurement/tik1.bin
blob=$(jq -r '.[1].blob' "$sevctl/measurement-expected.json")
nonce=$(jq -r '.[1].nonce_b64' "$sevctl/measurement-expected.json")
platform=(--tik "$tik" --api-major 1 --api-minor 40 --build 40)
sevgate measure --type sev --firmware "$el9" "${platform[@]}" --policy 3 --nonce "$nonce"
is "a measurement" "$status,$out" "0,$blob"
for policy in 3 03 0x3 0x0003 0d3; do
	sevgate measure --type sev --firmware "$el9" "${platform[@]}" --policy $policy --verify "$blob"
	is "it is verified, policy $policy" "$status,$out,$err" "0,the guest was launched as expected,"
done
sevgate measure --type sev --firmware "$el9" "${platform[@]}" --policy 0x13 --verify "$blob"
is "another policy: the exit status" "$status" 2
is "another policy: on standard error" "$out,$err" \
	",sevgate: the guest was launched with policy 0x0003, not 0x0013"
sevgate measure --json --type sev --firmware "$el9" "${platform[@]}" --policy 0x13 --verify "$blob"
is "--json: the verdict" "$status,$(jq -c '[.match, .difference, .measurement, .cpu_signature]' <<<"$out")" \
	'2,[false,"the guest was launched with policy 0x0003, not 0x0013",null,null]'
sevgate measure --json --type sev --firmware "$el9" "${platform[@]}" --policy 3 --nonce "$nonce"
is "--json: the measurement" "$(jq -r '[.measurement, .match, .digest] | join(" ")' <<<"$out")" \
	"$blob  $(sha256sum "$el9" | cut -d' ' -f1)"
cp "$el9" OVMF.fd
cp "$amdsev" OVMF.amdsev.fd
sevgate measure --type sev --firmware OVMF.amdsev.fd "${platform[@]}" --policy 3 --verify "$blob"
is "an image beside the expected one" "$status,$err" \
	"2,sevgate: the guest was launched with firmware OVMF.fd"

# --- domains ---------------------------------------------------------------------

mkdir -p root/fw root/boot
cp "$amdsev" root/fw/OVMF.fd
cp "$debian/kernel-small.bin" root/boot/vmlinuz
cp "$debian/initrd-small.bin" root/boot/initrd
# document POLICY CPU: a definition with everything in it
document()
{
	cat <<-XML
	<domain type='kvm'>
	  <name>guest</name><memory>1</memory><vcpu current='2'>8</vcpu>
	  <os><type arch='x86_64' machine='q35'>hvm</type><loader type='rom'>/fw/OVMF.fd</loader>
	    <kernel>/boot/vmlinuz</kernel><initrd>/boot/initrd</initrd><cmdline>$line</cmdline></os>
	  $2
	  <launchSecurity type='sev' kernelHashes='${3:-no}'><policy>$1</policy></launchSecurity>
	</domain>
	XML
}
milan="<cpu mode='custom'><model>EPYC-Milan</model></cpu>"
document 0x37 "$milan" >guest.xml
sevgate measure --root root guest.xml
is "a definition" "$status,$out" "0,$legacy"
document 0x33 '' yes >kernel.xml
sevgate measure --root root - <kernel.xml
is "a definition with kernel hashes, from standard input" "$status,$out" \
	"0,$(expected ".mode == \"sev\" and .initrd != null and .cmdline == \"$line\"")"
document 0x37 "<cpu mode='host-passthrough'/>" >host.xml
sevgate measure --root root --cpu EPYC-Milan host.xml
is "the host's CPU, as it is said" "$status,$out" "0,$legacy"
sevgate measure --root root "${platform[@]}" --nonce "$nonce" guest.xml
measured=$out
sevgate measure --root root "${platform[@]}" --verify "$measured" guest.xml
is "the policy is the document's" "$status" 0
sed -i "s/current='2'/current='4'/" guest.xml
sevgate measure --root root "${platform[@]}" --verify "$measured" guest.xml
is "vCPUs that differ" "$status,$err" "2,sevgate: the guest was started with 2 vCPUs, not 4"
sed -i 's|<loader.*</loader>||' guest.xml
sevgate measure --root root guest.xml
is "a document that leaves it open" "$status,$err" \
	"1,sevgate: guest.xml: the document names no firmware in <loader>: only that of the running domain does"
good_domain >none.xml
sed -i '/launchSecurity/d' none.xml
sevgate measure none.xml
is "a domain that is not confidential" "$status,$err" \
	"1,sevgate: none.xml: the launch type of the domain is 'none': only SEV and SEV-ES have a launch measurement"

# --- wrong usage, bad files -----------------------------------------------------

# refused MESSAGE OPTION...: ends with 1 and says why
refused()
{
	local message=$1
	shift
	sevgate measure "$@"
	is "refused: ${message:0:60}" "$status,$(head -n 1 <<<"$err")" "1,$message"
}
explicit=(--type sev --firmware "$el9")
refused "sevgate measure: give --type and --firmware, or a domain"
refused "sevgate measure: give --type and --firmware, or a domain" --type sev
refused "sevgate measure: give --type and --firmware, or a domain" --firmware "$el9"
refused "sevgate measure: --type has 'snp'; allowed: sev, sev-es" --type snp
refused "sevgate measure: --type has 'sev-snp'; allowed: sev, sev-es" --type sev-snp
refused "sevgate measure: --type sev-es needs --cpu: the CPU model is measured" --type sev-es --firmware "$el9"
refused "sevgate measure: the CPU model 'Skylake' is not known; give --cpu-family, --cpu-model, --cpu-stepping" \
	"${explicit[@]}" --cpu Skylake
refused "sevgate measure: give --cpu, or all of --cpu-family, --cpu-model and --cpu-stepping" \
	"${explicit[@]}" --cpu-family 25 --cpu-model 1
refused "sevgate measure: --vmsa has 'new'; allowed: legacy, init2" "${explicit[@]}" --vmsa new
refused "sevgate measure: --vcpus has '513', not a number up to 512" "${explicit[@]}" --vcpus 513
refused "sevgate measure: --vcpus has '-1', not a number up to 512" "${explicit[@]}" --vcpus -1
refused "sevgate: 0 vCPUs: 1 to 512 are possible" "${explicit[@]}" --vcpus 0
refused "sevgate measure: --build has '256', not a number up to 255" "${explicit[@]}" --build 256
refused "sevgate measure: --initrd and --cmdline need --kernel" "${explicit[@]}" --cmdline x
refused "sevgate measure: --nonce, --verify and --tek need --tik" "${explicit[@]}" --nonce "$nonce"
refused "sevgate measure: --tik needs --nonce or --verify" "${explicit[@]}" "${platform[@]}" --policy 3
refused "sevgate measure: --tik needs --api-major, --api-minor and --build" "${explicit[@]}" --tik "$tik" --verify "$blob"
refused "sevgate measure: --tik needs --policy" "${explicit[@]}" "${platform[@]}" --verify "$blob"
refused "sevgate measure: --policy has '0x100000000', not a guest policy in hexadecimal, such as 0x33" \
	"${explicit[@]}" --policy 0x100000000
refused "sevgate measure: --verify has 'x!', not base64" "${explicit[@]}" --verify 'x!'
refused "sevgate measure: --verify has 16 bytes in base64, not 48" "${explicit[@]}" --verify "$nonce"
refused "sevgate measure: --nonce has 48 bytes in base64, not 16" "${explicit[@]}" --nonce "$blob"
refused "sevgate measure: one domain at a time" a b
refused "sevgate measure: type, files and vCPUs are those of the domain: leave the options out" --type sev guest.xml
refused "sevgate: none.fd: No such file or directory" --type sev --firmware none.fd
refused "sevgate: .: is a directory, not a regular file" --type sev --firmware .
mkfifo fifo
refused "sevgate: fifo: is a FIFO, not a regular file" --type sev --firmware fifo
refused "sevgate: fifo: is a FIFO, not a regular file" "${explicit[@]}" --kernel fifo
refused "sevgate: firmware: 40 bytes, too short for a firmware image" \
	--type sev --firmware "$debian/malformed/short-40.bin"
refused "sevgate: firmware: has no room for kernel hashes, QEMU would not start" \
	--type sev --firmware "$debian/bookworm-CODE_4M.last8k.bin" --kernel "$debian/kernel-small.bin"
head -c 15 "$tik" >short
cat "$tik" "$tik" >long
: >empty
for key in "short: has 15 bytes, a key has 16" "long: more than 16 bytes" "empty: has 0 bytes, a key has 16"; do
	refused "sevgate: $key" "${explicit[@]}" --tik "${key%%:*}" \
		--api-major 1 --api-minor 40 --build 40 --policy 3 --verify "$blob"
done
tap_end
