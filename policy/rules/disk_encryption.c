/* SPDX-License-Identifier: GPL-2.0-or-later */
/* disk_encryption.c - what the guest writes to disk is encrypted */
#include <string.h>

#include "device.h"
#include "rule.h"

static const struct reason in_clear = {
	.code = "disk-in-clear",
	.level = MODE_AUDIT,
	.fix = "add <encryption format='luks'>, or, when the guest itself "
	       "encrypts it, say so in the domain's metadata (see the rule's "
	       "page)",
};

#define METADATA_NS "urn:sevgate:domain"

/*
 * <metadata><sg:domain xmlns:sg='urn:sevgate:domain'>
 *   <sg:disk target='vda' encrypted='guest'/> ...
 */
static bool is_declared(const struct domain *dom, const char *name)
{
	const xmlNode *node = xml_child_ns(xml_child(dom->root, "metadata"),
					   METADATA_NS, "domain");

	node = node ? node->children : NULL;
	for (; node; node = node->next)
		if (node->type == XML_ELEMENT_NODE && node->ns &&
		    !strcmp((const char *)node->ns->href, METADATA_NS) &&
		    !strcmp((const char *)node->name, "disk") &&
		    xml_attr_is(node, "target", name) &&
		    xml_attr_is(node, "encrypted", "guest"))
			return true;
	return false;
}

static bool is_luks(const xmlNode *disk)
{
	const xmlNode *encryption = xml_find(disk, "source/encryption");
	const char *format;

	if (!encryption)
		encryption = xml_child(disk, "encryption");
	format = xml_attr(encryption, "format");
	return format && !strncmp(format, "luks", 4);
}

static void check(struct check *c)
{
	size_t disks = 0;

	xml_for_each(disk, c->dom->devices, "disk") {
		const char *name = device_disk_name(disk);

		if (!device_is_data_disk(disk))
			continue;
		disks++;
		if (!is_luks(disk) && !is_declared(c->dom, name))
			violation(c, &in_clear, disk,
				  "disk '%s' is not encrypted, the host reads "
				  "it",
				  name);
	}
	if (!disks)
		skip(c, "no disks");
}

const struct rule rule_disk_encryption = {
	.id = "disk-encryption",
	.title = "disks are encrypted",
	.source = "libvirt, formatdomain, \"encryption\"",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &in_clear, NULL },
	.check = check,
};
