// SPDX-License-Identifier: GPL-2.0-only
// round.c - one round of questions to the firmware, and what follows from it
#include "round.h"

#include <linux/errno.h>
#include <linux/ktime.h>

/* what a round needs, for one question after the other */
struct asking {
	struct fw_snapshot *s;
	unsigned int period_ms;
	u64 now_ms;
	bool forced;
};

static void note_failure(struct pace *pace, const struct asking *a, int ret,
			 u32 error)
{
	a->s->errors++;
	a->s->last_errno = ret;
	a->s->last_error = error;
	pace_failed(pace, a->period_ms, a->now_ms);
}

/* Says of a question what its outcome means for all; false: no answer */
static bool answered(struct pace *pace, const struct asking *a, int ret,
		     u32 error)
{
	if (ret == -ENODEV) {
		a->s->health = FW_ABSENT;
		return false;
	}
	a->s->queries++;
	if (!ret) {
		pace_succeeded(pace);
		return true;
	}
	if (ret == -ETIMEDOUT || ret == -EBUSY)
		a->s->health = FW_DEAD;
	note_failure(pace, a, ret, error);
	return false;
}

static void ask_sev(struct round *r, const struct asking *a)
{
	u64 start = ktime_get_ns();
	u32 error = 0;
	int ret;

	if (!a->forced && !pace_due(&r->sev, a->now_ms))
		return;
	ret = r->psp->sev_status(&a->s->sev, &error);
	a->s->cost_ns = ktime_get_ns() - start;
	if (!answered(&r->sev, a, ret, error))
		return;
	a->s->health = FW_ANSWERS;
	a->s->answered_ns = ktime_get_boottime_ns();
}

static void ask_snp(struct round *r, const struct asking *a)
{
	u32 error = 0;
	int ret;

	if (!r->psp->snp_status || a->s->health != FW_ANSWERS)
		return;
	if (!a->forced && !pace_due(&r->snp, a->now_ms))
		return;
	ret = r->psp->snp_status(&a->s->snp, &error);
	a->s->snp_valid = answered(&r->snp, a, ret, error);
}

void round_run(struct round *r, unsigned int period_ms, bool forced)
{
	struct fw_snapshot s;
	const struct asking a = {
		.s = &s,
		.period_ms = period_ms,
		.now_ms = ktime_to_ms(ktime_get_boottime()),
		.forced = forced,
	};

	snapshot_read(r->snapshot, &s);
	if (s.health == FW_DEAD)
		return;
	ask_sev(r, &a);
	ask_snp(r, &a);
	if (s.health != FW_ANSWERS)
		s.snp_valid = false;
	snapshot_write(r->snapshot, &s);
}
