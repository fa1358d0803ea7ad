// SPDX-License-Identifier: GPL-2.0-only
// attrs_firmware.c - firmware/: what SEV firmware says, and how it is asked
#include "attrs.h"

#include <linux/ktime.h>
#include <linux/math64.h>

#define ANSWERS (s->health == FW_ANSWERS)

static u64 age_of(const struct fw_snapshot *s)
{
	return div_u64(ktime_get_boottime_ns() - s->answered_ns, NSEC_PER_MSEC);
}

static const char *owner_of(const struct fw_snapshot *s)
{
	return (s->sev.flags & SEV_FLAG_OWNER) ? "external" : "self";
}

SNAPSHOT_FILE(api, ANSWERS, "%u.%u\n", s->sev.api_major, s->sev.api_minor);
SNAPSHOT_FILE(build, ANSWERS, "%u\n", s->sev.build);
SNAPSHOT_FILE(state, true, "%s\n", snapshot_state(s));
SNAPSHOT_FILE(flags, ANSWERS, "0x%08x\n", s->sev.flags);
SNAPSHOT_FILE(owner, ANSWERS, "%s\n", owner_of(s));
SNAPSHOT_FILE(es_initialized, ANSWERS, "%u\n", !!(s->sev.flags & SEV_FLAG_ES));
SNAPSHOT_FILE(guests, ANSWERS, "%u\n", s->sev.guests);
SNAPSHOT_FILE(age_ms, s->answered_ns, "%llu\n", age_of(s));
SNAPSHOT_FILE(cost_us, s->queries, "%llu\n",
	      div_u64(s->cost_ns, NSEC_PER_USEC));
SNAPSHOT_FILE(queries, true, "%llu\n", s->queries);
SNAPSHOT_FILE(errors, true, "%llu\n", s->errors);
SNAPSHOT_FILE(last_errno, true, "%d\n", -s->last_errno);
SNAPSHOT_FILE(last_error, true, "0x%04x\n", s->last_error);

/* clang-format off */
static struct attribute *firmware_attrs[] = {
	&api.attr.attr,
	&build.attr.attr,
	&state.attr.attr,
	&flags.attr.attr,
	&owner.attr.attr,
	&es_initialized.attr.attr,
	&guests.attr.attr,
	&age_ms.attr.attr,
	&cost_us.attr.attr,
	&queries.attr.attr,
	&errors.attr.attr,
	&last_errno.attr.attr,
	&last_error.attr.attr,
	NULL
};

/* clang-format on */

const struct attribute_group attrs_firmware = {
	.name = "firmware",
	.attrs = firmware_attrs,
};
