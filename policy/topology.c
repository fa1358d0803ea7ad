/* SPDX-License-Identifier: GPL-2.0-or-later */
/* topology.c - the PCI layout of a machine type */
#include "topology.h"

#include <string.h>

#include "cleanup.h"
#include "device.h"

bool topology_is_q35(const struct domain *dom)
{
	return !strcmp(dom->machine, "q35") ||
	       !strncmp(dom->machine, "pc-q35", 6);
}

bool topology_is_pc(const struct domain *dom)
{
	return !*dom->machine || !strcmp(dom->machine, "pc") ||
	       !strncmp(dom->machine, "pc-i440fx", 9) ||
	       !strncmp(dom->machine, "pc-0.", 5) ||
	       !strncmp(dom->machine, "pc-1.", 5) ||
	       !strncmp(dom->machine, "rhel6.", 6);
}

xmlNode *topology_conventional_root(const struct domain *dom)
{
	xml_for_each(controller, dom->devices, "controller")
		if (xml_attr_is(controller, "type", "pci") &&
		    xml_attr_is(controller, "model", "pci-root"))
			return controller;
	return NULL;
}

static bool is_conventional(const xmlNode *dev)
{
	static const struct {
		const char *type, *model;
	} gone[] = {
		{ "pci", "pci-root" },	       { "pci", "pci-bridge" },
		{ "pci", "pci-expander-bus" }, { "ide", NULL },
		{ "usb", "piix3-uhci" },       { "usb", "piix4-uhci" },
	};
	size_t i;

	if (!xml_is(dev, "controller"))
		return false;
	for (i = 0; i < ARRAY_SIZE(gone); i++)
		if (xml_attr_is(dev, "type", gone[i].type) &&
		    (!gone[i].model ||
		     xml_attr_is(dev, "model", gone[i].model)))
			return true;
	return false;
}

static void forget_address(xmlNode *dev)
{
	xmlNode *address = xml_child(dev, "address"), *next;

	for (; address; address = next) {
		next = xml_next(address, "address");
		if (xml_attr_is(address, "type", "pci"))
			xml_remove(address);
	}
}

/* libvirt gives q35 no ISA watchdog; this one is there on both. */
static void replace_watchdog(xmlNode *dev)
{
	if (xml_is(dev, "watchdog") && xml_attr_is(dev, "model", "ib700"))
		xml_set_attr(dev, "model", "i6300esb");
}

void topology_forget(struct domain *dom)
{
	xmlNode *dev = xml_child(dom->devices, NULL), *next;

	for (; dev; dev = next) {
		next = xml_next(dev, NULL);
		if (is_conventional(dev)) {
			xml_remove(dev);
			continue;
		}
		forget_address(dev);
		replace_watchdog(dev);
	}
}
