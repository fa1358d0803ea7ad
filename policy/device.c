/* SPDX-License-Identifier: GPL-2.0-or-later */
/* device.c - what several rules ask of devices */
#include "device.h"

#include <string.h>

#include "cleanup.h"

static bool starts_virtio(const char *value)
{
	return value && !strncmp(value, "virtio", 6);
}

const char *device_disk_bus(const xmlNode *disk)
{
	const char *bus = xml_attr(xml_child(disk, "target"), "bus");

	return bus ? bus : "";
}

const char *device_disk_name(const xmlNode *disk)
{
	const char *dev = xml_attr(xml_child(disk, "target"), "dev");

	return dev ? dev : "?";
}

const char *device_disk_source(const xmlNode *disk)
{
	const xmlNode *source = xml_child(disk, "source");
	const char *path = xml_attr(source, "file");

	return path ? path : xml_attr(source, "dev");
}

bool device_is_data_disk(const xmlNode *dev)
{
	const char *kind = xml_attr(dev, "device");

	return xml_is(dev, "disk") &&
	       (!kind || !strcmp(kind, "disk") || !strcmp(kind, "lun"));
}

static bool is_virtio_controller(const xmlNode *dev)
{
	return xml_attr_is(dev, "type", "virtio-serial") ||
	       (xml_attr_is(dev, "type", "scsi") &&
		starts_virtio(xml_attr(dev, "model")));
}

static bool is_virtio_fs(const xmlNode *dev)
{
	const char *type = xml_attr(dev, "type");

	/* the container drivers have more kinds, for which this is not */
	return !type || !strcmp(type, "mount");
}

bool device_is_virtio(const xmlNode *dev)
{
	static const char *const always[] = { "rng", "vsock", "crypto" };
	size_t i;

	if (xml_is(dev, "disk"))
		return !strcmp(device_disk_bus(dev), "virtio");
	if (xml_is(dev, "interface"))
		return starts_virtio(xml_attr(xml_child(dev, "model"), "type"));
	if (xml_is(dev, "video"))
		return starts_virtio(xml_attr(xml_child(dev, "model"), "type"));
	if (xml_is(dev, "controller"))
		return is_virtio_controller(dev);
	if (xml_is(dev, "memballoon"))
		return starts_virtio(xml_attr(dev, "model"));
	if (xml_is(dev, "input"))
		return xml_attr_is(dev, "bus", "virtio");
	if (xml_is(dev, "filesystem"))
		return is_virtio_fs(dev);
	for (i = 0; i < ARRAY_SIZE(always); i++)
		if (xml_is(dev, always[i]))
			return true;
	return false;
}

xmlNode *device_virtio_model(xmlNode *dev, const char **ret_attr)
{
	*ret_attr = "model";
	if (xml_is(dev, "hostdev") && xml_attr_is(dev, "type", "scsi_host"))
		return dev;
	if (!device_is_virtio(dev) || xml_is(dev, "video") ||
	    xml_is(dev, "crypto"))
		return NULL;
	if (xml_is(dev, "interface")) {
		*ret_attr = "type";
		return xml_child(dev, "model");
	}
	return dev;
}
