/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmcoreinfo.c - no vmcoreinfo device, which crashes the guest */
#include "rule.h"

static const struct reason present = {
	.code = "vmcoreinfo",
	.level = MODE_AUDIT,
	.mends = true,
	.fix = "remove <vmcoreinfo> from <features>",
};

static xmlNode *find(const struct domain *dom)
{
	xmlNode *node = xml_find(dom->root, "features/vmcoreinfo");

	return xml_attr_is(node, "state", "off") ? NULL : node;
}

static void check(struct check *c)
{
	const xmlNode *node = find(c->dom);

	if (node)
		violation(c, &present, node,
			  "vmcoreinfo is on: the guest kernel crashes when it "
			  "writes to it");
}

static void fix(struct check *c)
{
	xml_remove(find(c->dom));
}

const struct rule rule_vmcoreinfo = {
	.id = "vmcoreinfo",
	.title = "there is no vmcoreinfo device",
	.source = "OpenStack nova, bug 2117170",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &present, NULL },
	.check = check,
	.fix = fix,
};
