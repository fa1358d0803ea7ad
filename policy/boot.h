/* SPDX-License-Identifier: GPL-2.0-or-later */
/* boot.h - the files that a guest is launched from, and those beside them */
#ifndef POLICY_BOOT_H
#define POLICY_BOOT_H

#include "attest/measure.h"

/* Of each kind, so that explaining a mismatch stays bounded. */
#define BOOT_MAX_SIBLINGS 8u
#define BOOT_KINDS	  3u
#define BOOT_MAX_OTHERS	  (BOOT_KINDS * BOOT_MAX_SIBLINGS)

/**
 * struct boot_files - paths, of which only @firmware is always there
 */
struct boot_files {
	const char *firmware, *kernel, *initrd, *cmdline;
};

/**
 * boot_open() - launch_open() with paths
 * @rootfd:	the directory that stands for "/", or AT_FDCWD
 * @err:	names the file
 *
 * Return: 0, or -1.
 */
int boot_open(int rootfd, const struct boot_files *files, struct launch **ret,
	      struct err *err);

/**
 * struct boot_others - what boot_others_open() found
 */
struct boot_others {
	struct launch_other others[BOOT_MAX_OTHERS];
	size_t count;
};

/**
 * boot_others_open() - the same launch with a neighbour of one of its files
 * @ret:	released with boot_others_clear()
 *
 * A neighbour is in the same directory and has a name that begins alike:
 * another build of the firmware, the kernel before the last update.  What can
 * not be read is left out; so is what comes after BOOT_MAX_SIBLINGS in
 * alphabetical order.
 */
void boot_others_open(int rootfd, const struct boot_files *files,
		      struct boot_others *ret);

void boot_others_clear(struct boot_others *others);

#endif
