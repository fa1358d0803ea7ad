/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tasks.h - what is to be done, once for each domain */
#ifndef HOOK_AGENT_TASKS_H
#define HOOK_AGENT_TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "domain.h"

/* More domains than that are not remembered one by one, but swept. */
#define TASKS_MAX 20000

/**
 * enum task_kind - what may be to do for a domain
 * @TASK_MEND:		look at its definition
 * @TASK_ATTEST:	look at its launch
 * @TASK_REPAIR:	mend it, and start it again
 */
enum task_kind { TASK_MEND = 1, TASK_ATTEST = 2, TASK_REPAIR = 4 };

/**
 * struct task - a domain, and what is known of it
 * @kinds:	what is to be done: enum task_kind
 * @writes:	how often its definition was written lately
 * @last_write:	when, in seconds of the monotonic clock
 * @gave_up:	that somebody else writes it too was said
 * @gone:	it has no definition any more
 * @tries:	how often its launch could not be told, one after the other
 * @again:	it waits for tasks_again()
 * @runs:	it was counted as a running guest of @tech
 * @dropped:	it was measured, and has no series of its own
 */
struct task {
	char uuid[DOMAIN_UUID_SIZE];
	unsigned int kinds, writes;
	time_t last_write;
	unsigned int tries;
	bool gave_up, gone, again, runs, dropped;
	enum tech tech;
	struct task *next;
};

/**
 * struct tasks - all domains that were heard of, and a queue of those with
 *		  something to do
 * @taken:	what tasks_take() gave last
 */
struct tasks {
	void *tree;
	size_t count;
	struct task *first, **last, *taken;
};

/**
 * tasks_now() - seconds of the monotonic clock
 */
time_t tasks_now(void);

void tasks_init(struct tasks *tasks);
void tasks_clear(struct tasks *tasks);

/**
 * tasks_add() - something is to be done for a domain
 *
 * Return: 0, or -1 when there are too many, or no memory.
 */
int tasks_add(struct tasks *tasks, const char *uuid, enum task_kind kind);

/**
 * tasks_take() - the domain that waits longest
 * @ret_kinds:	what is to be done for it
 *
 * Return: valid until tasks_forget() or the next call, or NULL.
 */
struct task *tasks_take(struct tasks *tasks, unsigned int *ret_kinds);

/**
 * tasks_again() - add those to the queue whose launch could not be told
 */
void tasks_again(struct tasks *tasks);

/**
 * tasks_add_all() - something is to be done for all domains that are known
 */
void tasks_add_all(struct tasks *tasks, enum task_kind kind);

/**
 * tasks_forget() - a domain is gone
 */
void tasks_forget(struct tasks *tasks, const char *uuid);

#endif
