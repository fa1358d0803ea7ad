/* SPDX-License-Identifier: GPL-2.0-or-later */
/* metrics.h - what the agent tells those who watch the host */
#ifndef HOOK_AGENT_METRICS_H
#define HOOK_AGENT_METRICS_H

#include <pthread.h>
#include <stdatomic.h>

#include "hook/agent/tasks.h"
#include "hook/counters.h"
#include "hook/metrics/agent_facts.h"
#include "host.h"

/*
 * DOC: Threads beside the loop
 *
 * The loop waits for libvirt, and a domain that is locked makes it wait long.
 * What watches the host must not: a thread of its own leaves the facts and the
 * textfile, when they change and every METRICS_SECONDS.  Where the kernel
 * module is not there, another asks the firmware now and then, which can take
 * minutes.  They share struct agent_facts with the loop, under one lock.
 */

#define METRICS_SECONDS 15

/**
 * struct metrics - what the threads share
 * @dir:	where the textfile goes; NULL: where node_exporter looks;
 *		"": nowhere
 * @changed:	wakes the writer
 * @stopping:	wakes the asker
 * @until:	when each exemption of the policy ends, 0: never; owned
 * @dirty:	there is something new to write
 * @silent:	nothing is told
 * @lost:	what happened last could not be counted; whoever counts looks at
 *		it, and holds no lock while it does
 * @running:	there are threads
 */
struct metrics {
	int rootfd;
	const char *dir;
	pthread_mutex_t lock;
	pthread_cond_t changed, stopping;
	pthread_t writer, asker;
	struct agent_facts facts;
	time_t *until;
	size_t n_until;
	bool dirty, stop, silent, running;
	atomic_bool lost;
};

/**
 * metrics_start() - begin to tell
 *
 * Return: 0, or -1.
 */
int metrics_start(struct metrics *m, int rootfd, struct err *err);

/**
 * metrics_stop() - tell that the agent ends, and end the threads
 *
 * A question that the firmware does not answer is not waited for.
 */
void metrics_stop(struct metrics *m);

/**
 * metrics_libvirt() - a connection is there, or lost
 */
void metrics_libvirt(struct metrics *m, bool connected);

/**
 * metrics_policy() - the policy was read, or could not be
 * @policy:	NULL: it could not be
 * @host:	what KVM starts
 */
void metrics_policy(struct metrics *m, const struct policy *policy,
		    const struct host *host);

/**
 * metrics_busy() - the loop begins, or ends, to work on a domain
 */
void metrics_busy(struct metrics *m, bool busy);

/**
 * metrics_guest() - a guest runs
 */
void metrics_guest(struct metrics *m, struct task *task, enum tech tech);

/**
 * metrics_measured() - it was measured
 * @when:	seconds since 1970
 */
void metrics_measured(struct metrics *m, struct task *task, bool match,
		      uint64_t when);

/**
 * metrics_ended() - it runs no more; nothing where it was not known to
 */
void metrics_ended(struct metrics *m, struct task *task);

/**
 * metrics_count() - something happened, once
 */
void metrics_count(struct metrics *m, const struct counters *by);
#define metrics_count_one(m, ...)                         \
	do {                                              \
		struct counters by_ = { .value = { 0 } }; \
                                                          \
		counter(&by_, __VA_ARGS__) = 1;           \
		metrics_count(m, &by_);                   \
	} while (0)

/**
 * metrics_changed() - with the lock held: there is news; gives the lock back
 */
void metrics_changed(struct metrics *m);

/**
 * firmware_ask() - the thread that asks the firmware, given struct metrics
 */
void *firmware_ask(void *metrics);

#endif
