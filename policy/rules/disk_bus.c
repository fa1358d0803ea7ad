/* SPDX-License-Identifier: GPL-2.0-or-later */
/* disk_bus.c - disks are virtio, not emulated IDE, SATA, USB or floppy */
#include <stdlib.h>
#include <string.h>

#include "device.h"
#include "disk.h"
#include "rule.h"
#include "topology.h"

static const struct reason not_virtio = {
	.code = "disk-not-virtio",
	.level = MODE_AUDIT,
	.mends = true,
	.fix = "use <target bus='scsi'> with a virtio-scsi controller",
};

static const struct reason ide_on_q35 = {
	.code = "ide-on-q35",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "q35 has no IDE: use <target bus='scsi'>, for a CD-ROM 'sata'",
};

static const struct reason floppy = {
	.code = "floppy",
	.level = MODE_ENFORCE,
	.fix = "remove the floppy drive: its DMA does not reach encrypted "
	       "memory",
};

static bool is_on(const xmlNode *disk, const char *bus)
{
	return !strcmp(device_disk_bus(disk), bus);
}

static bool is_slow_bus(const xmlNode *disk)
{
	return is_on(disk, "ide") || is_on(disk, "sata") || is_on(disk, "usb");
}

static void check_disk(struct check *c, const xmlNode *disk)
{
	const char *name = device_disk_name(disk);
	const char *bus = device_disk_bus(disk);

	if (is_on(disk, "fdc") || xml_attr_is(disk, "device", "floppy"))
		violation(c, &floppy, disk, "'%s' is a floppy drive", name);
	else if (is_on(disk, "ide") && topology_is_q35(c->dom))
		violation(c, &ide_on_q35, disk,
			  "'%s' is on bus 'ide', which q35 does not have",
			  name);
	else if (device_is_data_disk(disk) && is_slow_bus(disk))
		violation(c, &not_virtio, disk, "disk '%s' is on bus '%s'",
			  name, bus);
}

static void check(struct check *c)
{
	if (!xml_child(c->dom->devices, "disk")) {
		skip(c, "no disks");
		return;
	}
	xml_for_each(disk, c->dom->devices, "disk")
		check_disk(c, disk);
}

static void move_to_scsi(struct disk_mover *mover, xmlNode *disk)
{
	disk_move_to_scsi(mover, disk);
	/* the translation of sectors is for BIOS and IDE alone */
	xml_remove_attr(xml_child(disk, "geometry"), "trans");
}

static void fix(struct check *c)
{
	struct disk_mover *mover = malloc(sizeof(*mover));

	if (!mover) {
		c->dom->xml->failed = true;
		return;
	}
	disk_mover_init(mover, c->dom);
	xml_for_each(disk, c->dom->devices, "disk") {
		if (device_is_data_disk(disk) && is_slow_bus(disk))
			move_to_scsi(mover, disk);
		else if (is_on(disk, "ide") && topology_is_q35(c->dom))
			disk_move_to_sata(mover, disk);
	}
	free(mover);
}

const struct rule rule_disk_bus = {
	.id = "disk-bus",
	.title = "disks are virtio devices",
	.source = "libvirt, Launch security with AMD SEV, \"Virtio\"",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &not_virtio, &ide_on_q35,
						   &floppy, NULL },
	.check = check,
	.fix = fix,
};
