// SPDX-License-Identifier: GPL-2.0-only
// notify_kunit.c - what user space is told, and when it is told nothing
#include "../notify.c"

#include <kunit/test.h>
#include <linux/err.h>
#include <linux/kdev_t.h>

/* what came with the last event, and how many there were */
static char said[256];
static unsigned int events;

static int listen(struct device *dev, struct kobj_uevent_env *env)
{
	int i;

	said[0] = '\0';
	for (i = 0; i < env->envp_idx; i++) {
		if (!str_has_prefix(env->envp[i], "SEVSTAT_"))
			continue;
		strlcat(said, env->envp[i], sizeof(said));
		strlcat(said, " ", sizeof(said));
	}
	events++;
	return 0;
}

static struct class listener = {
	.name = "sevstat-kunit",
	.dev_uevent = listen,
};

static int rig_init(struct kunit *test)
{
	struct host *h = kunit_kzalloc(test, sizeof(*h), GFP_KERNEL);

	if (!h || class_register(&listener))
		return -ENOMEM;
	snapshot_init(&h->snapshot);
	h->dev = device_create(&listener, NULL, MKDEV(0, 0), h, "host");
	if (IS_ERR(h->dev)) {
		class_unregister(&listener);
		return PTR_ERR(h->dev);
	}
	events = 0;
	test->priv = h;
	return 0;
}

static void rig_exit(struct kunit *test)
{
	struct host *h = test->priv;

	device_unregister(h->dev);
	class_unregister(&listener);
}

static void say(struct host *h, enum fw_health health, u8 state)
{
	const struct fw_snapshot s = { .health = health, .sev.state = state };

	snapshot_write(&h->snapshot, &s);
}

static void notify_states(struct kunit *test)
{
	struct host *h = test->priv;
	struct seen seen = {};

	notify_changes(h, &seen, 0);
	KUNIT_EXPECT_STREQ(test, said, "SEVSTAT_STATE=unknown ");
	say(h, FW_ANSWERS, 1);
	notify_changes(h, &seen, 0);
	KUNIT_EXPECT_STREQ(test, said, "SEVSTAT_STATE=init ");
	notify_changes(h, &seen, 0);
	KUNIT_EXPECT_EQ(test, events, 2u);
	say(h, FW_ANSWERS, 2);
	notify_changes(h, &seen, 0);
	KUNIT_EXPECT_STREQ(test, said, "SEVSTAT_STATE=working ");
	say(h, FW_DEAD, 2);
	notify_changes(h, &seen, 0);
	KUNIT_EXPECT_STREQ(test, said, "SEVSTAT_STATE=dead ");
	KUNIT_EXPECT_EQ(test, events, 4u);
}

static void notify_snp_states(struct kunit *test)
{
	struct host *h = test->priv;
	struct fw_snapshot s = { .health = FW_ANSWERS, .snp_valid = true };
	struct seen seen = {};

	snapshot_write(&h->snapshot, &s);
	notify_changes(h, &seen, 0);
	KUNIT_EXPECT_EQ(test, events, 2u);
	KUNIT_EXPECT_STREQ(test, said, "SEVSTAT_SNP_STATE=uninit ");
	s.snp.state = 1;
	snapshot_write(&h->snapshot, &s);
	notify_changes(h, &seen, 0);
	KUNIT_EXPECT_STREQ(test, said, "SEVSTAT_SNP_STATE=init ");
	s.snp_valid = false;
	snapshot_write(&h->snapshot, &s);
	notify_changes(h, &seen, 0);
	KUNIT_EXPECT_STREQ(test, said, "SEVSTAT_SNP_STATE=unknown ");
	KUNIT_EXPECT_EQ(test, events, 4u);
}

static void notify_low(struct kunit *test)
{
	const char *want =
		"SEVSTAT_ASID=sev_es SEVSTAT_LOW=1 SEVSTAT_AVAILABLE=5 ";
	const struct asid_count count = { .available = 5 };

	tell_low(test->priv, ASID_SEV_ES, true, &count);
	KUNIT_EXPECT_STREQ(test, said, want);
}

static const struct low_case {
	const char *name;
	struct asid_range range;
	struct asid_count count;
	u64 low_water;
	bool was;
	bool want;
} low_cases[] = {
	{ "above", { 1, 99 }, { 0, 6, true, true }, 5, false, false },
	{ "at", { 1, 99 }, { 0, 5, true, true }, 5, false, true },
	{ "below", { 1, 99 }, { 0, 4, true, true }, 5, false, true },
	{ "stays", { 1, 99 }, { 0, 4, true, true }, 5, true, true },
	{ "recovers", { 1, 99 }, { 0, 6, true, true }, 5, true, false },
	{ "none left, no mark",
	  { 1, 99 },
	  { 0, 0, true, true },
	  0,
	  false,
	  true },
	{ "one left, no mark",
	  { 1, 99 },
	  { 0, 1, true, true },
	  0,
	  false,
	  false },
	{ "not known, was not",
	  { 1, 99 },
	  { 0, 0, false, false },
	  5,
	  false,
	  false },
	{ "not known, was", { 1, 99 }, { 0, 9, false, false }, 5, true, true },
	{ "no such guests here",
	  { 0, 0 },
	  { 0, 0, true, true },
	  5,
	  true,
	  false },
};

static void low_desc(const struct low_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(low, low_cases, low_desc);

static void notify_marks(struct kunit *test)
{
	const struct low_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test,
			is_low(&c->range, &c->count, c->low_water, c->was),
			c->want);
}

/* clang-format off */
static struct kunit_case notify_cases[] = {
	KUNIT_CASE(notify_states),
	KUNIT_CASE(notify_snp_states),
	KUNIT_CASE(notify_low),
	KUNIT_CASE_PARAM(notify_marks, low_gen_params),
	{}
};

/* clang-format on */

static struct kunit_suite notify_suite = {
	.name = "sevstat-notify",
	.init = rig_init,
	.exit = rig_exit,
	.test_cases = notify_cases,
};

kunit_test_suite(notify_suite);
