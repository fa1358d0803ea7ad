/* SPDX-License-Identifier: GPL-2.0-only */
/* platform.h - what this machine has, for as long as it runs */
#ifndef SEVSTAT_PLATFORM_H
#define SEVSTAT_PLATFORM_H

#include "asid.h"

/**
 * struct platform - what does not change while the machine runs
 * @cpu:	of the host
 * @snp:	SNP firmware can be asked
 * @usage:	the kernel counts ASIDs
 */
struct platform {
	struct asid_cpu cpu;
	bool snp;
	bool usage;
};

/**
 * platform_detect() - find out
 * @ret:	set on success
 *
 * Return: 0, or -ENODEV, after it was said why, where there is no SEV.
 */
int platform_detect(struct platform *ret);

#endif
