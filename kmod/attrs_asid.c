// SPDX-License-Identifier: GPL-2.0-only
// attrs_asid.c - asid/: how many guests can be started, of which kind
#include "attrs.h"

#include <linux/container_of.h>

#include "host.h"
#include "usage.h"

enum asid_value { FIRST, LAST, CAPACITY, USED, AVAILABLE };

/* A file knows which value of which type it shows. */
struct asid_file {
	struct device_attribute attr;
	enum asid_type type;
	enum asid_value value;
};

static struct asid_file *asid_file(struct attribute *attr)
{
	return container_of(attr, struct asid_file, attr.attr);
}

static ssize_t show_count(struct host *h, const struct asid_ranges *ranges,
			  const struct asid_file *file, char *buf)
{
	struct asid_count counts[ASID_TYPES];
	const struct asid_count *count = &counts[file->type];

	usage_count(h, ranges, counts);
	if (file->value == USED)
		return count->used_known
			       ? sysfs_emit(buf, "%llu\n", count->used)
			       : -ENODATA;
	return count->available_known
		       ? sysfs_emit(buf, "%llu\n", count->available)
		       : -ENODATA;
}

static ssize_t show(struct device *dev, struct device_attribute *attr,
		    char *buf)
{
	const struct asid_file *file = asid_file(&attr->attr);
	struct host *h = dev_get_drvdata(dev);
	struct asid_ranges ranges;
	const struct asid_range *range = &ranges.of[file->type];

	usage_ranges(h, &ranges);
	switch (file->value) {
	case FIRST:
		return sysfs_emit(buf, "%u\n", range->first);
	case LAST:
		return sysfs_emit(buf, "%u\n", range->last);
	case CAPACITY:
		return sysfs_emit(buf, "%u\n", asid_capacity(range));
	default:
		return show_count(h, &ranges, file, buf);
	}
}

#define ASID_FILE(_name, _type, _value)                  \
	static struct asid_file _name = {                \
		.attr = __ATTR(_name, 0444, show, NULL), \
		.type = (_type),                         \
		.value = (_value),                       \
	}

ASID_FILE(sev_first, ASID_SEV, FIRST);
ASID_FILE(sev_last, ASID_SEV, LAST);
ASID_FILE(sev_capacity, ASID_SEV, CAPACITY);
ASID_FILE(sev_used, ASID_SEV, USED);
ASID_FILE(sev_available, ASID_SEV, AVAILABLE);
ASID_FILE(sev_es_first, ASID_SEV_ES, FIRST);
ASID_FILE(sev_es_last, ASID_SEV_ES, LAST);
ASID_FILE(sev_es_capacity, ASID_SEV_ES, CAPACITY);
ASID_FILE(sev_es_used, ASID_SEV_ES, USED);
ASID_FILE(sev_es_available, ASID_SEV_ES, AVAILABLE);
ASID_FILE(sev_snp_first, ASID_SEV_SNP, FIRST);
ASID_FILE(sev_snp_last, ASID_SEV_SNP, LAST);
ASID_FILE(sev_snp_capacity, ASID_SEV_SNP, CAPACITY);
ASID_FILE(sev_snp_used, ASID_SEV_SNP, USED);
ASID_FILE(sev_snp_available, ASID_SEV_SNP, AVAILABLE);

/* clang-format off */
static struct attribute *asid_attrs[] = {
	&sev_first.attr.attr,
	&sev_last.attr.attr,
	&sev_capacity.attr.attr,
	&sev_used.attr.attr,
	&sev_available.attr.attr,
	&sev_es_first.attr.attr,
	&sev_es_last.attr.attr,
	&sev_es_capacity.attr.attr,
	&sev_es_used.attr.attr,
	&sev_es_available.attr.attr,
	&sev_snp_first.attr.attr,
	&sev_snp_last.attr.attr,
	&sev_snp_capacity.attr.attr,
	&sev_snp_used.attr.attr,
	&sev_snp_available.attr.attr,
	NULL
};

/* clang-format on */

/* What the CPU or the kernel can never say has no file. */
static umode_t asid_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	const struct host *h = dev_get_drvdata(kobj_to_dev(kobj));
	const struct asid_file *file = asid_file(attr);
	const struct platform *p = &h->platform;

	if (file->type == ASID_SEV_ES && !p->cpu.es)
		return 0;
	if (file->type == ASID_SEV_SNP && !p->snp)
		return 0;
	if ((file->value == USED || file->value == AVAILABLE) && !p->usage)
		return 0;
	return attr->mode;
}

const struct attribute_group attrs_asid = {
	.name = "asid",
	.attrs = asid_attrs,
	.is_visible = asid_visible,
};
