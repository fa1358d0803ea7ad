// SPDX-License-Identifier: GPL-2.0-only
// attrs_host.c - the files that are in no directory, and what others share
#include "attrs.h"

#include <linux/container_of.h>

#include "host.h"
#include "refresh.h"

/* Changes when a file goes or means something else, not when one is added. */
#define ABI_VERSION 1

static ssize_t abi_version_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", ABI_VERSION);
}
static DEVICE_ATTR_RO(abi_version);

/* Does not wait: the answer may take as long as the firmware likes. */
static ssize_t refresh_store(struct device *dev, struct device_attribute *attr,
			     const char *buf, size_t count)
{
	if (!sysfs_streq(buf, "1"))
		return -EINVAL;
	refresh_now();
	return count;
}
static DEVICE_ATTR_WO(refresh);

ssize_t snapshot_file_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	const struct snapshot_file *file =
		container_of(attr, struct snapshot_file, attr);
	struct host *h = dev_get_drvdata(dev);
	struct fw_snapshot s;

	snapshot_read(&h->snapshot, &s);
	return file->emit(&s, buf);
}

/* clang-format off */
static struct attribute *host_attrs[] = {
	&dev_attr_abi_version.attr,
	&dev_attr_refresh.attr,
	NULL
};

/* clang-format on */

const struct attribute_group attrs_host = { .attrs = host_attrs };
