/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sev_support.c - what guests a libvirt daemon says it can start */
#include "hook/client/sev_support.h"

#include <string.h>

#include "cleanup.h"
#include "text.h"
#include "xml.h"

#define CAPS_MAX (16u << 20)

static uint64_t number_in(const xmlNode *root, const char *path, uint64_t max)
{
	uint64_t value = 0;

	text_to_u64(xml_trimmed(xml_find(root, path)), 10, max, &value);
	return value;
}

static bool has_snp(const xmlNode *list)
{
	xml_for_each(entry, list, "enum")
		xml_for_each(value, entry, "value")
			if (!strcmp(xml_trimmed(value), "sev-snp"))
				return true;
	return false;
}

int sev_support_parse(const char *text, size_t len, struct sev_support *ret,
		      struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	const xmlNode *list, *sev;

	if (xml_parse(text, len, CAPS_MAX, &xml, err) < 0)
		return -1;
	if (strcmp((const char *)xml->root->name, "domainCapabilities") != 0)
		return err_set(err, "no domain capabilities");
	list = xml_find(xml->root, "features/launchSecurity");
	sev = xml_find(xml->root, "features/sev");
	*ret = (struct sev_support){
		.sev = sev && xml_attr_is(sev, "supported", "yes"),
		.lists = list && xml_attr_is(list, "supported", "yes"),
		.snp = list && has_snp(list),
		.cbitpos = (unsigned int)number_in(xml->root,
						   "features/sev/cbitpos", 63),
		.guests = number_in(xml->root, "features/sev/maxGuests",
				    UINT32_MAX),
		.es_guests = number_in(xml->root, "features/sev/maxESGuests",
				       UINT32_MAX),
	};
	return 0;
}
