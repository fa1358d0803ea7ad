/* SPDX-License-Identifier: GPL-2.0-only */
/* notify.h - tell user space what changed: uevents, and poll() on files */
#ifndef SEVSTAT_NOTIFY_H
#define SEVSTAT_NOTIFY_H

#include "asid.h"
#include "host.h"
#include "snapshot.h"

/**
 * struct seen - what user space was told last; all zero to begin with
 * @state:	as firmware/state
 * @snp_state:	as snp/state, or NULL
 * @queries:	as firmware/queries
 * @low:	types of which there were few left
 */
struct seen {
	const char *state;
	const char *snp_state;
	u64 queries;
	bool low[ASID_TYPES];
};

/**
 * notify_changes() - compare, and tell
 * @h:		whose device the events are of
 * @seen:	brought up to date
 * @low_water:	a type is low when as many are available, or fewer
 *
 * Context: sleeps. One caller at a time.
 */
void notify_changes(struct host *h, struct seen *seen, u64 low_water);

#endif
