/* SPDX-License-Identifier: GPL-2.0-or-later */
/* agent.h - sevgated: what its parts share */
#ifndef HOOK_AGENT_AGENT_H
#define HOOK_AGENT_AGENT_H

#include "hook/agent/metrics.h"
#include "hook/agent/report.h"
#include "hook/agent/tasks.h"
#include "hook/client/judge.h"
#include "hook/client/sev_info.h"
#include "hook/client/virt_events.h"

/*
 * DOC: Theory of operation
 *
 * One thread in libvirt's event loop, and no polling; metrics have threads of
 * their own.  What libvirt tells of a domain puts it into a queue, once; the
 * queue is worked off between events, one domain at a time.  Nothing is kept
 * that libvirt or the records do not know as well: after a restart, of the
 * agent or of libvirt, all domains are put into the queue, and whatever is
 * done for one is done only if it has not been done.
 */

/**
 * struct agent - all of it
 * @connected:	@judge.virt is there and alive
 * @backoff:	ms until the next attempt to connect
 * @stop:	the loop is to end
 * @work, @connect, @watchdog, @retry:	timers
 * @retry_at:	when @retry ends, in seconds of the monotonic clock; 0: never
 */
struct agent {
	struct where where;
	struct judge judge;
	struct virt_watcher watcher;
	struct tasks tasks;
	struct metrics metrics;
	bool connected, stop;
	int backoff, work, connect, watchdog, retry;
	time_t retry_at;
	int repair;
};

/**
 * agent_add() - put a domain into the queue
 */
void agent_add(struct agent *a, const char *uuid, enum task_kind kind);

/**
 * agent_connect() - connect, or see to it that it is tried again
 */
void agent_connect(struct agent *a);

/**
 * agent_mend() - make a definition what its profile demands
 *
 * Return: 1 it was written, 0 there was nothing to do, -1 it could not be.
 */
int agent_mend(struct agent *a, struct task *task);

/**
 * agent_repair() - mend a domain whose start was refused, and start it
 */
void agent_repair(struct agent *a, struct task *task);

/**
 * agent_attest() - look at the launch of a running domain
 *
 * What libvirt knows no more is forgotten.
 *
 * Return: true when it could not be told, and is to be tried again.
 */
bool agent_attest(struct agent *a, struct task *task);

/**
 * repair_watch() - be told of refused starts
 *
 * Return: 0, or -1.
 */
int repair_watch(struct agent *a, struct err *err);

/**
 * platform_refresh() - verify this host's certificates, for the hook
 */
void platform_refresh(struct agent *a);

/**
 * platform_ask() - ask the firmware for this host's certificates
 * @ret:	set on success only
 *
 * Waits for ten seconds at most.
 *
 * Return: 0, or -1; errno is ETIMEDOUT when it has not answered yet.
 */
int platform_ask(int rootfd, struct sev_info *ret);

#endif
