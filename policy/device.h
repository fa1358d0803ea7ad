/* SPDX-License-Identifier: GPL-2.0-or-later */
/* device.h - what several rules ask of devices */
#ifndef POLICY_DEVICE_H
#define POLICY_DEVICE_H

#include <stdbool.h>

#include "domain.h"

#define device_for_each(dev, dom) xml_for_each(dev, (dom)->devices, NULL)

/**
 * device_is_virtio() - does QEMU run it with a virtio PCI device that has the
 *			iommu_platform property
 *
 * Disk and input by bus; interface, memballoon, video, virtio-scsi by model;
 * filesystem, rng, vsock, crypto and virtio-serial always.
 * Source: libvirt, formatdomain, "Virtio-related options".
 */
bool device_is_virtio(const xmlNode *dev);

/**
 * device_virtio_model() - where a virtio device says "virtio-transitional"
 * @ret_attr:	the attribute's name
 *
 * Return: the element that has the attribute, NULL when it takes none.
 */
xmlNode *device_virtio_model(xmlNode *dev, const char **ret_attr);

/**
 * device_is_data_disk() - a <disk> that is no CD-ROM and no floppy
 */
bool device_is_data_disk(const xmlNode *dev);

/**
 * device_disk_bus() - target/@bus of a <disk>, "" when it is not said
 */
const char *device_disk_bus(const xmlNode *disk);

/**
 * device_disk_source() - the file or device node behind a <disk>, or NULL
 */
const char *device_disk_source(const xmlNode *disk);

/**
 * device_disk_name() - target/@dev of a <disk>, "?" when it is not said
 */
const char *device_disk_name(const xmlNode *disk);

#endif
