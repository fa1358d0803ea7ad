/* SPDX-License-Identifier: GPL-2.0-or-later */
/* count_decision.h - a decision, as metrics show it */
#ifndef HOOK_COUNT_DECISION_H
#define HOOK_COUNT_DECISION_H

#include <stdint.h>

#include "decision.h"

/**
 * count_decision() - add a decision to the counters
 * @rewritten:	it was allowed after its document was changed
 * @usec:	microseconds that it took
 *
 * What rules found is counted
 * once for each rule, and not at "start" and "started", where libvirt asks
 * again about a guest that passed "prepare".
 *
 * Return: 0, or -1; the decision does not depend on it.
 */
int count_decision(int rootfd, const struct decision *d, bool rewritten,
		   uint64_t usec, struct err *err);

#endif
