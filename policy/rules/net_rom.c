/* SPDX-License-Identifier: GPL-2.0-or-later */
/* net_rom.c - virtio network cards bring no option ROM */
#include "device.h"
#include "rule.h"

static const struct reason rom_enabled = {
	.code = "rom-enabled",
	.level = MODE_AUDIT,
	.mends = true,
	.fix = "add <rom enabled='no'/> to the interface",
};

static bool is_virtio_nic(const xmlNode *dev)
{
	return xml_is(dev, "interface") && device_is_virtio(dev);
}

static void check(struct check *c)
{
	device_for_each(dev, c->dom)
		if (is_virtio_nic(dev) &&
		    !xml_attr_is(xml_child(dev, "rom"), "enabled", "no"))
			violation(c, &rom_enabled, dev,
				  "virtio network card with an option ROM, "
				  "which is host code that is not measured");
}

static void fix(struct check *c)
{
	device_for_each(dev, c->dom) {
		xmlNode *rom;

		if (!is_virtio_nic(dev))
			continue;
		rom = xml_get_or_add(dev, "rom");
		xml_remove_attr(rom, "bar");
		xml_remove_attr(rom, "file");
		xml_set_attr(rom, "enabled", "no");
	}
}

const struct rule rule_net_rom = {
	.id = "net-rom",
	.title = "virtio network cards have no option ROM",
	.source = "libvirt, Launch security with AMD SEV, \"Virtio-net\"",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &rom_enabled, NULL },
	.check = check,
	.fix = fix,
};
