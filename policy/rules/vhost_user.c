/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vhost_user.c - no device backend maps guest memory */
#include "rule.h"

static const struct reason vhost_user = {
	.code = "vhost-user-device",
	.level = MODE_AUDIT,
	.fix = "use a device that QEMU serves itself: a vhost-user backend "
	       "maps guest memory, which is encrypted, and needs "
	       "VIRTIO_F_ACCESS_PLATFORM",
};

static void check_kind(struct check *c, const char *name, const char *attr,
		       const char *value)
{
	xml_for_each(dev, c->dom->devices, name)
		if (xml_attr_is(dev, attr, value))
			violation(c, &vhost_user, dev,
				  "<%s> is served by a vhost-user process",
				  name);
}

static void check(struct check *c)
{
	check_kind(c, "interface", "type", "vhostuser");
	check_kind(c, "disk", "type", "vhostuser");
	xml_for_each(dev, c->dom->devices, "video")
		if (xml_attr_is(xml_child(dev, "driver"), "name", "vhostuser"))
			violation(c, &vhost_user, dev,
				  "<video> is served by a vhost-user process");
	xml_for_each(dev, c->dom->devices, "filesystem")
		if (xml_attr_is(xml_child(dev, "driver"), "type", "virtiofs"))
			violation(c, &vhost_user, dev,
				  "<filesystem> is served by virtiofsd");
}

const struct rule rule_vhost_user = {
	.id = "vhost-user",
	.title = "no other process maps guest memory",
	.source = "QEMU, docs/interop/vhost-user",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &vhost_user, NULL },
	.check = check,
};
