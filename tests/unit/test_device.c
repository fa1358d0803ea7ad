/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_device.c - which devices are virtio, and what disks are */
#include "device.h"

#include "unit.h"

static struct xml *parsed(const char *text)
{
	struct xml *xml = NULL;
	struct err err = { "" };

	if (xml_parse(text, strlen(text), 1 << 20, &xml, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	return xml;
}

/* --- virtio --------------------------------------------------------------- */

/* @place: the element that takes "virtio-transitional", and its attribute. */
static const struct virtio_case {
	const char *name, *device;
	bool virtio;
	const char *place, *attr;
} virtio_cases[] = {
	{ "virtio disk", "<disk><target bus='virtio'/></disk>", true, "disk",
	  "model" },
	{ "SCSI disk", "<disk><target bus='scsi'/></disk>", false, NULL, NULL },
	{ "disk without target", "<disk/>", false, NULL, NULL },
	{ "virtio interface", "<interface><model type='virtio'/></interface>",
	  true, "model", "type" },
	{ "non-transitional interface",
	  "<interface><model type='virtio-non-transitional'/></interface>",
	  true, "model", "type" },
	{ "e1000e", "<interface><model type='e1000e'/></interface>", false,
	  NULL, NULL },
	{ "interface without model", "<interface/>", false, NULL, NULL },
	{ "virtio video", "<video><model type='virtio'/></video>", true, NULL,
	  NULL },
	{ "VGA", "<video><model type='vga'/></video>", false, NULL, NULL },
	{ "virtio-serial", "<controller type='virtio-serial'/>", true,
	  "controller", "model" },
	{ "virtio-scsi", "<controller type='scsi' model='virtio-scsi'/>", true,
	  "controller", "model" },
	{ "transitional SCSI",
	  "<controller type='scsi' model='virtio-transitional'/>", true,
	  "controller", "model" },
	{ "lsilogic", "<controller type='scsi' model='lsilogic'/>", false, NULL,
	  NULL },
	{ "SCSI without model", "<controller type='scsi'/>", false, NULL,
	  NULL },
	{ "USB controller", "<controller type='usb' model='virtio'/>", false,
	  NULL, NULL },
	{ "balloon", "<memballoon model='virtio'/>", true, "memballoon",
	  "model" },
	{ "no balloon", "<memballoon model='none'/>", false, NULL, NULL },
	{ "virtio input", "<input type='mouse' bus='virtio'/>", true, "input",
	  "model" },
	{ "USB input", "<input type='mouse' bus='usb'/>", false, NULL, NULL },
	{ "file system", "<filesystem/>", true, "filesystem", "model" },
	{ "mounted directory", "<filesystem type='mount'/>", true, "filesystem",
	  "model" },
	{ "container's file system", "<filesystem type='template'/>", false,
	  NULL, NULL },
	{ "random numbers", "<rng model='virtio'/>", true, "rng", "model" },
	{ "vsock", "<vsock model='virtio'/>", true, "vsock", "model" },
	{ "crypto", "<crypto model='virtio'/>", true, NULL, NULL },
	{ "TPM", "<tpm model='tpm-crb'/>", false, NULL, NULL },
	{ "serial port", "<serial type='pty'/>", false, NULL, NULL },
	{ "foreign disk", "<disk xmlns='urn:x'><target bus='virtio'/></disk>",
	  false, NULL, NULL },
};

static void virtio(void **state)
{
	const struct virtio_case *c = *state;
	_cleanup_(xml_freep) struct xml *xml = parsed(c->device);
	const char *attr = NULL;
	const xmlNode *place = device_virtio_model(xml->root, &attr);

	assert_int_equal(device_is_virtio(xml->root), c->virtio);
	assert_int_equal(place != NULL, c->place != NULL);
	if (!place)
		return;
	assert_true(xml_is(place, c->place));
	assert_string_equal(attr, c->attr);
}

/* --- disks ---------------------------------------------------------------- */

static const struct disk_case {
	const char *name, *device;
	bool data;
	const char *bus, *dev, *source;
} disk_cases[] = {
	{ "file",
	  "<disk type='file' device='disk'><source file='/a'/>"
	  "<target dev='vda' bus='virtio'/></disk>",
	  true, "virtio", "vda", "/a" },
	{ "no kind", "<disk/>", true, "", "?", NULL },
	{ "block device", "<disk device='lun'><source dev='/dev/a'/></disk>",
	  true, "", "?", "/dev/a" },
	{ "CD-ROM", "<disk device='cdrom'><target dev='sda'/></disk>", false,
	  "", "sda", NULL },
	{ "floppy", "<disk device='floppy'><target bus='fdc'/></disk>", false,
	  "fdc", "?", NULL },
	{ "network", "<disk><source protocol='rbd' name='x'/></disk>", true, "",
	  "?", NULL },
	{ "not a disk", "<interface><target dev='vnet0'/></interface>", false,
	  "", "vnet0", NULL },
};

static void disk(void **state)
{
	const struct disk_case *c = *state;
	_cleanup_(xml_freep) struct xml *xml = parsed(c->device);
	const char *source = device_disk_source(xml->root);

	assert_int_equal(device_is_data_disk(xml->root), c->data);
	assert_string_equal(device_disk_bus(xml->root), c->bus);
	assert_string_equal(device_disk_name(xml->root), c->dev);
	assert_int_equal(source != NULL, c->source != NULL);
	if (source)
		assert_string_equal(source, c->source);
}

int main(void)
{
	UNIT_CASES(virtio, virtio_cases);
	UNIT_CASES(disk, disk_cases);
	return unit_run();
}
