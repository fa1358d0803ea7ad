// SPDX-License-Identifier: GPL-2.0-only
// usage_kunit.c - the kernel's own counter of ASIDs, charged as kvm_amd does
#include "../usage.c"

#include <kunit/test.h>

static const struct asid_ranges hiding = {
	.of = { { 100, 509 }, { 41, 99 }, { 1, 40 } },
};

static struct host *host_make(struct kunit *test, bool snp_valid, u32 guests)
{
	const struct fw_snapshot s = {
		.health = FW_ANSWERS,
		.snp_valid = snp_valid,
		.snp.guests = guests,
	};
	struct host *h = kunit_kzalloc(test, sizeof(*h), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, h);
	snapshot_init(&h->snapshot);
	snapshot_write(&h->snapshot, &s);
	return h;
}

static void usage_charged(struct kunit *test)
{
	struct host *h = host_make(test, true, 40);
	struct misc_cg *cg = get_current_misc_cg();
	struct asid_count got[ASID_TYPES];

	misc_cg_set_capacity(MISC_CG_RES_SEV, 410);
	misc_cg_set_capacity(MISC_CG_RES_SEV_ES, 99);
	KUNIT_EXPECT_EQ(test, misc_cg_try_charge(MISC_CG_RES_SEV, cg, 3), 0);
	KUNIT_EXPECT_EQ(test, misc_cg_try_charge(MISC_CG_RES_SEV_ES, cg, 42),
			0);
	usage_count(h, &hiding, got);
	misc_cg_uncharge(MISC_CG_RES_SEV, cg, 3);
	misc_cg_uncharge(MISC_CG_RES_SEV_ES, cg, 42);
	put_misc_cg(cg);
	KUNIT_EXPECT_EQ(test, got[ASID_SEV].used, 3ull);
	KUNIT_EXPECT_EQ(test, got[ASID_SEV].available, 407ull);
	KUNIT_EXPECT_EQ(test, got[ASID_SEV_ES].used, 2ull);
	KUNIT_EXPECT_EQ(test, got[ASID_SEV_ES].available, 57ull);
	KUNIT_EXPECT_EQ(test, got[ASID_SEV_SNP].used, 40ull);
	KUNIT_EXPECT_EQ(test, got[ASID_SEV_SNP].available, 0ull);
	usage_count(h, &hiding, got);
	KUNIT_EXPECT_EQ(test, got[ASID_SEV].used, 0ull);
}

static void usage_without_firmware(struct kunit *test)
{
	struct host *h = host_make(test, false, 40);
	struct asid_count got[ASID_TYPES];

	usage_count(h, &hiding, got);
	KUNIT_EXPECT_TRUE(test, got[ASID_SEV].used_known);
	KUNIT_EXPECT_FALSE(test, got[ASID_SEV_ES].used_known);
	KUNIT_EXPECT_FALSE(test, got[ASID_SEV_SNP].available_known);
}

static void usage_without_kvm(struct kunit *test)
{
	struct host *h = host_make(test, false, 0);
	struct asid_ranges got;

	h->platform.cpu = (struct asid_cpu){ true, true, 509, 100 };
	usage_ranges(h, &got);
	KUNIT_EXPECT_EQ(test, asid_capacity(&got.of[ASID_SEV]), 0u);
}

/* clang-format off */
static struct kunit_case usage_cases[] = {
	KUNIT_CASE(usage_charged),
	KUNIT_CASE(usage_without_firmware),
	KUNIT_CASE(usage_without_kvm),
	{}
};

/* clang-format on */

static struct kunit_suite usage_suite = {
	.name = "sevstat-usage",
	.test_cases = usage_cases,
};

kunit_test_suite(usage_suite);
