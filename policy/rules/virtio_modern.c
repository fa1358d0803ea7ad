/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virtio_modern.c - virtio devices have no legacy interface */
#include <string.h>

#include "device.h"
#include "rule.h"
#include "topology.h"

static const struct reason transitional = {
	.code = "virtio-transitional",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "use model 'virtio-non-transitional'; the legacy interface "
	       "can not use the DMA API",
};

static bool stays_i440fx(const struct check *c)
{
	const struct rule_setting *setting =
		profile_setting(c->profile, rule_find("machine-q35"));

	return topology_is_pc(c->dom) && setting && setting->value &&
	       !strcmp(setting->value, "allow-i440fx");
}

/*
 * Behind a PCI Express port QEMU switches the legacy interface off.  On
 * i440fx, where a profile allows it, every device has to say so.
 */
static bool is_legacy(const struct check *c, const char *model)
{
	if (model && !strcmp(model, "virtio-transitional"))
		return true;
	return stays_i440fx(c) &&
	       !(model && !strcmp(model, "virtio-non-transitional"));
}

static void check(struct check *c)
{
	device_for_each(dev, c->dom) {
		const char *attr;
		const xmlNode *place = device_virtio_model(dev, &attr);
		const char *model = xml_attr(place, attr);

		if (place && is_legacy(c, model))
			violation(c, &transitional, place,
				  "virtio <%s> of model '%s' has the legacy "
				  "interface",
				  (const char *)dev->name,
				  model ? model : "virtio");
	}
}

static void fix(struct check *c)
{
	device_for_each(dev, c->dom) {
		const char *attr;
		xmlNode *place = device_virtio_model(dev, &attr);

		if (place && is_legacy(c, xml_attr(place, attr)))
			xml_set_attr(place, attr, "virtio-non-transitional");
	}
}

const struct rule rule_virtio_modern = {
	.id = "virtio-modern",
	.title = "virtio devices have no legacy interface",
	.source = "virtio 1.2, section 6.1, VIRTIO_F_ACCESS_PLATFORM",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &transitional, NULL },
	.check = check,
	.fix = fix,
};
