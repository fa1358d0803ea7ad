/* SPDX-License-Identifier: GPL-2.0-or-later */
/* counters.h - how often what happened, for metrics */
#ifndef HOOK_COUNTERS_H
#define HOOK_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

/*
 * DOC: One file of counters
 *
 * The hook lives for milliseconds, and the agent may be away.  So both count
 * in /run/sevgate/metrics/counters, which everybody may read: a line for each
 * counter that is not 0, as it is called in metrics, and its value.
 *
 *   # sevgate counters 1
 *   sevgate_policy_decisions_total{operation="prepare",decision="deny"} 3
 *   # end
 *
 * It is replaced as a whole under a lock, so that who reads it needs none.  A
 * file that is damaged is begun anew, and that is counted, too.  It goes with
 * the next boot, as counters may.
 */

/**
 * enum counted - families of counters
 * @COUNTED_DECISIONS:		by enum counted_operation, enum counted_decision
 * @COUNTED_FINDINGS:		by the rule's place in rules[], enum
 *				counted_mode, enum counted_verdict
 * @COUNTED_HOOK_TIME:		by counters_bucket()
 * @COUNTED_HOOK_TIME_SUM:	microseconds
 * @COUNTED_FAILURES:		by enum counted_outcome
 * @COUNTED_UNCHECKED:		starts without a decision
 * @COUNTED_ACTIONS:		by enum counted_action
 * @COUNTED_ATTESTED:		by enum attested
 * @COUNTED_ATTEST_ERRORS:	launches that could not be looked at
 * @COUNTED_TEXTFILE_ERRORS:	textfiles that could not be written
 * @COUNTED_DAMAGED:		damaged files of counters
 * @COUNTED_LAST_SUCCESS:	no counter: when a launch was last found right,
 *				in seconds since 1970
 */
enum counted {
	COUNTED_DECISIONS,
	COUNTED_FINDINGS,
	COUNTED_HOOK_TIME,
	COUNTED_HOOK_TIME_SUM,
	COUNTED_FAILURES,
	COUNTED_UNCHECKED,
	COUNTED_ACTIONS,
	COUNTED_ATTESTED,
	COUNTED_ATTEST_ERRORS,
	COUNTED_TEXTFILE_ERRORS,
	COUNTED_DAMAGED,
	COUNTED_LAST_SUCCESS,
	COUNTED,
};

enum counted_decision {
	COUNTED_ALLOW,
	COUNTED_DENY,
	COUNTED_REWRITE,
	COUNTED_UNDECIDED,
	COUNTED_UNJUDGED,
	COUNTED_DISABLED,
};

enum counted_mode { COUNTED_AUDIT, COUNTED_ENFORCE };
enum counted_verdict { COUNTED_VIOLATION, COUNTED_UNKNOWN };
enum counted_outcome { COUNTED_FAIL_OPEN, COUNTED_FAIL_CLOSED };

enum counted_action {
	COUNTED_REWRITTEN,
	COUNTED_NOT_REWRITTEN,
	COUNTED_GAVE_UP,
	COUNTED_REPAIRED,
	COUNTED_NOT_REPAIRED,
	COUNTED_RESUMED,
	COUNTED_DESTROYED,
};

#define COUNTERS_MAX 512

/**
 * struct counters - all of them, or how much is to be added to each
 */
struct counters {
	uint64_t value[COUNTERS_MAX];
};

/**
 * counters_at() - the place of a counter
 * @which:	one index for each label of the family, in their order; those
 *		that it has not are ignored
 *
 * Return: an index into counters.value.
 */
size_t counters_at(enum counted family, const unsigned int which[3]);

/* counter(c, COUNTED_FAILURES, COUNTED_FAIL_OPEN) += 1 */
#define counter(c, family, ...)         \
	((c)->value[counters_at(family, \
				(const unsigned int[3]){ __VA_ARGS__ })])

/**
 * counters_operation() - the index of what libvirt calls an operation
 */
unsigned int counters_operation(const char *name);

/**
 * counters_bucket() - the index of the bucket of a duration
 * @usec:	microseconds
 */
unsigned int counters_bucket(uint64_t usec);

/**
 * counters_size() - how many counters a family has
 */
size_t counters_size(enum counted family);

/**
 * counters_name() - the family's name in metrics
 */
const char *counters_name(enum counted family);

/**
 * counters_labels() - 'name="value",...' of one of its counters
 * @i:		below counters_size()
 * @buf:	COUNTERS_LABELS bytes; "" where the family has no labels
 */
#define COUNTERS_LABELS 160
void counters_labels(enum counted family, size_t i, char *buf);

/**
 * counters_read() - what was counted
 * @rootfd:	the directory that stands for "/"
 * @ret:	all 0 where nothing was counted yet
 *
 * Return: 0, or -1: there is a file, but it is damaged or cannot be read.
 */
int counters_read(int rootfd, struct counters *ret, struct err *err);

/**
 * counters_add() - count
 * @by:		how much is to be added to each
 *
 * Return: 0, or -1; then nothing was counted.
 */
int counters_add(int rootfd, const struct counters *by, struct err *err);

/**
 * counters_open_late() - where a hook that has no time left writes one byte
 *
 * Return: a file descriptor, or -1.
 */
int counters_open_late(int rootfd);

/**
 * counters_late() - how many had no time left
 */
uint64_t counters_late(int rootfd);

#endif
