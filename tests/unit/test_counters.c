/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_counters.c - each counter has a place and a name */
#include "hook/counters.h"

#include <stdlib.h>

#include "rule.h"
#include "unit.h"

/* --- places ----------------------------------------------------------------- */

/* How many values each label of a family has; 0: it has no such label. */
static const struct family_case {
	const char *name;
	enum counted family;
	unsigned int labels[3];
} family_cases[] = {
	{ "decisions", COUNTED_DECISIONS, { 5, 6 } },
	{ "findings", COUNTED_FINDINGS, { 1, 2, 2 } },
	{ "time", COUNTED_HOOK_TIME, { 10 } },
	{ "sum of time", COUNTED_HOOK_TIME_SUM, { 0 } },
	{ "failures", COUNTED_FAILURES, { 2 } },
	{ "unchecked", COUNTED_UNCHECKED, { 0 } },
	{ "actions", COUNTED_ACTIONS, { 7 } },
	{ "attested", COUNTED_ATTESTED, { 4 } },
	{ "not attested", COUNTED_ATTEST_ERRORS, { 0 } },
	{ "textfiles", COUNTED_TEXTFILE_ERRORS, { 0 } },
	{ "damaged", COUNTED_DAMAGED, { 0 } },
	{ "last success", COUNTED_LAST_SUCCESS, { 0 } },
};

static unsigned int values(const struct family_case *c, unsigned int label)
{
	unsigned int n = 0;

	if (c->family == COUNTED_FINDINGS && label == 0) {
		while (rules[n])
			n++;
		return n;
	}
	return c->labels[label] ? c->labels[label] : 1;
}

/* Calls @each for all indices that a family has. */
static void for_all(const struct family_case *c,
		    void (*each)(enum counted family, const unsigned int *which,
				 void *data),
		    void *data)
{
	unsigned int which[3];

	for (which[0] = 0; which[0] < values(c, 0); which[0]++)
		for (which[1] = 0; which[1] < values(c, 1); which[1]++)
			for (which[2] = 0; which[2] < values(c, 2); which[2]++)
				each(c->family, which, data);
}

static void count_one(enum counted family, const unsigned int *which,
		      void *data)
{
	(void)family;
	(void)which;
	++*(size_t *)data;
}

static void sizes(void **state)
{
	const struct family_case *c = *state;
	size_t n = 0;

	for_all(c, count_one, &n);
	assert_int_equal(counters_size(c->family), n);
}

/* The places of a family follow each other in the order of its labels. */
static void at_next(enum counted family, const unsigned int *which, void *data)
{
	size_t *next = data;

	assert_int_equal(counters_at(family, which), *next);
	++*next;
}

static void no_overlap(void **state)
{
	size_t next = 0, i;

	(void)state;
	assert_int_equal(ARRAY_SIZE(family_cases), COUNTED);
	for (i = 0; i < COUNTED; i++) {
		assert_int_equal(family_cases[i].family, i);
		for_all(&family_cases[i], at_next, &next);
	}
	assert_true(next <= COUNTERS_MAX);
}

static void other_labels_are_ignored(void **state)
{
	(void)state;
	assert_int_equal(counters_at(COUNTED_FAILURES,
				     (const unsigned int[3]){ 1, 9, 9 }),
			 counters_at(COUNTED_FAILURES,
				     (const unsigned int[3]){ 1, 0, 0 }));
}

/* --- labels ------------------------------------------------------------------- */

