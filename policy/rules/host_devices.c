/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host_devices.c - no device of the host reaches into guest memory */
#include <string.h>

#include "rule.h"

static const struct reason passthrough = {
	.code = "pci-passthrough",
	.level = MODE_ENFORCE,
	.fix = "remove the device: VFIO can not do DMA to encrypted memory",
};

static const struct reason host_device = {
	.code = "host-device",
	.level = MODE_AUDIT,
	.fix = "whatever passes through the device is readable by the host: "
	       "encrypt it in the guest, or remove the device",
};

static bool is_vfio_hostdev(const xmlNode *dev)
{
	return xml_attr_is(dev, "type", "pci") ||
	       xml_attr_is(dev, "type", "mdev");
}

static void check_hostdev(struct check *c, const xmlNode *dev)
{
	const char *type = xml_attr(dev, "type");

	violation(c, is_vfio_hostdev(dev) ? &passthrough : &host_device, dev,
		  "<hostdev> of type '%s'", type ? type : "");
}

static void check_interface(struct check *c, const xmlNode *dev)
{
	if (xml_attr_is(dev, "type", "hostdev") ||
	    xml_attr_is(dev, "type", "vdpa"))
		violation(c, &passthrough, dev, "<interface> of type '%s'",
			  xml_attr(dev, "type"));
}

static void check(struct check *c)
{
	xml_for_each(dev, c->dom->devices, "hostdev")
		check_hostdev(c, dev);
	xml_for_each(dev, c->dom->devices, "interface")
		check_interface(c, dev);
	xml_for_each(dev, c->dom->devices, "disk")
		if (xml_attr_is(dev, "type", "nvme") ||
		    xml_attr_is(dev, "type", "vhostvdpa"))
			violation(c, &passthrough, dev, "<disk> of type '%s'",
				  xml_attr(dev, "type"));
	xml_for_each(dev, c->dom->devices, "redirdev")
		violation(c, &host_device, dev, "<redirdev> on bus '%s'",
			  xml_attr(dev, "bus") ? xml_attr(dev, "bus") : "");
}

const struct rule rule_host_devices = {
	.id = "host-devices",
	.title = "no device of the host reaches into guest memory",
	.source = "QEMU, docs/system/i386/amd-memory-encryption; Linux, vfio",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &passthrough, &host_device,
						   NULL },
	.check = check,
};
