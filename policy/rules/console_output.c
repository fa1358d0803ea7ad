/* SPDX-License-Identifier: GPL-2.0-or-later */
/* console_output.c - what the guest prints and shows is the host's to read */
#include <string.h>

#include "rule.h"

static const struct reason console = {
	.code = "console-readable",
	.level = MODE_AUDIT,
	.fix = "remove the console, or keep secrets off it (no login, "
	       "console=null)",
};

static const struct reason graphics = {
	.code = "graphics-readable",
	.level = MODE_AUDIT,
	.fix = "remove <graphics> and use a remote desktop in the guest",
};

static const struct reason pstore = {
	.code = "pstore-readable",
	.level = MODE_AUDIT,
	.fix = "remove <pstore>: the guest's crash log lands in a host file",
};

/* A serial <console> is a second name of the first <serial>. */
static bool is_alias(const struct domain *dom, const xmlNode *dev)
{
	const char *type = xml_attr(xml_child(dev, "target"), "type");

	return xml_is(dev, "console") && xml_child(dom->devices, "serial") &&
	       (!type || !strcmp(type, "serial"));
}

static bool is_read(const struct domain *dom, const xmlNode *dev)
{
	return !xml_attr_is(dev, "type", "null") && !is_alias(dom, dev);
}

static void check(struct check *c)
{
	static const char *const printing[] = { "serial", "console", "parallel",
						NULL };
	const char *const *name;

	for (name = printing; *name; name++)
		xml_for_each(dev, c->dom->devices, *name)
			if (is_read(c->dom, dev))
				violation(c, &console, dev,
					  "the host reads the <%s> device",
					  *name);
	xml_for_each(dev, c->dom->devices, "graphics")
		violation(c, &graphics, dev, "the host sees the screen ('%s')",
			  xml_attr(dev, "type") ? xml_attr(dev, "type") : "");
	xml_for_each(dev, c->dom->devices, "pstore")
		violation(c, &pstore, dev, "the host reads the crash log");
}

const struct rule rule_console_output = {
	.id = "console-output",
	.title = "the host reads neither console nor screen",
	.source = "libvirt, formatdomain, \"Consoles\" and \"Graphical "
		  "framebuffers\"",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &console, &graphics, &pstore,
						   NULL },
	.check = check,
};
