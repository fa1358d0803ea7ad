/* SPDX-License-Identifier: GPL-2.0-or-later */
/* args.h - what a QEMU command line asks for, and what the real one gets */
#ifndef PSP_QEMU_ARGS_H
#define PSP_QEMU_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/err.h"

/**
 * struct sev_args - the sev-guest or sev-snp-guest object
 * @id:			as the machine option names it, NULL: no object
 * @snp:		it is a sev-snp-guest
 * @kernel_hashes:	direct boot is measured
 * @policy:		the guest policy, or QEMU's default
 * @cbitpos, @reduced_phys_bits:	what the host is said to have
 * @dh_cert_file, @session_file:	base64 files, or NULL
 */
struct sev_args {
	char *id;
	bool snp, kernel_hashes;
	uint64_t policy;
	uint32_t cbitpos, reduced_phys_bits;
	char *dh_cert_file, *session_file;
};

/**
 * struct block_node - a -blockdev
 * @name:	of the node
 * @file:	path, or NULL
 * @child:	name of the node below, or NULL
 * @driver:	of the node
 */
struct block_node {
	char *name, *file, *child, *driver;
};

/**
 * struct qemu_args - the command line, read
 * @name:		the domain, NULL in a capability probe
 * @accel:		the argument of -accel, NULL when not given
 * @kvm:		KVM is asked for, in whatever way
 * @timestamp:		messages begin with the time
 * @smm:		the machine has smm=on
 * @cpu:		argument of -cpu, NULL when not given
 * @n_cpus:		processors present at start
 * @pflash:		node of the machine's first flash, or NULL
 * @bios, @kernel, @initrd, @append:	as given, or NULL
 * @sev:		the confidential guest object
 * @nodes:		every -blockdev
 * @monitor_fd:		the listening socket of libvirt's monitor, or -1
 * @probe_path:		the monitor's path in a capability probe, or NULL
 * @out:		the command line for the real QEMU, ends in NULL
 */
struct qemu_args {
	char *name, *accel, *cpu, *pflash, *bios, *kernel, *initrd, *append;
	bool kvm, timestamp, smm;
	unsigned int n_cpus;
	struct sev_args sev;
	struct block_node *nodes;
	size_t n_nodes;
	int monitor_fd;
	char *probe_path;
	char **out;
	size_t n_out, monitor_at;
};

/**
 * args_parse() - read a command line and make the one for the real QEMU
 *
 * KVM becomes TCG with a small buffer, the host's processor becomes "max",
 * memory is not locked, and the SEV object is gone, unless TCG was asked for
 * in the first place: then QEMU itself says what it thinks of SEV.
 *
 * Return: 0, or -1 with @err filled.  args_clear() in both cases.
 */
int args_parse(int argc, char *const *argv, struct qemu_args *args,
	       struct err *err);

/**
 * args_set_monitor() - put the descriptor of the inner monitor in
 * @fd:		a listening socket the real QEMU inherits
 */
int args_set_monitor(struct qemu_args *args, int fd);

/**
 * args_pflash_file() - the image in the machine's first flash
 *
 * Return: the path, NULL when it is no raw image in a file.
 */
const char *args_pflash_file(const struct qemu_args *args);

/**
 * args_clear() - free everything; takes a zeroed struct
 */
void args_clear(struct qemu_args *args);

#endif
