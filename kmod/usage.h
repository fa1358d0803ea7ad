/* SPDX-License-Identifier: GPL-2.0-only */
/* usage.h - ASIDs as they are used now */
#ifndef SEVSTAT_USAGE_H
#define SEVSTAT_USAGE_H

#include "asid.h"
#include "host.h"

/**
 * usage_ranges() - which ASIDs are for what, now
 * @h:		the host
 * @ret:	changes when kvm_amd comes and goes
 */
void usage_ranges(struct host *h, struct asid_ranges *ret);

/**
 * usage_count() - what is used and what is left, now
 * @h:		the host
 * @ranges:	of usage_ranges()
 * @ret:	ASID_TYPES of them; says nothing where the kernel does not count
 *
 * The misc controller's counters are live; how many of the pool's ASIDs are
 * SNP guests' is as old as the snapshot.
 */
void usage_count(struct host *h, const struct asid_ranges *ranges,
		 struct asid_count *ret);

#endif
