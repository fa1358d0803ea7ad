/* SPDX-License-Identifier: GPL-2.0-only */
/* attrs.h - the files, one group for each directory; docs/abi describes them */
#ifndef SEVSTAT_ATTRS_H
#define SEVSTAT_ATTRS_H

#include <linux/device.h>
#include <linux/sysfs.h>

#include "snapshot.h"

/**
 * struct snapshot_file - a file that shows one value of the snapshot
 * @attr:	has snapshot_file_show()
 * @emit:	writes the value to @buf, a page; returns its length, or -ENODATA
 *		while nothing is known
 */
struct snapshot_file {
	struct device_attribute attr;
	ssize_t (*emit)(const struct fw_snapshot *s, char *buf);
};

ssize_t snapshot_file_show(struct device *dev, struct device_attribute *attr,
			   char *buf);

/* SNAPSHOT_FILE(name, known, format, ...) - a file of s, a snapshot */
#define SNAPSHOT_FILE(_name, _known, ...)                                   \
	static ssize_t _name##_emit(const struct fw_snapshot *s, char *buf) \
	{                                                                   \
		return (_known) ? sysfs_emit(buf, __VA_ARGS__) : -ENODATA;  \
	}                                                                   \
	static struct snapshot_file _name = {                               \
		.attr = __ATTR(_name, 0444, snapshot_file_show, NULL),      \
		.emit = _name##_emit,                                       \
	}

extern const struct attribute_group attrs_host;
extern const struct attribute_group attrs_firmware;
extern const struct attribute_group attrs_asid;
extern const struct attribute_group attrs_snp;

#endif
