/* SPDX-License-Identifier: GPL-2.0-only */
/* pace.h - ask somebody who fails less and less often */
#ifndef SEVSTAT_PACE_H
#define SEVSTAT_PACE_H

#include <linux/types.h>

#define PACE_FIRST_MS 10000u /* where there is no period */
#define PACE_MAX_MS   600000u

/**
 * struct pace - one question; all zero to begin with
 * @failures:	in a row
 * @not_before:	when it may be asked again, milliseconds
 */
struct pace {
	unsigned int failures;
	u64 not_before;
};

/**
 * pace_due() - whether to ask
 * @p:		of this question
 * @now:	milliseconds, of a clock that only goes forward
 */
bool pace_due(const struct pace *p, u64 now);

/**
 * pace_succeeded() - it was answered
 * @p:	of this question
 */
void pace_succeeded(struct pace *p);

/**
 * pace_failed() - it was not
 * @p:		of this question
 * @period_ms:	how often it is asked otherwise; 0: on demand
 * @now:	milliseconds
 *
 * The pause is twice the period, then doubles up to PACE_MAX_MS, and is
 * never shorter than the period.
 */
void pace_failed(struct pace *p, unsigned int period_ms, u64 now);

#endif
