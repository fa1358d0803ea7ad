// SPDX-License-Identifier: GPL-2.0-only
// round_kunit.c - rounds with firmware that answers what it is told to
#include "../round.c"

#include <kunit/test.h>
#include <linux/string.h>

/* what the firmware is told to do, and how often it was asked */
static struct {
	int sev_ret;
	int snp_ret;
	u32 error;
	u32 guests;
	unsigned int sev_asked;
	unsigned int snp_asked;
} fw;

static int fake_sev(struct sev_firmware *ret, u32 *error)
{
	fw.sev_asked++;
	*error = fw.sev_ret == -EIO ? fw.error : 0;
	if (!fw.sev_ret)
		*ret = (struct sev_firmware){ .state = 2, .guests = fw.guests };
	return fw.sev_ret;
}

static int fake_snp(struct snp_firmware *ret, u32 *error)
{
	fw.snp_asked++;
	*error = fw.snp_ret == -EIO ? fw.error : 0;
	if (!fw.snp_ret)
		*ret = (struct snp_firmware){ .state = 1, .guests = fw.guests };
	return fw.snp_ret;
}

static const struct psp_ops both = {
	.sev_status = fake_sev,
	.snp_status = fake_snp,
};

static const struct psp_ops sev_only = { .sev_status = fake_sev };

struct rig {
	struct round round;
	struct snapshot snapshot;
	struct fw_snapshot got;
};

static struct rig *rig_make(struct kunit *test, const struct psp_ops *psp)
{
	struct rig *rig = kunit_kzalloc(test, sizeof(*rig), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, rig);
	snapshot_init(&rig->snapshot);
	rig->round = (struct round){ .psp = psp, .snapshot = &rig->snapshot };
	memset(&fw, 0, sizeof(fw));
	return rig;
}

/* a period so long that nothing becomes due again while a test runs */
#define PERIOD_MS 600000

static void run(struct rig *rig, bool forced)
{
	round_run(&rig->round, PERIOD_MS, forced);
	snapshot_read(&rig->snapshot, &rig->got);
}

static void round_answers(struct kunit *test)
{
	struct rig *rig = rig_make(test, &both);

	fw.guests = 7;
	run(rig, false);
	KUNIT_EXPECT_EQ(test, rig->got.health, FW_ANSWERS);
	KUNIT_EXPECT_EQ(test, rig->got.sev.guests, 7u);
	KUNIT_EXPECT_EQ(test, rig->got.snp.guests, 7u);
	KUNIT_EXPECT_TRUE(test, rig->got.snp_valid);
	KUNIT_EXPECT_EQ(test, rig->got.queries, 2ull);
	KUNIT_EXPECT_EQ(test, rig->got.errors, 0ull);
	KUNIT_EXPECT_NE(test, rig->got.answered_ns, 0ull);
	run(rig, false);
	KUNIT_EXPECT_EQ(test, rig->got.queries, 4ull);
}

static void round_without_snp(struct kunit *test)
{
	struct rig *rig = rig_make(test, &sev_only);

	run(rig, false);
	KUNIT_EXPECT_EQ(test, rig->got.health, FW_ANSWERS);
	KUNIT_EXPECT_FALSE(test, rig->got.snp_valid);
	KUNIT_EXPECT_EQ(test, rig->got.queries, 1ull);
}

/* a failure leaves the last answer, with its age, and is not repeated at once */
static void round_error(struct kunit *test)
{
	struct rig *rig = rig_make(test, &sev_only);
	u64 answered;

	fw.guests = 3;
	run(rig, false);
	answered = rig->got.answered_ns;
	fw.sev_ret = -EIO;
	fw.error = 0x15;
	run(rig, false);
	KUNIT_EXPECT_EQ(test, rig->got.health, FW_ANSWERS);
	KUNIT_EXPECT_EQ(test, rig->got.sev.guests, 3u);
	KUNIT_EXPECT_EQ(test, rig->got.answered_ns, answered);
	KUNIT_EXPECT_EQ(test, rig->got.errors, 1ull);
	KUNIT_EXPECT_EQ(test, rig->got.last_errno, -EIO);
	KUNIT_EXPECT_EQ(test, rig->got.last_error, 0x15u);
	run(rig, false);
	KUNIT_EXPECT_EQ(test, fw.sev_asked, 2u);
}

