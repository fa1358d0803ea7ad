// SPDX-License-Identifier: GPL-2.0-only
// decode_kunit.c - answers as bytes, and what they have to mean
#include "../decode.c"

#include <kunit/test.h>
#include <linux/string.h>

/* bytes in the order of the specifications' tables */
static const u8 sev_bytes[12] = {
	1, 55, 2, 0x01, 0x01, 0, 0x80, 21, 0x04, 0x03, 0x02, 0x01,
};

static void decode_sev_bytes(struct kunit *test)
{
	struct sev_user_data_status wire;
	struct sev_firmware got;

	KUNIT_ASSERT_EQ(test, sizeof(wire), sizeof(sev_bytes));
	memcpy(&wire, sev_bytes, sizeof(wire));
	decode_sev(&wire, &got);
	KUNIT_EXPECT_EQ(test, got.api_major, 1);
	KUNIT_EXPECT_EQ(test, got.api_minor, 55);
	KUNIT_EXPECT_EQ(test, got.state, 2);
	KUNIT_EXPECT_EQ(test, got.flags, 0x80000101u);
	KUNIT_EXPECT_EQ(test, got.build, 21);
	KUNIT_EXPECT_EQ(test, got.guests, 0x01020304u);
}

static const u8 snp_bytes[32] = {
	1,    55, 1, 0x81, 0x15, 0x01, 0,    0,	   /* version to build */
	0x60, 0,  0, 0x80, 0x63, 0,    0,    0,	   /* flags, guests */
	0x04, 0,  0, 0,	   0,	 0,    0x18, 0xdb, /* current TCB */
	0x03, 0,  0, 0,	   0,	 0,    0x17, 0xda, /* reported TCB */
};

static void decode_snp_bytes(struct kunit *test)
{
	struct snp_firmware got;
	struct snp_wire wire;

	KUNIT_ASSERT_EQ(test, sizeof(wire), sizeof(snp_bytes));
	memcpy(&wire, snp_bytes, sizeof(wire));
	decode_snp(&wire, &got);
	KUNIT_EXPECT_EQ(test, got.api_major, 1);
	KUNIT_EXPECT_EQ(test, got.api_minor, 55);
	KUNIT_EXPECT_EQ(test, got.state, 1);
	KUNIT_EXPECT_TRUE(test, got.rmp_initialized);
	KUNIT_EXPECT_EQ(test, got.build, 0x115u);
	KUNIT_EXPECT_EQ(test, got.flags, 0x80000060u);
	KUNIT_EXPECT_EQ(test, got.guests, 99u);
	KUNIT_EXPECT_EQ(test, got.current_tcb, 0xdb18000000000004ull);
	KUNIT_EXPECT_EQ(test, got.reported_tcb, 0xda17000000000003ull);
}

static void decode_snp_reserved(struct kunit *test)
{
	struct snp_wire wire = { .rmp = 0xfe };
	struct snp_firmware got;

	decode_snp(&wire, &got);
	KUNIT_EXPECT_FALSE(test, got.rmp_initialized);
}

static const struct name_case {
	const char *name;
	u8 state;
	const char *sev;
	const char *snp;
} name_cases[] = {
	{ "nothing initialised", 0, "uninit", "uninit" },
	{ "initialised", 1, "init", "init" },
	{ "guests", 2, "working", "unknown" },
	{ "first unspecified", 3, "unknown", "unknown" },
	{ "last", 255, "unknown", "unknown" },
};

static void name_desc(const struct name_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(name, name_cases, name_desc);

static void decode_names(struct kunit *test)
{
	const struct name_case *c = test->param_value;

	KUNIT_EXPECT_STREQ(test, decode_sev_state(c->state), c->sev);
	KUNIT_EXPECT_STREQ(test, decode_snp_state(c->state), c->snp);
}

/* clang-format off */
static struct kunit_case decode_cases[] = {
	KUNIT_CASE(decode_sev_bytes),
	KUNIT_CASE(decode_snp_bytes),
	KUNIT_CASE(decode_snp_reserved),
	KUNIT_CASE_PARAM(decode_names, name_gen_params),
	{}
};

/* clang-format on */

static struct kunit_suite decode_suite = {
	.name = "sevstat-decode",
	.test_cases = decode_cases,
};

kunit_test_suite(decode_suite);

MODULE_DESCRIPTION("KUnit suites of sevstat");
MODULE_LICENSE("GPL");