/* The name of a place, as metrics have it. */
static char *key_of(enum counted family, size_t i)
{
	char labels[COUNTERS_LABELS], *key = NULL;

	counters_labels(family, i, labels);
	assert_true(asprintf(&key, *labels ? "%s{%s}" : "%s",
			     counters_name(family), labels) > 0);
	return key;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void names_differ(void **state)
{
	char *keys[COUNTERS_MAX];
	enum counted family;
	size_t n = 0, i;

	(void)state;
	for (family = 0; family < COUNTED; family++)
		for (i = 0; i < counters_size(family); i++)
			keys[n++] = key_of(family, i);
	qsort(keys, n, sizeof(*keys), by_text);
	for (i = 1; i < n; i++)
		assert_string_not_equal(keys[i - 1], keys[i]);
	for (i = 0; i < n; i++)
		free(keys[i]);
}

static const struct label_case {
	const char *key;
	enum counted family;
	unsigned int which[3];
} label_cases[] = {
	{ "sevgate_policy_decisions_total{operation=\"prepare\",decision=\"allow\"}",
	  COUNTED_DECISIONS,
	  { 0, COUNTED_ALLOW } },
	{ "sevgate_policy_decisions_total{operation=\"restore\",decision=\"rewrite\"}",
	  COUNTED_DECISIONS,
	  { 3, COUNTED_REWRITE } },
	{ "sevgate_policy_decisions_total{operation=\"migrate\",decision=\"disabled\"}",
	  COUNTED_DECISIONS,
	  { 4, COUNTED_DISABLED } },
	{ "sevgate_hook_duration_seconds_bucket{le=\"0.005\"}",
	  COUNTED_HOOK_TIME,
	  { 0 } },
	{ "sevgate_hook_duration_seconds_bucket{le=\"+Inf\"}",
	  COUNTED_HOOK_TIME,
	  { 9 } },
	{ "sevgate_hook_failures_total{outcome=\"fail_closed\"}",
	  COUNTED_FAILURES,
	  { COUNTED_FAIL_CLOSED } },
	{ "sevgate_agent_actions_total{action=\"rewritten\"}",
	  COUNTED_ACTIONS,
	  { COUNTED_REWRITTEN } },
	{ "sevgate_agent_actions_total{action=\"not_repaired\"}",
	  COUNTED_ACTIONS,
	  { COUNTED_NOT_REPAIRED } },
	{ "sevgate_agent_actions_total{action=\"destroyed\"}",
	  COUNTED_ACTIONS,
	  { COUNTED_DESTROYED } },
	{ "sevgate_attestation_results_total{result=\"owner\"}",
	  COUNTED_ATTESTED,
	  { 3 } },
	{ "sevgate_counters_damaged_total", COUNTED_DAMAGED, { 0 } },
};

static void label(void **state)
{
	const struct label_case *c = *state;
	size_t start = counters_at(c->family, (const unsigned int[3]){ 0 });
	_cleanup_free_ char *key =
		key_of(c->family, counters_at(c->family, c->which) - start);

	assert_string_equal(key, c->key);
}

static void finding_labels(void **state)
{
	const unsigned int which[3] = { 3, COUNTED_ENFORCE, COUNTED_VIOLATION };
	size_t start =
		counters_at(COUNTED_FINDINGS, (const unsigned int[3]){ 0 });
	_cleanup_free_ char *key = key_of(
		COUNTED_FINDINGS, counters_at(COUNTED_FINDINGS, which) - start);
	_cleanup_free_ char *want = NULL;

	(void)state;
	assert_true(asprintf(&want,
			     "sevgate_policy_rule_findings_total{rule=\"%s\","
			     "mode=\"enforce\",verdict=\"violation\"}",
			     rules[3]->id) > 0);
	assert_string_equal(key, want);
}

/* --- indices ------------------------------------------------------------------ */

static const struct bucket_case {
	const char *name;
	uint64_t usec;
	unsigned int bucket;
} bucket_cases[] = {
	{ "nothing", 0, 0 },
	{ "5 ms", 5000, 0 },
	{ "more than 5 ms", 5001, 1 },
	{ "10 ms", 10000, 1 },
	{ "more than 10 ms", 10001, 2 },
	{ "25 ms", 25000, 2 },
	{ "50 ms", 50000, 3 },
	{ "100 ms", 100000, 4 },
	{ "250 ms", 250000, 5 },
	{ "half a second", 500000, 6 },
	{ "a second", 1000000, 7 },
	{ "two seconds", 2000000, 8 },
	{ "more than two seconds", 2000001, 9 },
	{ "for ever", UINT64_MAX, 9 },
};

static void bucket(void **state)
{
	const struct bucket_case *c = *state;

	assert_int_equal(counters_bucket(c->usec), c->bucket);
}

static const struct operation_case {
	const char *name;
	unsigned int index;
} operation_cases[] = {
	{ "prepare", 0 }, { "start", 1 },   { "started", 2 },
	{ "restore", 3 }, { "migrate", 4 },
};

static void operation(void **state)
{
	const struct operation_case *c = *state;

	assert_int_equal(counters_operation(c->name), c->index);
}

int main(void)
{
	UNIT_CASES(sizes, family_cases);
	UNIT(no_overlap);
	UNIT(other_labels_are_ignored);
	UNIT(names_differ);
	UNIT_CASES(label, label_cases);
	UNIT(finding_labels);
	UNIT_CASES(bucket, bucket_cases);
	UNIT_CASES(operation, operation_cases);
	return unit_run();
}
