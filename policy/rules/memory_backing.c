/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memory_backing.c - guest memory is anonymous and fixed in size */
#include <string.h>

#include "cleanup.h"
#include "rule.h"

static const struct reason file_backed = {
	.code = "file-backed-memory",
	.level = MODE_ENFORCE,
	.fix = "drop <source type='file'/> from <memoryBacking>",
};

static const struct reason nvdimm = {
	.code = "nvdimm",
	.level = MODE_ENFORCE,
	.fix = "attach the data as an encrypted disk: what is written to an "
	       "nvdimm lands in clear in a host file, or is lost",
};

static const struct reason hotplug = {
	.code = "memory-hotplug",
	.level = MODE_ENFORCE,
	.fix = "count the memory in <memory> and drop the memory device: what "
	       "is plugged in later is neither measured nor encrypted",
};

static const struct reason hotplug_slots = {
	.code = "memory-hotplug-slots",
	.level = MODE_AUDIT,
	.fix = "drop <maxMemory slots=...>",
};

static bool is_persistent(const char *model)
{
	return model &&
	       (!strcmp(model, "nvdimm") || !strcmp(model, "virtio-pmem"));
}

static void check_device(struct check *c, const xmlNode *memory)
{
	const char *model = xml_attr(memory, "model");

	violation(c, is_persistent(model) ? &nvdimm : &hotplug, memory,
		  "memory device of model '%s'", model ? model : "");
}

static void check(struct check *c)
{
	const xmlNode *source = xml_find(c->dom->root, "memoryBacking/source");
	const xmlNode *max = xml_child(c->dom->root, "maxMemory");

	if (xml_attr_is(source, "type", "file"))
		violation(c, &file_backed, source,
			  "guest memory is a file that the host can map");
	xml_for_each(memory, c->dom->devices, "memory")
		check_device(c, memory);
	if (xml_attr(max, "slots"))
		violation(c, &hotplug_slots, max,
			  "%s slots to plug memory into",
			  xml_attr(max, "slots"));
}

const struct rule rule_memory_backing = {
	.id = "memory-backing",
	.title = "guest memory is anonymous and not plugged in later",
	.source = "libvirt, formatdomain, \"Memory Backing\" and \"Memory "
		  "devices\"",
	.techs = TECHS_AMD,
	.reasons =
		(const struct reason *const[]){ &file_backed, &nvdimm, &hotplug,
						&hotplug_slots, NULL },
	.check = check,
};
