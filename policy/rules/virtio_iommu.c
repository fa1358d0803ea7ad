/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virtio_iommu.c - virtio devices go through the guest's DMA API */
#include <string.h>

#include "device.h"
#include "engine.h"
#include "rule.h"
#include "text.h"
#include "topology.h"

static const struct reason iommu_missing = {
	.code = "iommu-missing",
	.level = MODE_AUDIT,
	.mends = true,
	.fix = "add <driver iommu='on'/> to the device",
};

/*
 * From 6.0 on QEMU sets iommu_platform itself for a confidential guest.  A
 * versioned machine type shows that QEMU is at least that new.
 */
static bool qemu_does_it(const struct check *c)
{
	const struct host *host = c->env->host;

	return !host || !host_is_older(host->qemu, HOST_VERSION(6, 0, 0));
}

static bool is_wanted(const struct check *c)
{
	if (!strcmp(c->value, "on"))
		return true;
	return !strcmp(c->value, "auto") && !qemu_does_it(c);
}

static void check(struct check *c)
{
	if (!is_wanted(c)) {
		skip(c, "%s",
		     !strcmp(c->value, "off")
			     ? "set to 'off'"
			     : "QEMU 6.0 and newer does it itself");
		return;
	}
	device_for_each(dev, c->dom)
		if (device_is_virtio(dev) &&
		    !xml_attr_is(xml_child(dev, "driver"), "iommu", "on"))
			violation(c, &iommu_missing, dev,
				  "virtio <%s> without iommu='on'",
				  (const char *)dev->name);
}

static void fix(struct check *c)
{
	if (!is_wanted(c))
		return;
	device_for_each(dev, c->dom)
		if (device_is_virtio(dev))
			xml_set_attr(xml_get_or_add(dev, "driver"), "iommu",
				     "on");
}

const struct rule rule_virtio_iommu = {
	.id = "virtio-iommu",
	.title = "virtio devices use the guest's DMA API",
	.source = "libvirt, Launch security with AMD SEV, \"Virtio\"; QEMU "
		  "6.0, confidential guest support",
	.techs = TECHS_AMD,
	.values = (const char *const[]){ "auto", "on", "off", NULL },
	.reasons = (const struct reason *const[]){ &iommu_missing, NULL },
	.check = check,
	.fix = fix,
};
