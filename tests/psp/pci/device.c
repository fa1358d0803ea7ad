/* SPDX-License-Identifier: GPL-2.0-or-later */
/* device.c - the PCI side: configuration space, BARs, interrupts */
#include "device.h"

#include <endian.h>
#include <linux/pci_regs.h>
#include <linux/vfio.h>
#include <string.h>
#include <unistd.h>

#define VENDOR_AMD  0x1022
#define DEVICE_PSP  0x14ca /* Genoa; the driver's "pspv4" */
#define CLASS_CRYPT 0x1080

#define CAPABILITY 0x40
#define PENDING_AT 0x1000

static void put16(struct device *device, unsigned int offset, uint16_t value)
{
	value = htole16(value);
	memcpy(device->config + offset, &value, sizeof(value));
}

static void put32(struct device *device, unsigned int offset, uint32_t value)
{
	value = htole32(value);
	memcpy(device->config + offset, &value, sizeof(value));
}

/* PCI Local Bus 3.0, 6.1 and 6.8.2. */
static void make_config(struct device *device)
{
	memset(device->config, 0, sizeof(device->config));
	put16(device, PCI_VENDOR_ID, VENDOR_AMD);
	put16(device, PCI_DEVICE_ID, DEVICE_PSP);
	put16(device, PCI_STATUS, PCI_STATUS_CAP_LIST);
	put16(device, PCI_CLASS_DEVICE, CLASS_CRYPT);
	put16(device, PCI_SUBSYSTEM_VENDOR_ID, VENDOR_AMD);
	put16(device, PCI_SUBSYSTEM_ID, DEVICE_PSP);
	device->config[PCI_CAPABILITY_LIST] = CAPABILITY;
	device->config[CAPABILITY] = PCI_CAP_ID_MSIX;
	put16(device, CAPABILITY + PCI_MSIX_FLAGS, DEVICE_VECTORS - 1);
	put32(device, CAPABILITY + PCI_MSIX_TABLE, DEVICE_BAR_MSIX);
	put32(device, CAPABILITY + PCI_MSIX_PBA, PENDING_AT | DEVICE_BAR_MSIX);
}

static void interrupt(void *context)
{
	const struct device *device = context;
	const uint64_t one = 1;

	/* the driver uses the first vector for this part of the device; a
	 * counter that is full has woken somebody already */
	if (device->vector[0] >= 0 &&
	    write(device->vector[0], &one, sizeof(one)) != sizeof(one))
		return;
}

void device_init(struct device *device)
{
	unsigned int i;

	make_config(device);
	for (i = 0; i < DEVICE_VECTORS; i++)
		device->vector[i] = -1;
	device->mailbox.interrupt = interrupt;
	device->mailbox.context = device;
	mailbox_reset(&device->mailbox);
}

void device_reset(struct device *device)
{
	make_config(device);
	mailbox_reset(&device->mailbox);
}

void device_clear(struct device *device)
{
	unsigned int i;

	for (i = 0; i < DEVICE_VECTORS; i++)
		device_set_vector(device, i, -1);
	mailbox_reset(&device->mailbox);
	dma_clear(&device->mailbox.dma);
}

uint64_t device_region_size(uint32_t region)
{
	switch (region) {
	case DEVICE_BAR_MAILBOX:
		return MAILBOX_SIZE;
	case DEVICE_BAR_MSIX:
		return DEVICE_MSIX_SIZE;
	case VFIO_PCI_CONFIG_REGION_INDEX:
		return DEVICE_CONFIG_SIZE;
	default:
		return 0;
	}
}

static bool inside(uint32_t region, uint64_t offset, uint32_t count)
{
	uint64_t size = device_region_size(region);

	return offset < size && count <= size - offset;
}

/* Registers have 32 bits, and are read and written as such. */
static bool read_registers(const struct mailbox *mailbox, uint64_t offset,
			   uint8_t *data, uint32_t count)
{
	uint32_t at, value;

	if (offset % 4 || count % 4)
		return false;
	for (at = 0; at < count; at += 4) {
		value = htole32(mailbox_read(mailbox, offset + at));
		memcpy(data + at, &value, sizeof(value));
	}
	return true;
}

static bool write_registers(struct mailbox *mailbox, uint64_t offset,
			    const uint8_t *data, uint32_t count)
{
	uint32_t at, value;

	if (offset % 4 || count % 4)
		return false;
	for (at = 0; at < count; at += 4) {
		memcpy(&value, data + at, sizeof(value));
		mailbox_write(mailbox, offset + at, le32toh(value));
	}
	return true;
}

bool device_read(const struct device *device, uint32_t region, uint64_t offset,
		 void *data, uint32_t count)
{
	if (!inside(region, offset, count))
		return false;
	if (region == DEVICE_BAR_MAILBOX)
		return read_registers(&device->mailbox, offset, data, count);
	if (region == DEVICE_BAR_MSIX)
		memcpy(data, device->msix + offset, count);
	else
		memcpy(data, device->config + offset, count);
	return true;
}

bool device_write(struct device *device, uint32_t region, uint64_t offset,
		  const void *data, uint32_t count)
{
	if (!inside(region, offset, count))
		return false;
	if (region == DEVICE_BAR_MAILBOX)
		return write_registers(&device->mailbox, offset, data, count);
	if (region == DEVICE_BAR_MSIX)
		memcpy(device->msix + offset, data, count);
	else
		memcpy(device->config + offset, data, count);
	return true;
}

void device_set_vector(struct device *device, unsigned int vector, int fd)
{
	if (device->vector[vector] >= 0)
		close(device->vector[vector]);
	device->vector[vector] = fd;
}
