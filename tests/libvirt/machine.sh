# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# machine.sh - what makes a root look like a machine with SEV; sourced by who
# assembles one, in the root that it is to be, which has usr, dev, sys, .over

# What a kernel or a container around us may forbid.
need()
{
	"$@" || {
		echo "rig: cannot run here: not allowed: $*" >&2
		exit 77
	}
}

# stand_in ROOT BUILD: QEMU is replaced by the stand-in that answers for SEV: the
# real one is beside it, in the same directory, because it looks for its
# modules relative to where it is
stand_in()
{
	: >usr/bin/qemu-system-x86_64.real
	# private: the next mount would be seen through this one, too
	mount --bind --make-private "$1/usr/bin/qemu-system-x86_64" \
		usr/bin/qemu-system-x86_64.real
	mount --bind "$2/tests/qemu-sev-proxy" usr/bin/qemu-system-x86_64
	cp "$2/tests/memlock-shim.so" usr/lib/memlock-shim.so
}

make_dev()
{
	local node mode major minor
	mount -t tmpfs -o mode=0755 rig dev
	mkdir dev/{net,pts,shm}
	while read -r node mode major minor; do
		need mknod -m "$mode" "dev/$node" c "$major" "$minor"
	done <<-END
		null 0666 1 3
		zero 0666 1 5
		full 0666 1 7
		random 0666 1 8
		urandom 0666 1 9
		tty 0666 5 0
		net/tun 0666 10 200
		kvm 0666 1 3
		sev 0600 1 3
	END
	need mount -t devpts -o newinstance,gid=5,mode=0620,ptmxmode=0666 \
		devpts dev/pts
	mount -t tmpfs -o mode=1777 rig dev/shm
	ln -s pts/ptmx dev/ptmx
	ln -s /proc/self/fd dev/fd
	ln -s fd/0 dev/stdin
	ln -s fd/1 dev/stdout
	ln -s fd/2 dev/stderr
}

make_sys()
{
	need mount -t sysfs sysfs sys
	make_sev
}

# make_sev: kvm_amd is loaded, with all kinds of guests
make_sev()
{
	local parameter
	mkdir -p .over/module .over/modulework
	need mount -t overlay overlay sys/module \
		-o "lowerdir=$PWD/sys/module,upperdir=$PWD/.over/module,workdir=$PWD/.over/modulework"
	mkdir -p sys/module/kvm_amd/parameters
	for parameter in sev sev_es sev_snp; do
		echo Y >"sys/module/kvm_amd/parameters/$parameter"
	done
}
