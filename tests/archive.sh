# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
# archive.sh - fetch from the Debian archive once, and keep it; sourced
#
# What is kept lies in ${SEVGATE_CACHE:-${XDG_CACHE_HOME:-~/.cache}/sevgate},
# in directories KIND-SUITE-KEY, where the key is a hash of all that decides
# what is in it: what exists is complete, what changed gets another name.  A
# directory is built beside its final place and renamed, and goes when it was
# not used for two weeks; a lock lets a second caller wait for the first.

cache=${SEVGATE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sevgate}
program=$(basename "$0")

die()
{
	echo "$program: $*" >&2
	exit 1
}

# print_kept: the result of the whole program, remembered to be in use
print_kept()
{
	touch "$kept"
	echo "$kept"
	exit 0
}

# keep KIND SUITE KEY: prints what is kept and ends the program; returns when
# there is nothing yet: then $building is the directory to fill, and keep_it
# the way to end
keep()
{
	kept=$cache/$1-$2-$3 building=$cache/.building-$1-$2
	[ ! -d "$kept" ] || print_kept
	mkdir -p "$cache"
	exec {lock}>"$cache/$1-$2.lock"
	flock -n "$lock" || {
		echo "$program: waiting for another process that gets $2" >&2
		flock "$lock"
	}
	[ ! -d "$kept" ] || print_kept
	# Several attempts of the past may have been cut short.
	rm -rf --one-file-system "$building"
	trap 'rm -rf --one-file-system "$building"' EXIT
	started=$SECONDS kind=$1
}

# keep_it DIR: this is it
keep_it()
{
	# packages bring times of their own
	touch "$1"
	mv -T "$1" "$kept"
	find "$cache" -mindepth 1 -maxdepth 1 -name "$kind-*-*" -mtime +14 \
		-exec rm -rf --one-file-system {} +
	echo "$program: ready after $((SECONDS - started)) s" >&2
	print_kept
}

# debian_mirror: where this machine's main Debian suite comes from
debian_mirror()
{
	local mirror
	# shellcheck disable=SC2016 # the dollars are for apt
	mirror=$(apt-get indextargets --format '$(LABEL) $(RELEASE) $(REPO_URI)' \
		'Created-By: Packages' |
		awk '$1 == "Debian" && $2 !~ /-/ { print $3; exit }')
	[ -n "$mirror" ] || die "apt on this machine names no Debian archive"
	echo "$mirror"
}

# security_mirror: where security updates come from; beside the main archive
# where this machine names none
security_mirror()
{
	local mirror
	# shellcheck disable=SC2016 # the dollars are for apt
	mirror=$(apt-get indextargets --format '$(LABEL) $(REPO_URI)' \
		'Created-By: Packages' |
		awk '$1 == "Debian-Security" { print $2; exit }')
	[ -n "$mirror" ] || mirror=$(debian_mirror | sed 's,/*$,-security,')
	echo "$mirror"
}

# apt_transport: how this machine reaches it, proxies, time-outs, TLS, as
# lines of an apt.conf.  An archive that stands still past its date is no
# danger to a test.
apt_transport()
{
	apt-config dump --format '%F "%v";%n' Acquire::http Acquire::https \
		Acquire::Retries
	echo 'Acquire::Check-Valid-Until "false";'
}

# own_apt "MIRROR SUITE"...: an apt of its own below $building, which knows
# nothing of this machine's packages and sources
own_apt()
{
	local apt=$building/apt keyring source
	mkdir -p "$apt"/{etc/{apt.conf,preferences}.d,state/lists/partial} \
		"$apt/cache/archives/partial"
	for keyring in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
		[ ! -e "$keyring" ] || break
	done
	for source in "$@"; do
		echo "deb [signed-by=$keyring] $source main"
	done >"$apt/etc/sources.list"
	: >"$apt/status"
	{
		apt_transport
		printf '%s "%s";\n' Dir::Etc "$apt/etc" Dir::State "$apt/state" \
			Dir::State::status "$apt/status" Dir::Cache "$apt/cache" \
			Dir::Log "$apt" Acquire::Languages none \
			APT::Sandbox::User root APT::Install-Recommends false
	} >"$apt/conf"
	export APT_CONFIG=$apt/conf
}

# make_root SUITE PACKAGE...: a root of that suite with these packages in
# $building/root, without documentation
make_root()
{
	local suite=$1 include mirror
	shift
	mirror=$(debian_mirror)
	mkdir "$building"
	apt_transport >"$building/apt.conf"
	echo "$program: building $suite, this takes some minutes" >&2
	include=$(IFS=,; echo "$*")
	mmdebstrap --mode=root --variant=minbase --format=directory \
		--aptopt="$building/apt.conf" \
		--aptopt='APT::Install-Recommends "false"' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--include="$include" "$suite" "$building/root" "$mirror" >&2 ||
		die "mmdebstrap failed for $suite"
}
