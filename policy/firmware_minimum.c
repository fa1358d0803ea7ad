/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firmware_minimum.c - is the secure processor's firmware new enough */
#include "firmware_minimum.h"

const char *firmware_interface_name(enum firmware_interface interface)
{
	static const char *const names[] = { "sev", "snp" };

	return names[interface];
}

bool firmware_minimum_met(const struct firmware_minimum *minimum,
			  unsigned int api_major, unsigned int api_minor,
			  unsigned int build)
{
	if (api_major != minimum->api_major)
		return api_major > minimum->api_major;
	if (api_minor != minimum->api_minor)
		return api_minor > minimum->api_minor;
	return build >= minimum->build;
}

void firmware_minimum_raise(struct firmware_minimum *minimum,
			    const struct firmware_minimum *other)
{
	if (!minimum->set ||
	    !firmware_minimum_met(other, minimum->api_major, minimum->api_minor,
				  minimum->build))
		*minimum = *other;
}
