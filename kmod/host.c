// SPDX-License-Identifier: GPL-2.0-only
// host.c - the device /sys/class/sevstat/host, and what is behind its files
#include "host.h"

#include <linux/err.h>
#include <linux/kdev_t.h>

#include "attrs.h"

/*
 * A class of its own. Not below /sys/firmware: ccp makes /sys/firmware/sev
 * since 7.2, and fails when somebody else did.
 */
static struct class sevstat_class = { .name = "sevstat" };

static const struct attribute_group *groups[] = { &attrs_host, &attrs_firmware,
						  &attrs_asid, NULL };

static const struct attribute_group *groups_with_snp[] = {
	&attrs_host, &attrs_firmware, &attrs_asid, &attrs_snp, NULL
};

int host_create(struct host *h)
{
	const struct attribute_group **files =
		h->platform.snp ? groups_with_snp : groups;
	int ret = class_register(&sevstat_class);

	if (ret)
		return ret;
	/* with its files at once: they are there when user space hears of it */
	h->dev = device_create_with_groups(&sevstat_class, NULL, MKDEV(0, 0), h,
					   files, "host");
	if (!IS_ERR(h->dev))
		return 0;
	class_unregister(&sevstat_class);
	return PTR_ERR(h->dev);
}

void host_destroy(struct host *h)
{
	device_unregister(h->dev);
	class_unregister(&sevstat_class);
}
