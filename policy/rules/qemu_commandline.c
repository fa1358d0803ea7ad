/* SPDX-License-Identifier: GPL-2.0-or-later */
/* qemu_commandline.c - nothing is passed to QEMU around libvirt */
#include "cleanup.h"
#include "rule.h"

#define QEMU_NS "http://libvirt.org/schemas/domain/qemu/1.0"

static const struct reason arguments = {
	.code = "qemu-arguments",
	.level = MODE_ENFORCE,
	.fix = "remove the element, or exempt the domain: raw QEMU arguments "
	       "can undo every other rule",
};

static void check(struct check *c)
{
	static const char *const raw[] = { "commandline", "override",
					   "capabilities" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(raw); i++) {
		const xmlNode *node =
			xml_child_ns(c->dom->root, QEMU_NS, raw[i]);

		if (node)
			violation(c, &arguments, node,
				  "<qemu:%s> changes QEMU around libvirt",
				  raw[i]);
	}
}

const struct rule rule_qemu_commandline = {
	.id = "qemu-commandline",
	.title = "nothing is passed to QEMU around libvirt",
	.source = "libvirt, drvqemu, \"Pass-through of arbitrary qemu "
		  "commands\"",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &arguments, NULL },
	.check = check,
};
