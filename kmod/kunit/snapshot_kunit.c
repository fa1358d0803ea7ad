// SPDX-License-Identifier: GPL-2.0-only
// snapshot_kunit.c - readers see all of one moment, or all of another
#include "../snapshot.c"

#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kthread.h>

static const struct state_case {
	const char *name;
	enum fw_health health;
	u8 state;
	const char *want;
} state_cases[] = {
	{ "nothing known", FW_UNKNOWN, 2, "unknown" },
	{ "uninitialised", FW_ANSWERS, 0, "uninit" },
	{ "initialised", FW_ANSWERS, 1, "init" },
	{ "working", FW_ANSWERS, 2, "working" },
	{ "unspecified", FW_ANSWERS, 9, "unknown" },
	{ "nobody there", FW_ABSENT, 2, "absent" },
	{ "silent", FW_DEAD, 2, "dead" },
};

static void state_desc(const struct state_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(state, state_cases, state_desc);

static void snapshot_states(struct kunit *test)
{
	const struct state_case *c = test->param_value;
	const struct fw_snapshot s = {
		.health = c->health,
		.sev.state = c->state,
	};

	KUNIT_EXPECT_STREQ(test, snapshot_state(&s), c->want);
}

static void snapshot_begins(struct kunit *test)
{
	struct fw_snapshot got = { .queries = 1 };
	struct snapshot s;

	snapshot_init(&s);
	snapshot_read(&s, &got);
	KUNIT_EXPECT_EQ(test, got.health, FW_UNKNOWN);
	KUNIT_EXPECT_EQ(test, got.queries, 0ull);
}

/* what a writer does all the time: every field says the same number */
struct traffic {
	struct snapshot s;
	u64 written;
};

static int write_numbers(void *data)
{
	struct traffic *t = data;
	struct fw_snapshot all = {};

	while (!kthread_should_stop()) {
		u64 n = READ_ONCE(t->written) + 1;

		all.answered_ns = n;
		all.cost_ns = n;
		all.sev.guests = n;
		all.snp.current_tcb = n;
		all.errors = n;
		snapshot_write(&t->s, &all);
		WRITE_ONCE(t->written, n);
		cond_resched();
	}
	return 0;
}

static bool torn(const struct fw_snapshot *got)
{
	u64 n = got->answered_ns;

	return got->cost_ns != n || got->sev.guests != (u32)n ||
	       got->snp.current_tcb != n || got->errors != n;
}

#define WRITES 20000

static void snapshot_whole(struct kunit *test)
{
	struct traffic *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	struct task_struct *writer;
	struct fw_snapshot got;
	u64 last = 0;
	unsigned int bad = 0;

	KUNIT_ASSERT_NOT_NULL(test, t);
	snapshot_init(&t->s);
	writer = kthread_run(write_numbers, t, "sevstat-kunit");
	KUNIT_ASSERT_FALSE(test, IS_ERR(writer));
	while (READ_ONCE(t->written) < WRITES) {
		snapshot_read(&t->s, &got);
		/* torn, or older than what was seen before */
		bad += torn(&got) || got.answered_ns < last;
		last = got.answered_ns;
		cond_resched();
	}
	kthread_stop(writer);
	KUNIT_EXPECT_EQ(test, bad, 0u);
	KUNIT_EXPECT_GT(test, last, 0ull);
}

/* clang-format off */
static struct kunit_case snapshot_cases[] = {
	KUNIT_CASE_PARAM(snapshot_states, state_gen_params),
	KUNIT_CASE(snapshot_begins),
	KUNIT_CASE(snapshot_whole),
	{}
};

/* clang-format on */

static struct kunit_suite snapshot_suite = {
	.name = "sevstat-snapshot",
	.test_cases = snapshot_cases,
};

kunit_test_suite(snapshot_suite);
