/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host.h - the machine a domain has to run on */
#ifndef POLICY_HOST_H
#define POLICY_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain.h"

/* Versions are counted as libvirt does: 10.5.0 is 10005000. */
#define HOST_VERSION(major, minor, micro) \
	((major)*1000000u + (minor)*1000u + (micro))

enum tristate { NO = 0, YES = 1, NOT_KNOWN = -1 };

/**
 * struct asids - address space identifiers of one kind (misc cgroup)
 * @known:	the kernel says it
 * @capacity:	how many there are
 * @used:	how many are taken
 */
struct asids {
	bool known;
	uint64_t capacity, used;
};

/**
 * struct host_firmware - an image that the host offers (firmware descriptors)
 * @path:	absolute path
 * @techs:	TECH_BIT()s of the guests the descriptor names
 * @flash:	mapped as flash (pflash), else as memory (rom)
 * @stateless:	the descriptor has a form without variable store
 */
struct host_firmware {
	const char *path;
	unsigned int techs;
	bool flash, stateless;
};

/**
 * struct host - what is known of the machine
 * @qemu:		QEMU's version, 0: not known
 * @libvirt:		libvirt's version, 0: not known
 * @kvm_amd:		is the module there
 * @enabled:		does its parameter allow this kind, indexed by enum tech
 * @vm_types:		KVM_CAP_VM_TYPES: a bit for each VM type that KVM makes,
 *			0: not known
 * @firmware_dead:	the secure processor was given up, as sevstat says
 * @cbitpos:		position of the C-bit, 0: not known
 * @sev:		ASIDs for SEV guests
 * @sev_es:		ASIDs that SEV-ES and SEV-SNP guests share
 * @memlock_unlimited:	QEMU would inherit an unlimited RLIMIT_MEMLOCK
 * @firmware:		images, best first
 * @n_firmware:		how many
 */
struct host {
	unsigned int qemu, libvirt;
	enum tristate kvm_amd;
	enum tristate enabled[TECH_OTHER];
	unsigned int vm_types;
	bool firmware_dead;
	unsigned int cbitpos;
	struct asids sev, sev_es;
	bool memlock_unlimited;
	const struct host_firmware *firmware;
	size_t n_firmware;
};

/**
 * host_read() - what the kernel's files say
 * @rootfd:	the directory that stands for "/"
 * @ret:	the rest of the fields is left as it is
 *
 * Reads sys/module/kvm_amd/parameters, sys/fs/cgroup/misc.* and sevstat's
 * files of ASIDs and the firmware's state; a file that is not there or says nonsense is
 * NOT_KNOWN.
 */
void host_read(int rootfd, struct host *ret);

/**
 * host_firmware_for() - the best image for a kind of guest
 *
 * Return: the image, or NULL (also for @host NULL).
 */
const struct host_firmware *host_firmware_for(const struct host *host,
					      enum tech tech);

/**
 * host_masks() - does the firmware keep KVM from making this kind of guest
 *
 * The module's parameter can be on all the same (Linux 7.2).  Kernels before
 * 6.10 list no SEV type at all, and of those nothing is said.
 * Source: Linux, Documentation/virt/kvm/api.rst, KVM_CAP_VM_TYPES.
 */
bool host_masks(const struct host *host, enum tech tech);

/**
 * host_is_older() - is a component known to be older than a version
 * @have:	host->qemu or host->libvirt
 */
static inline bool host_is_older(unsigned int have, unsigned int than)
{
	return have && have < than;
}

#endif
