/* SPDX-License-Identifier: GPL-2.0-or-later */
/* count_decision.c - a decision, as metrics show it */
#include "hook/count_decision.h"

#include <string.h>

#include "hook/counters.h"
#include "rule.h"

static unsigned int decision_of(const struct decision *d, bool rewritten)
{
	static const enum counted_decision words[] = {
		[ALLOW] = COUNTED_ALLOW,	 [DENY] = COUNTED_DENY,
		[UNDECIDED] = COUNTED_UNDECIDED, [UNJUDGED] = COUNTED_UNJUDGED,
		[DISABLED] = COUNTED_DISABLED,
	};

	return rewritten ? COUNTED_REWRITE : words[d->ruling];
}

static unsigned int place_of(const struct rule *rule)
{
	unsigned int i = 0;

	while (rules[i + 1] && rules[i] != rule)
		i++;
	return i;
}

static void count_findings(struct counters *by, const struct report *report)
{
	size_t i;

	for (i = 0; i < report->count; i++) {
		const struct finding *f = &report->findings[i];

		if (!finding_is_bad(f))
			continue;
		/* however many places it was found in */
		counter(by, COUNTED_FINDINGS, place_of(f->rule),
			f->mode == MODE_ENFORCE ? COUNTED_ENFORCE
						: COUNTED_AUDIT,
			f->verdict == VERDICT_UNKNOWN ? COUNTED_UNKNOWN
						      : COUNTED_VIOLATION) = 1;
	}
}

int count_decision(int rootfd, const struct decision *d, bool rewritten,
		   uint64_t usec, struct err *err)
{
	unsigned int operation = counters_operation(d->operation);
	struct counters by = { .value = { 0 } };

	counter(&by, COUNTED_DECISIONS, operation, decision_of(d, rewritten)) =
		1;
	counter(&by, COUNTED_HOOK_TIME, counters_bucket(usec)) = 1;
	counter(&by, COUNTED_HOOK_TIME_SUM) = usec;
	if (d->ruling == UNDECIDED)
		counter(&by, COUNTED_FAILURES, COUNTED_FAIL_CLOSED) = 1;
	else if (d->ruling == UNJUDGED)
		counter(&by, COUNTED_FAILURES, COUNTED_FAIL_OPEN) = 1;
	if (strncmp(d->operation, "start", 5) != 0)
		count_findings(&by, &d->report);
	return counters_add(rootfd, &by, err);
}
