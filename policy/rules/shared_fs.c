/* SPDX-License-Identifier: GPL-2.0-or-later */
/* shared_fs.c - no files or memory are shared with the host */
#include "rule.h"

static const struct reason filesystem = {
	.code = "shared-filesystem",
	.level = MODE_AUDIT,
	.fix = "remove <filesystem>: its files are the host's",
};

static const struct reason memory = {
	.code = "shared-memory",
	.level = MODE_AUDIT,
	.fix = "remove <shmem>: its memory is the host's",
};

static void check(struct check *c)
{
	xml_for_each(dev, c->dom->devices, "filesystem")
		violation(c, &filesystem, dev,
			  "a directory is shared with the host");
	xml_for_each(dev, c->dom->devices, "shmem")
		violation(c, &memory, dev, "memory is shared with the host");
}

const struct rule rule_shared_fs = {
	.id = "shared-fs",
	.title = "no files or memory are shared with the host",
	.source = "libvirt, formatdomain, \"Filesystems\" and \"Shared memory "
		  "device\"",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &filesystem, &memory, NULL },
	.check = check,
};
