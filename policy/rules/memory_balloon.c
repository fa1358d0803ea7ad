/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memory_balloon.c - no balloon, which has no effect on pinned memory */
#include "rule.h"

static const struct reason balloon = {
	.code = "memballoon",
	.level = MODE_AUDIT,
	.fix = "use <memballoon model='none'/>: pinned memory is not given "
	       "back, and the host can make the guest run out of it",
};

static void check(struct check *c)
{
	const xmlNode *dev = xml_child(c->dom->devices, "memballoon");

	if (!xml_attr_is(dev, "model", "none"))
		violation(c, &balloon, dev, "the guest has a balloon%s",
			  dev ? "" : " by libvirt's default");
}

const struct rule rule_memory_balloon = {
	.id = "memory-balloon",
	.title = "the guest has no memory balloon",
	.source = "Linux, amd-memory-encryption.rst: memory of SEV guests is "
		  "pinned",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &balloon, NULL },
	.check = check,
};
