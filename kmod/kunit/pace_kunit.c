// SPDX-License-Identifier: GPL-2.0-only
// pace_kunit.c - pauses after failures
#include "../pace.c"

#include <kunit/test.h>

static const struct pace_case {
	const char *name;
	unsigned int period_ms;
	unsigned int failures;
	u64 want_ms;
} pace_cases[] = {
	{ "first", 10000, 1, 20000 },
	{ "second", 10000, 2, 40000 },
	{ "fifth", 10000, 5, 320000 },
	{ "not beyond the longest", 10000, 6, PACE_MAX_MS },
	{ "many", 10000, 1000, PACE_MAX_MS },
	{ "a short period", 100, 1, 200 },
	{ "a short period, often", 100, 13, PACE_MAX_MS },
	{ "no period", 0, 1, 2 * PACE_FIRST_MS },
	{ "a long period", 86400000, 1, 86400000 },
	{ "a long period, often", 86400000, 100, 86400000 },
};

static void pace_desc(const struct pace_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(pace, pace_cases, pace_desc);

static void pace_pauses(struct kunit *test)
{
	const struct pace_case *c = test->param_value;
	struct pace p = {};
	unsigned int i;

	for (i = 0; i < c->failures; i++)
		pace_failed(&p, c->period_ms, 1000);
	KUNIT_EXPECT_EQ(test, p.not_before, 1000 + c->want_ms);
	KUNIT_EXPECT_FALSE(test, pace_due(&p, 1000 + c->want_ms - 1));
	KUNIT_EXPECT_TRUE(test, pace_due(&p, 1000 + c->want_ms));
}

static void pace_begins(struct kunit *test)
{
	struct pace p = {};

	KUNIT_EXPECT_TRUE(test, pace_due(&p, 0));
}

static void pace_forgets(struct kunit *test)
{
	struct pace p = {};

	pace_failed(&p, 10000, 0);
	pace_failed(&p, 10000, 0);
	pace_succeeded(&p);
	KUNIT_EXPECT_TRUE(test, pace_due(&p, 0));
	pace_failed(&p, 10000, 0);
	KUNIT_EXPECT_EQ(test, p.not_before, 20000ull);
}

/* clang-format off */
static struct kunit_case pace_kunit_cases[] = {
	KUNIT_CASE_PARAM(pace_pauses, pace_gen_params),
	KUNIT_CASE(pace_begins),
	KUNIT_CASE(pace_forgets),
	{}
};

/* clang-format on */

static struct kunit_suite pace_suite = {
	.name = "sevstat-pace",
	.test_cases = pace_kunit_cases,
};

kunit_test_suite(pace_suite);
