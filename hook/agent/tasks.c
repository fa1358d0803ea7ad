/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tasks.c - what is to be done, once for each domain */
#include "hook/agent/tasks.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_uuid(const void *a, const void *b)
{
	return strcmp(((const struct task *)a)->uuid,
		      ((const struct task *)b)->uuid);
}

time_t tasks_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

void tasks_init(struct tasks *tasks)
{
	*tasks = (struct tasks){ .last = &tasks->first };
}

void tasks_clear(struct tasks *tasks)
{
	tdestroy(tasks->tree, free);
	tasks_init(tasks);
}

static struct task *find(const struct tasks *tasks, const char *uuid)
{
	struct task key = { .kinds = 0 };
	struct task **at;

	snprintf(key.uuid, sizeof(key.uuid), "%s", uuid);
	at = tfind(&key, &tasks->tree, by_uuid);
	return at ? *at : NULL;
}

static struct task *make(struct tasks *tasks, const char *uuid)
{
	struct task *task = NULL;

	if (tasks->count < TASKS_MAX)
		task = calloc(1, sizeof(*task));
	if (!task)
		return NULL;
	snprintf(task->uuid, sizeof(task->uuid), "%s", uuid);
	if (!tsearch(task, &tasks->tree, by_uuid)) {
		free(task);
		return NULL;
	}
	tasks->count++;
	return task;
}

int tasks_add(struct tasks *tasks, const char *uuid, enum task_kind kind)
{
	struct task *task = find(tasks, uuid);

	if (!task)
		task = make(tasks, uuid);
	if (!task)
		return -1;
	if (!task->kinds) {
		*tasks->last = task;
		tasks->last = &task->next;
	}
	task->kinds |= kind;
	task->gone = false;
	return 0;
}

static void drop(struct tasks *tasks, struct task *task)
{
	if (tasks->taken == task)
		tasks->taken = NULL;
	tdelete(task, &tasks->tree, by_uuid);
	tasks->count--;
	free(task);
}

struct task *tasks_take(struct tasks *tasks, unsigned int *ret_kinds)
{
	struct task *task = tasks->first;

	if (tasks->taken && tasks->taken->gone)
		drop(tasks, tasks->taken);
	tasks->taken = task;
	if (!task)
		return NULL;
	tasks->first = task->next;
	if (!tasks->first)
		tasks->last = &tasks->first;
	task->next = NULL;
	*ret_kinds = task->kinds;
	task->kinds = 0;
	return task;
}

/**
 * struct addition - what tasks_again() and tasks_add_all() add
 * @all:	to all, not only to those that wait for it
 */
struct addition {
	struct tasks *tasks;
	enum task_kind kind;
	bool all;
};

static void add_to_one(const void *node, VISIT visit, void *data)
{
	struct task *task = *(struct task *const *)node;
	const struct addition *a = data;

	if ((visit != postorder && visit != leaf) || !(a->all || task->again))
		return;
	task->again = false;
	tasks_add(a->tasks, task->uuid, a->kind);
}

void tasks_again(struct tasks *tasks)
{
	struct addition a = { tasks, TASK_ATTEST, false };

	twalk_r(tasks->tree, add_to_one, &a);
}

void tasks_add_all(struct tasks *tasks, enum task_kind kind)
{
	struct addition a = { tasks, kind, true };

	twalk_r(tasks->tree, add_to_one, &a);
}

void tasks_forget(struct tasks *tasks, const char *uuid)
{
	struct task *task = find(tasks, uuid);

	if (!task)
		return;
	/* one that waits is looked at, found gone, and dropped behind that */
	if (task->kinds)
		task->gone = true;
	else
		drop(tasks, task);
}
