/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_tasks.c - each domain waits once, and is forgotten when it is gone */
#include "hook/agent/tasks.h"
#include "unit.h"

static const char *uuid(unsigned int n)
{
	static char text[2][DOMAIN_UUID_SIZE];
	static unsigned int next;
	char *to = text[next++ % ARRAY_SIZE(text)];

	snprintf(to, DOMAIN_UUID_SIZE, "%08x-0000-0000-0000-000000000000", n);
	return to;
}

static void taken(struct tasks *tasks, const char *want,
		  unsigned int want_kinds)
{
	unsigned int kinds = 0;
	const struct task *task = tasks_take(tasks, &kinds);

	assert_non_null(task);
	assert_string_equal(task->uuid, want);
	assert_int_equal(kinds, want_kinds);
}

static void nothing_left(struct tasks *tasks)
{
	unsigned int kinds = 77;

	assert_null(tasks_take(tasks, &kinds));
	assert_int_equal(kinds, 77);
}

static void first_come(void **state)
{
	_cleanup_(tasks_clear) struct tasks tasks;
	unsigned int n;

	(void)state;
	tasks_init(&tasks);
	nothing_left(&tasks);
	for (n = 100; n > 0; n--)
		assert_int_equal(tasks_add(&tasks, uuid(n), TASK_MEND), 0);
	for (n = 100; n > 0; n--)
		taken(&tasks, uuid(n), TASK_MEND);
	nothing_left(&tasks);
	/* and again after it was empty */
	tasks_add(&tasks, uuid(7), TASK_ATTEST);
	tasks_add(&tasks, uuid(3), TASK_ATTEST);
	taken(&tasks, uuid(7), TASK_ATTEST);
	taken(&tasks, uuid(3), TASK_ATTEST);
	nothing_left(&tasks);
	assert_int_equal(tasks.count, 100);
}

/* However often it is heard of, and it keeps its place. */
static void waits_once(void **state)
{
	_cleanup_(tasks_clear) struct tasks tasks;

	(void)state;
	tasks_init(&tasks);
	tasks_add(&tasks, uuid(1), TASK_MEND);
	tasks_add(&tasks, uuid(2), TASK_MEND);
	tasks_add(&tasks, uuid(1), TASK_ATTEST);
	tasks_add(&tasks, uuid(1), TASK_REPAIR);
	tasks_add(&tasks, uuid(1), TASK_MEND);
	assert_int_equal(tasks.count, 2);
	taken(&tasks, uuid(1), TASK_MEND | TASK_ATTEST | TASK_REPAIR);
	/* what is heard while it is worked on is worked on again, at the end */
	tasks_add(&tasks, uuid(1), TASK_ATTEST);
	taken(&tasks, uuid(2), TASK_MEND);
	taken(&tasks, uuid(1), TASK_ATTEST);
	nothing_left(&tasks);
}

static void remembered(void **state)
{
	_cleanup_(tasks_clear) struct tasks tasks;
	unsigned int kinds;
	struct task *task;

	(void)state;
	tasks_init(&tasks);
	tasks_add(&tasks, uuid(1), TASK_MEND);
	task = tasks_take(&tasks, &kinds);
	task->writes = 2;
	tasks_add(&tasks, uuid(1), TASK_MEND);
	assert_ptr_equal(tasks_take(&tasks, &kinds), task);
	assert_int_equal(task->writes, 2);
	/* a domain of the same uuid is another one */
	tasks_forget(&tasks, uuid(1));
	assert_int_equal(tasks.count, 0);
	tasks_add(&tasks, uuid(1), TASK_MEND);
	assert_int_equal(tasks_take(&tasks, &kinds)->writes, 0);
}

/* Once for each that asked for it, and no other. */
static void again(void **state)
{
	_cleanup_(tasks_clear) struct tasks tasks;
	unsigned int kinds, n;

	(void)state;
	tasks_init(&tasks);
	for (n = 1; n <= 20; n++)
		tasks_add(&tasks, uuid(n), TASK_MEND);
	for (n = 1; n <= 20; n++)
		tasks_take(&tasks, &kinds)->again = n == 7;
	tasks_again(&tasks);
	taken(&tasks, uuid(7), TASK_ATTEST);
	nothing_left(&tasks);
	tasks_again(&tasks);
	nothing_left(&tasks);
}

static void unknown_is_forgotten(void **state)
{
	_cleanup_(tasks_clear) struct tasks tasks;

	(void)state;
	tasks_init(&tasks);
	tasks_forget(&tasks, uuid(1));
	assert_int_equal(tasks.count, 0);
}

/* Defined and undefined before anybody looked: no trace stays. */
static void gone_while_it_waits(void **state)
{
	_cleanup_(tasks_clear) struct tasks tasks;
	unsigned int n;

	(void)state;
	tasks_init(&tasks);
	for (n = 0; n < 3; n++) {
		tasks_add(&tasks, uuid(n), TASK_MEND);
		tasks_forget(&tasks, uuid(n));
	}
	assert_int_equal(tasks.count, 3);
	for (n = 0; n < 3; n++)
		taken(&tasks, uuid(n), TASK_MEND);
	nothing_left(&tasks);
	assert_int_equal(tasks.count, 0);
}

static void gone_and_back(void **state)
{
	_cleanup_(tasks_clear) struct tasks tasks;

	(void)state;
	tasks_init(&tasks);
	tasks_add(&tasks, uuid(1), TASK_MEND);
	tasks_forget(&tasks, uuid(1));
	tasks_add(&tasks, uuid(1), TASK_ATTEST);
	taken(&tasks, uuid(1), TASK_MEND | TASK_ATTEST);
	nothing_left(&tasks);
	assert_int_equal(tasks.count, 1);
	/* and while it is worked on */
	tasks_add(&tasks, uuid(1), TASK_MEND);
	taken(&tasks, uuid(1), TASK_MEND);
	tasks_forget(&tasks, uuid(1));
	nothing_left(&tasks);
	assert_int_equal(tasks.count, 0);
}

static void bounded(void **state)
{
	_cleanup_(tasks_clear) struct tasks tasks;
	unsigned int n, kinds;

	(void)state;
	tasks_init(&tasks);
	for (n = 0; n < TASKS_MAX; n++)
		assert_int_equal(tasks_add(&tasks, uuid(n), TASK_MEND), 0);
	assert_int_equal(tasks_add(&tasks, uuid(n), TASK_MEND), -1);
	/* those that are known are taken all the same */
	assert_int_equal(tasks_add(&tasks, uuid(5), TASK_ATTEST), 0);
	tasks_take(&tasks, &kinds);
	assert_int_equal(tasks_add(&tasks, uuid(n), TASK_MEND), -1);
	tasks_forget(&tasks, uuid(0));
	assert_int_equal(tasks_add(&tasks, uuid(n), TASK_MEND), 0);
}

int main(void)
{
	UNIT(first_come);
	UNIT(waits_once);
	UNIT(remembered);
	UNIT(again);
	UNIT(unknown_is_forgotten);
	UNIT(gone_while_it_waits);
	UNIT(gone_and_back);
	UNIT(bounded);
	return unit_run();
}
