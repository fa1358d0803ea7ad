// SPDX-License-Identifier: GPL-2.0-only
// pace.c - ask somebody who fails less and less often
#include "pace.h"

#include <linux/minmax.h>

#define DOUBLINGS 20u /* from a millisecond to more than PACE_MAX_MS */

bool pace_due(const struct pace *p, u64 now)
{
	return now >= p->not_before;
}

void pace_succeeded(struct pace *p)
{
	*p = (struct pace){};
}

void pace_failed(struct pace *p, unsigned int period_ms, u64 now)
{
	u64 pause = period_ms ?: PACE_FIRST_MS;
	u64 most = max_t(u64, pause, PACE_MAX_MS);

	p->failures = min(p->failures + 1, DOUBLINGS);
	p->not_before = now + min(pause << p->failures, most);
}
