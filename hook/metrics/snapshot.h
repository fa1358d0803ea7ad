/* SPDX-License-Identifier: GPL-2.0-or-later */
/* snapshot.h - everything that metrics say, at one moment */
#ifndef HOOK_METRICS_SNAPSHOT_H
#define HOOK_METRICS_SNAPSHOT_H

#include "hook/counters.h"
#include "hook/metrics/agent_facts.h"
#include "hook/metrics/platform.h"

/* Who collects, each with errors of its own. */
enum collector {
	COLLECTOR_SEVSTAT,
	COLLECTOR_KERNEL,
	COLLECTOR_PSP,
	COLLECTOR_COUNTERS,
	COLLECTOR_AGENT,
	COLLECTORS,
};

/**
 * struct snapshot - everything that metrics say
 * @agent_up:	the agent gave a sign of life; only then is @agent to be
 *		believed
 * @hook:	libvirt finds the hook and may execute it
 * @break_glass: an administrator switched enforcement off
 * @refreshed:	when the firmware last answered, in seconds since 1970, times
 *		1000
 * @counted:	@counters and @late could be read
 * @late:	hooks that ran out of time
 * @errors:	by enum collector
 * @usec:	how long collecting took
 */
struct snapshot {
	struct platform_facts platform;
	struct agent_facts agent;
	bool agent_up;
	struct number hook, break_glass, refreshed;
	bool counted;
	struct counters counters;
	uint64_t late;
	unsigned int errors[COLLECTORS];
	uint64_t usec;
};

/**
 * snapshot_take() - read files, and ask nobody
 * @rootfd:	the directory that stands for "/"
 * @ret:	release with snapshot_clear()
 */
void snapshot_take(int rootfd, struct snapshot *ret);

/**
 * snapshot_minimum() - is the firmware what the policy demands at least
 *
 * Return: 0 or 1; not known where nothing is demanded, or of the firmware or
 * the policy nothing is known.
 */
struct number snapshot_minimum(const struct snapshot *snapshot,
			       enum firmware_interface i);

void snapshot_clear(struct snapshot *snapshot);

/**
 * metrics_text() - take a snapshot and write it down
 *
 * Return: 0, or -1 for want of memory.
 */
int metrics_text(int rootfd, char **ret, size_t *ret_len);

/**
 * snapshot_text() - a snapshot in the Prometheus text format 0.0.4
 * @ret:	the caller frees it
 *
 * Return: 0, or -1 for want of memory.
 */
int snapshot_text(const struct snapshot *snapshot, char **ret, size_t *ret_len);

#endif
