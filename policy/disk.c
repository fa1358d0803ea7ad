/* SPDX-License-Identifier: GPL-2.0-or-later */
/* disk.c - moving disks to another bus without a clash of names */
#include "disk.h"

#include <stdio.h>
#include <string.h>

#include "device.h"
#include "text.h"

/*
 * DOC: How libvirt places a disk that has no <address>
 *
 * The name sda, sdb ... sdaa is an index.  On a SCSI bus 7 of them share a
 * controller, on SATA 6; the controllers that are missing are added with a
 * default model, which for SCSI is not virtio-scsi.  Two disks in one place
 * are an error.
 * Source: libvirt, virDomainDiskDefAssignAddress(), SCSI_NARROW_BUS_MAX.
 */
#define SCSI_PER_CONTROLLER DISK_SCSI_NAMED
#define SATA_PER_CONTROLLER 6
#define NAME_SIZE	    16

/* --- names ---------------------------------------------------------------- */

/* "sda" is 0, "sdz" 25, "sdaa" 26; -1 for any other name. */
static int name_index(const char *name)
{
	int index = 0;

	if (strncmp(name, "sd", 2) != 0 || !name[2])
		return -1;
	for (name += 2; *name; name++) {
		if (*name < 'a' || *name > 'z' || index > DISK_MAX)
			return -1;
		index = index * 26 + (*name - 'a' + 1);
	}
	return index - 1 < DISK_MAX ? index - 1 : -1;
}

static void index_name(int index, char *name)
{
	char letters[NAME_SIZE];
	int n = 0;

	for (index++; index > 0; index = (index - 1) / 26)
		letters[n++] = (char)('a' + (index - 1) % 26);
	*name++ = 's';
	*name++ = 'd';
	while (n > 0)
		*name++ = letters[--n];
	*name = '\0';
}

static unsigned int number(const xmlNode *node, const char *attr)
{
	uint64_t value;

	return text_to_u64(xml_attr(node, attr), 10, DISK_MAX - 1, &value)
		       ? (unsigned int)value
		       : 0;
}

/* --- what is taken -------------------------------------------------------- */

static void mark(bool *taken, unsigned int index)
{
	if (index < DISK_MAX)
		taken[index] = true;
}

/* Where it is, or will be when libvirt reads the name. */
static unsigned int place_of(const xmlNode *disk, unsigned int per_controller,
			     unsigned int *ret_unit)
{
	const xmlNode *address = xml_child(disk, "address");
	int index = name_index(device_disk_name(disk));

	if (address) {
		*ret_unit = number(address, "unit");
		return number(address, "controller");
	}
	*ret_unit = index < 0 ? 0 : (unsigned int)index % per_controller;
	return index < 0 ? 0 : (unsigned int)index / per_controller;
}

static void look_at_scsi_disk(struct disk_mover *m, const xmlNode *disk)
{
	unsigned int unit;
	unsigned int controller = place_of(disk, SCSI_PER_CONTROLLER, &unit);

	if (controller == 0 && unit < SCSI_PER_CONTROLLER)
		m->first[unit] = true;
	else if (m->other && controller == m->other)
		mark(m->units, unit);
	/* libvirt adds it where it is missing */
	if (controller && controller >= m->next)
		m->next = controller + 1;
}

static void look_at_disk(struct disk_mover *m, const xmlNode *disk)
{
	int index = name_index(device_disk_name(disk));
	unsigned int unit, controller;

	if (index >= 0)
		m->names[index] = true;
	if (!strcmp(device_disk_bus(disk), "scsi"))
		look_at_scsi_disk(m, disk);
	if (strcmp(device_disk_bus(disk), "sata") != 0)
		return;
	controller = place_of(disk, SATA_PER_CONTROLLER, &unit);
	mark(m->sata, controller * SATA_PER_CONTROLLER + unit);
}

static void look_at_controller(struct disk_mover *m, const xmlNode *controller)
{
	unsigned int index = number(controller, "index");
	const char *model = xml_attr(controller, "model");
	bool virtio = model && !strncmp(model, "virtio", 6);

	if (!xml_attr_is(controller, "type", "scsi"))
		return;
	if (index == 0) {
		m->has_default = true;
		m->default_ok = virtio;
	} else if (virtio && !m->other) {
		m->other = index;
	}
	if (index >= m->next)
		m->next = index + 1;
}

