/* SPDX-License-Identifier: GPL-2.0-or-later */
/* device.h - the PCI side: configuration space, BARs, interrupts */
#ifndef PSP_PCI_DEVICE_H
#define PSP_PCI_DEVICE_H

#include "mailbox.h"

#define DEVICE_CONFIG_SIZE 256
#define DEVICE_BAR_MAILBOX 2
#define DEVICE_BAR_MSIX	   5
#define DEVICE_MSIX_SIZE   0x2000 /* table, pending bits at 0x1000 */
#define DEVICE_VECTORS	   2

/**
 * struct device - the whole device
 * @config:	configuration space, as the machine sees it
 * @msix:	BAR 5: the machine keeps the table, here it is only memory
 * @vector:	eventfds, owned; -1: none
 */
struct device {
	struct mailbox mailbox;
	uint8_t config[DEVICE_CONFIG_SIZE];
	uint8_t msix[DEVICE_MSIX_SIZE];
	int vector[DEVICE_VECTORS];
};

/**
 * device_init() - a device as it is after power on
 * @device:	zeroed, with what the mailbox needs filled in
 */
void device_init(struct device *device);

/**
 * device_reset() - a reset of the machine
 */
void device_reset(struct device *device);

/**
 * device_clear() - give memory and descriptors back: nobody is connected
 */
void device_clear(struct device *device);

/**
 * device_region_size() - bytes of a region, by VFIO_PCI_*_REGION_INDEX; 0:
 * there is none
 */
uint64_t device_region_size(uint32_t region);

/**
 * device_read(), device_write() - access to a region
 *
 * Return: false when it is not inside.
 */
bool device_read(const struct device *device, uint32_t region, uint64_t offset,
		 void *data, uint32_t count);
bool device_write(struct device *device, uint32_t region, uint64_t offset,
		  const void *data, uint32_t count);

/**
 * device_set_vector() - where an interrupt goes
 * @fd:		taken over; -1: nowhere
 */
void device_set_vector(struct device *device, unsigned int vector, int fd);

#endif
