// SPDX-License-Identifier: GPL-2.0-only
// notify.c - tell user space what changed: uevents, and poll() on files
#include "notify.h"

#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "usage.h"

static const char *const type_names[ASID_TYPES] = { "sev", "sev_es",
						    "sev_snp" };

static void tell_state(struct host *h, const char *dir, const char *key,
		       const char *now)
{
	char variable[40];
	char *env[2] = { variable };

	snprintf(variable, sizeof(variable), "%s=%s", key, now);
	sysfs_notify(&h->dev->kobj, dir, "state");
	kobject_uevent_env(&h->dev->kobj, KOBJ_CHANGE, env);
}

static void tell_low(struct host *h, enum asid_type type, bool low,
		     const struct asid_count *count)
{
	char file[32], which[40], how[24], left[48];
	char *env[4] = { which, how, left };

	snprintf(file, sizeof(file), "%s_available", type_names[type]);
	snprintf(which, sizeof(which), "SEVSTAT_ASID=%s", type_names[type]);
	snprintf(how, sizeof(how), "SEVSTAT_LOW=%d", low);
	snprintf(left, sizeof(left), "SEVSTAT_AVAILABLE=%llu",
		 count->available);
	sysfs_notify(&h->dev->kobj, "asid", file);
	kobject_uevent_env(&h->dev->kobj, KOBJ_CHANGE, env);
}

/* Whether there are few; a type that nothing is known of is as it was */
static bool is_low(const struct asid_range *range,
		   const struct asid_count *count, u64 low_water, bool was)
{
	if (!range->first)
		return false;
	return count->available_known ? count->available <= low_water : was;
}

static bool differs(const char *a, const char *b)
{
	return !a || !b ? a != b : strcmp(a, b);
}

static void notify_firmware(struct host *h, struct seen *seen,
			    const struct fw_snapshot *s)
{
	const char *state = snapshot_state(s);
	const char *snp_state =
		s->snp_valid ? decode_snp_state(s->snp.state) : NULL;

	if (s->queries != seen->queries)
		sysfs_notify(&h->dev->kobj, "firmware", "queries");
	if (differs(seen->state, state))
		tell_state(h, "firmware", "SEVSTAT_STATE", state);
	if (differs(seen->snp_state, snp_state))
		tell_state(h, "snp", "SEVSTAT_SNP_STATE",
			   snp_state ?: "unknown");
	seen->queries = s->queries;
	seen->state = state;
	seen->snp_state = snp_state;
}

static void notify_asids(struct host *h, struct seen *seen, u64 low_water)
{
	struct asid_count counts[ASID_TYPES];
	struct asid_ranges ranges;
	enum asid_type i;

	usage_ranges(h, &ranges);
	usage_count(h, &ranges, counts);
	for (i = 0; i < ASID_TYPES; i++) {
		bool low = is_low(&ranges.of[i], &counts[i], low_water,
				  seen->low[i]);

		if (low != seen->low[i])
			tell_low(h, i, low, &counts[i]);
		seen->low[i] = low;
	}
}

void notify_changes(struct host *h, struct seen *seen, u64 low_water)
{
	struct fw_snapshot s;

	snapshot_read(&h->snapshot, &s);
	notify_firmware(h, seen, &s);
	notify_asids(h, seen, low_water);
}