void disk_mover_init(struct disk_mover *m, struct domain *dom)
{
	memset(m, 0, sizeof(*m));
	m->dom = dom;
	m->default_ok = true;
	xml_for_each(controller, dom->devices, "controller")
		look_at_controller(m, controller);
	xml_for_each(disk, dom->devices, "disk")
		look_at_disk(m, disk);
	xml_for_each(hostdev, dom->devices, "hostdev")
		if (xml_attr_is(xml_child(hostdev, "address"), "type", "drive"))
			look_at_scsi_disk(m, hostdev);
}

/* --- placing -------------------------------------------------------------- */

static unsigned int first_free(const bool *taken, const bool *taken_too)
{
	unsigned int index = 0;

	while (index < DISK_MAX - 1 && (taken[index] || taken_too[index]))
		index++;
	return index;
}

/*
 * The disk's own name if it is an "sd" name whose place is free, else the
 * first name that is.
 */
static unsigned int choose_name(const struct disk_mover *m, const xmlNode *disk,
				const bool *places)
{
	int own = name_index(device_disk_name(disk));

	return own >= 0 && !places[own] ? (unsigned int)own
					: first_free(m->names, places);
}

static void put_on(struct disk_mover *m, xmlNode *disk, unsigned int index,
		   const char *bus)
{
	xmlNode *target = xml_get_or_add(disk, "target");
	char name[NAME_SIZE];

	m->names[index] = true;
	index_name((int)index, name);
	xml_set_attr(target, "dev", name);
	xml_set_attr(target, "bus", bus);
	/* only USB has it */
	xml_remove_attr(target, "removable");
	xml_remove(xml_child(disk, "address"));
}

static void set_number(xmlNode *node, const char *attr, unsigned int value)
{
	char text[NAME_SIZE];

	snprintf(text, sizeof(text), "%u", value);
	xml_set_attr(node, attr, text);
}

static void add_controller(struct disk_mover *m, unsigned int index)
{
	xmlNode *last = NULL, *controller;

	xml_for_each(c, m->dom->devices, "controller")
		last = c;
	controller = last ? xml_add_after(last, "controller")
			  : xml_add(m->dom->devices, "controller");
	xml_set_attr(controller, "type", "scsi");
	set_number(controller, "index", index);
	xml_set_attr(controller, "model", "virtio-scsi");
	if (index >= m->next)
		m->next = index + 1;
}

static void set_address(struct disk_mover *m, xmlNode *disk)
{
	unsigned int unit = first_free(m->units, m->units);
	xmlNode *address = xml_add(disk, "address");

	m->units[unit] = true;
	xml_set_attr(address, "type", "drive");
	set_number(address, "controller", m->other);
	set_number(address, "bus", 0);
	set_number(address, "target", 0);
	set_number(address, "unit", unit);
}

/* Does the name alone lead to a free place on virtio-scsi? */
static bool take_first(struct disk_mover *m, unsigned int index)
{
	if (index >= SCSI_PER_CONTROLLER || !m->default_ok || m->first[index])
		return false;
	m->first[index] = true;
	if (!m->has_default)
		add_controller(m, 0);
	m->has_default = true;
	return true;
}

void disk_move_to_scsi(struct disk_mover *m, xmlNode *disk)
{
	/* a name that the guest may know stays, whatever its place */
	static const bool all_free[DISK_MAX];
	unsigned int index = choose_name(m, disk, all_free);

	put_on(m, disk, index, "scsi");
	if (take_first(m, index))
		return;
	if (!m->other) {
		m->other = m->next ? m->next : 1;
		add_controller(m, m->other);
	}
	set_address(m, disk);
}

void disk_move_to_sata(struct disk_mover *m, xmlNode *disk)
{
	unsigned int index = choose_name(m, disk, m->sata);

	put_on(m, disk, index, "sata");
	m->sata[index] = true;
}
