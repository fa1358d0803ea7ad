/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cloud_init_secrets.c - no first-boot secrets in a clear-text image */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "device.h"
#include "engine.h"
#include "file.h"
#include "rule.h"

static const struct reason seed = {
	.code = "cloud-init-seed",
	.level = MODE_AUDIT,
	.fix = "give first-boot secrets by launch secret or over the network "
	       "after attestation; whatever is in the image is the host's",
};

static const struct reason fwcfg = {
	.code = "fwcfg-data",
	.level = MODE_AUDIT,
	.fix = "keep secrets out of <sysinfo>: it is neither encrypted nor "
	       "measured",
};

/* ISO 9660: the volume identifier of the primary descriptor in sector 16. */
#define ISO_LABEL_AT (16 * 2048 + 40)
/* FAT12/16 and FAT32 boot sectors. */
#define FAT16_LABEL_AT 43
#define FAT32_LABEL_AT 71
#define LABEL_SIZE     11

static bool is_seed_label(const char *label)
{
	return !strncasecmp(label, "cidata", 6) ||
	       !strncasecmp(label, "config-2", 8);
}

static bool has_seed_label(int fd)
{
	static const off_t places[] = { ISO_LABEL_AT, FAT16_LABEL_AT,
					FAT32_LABEL_AT };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		char label[LABEL_SIZE + 1] = "";

		if (pread(fd, label, LABEL_SIZE, places[i]) == LABEL_SIZE &&
		    is_seed_label(label))
			return true;
	}
	return false;
}

static bool has_seed_name(const char *path)
{
	static const char *const parts[] = { "cidata",	    "cloud-init",
					     "cloudinit",   "seed",
					     "configdrive", "config-drive" };
	const char *name = strrchr(path, '/');
	size_t i;

	name = name ? name + 1 : path;
	for (i = 0; i < ARRAY_SIZE(parts); i++)
		if (strcasestr(name, parts[i]))
			return true;
	return false;
}

static bool is_read_only(const xmlNode *disk)
{
	return xml_attr_is(disk, "device", "cdrom") ||
	       xml_child(disk, "readonly");
}

static void check_disk(struct check *c, const xmlNode *disk)
{
	const char *path = xml_attr(xml_child(disk, "source"), "file");
	_cleanup_close_ int fd = -1;

	if (!path || !is_read_only(disk) || xml_find(disk, "source/encryption"))
		return;
	if (c->env->rootfd >= 0)
		fd = file_open(c->env->rootfd, path, NULL, NULL);
	if (fd >= 0 && has_seed_label(fd))
		violation(c, &seed, disk,
			  "%s is a cloud-init seed image, in clear", path);
	else if (fd < 0 && has_seed_name(path))
		violation(c, &seed, disk,
			  "%s looks like a cloud-init seed image, in clear",
			  path);
}

static void check(struct check *c)
{
	xml_for_each(disk, c->dom->devices, "disk")
		check_disk(c, disk);
	xml_for_each(sysinfo, c->dom->root, "sysinfo")
		if (xml_attr_is(sysinfo, "type", "fwcfg") &&
		    xml_child(sysinfo, "entry"))
			violation(c, &fwcfg, sysinfo,
				  "<sysinfo type='fwcfg'> hands data to the "
				  "guest in clear");
}

const struct rule rule_cloud_init_secrets = {
	.id = "cloud-init-secrets",
	.title = "no first-boot secrets lie in clear on the host",
	.source = "cloud-init, NoCloud (label cidata) and ConfigDrive (label "
		  "config-2)",
	.techs = TECHS_AMD,
	.content = true,
	.reasons = (const struct reason *const[]){ &seed, &fwcfg, NULL },
	.check = check,
};
