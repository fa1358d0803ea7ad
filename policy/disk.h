/* SPDX-License-Identifier: GPL-2.0-or-later */
/* disk.h - moving disks to another bus without a clash of names */
#ifndef POLICY_DISK_H
#define POLICY_DISK_H

#include "domain.h"

/* More disks than any QEMU has slots for. */
#define DISK_MAX 16384
/* Names that libvirt puts on the first SCSI controller: sda to sdg. */
#define DISK_SCSI_NAMED 7

/**
 * struct disk_mover - what is taken in a domain, kept up while disks move
 * @names:	indices of "sd" names (sda is 0)
 * @sata:	places on SATA controllers, counted as names are
 * @first:	units on SCSI controller 0
 * @units:	units on @other
 * @other:	a virtio-scsi controller that is not number 0, 0: none yet
 * @next:	the next free SCSI controller number
 * @has_default:	there is a SCSI controller 0, where a name alone leads
 * @default_ok:	it is virtio-scsi, or will be
 */
struct disk_mover {
	struct domain *dom;
	bool names[DISK_MAX], sata[DISK_MAX], units[DISK_MAX];
	bool first[DISK_SCSI_NAMED];
	unsigned int other, next;
	bool has_default, default_ok;
};

/**
 * disk_mover_init() - look at all disks and SCSI controllers once
 */
void disk_mover_init(struct disk_mover *m, struct domain *dom);

/**
 * disk_move_to_scsi() - put a disk behind virtio-scsi
 *
 * Adds the controller where there is none.  The disk keeps its name if it is
 * an "sd" name; libvirt derives the drive address from it, and where that
 * would not lead to a virtio-scsi controller an address is written.
 */
void disk_move_to_scsi(struct disk_mover *m, xmlNode *disk);

/**
 * disk_move_to_sata() - put a CD-ROM behind the AHCI controller of q35
 */
void disk_move_to_sata(struct disk_mover *m, xmlNode *disk);

#endif
