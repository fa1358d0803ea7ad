/* SPDX-License-Identifier: GPL-2.0-or-later */
/* swap.h - a host that launches something else than it was told */
#ifndef PSP_QEMU_SWAP_H
#define PSP_QEMU_SWAP_H

#include "args.h"

/**
 * struct swap - what is measured in place of what the command line names
 * @firmware, @kernel, @initrd:	paths, or NULL
 * @cmdline:			of the kernel, or NULL
 * @cpus:			number, 0: as told
 * @has_policy:			@policy is to be used
 */
struct swap {
	char *firmware, *kernel, *initrd, *cmdline;
	unsigned int cpus;
	bool has_policy;
	uint32_t policy;
};

/**
 * swap_line() - read one directive
 * @line:	"swap firmware|kernel|initrd PATH", "swap cmdline TEXT",
 *		"swap cpus NUMBER" or "swap policy HEX"
 * @swap:	changed; swap_clear() frees it
 * @ret_known:	whether the first word is "swap"
 *
 * Return: 0, also for another first word; -1 on wrong arguments.
 */
int swap_line(const char *line, struct swap *swap, bool *ret_known,
	      struct err *err);

/**
 * swap_apply() - launch that
 * @args:	of a guest; the real QEMU still gets what libvirt gave
 *
 * Return: 0, or -1 when there is no memory.
 */
int swap_apply(const struct swap *swap, struct qemu_args *args,
	       struct err *err);

void swap_clear(struct swap *swap);

#endif
