/* SPDX-License-Identifier: GPL-2.0-only */
/* host.h - the device /sys/class/sevstat/host, and what is behind its files */
#ifndef SEVSTAT_HOST_H
#define SEVSTAT_HOST_H

#include <linux/device.h>

#include "platform.h"
#include "snapshot.h"

/**
 * struct host - what the files show
 * @dev:	its driver data is this
 * @platform:	constant
 * @snapshot:	of the firmware
 */
struct host {
	struct device *dev;
	struct platform platform;
	struct snapshot snapshot;
};

/**
 * host_create() - make the class and the device with its files
 * @h:		with @platform and @snapshot set up; @dev is set
 *
 * Return: 0 or a negative errno.
 */
int host_create(struct host *h);

/**
 * host_destroy() - the mirror of host_create()
 * @h:	its files are gone when this returns, and nobody reads them any more
 */
void host_destroy(struct host *h);

#endif
