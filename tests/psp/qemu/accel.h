/* SPDX-License-Identifier: GPL-2.0-or-later */
/* accel.h - the part of a launch that belongs to the accelerator */
#ifndef PSP_QEMU_ACCEL_H
#define PSP_QEMU_ACCEL_H

#include "host.h"

/**
 * accel_init() - checks, SEV initialization and LAUNCH_START
 *
 * Source of the checks, their order and texts: QEMU, target/i386/sev.c,
 * sev_kvm_init() up to 9.0 and sev_common_kvm_init() from 9.1 on.
 *
 * Return: 0, or -1 after a message.
 */
int accel_init(struct sev_host *host);

#endif