static void round_forced(struct kunit *test)
{
	struct rig *rig = rig_make(test, &sev_only);

	fw.sev_ret = -EIO;
	run(rig, false);
	run(rig, true);
	KUNIT_EXPECT_EQ(test, fw.sev_asked, 2u);
	fw.sev_ret = 0;
	run(rig, true);
	KUNIT_EXPECT_EQ(test, rig->got.health, FW_ANSWERS);
	run(rig, false);
	KUNIT_EXPECT_EQ(test, fw.sev_asked, 4u);
}

/* SNP has failures of its own, and what it said before is not shown */
static void round_snp_error(struct kunit *test)
{
	struct rig *rig = rig_make(test, &both);

	run(rig, false);
	fw.snp_ret = -EIO;
	run(rig, false);
	run(rig, false);
	KUNIT_EXPECT_EQ(test, rig->got.health, FW_ANSWERS);
	KUNIT_EXPECT_FALSE(test, rig->got.snp_valid);
	KUNIT_EXPECT_EQ(test, fw.sev_asked, 3u);
	KUNIT_EXPECT_EQ(test, fw.snp_asked, 2u);
}

static void round_no_memory(struct kunit *test)
{
	struct rig *rig = rig_make(test, &both);

	fw.snp_ret = -ENOMEM;
	run(rig, false);
	KUNIT_EXPECT_EQ(test, rig->got.health, FW_ANSWERS);
	KUNIT_EXPECT_EQ(test, rig->got.last_errno, -ENOMEM);
	KUNIT_EXPECT_EQ(test, rig->got.last_error, 0u);
}

/* nobody there is no failure: nothing was sent, and somebody may come */
static void round_absent(struct kunit *test)
{
	struct rig *rig = rig_make(test, &both);

	run(rig, false);
	fw.sev_ret = -ENODEV;
	run(rig, false);
	KUNIT_EXPECT_EQ(test, rig->got.health, FW_ABSENT);
	KUNIT_EXPECT_FALSE(test, rig->got.snp_valid);
	KUNIT_EXPECT_EQ(test, rig->got.errors, 0ull);
	KUNIT_EXPECT_EQ(test, rig->got.queries, 2ull);
	KUNIT_EXPECT_EQ(test, fw.snp_asked, 1u);
	fw.sev_ret = 0;
	run(rig, false);
	KUNIT_EXPECT_EQ(test, rig->got.health, FW_ANSWERS);
	KUNIT_EXPECT_TRUE(test, rig->got.snp_valid);
}

static const int deaths[] = { -ETIMEDOUT, -EBUSY };

static void death_desc(const int *ret, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "errno %d", -*ret);
}

KUNIT_ARRAY_PARAM(death, deaths, death_desc);

/* the dead are not asked again, not even when somebody wants to know */
static void round_dead(struct kunit *test)
{
	const int *ret = test->param_value;
	struct rig *rig = rig_make(test, &both);

	run(rig, false);
	fw.sev_ret = *ret;
	run(rig, false);
	KUNIT_EXPECT_EQ(test, rig->got.health, FW_DEAD);
	KUNIT_EXPECT_FALSE(test, rig->got.snp_valid);
	KUNIT_EXPECT_EQ(test, rig->got.last_errno, *ret);
	fw.sev_ret = 0;
	run(rig, false);
	run(rig, true);
	KUNIT_EXPECT_EQ(test, rig->got.health, FW_DEAD);
	KUNIT_EXPECT_EQ(test, fw.sev_asked, 2u);
	KUNIT_EXPECT_EQ(test, fw.snp_asked, 1u);
}

static void round_dies_of_snp(struct kunit *test)
{
	struct rig *rig = rig_make(test, &both);

	fw.snp_ret = -ETIMEDOUT;
	run(rig, false);
	KUNIT_EXPECT_EQ(test, rig->got.health, FW_DEAD);
	run(rig, true);
	KUNIT_EXPECT_EQ(test, fw.sev_asked, 1u);
}

/* clang-format off */
static struct kunit_case round_cases[] = {
	KUNIT_CASE(round_answers),
	KUNIT_CASE(round_without_snp),
	KUNIT_CASE(round_error),
	KUNIT_CASE(round_forced),
	KUNIT_CASE(round_snp_error),
	KUNIT_CASE(round_no_memory),
	KUNIT_CASE(round_absent),
	KUNIT_CASE_PARAM(round_dead, death_gen_params),
	KUNIT_CASE(round_dies_of_snp),
	{}
};

/* clang-format on */

static struct kunit_suite round_suite = {
	.name = "sevstat-round",
	.test_cases = round_cases,
};

kunit_test_suite(round_suite);
