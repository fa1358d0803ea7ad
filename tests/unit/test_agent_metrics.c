/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_agent_metrics.c - the agent's threads tell what happens, and end */
#include "hook/agent/metrics.h"

#include <stdatomic.h>

#include "hook/agent/report.h"
#include "unit.h"

/* How often something was said; by either thread. */
static atomic_uint said;

void report(int priority, const struct about *about, const char *fmt, ...)
{
	(void)priority;
	(void)about;
	(void)fmt;
	said++;
}

/* The thread that asks the firmware outlives its test: each has its own. */
static struct metrics all[3], *metrics;

static void start(const char *dir)
{
	static size_t next;

	struct err err = { "" };

	if (geteuid() != 0) {
		printf("# skipped: nobody watches what is not root's\n");
		unit_skip();
	}
	unit_mkdirs("run");
	metrics = &all[next++];
	metrics->dir = dir;
	said = 0;
	if (metrics_start(metrics, unit_dirfd, &err) < 0)
		fail_msg("%s", err.text);
}

static uint64_t counted(enum counted family)
{
	const unsigned int which[3] = { 0 };
	struct counters counters;

	assert_int_equal(counters_read(unit_dirfd, &counters, NULL), 0);
	return counters.value[counters_at(family, which)];
}

/* Both count at the same time, and nothing is lost. */
static void counts(void **state)
{
	uint64_t n = 0;

	(void)state;
	start("/nowhere");
	while (n < 100 || !counted(COUNTED_TEXTFILE_ERRORS)) {
		metrics_count_one(metrics, COUNTED_UNCHECKED);
		n++;
	}
	metrics_stop(metrics);
	assert_int_equal(counted(COUNTED_UNCHECKED), n);
	assert_int_equal(said, 1);
}

/* What is told is there before long, and goes with the agent. */
static void tells(void **state)
{
	struct agent_facts facts = { .libvirt = false };
	struct task task = { .uuid = "c7a5fdbd-edaf-9455-926a-d65c16db1809" };

	(void)state;
	start("");
	metrics_libvirt(metrics, true);
	metrics_guest(metrics, &task, TECH_SEV);
	metrics_guest(metrics, &task, TECH_SEV);
	metrics_measured(metrics, &task, true, 5);
	while (!facts.n_measured) {
		agent_facts_clear(&facts);
		assert_true(agent_facts_read(unit_dirfd, &facts, NULL) >= 0);
	}
	assert_true(facts.libvirt);
	assert_int_equal(facts.guests[TECH_SEV], 1);
	assert_string_equal(facts.measured[0].uuid, task.uuid);
	assert_int_equal(facts.measured[0].when, 5);
	agent_facts_clear(&facts);
	metrics_ended(metrics, &task);
	metrics_ended(metrics, &task);
	assert_int_equal(metrics->facts.guests[TECH_SEV], 0);
	metrics_stop(metrics);
	assert_int_equal(agent_facts_read(unit_dirfd, &facts, NULL), 0);
	agent_facts_clear(&metrics->facts);
}

/* Of more guests than there is room for it is known how many they are. */
static void tells_of_many(void **state)
{
	static struct task tasks[MEASURED_MAX + 2];
	size_t i;

	(void)state;
	start("");
	for (i = 0; i < ARRAY_SIZE(tasks); i++) {
		snprintf(tasks[i].uuid, sizeof(tasks[i].uuid), "%036zx", i);
		metrics_guest(metrics, &tasks[i], TECH_SEV_ES);
		metrics_measured(metrics, &tasks[i], true, i);
		metrics_measured(metrics, &tasks[i], false, i);
	}
	assert_int_equal(metrics->facts.n_measured, MEASURED_MAX);
	assert_int_equal(metrics->facts.dropped, 2);
	assert_int_equal(metrics->facts.guests[TECH_SEV_ES], MEASURED_MAX + 2);
	/* one that has no place leaves no gap, nor does one that has */
	metrics_ended(metrics, &tasks[MEASURED_MAX]);
	metrics_ended(metrics, &tasks[0]);
	metrics_measured(metrics, &tasks[MEASURED_MAX + 1], true, 7);
	assert_int_equal(metrics->facts.n_measured, MEASURED_MAX);
	for (i = 1; i < ARRAY_SIZE(tasks); i++)
		metrics_ended(metrics, &tasks[i]);
	assert_int_equal(metrics->facts.n_measured, 0);
	assert_int_equal(metrics->facts.dropped, 0);
	assert_int_equal(metrics->facts.guests[TECH_SEV_ES], 0);
	metrics_stop(metrics);
	agent_facts_clear(&metrics->facts);
}

int main(void)
{
	UNIT_DIR(counts);
	UNIT_DIR(tells);
	UNIT_DIR(tells_of_many);
	return unit_run();
}
