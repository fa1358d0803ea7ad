// SPDX-License-Identifier: GPL-2.0-only
// asid_kunit.c - divisions of ASIDs, and what is left of them
#include "../asid.c"

#include <kunit/test.h>

#define CPU(_max, _min)                                                   \
	{                                                                 \
		.es = true, .snp = true, .max = (_max), .min_sev = (_min) \
	}
#define KVM(_hiding)                                                  \
	{                                                             \
		.loaded = true, .sev = true, .es = true, .snp = true, \
		.hiding = (_hiding)                                   \
	}
#define NO_SNP                                          \
	{                                               \
		.loaded = true, .sev = true, .es = true \
	}

static const struct divide_case {
	const char *name;
	struct asid_cpu cpu;
	struct asid_kvm kvm;
	struct asid_range want[ASID_TYPES];
	bool shared;
} divide_cases[] = {
	{ "none", CPU(0, 0), KVM(0), { { 0, 0 }, { 0, 0 }, { 0, 0 } }, false },
	{ "split, SNP shares",
	  CPU(509, 100),
	  KVM(0),
	  { { 100, 509 }, { 1, 99 }, { 1, 99 } },
	  true },
	{ "split, no SNP",
	  CPU(509, 100),
	  NO_SNP,
	  { { 100, 509 }, { 1, 99 }, { 0, 0 } },
	  false },
	{ "ciphertext hiding",
	  CPU(509, 100),
	  KVM(40),
	  { { 100, 509 }, { 41, 99 }, { 1, 40 } },
	  false },
	{ "hiding takes all but one",
	  CPU(509, 100),
	  KVM(98),
	  { { 100, 509 }, { 99, 99 }, { 1, 98 } },
	  false },
	{ "hiding takes all",
	  CPU(509, 100),
	  KVM(99),
	  { { 100, 509 }, { 0, 0 }, { 1, 99 } },
	  false },
	{ "hiding asks for more",
	  CPU(509, 100),
	  KVM(4000000000u),
	  { { 100, 509 }, { 0, 0 }, { 1, 99 } },
	  false },
	{ "all for SEV",
	  CPU(509, 1),
	  KVM(0),
	  { { 1, 509 }, { 0, 0 }, { 0, 0 } },
	  false },
	{ "all for SEV, from 0",
	  CPU(509, 0),
	  KVM(0),
	  { { 1, 509 }, { 0, 0 }, { 0, 0 } },
	  false },
	{ "all for SEV-ES",
	  CPU(509, 510),
	  KVM(0),
	  { { 0, 0 }, { 1, 509 }, { 1, 509 } },
	  true },
	{ "split beyond the end",
	  CPU(509, 4000000000u),
	  KVM(0),
	  { { 0, 0 }, { 1, 509 }, { 1, 509 } },
	  true },
	{ "a single one",
	  CPU(1, 1),
	  KVM(0),
	  { { 1, 1 }, { 0, 0 }, { 0, 0 } },
	  false },
	{ "CPU without SEV-ES",
	  { .max = 509, .min_sev = 100 },
	  KVM(0),
	  { { 100, 509 }, { 0, 0 }, { 0, 0 } },
	  false },
	{ "CPU without SNP",
	  { .es = true, .max = 509, .min_sev = 100 },
	  KVM(0),
	  { { 100, 509 }, { 1, 99 }, { 0, 0 } },
	  false },
	{ "SEV-ES switched off",
	  CPU(509, 100),
	  { .loaded = true, .sev = true },
	  { { 100, 509 }, { 0, 0 }, { 0, 0 } },
	  false },
	{ "SEV switched off",
	  CPU(509, 100),
	  { .loaded = true, .es = true },
	  { { 0, 0 }, { 0, 0 }, { 0, 0 } },
	  false },
	{ "no kvm_amd",
	  CPU(509, 100),
	  { .sev = true, .es = true },
	  { { 0, 0 }, { 0, 0 }, { 0, 0 } },
	  false },
};

static void divide_desc(const struct divide_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(divide, divide_cases, divide_desc);

static void asid_divides(struct kunit *test)
{
	const struct divide_case *c = test->param_value;
	struct asid_ranges got;
	enum asid_type i;

	asid_divide(&c->cpu, &c->kvm, &got);
	for (i = 0; i < ASID_TYPES; i++) {
		KUNIT_EXPECT_EQ(test, got.of[i].first, c->want[i].first);
		KUNIT_EXPECT_EQ(test, got.of[i].last, c->want[i].last);
	}
	KUNIT_EXPECT_EQ(test, got.shared, c->shared);
}

static void asid_capacities(struct kunit *test)
{
	struct asid_range none = {}, one = { 1, 1 }, most = { 1, U32_MAX };

	KUNIT_EXPECT_EQ(test, asid_capacity(&none), 0u);
	KUNIT_EXPECT_EQ(test, asid_capacity(&one), 1u);
	KUNIT_EXPECT_EQ(test, asid_capacity(&most), U32_MAX);
}

#define SHARED                                               \
	{                                                    \
		{ { 100, 509 }, { 1, 99 }, { 1, 99 } }, true \
	}
#define HIDING                                                 \
	{                                                      \
		{ { 100, 509 }, { 41, 99 }, { 1, 40 } }, false \
	}
#define PLAIN                                                \
	{                                                    \
		{ { 100, 509 }, { 1, 99 }, { 0, 0 } }, false \
	}
#define KNOWN(_used, _left)                  \
	{                                    \
		(_used), (_left), true, true \
	}

/* of what is not known, nothing is compared */
static const struct account_case {
	const char *name;
	struct asid_ranges ranges;
	struct asid_use use;
	struct asid_count want[ASID_TYPES];
} account_cases[] = {
	{ "nothing runs",
	  SHARED,
	  { 0, 0, 0, true },
	  { KNOWN(0, 410), KNOWN(0, 99), KNOWN(0, 99) } },
	{ "some of each, shared",
	  SHARED,
	  { 3, 10, 4, true },
	  { KNOWN(3, 407), KNOWN(6, 89), KNOWN(4, 89) } },
	{ "hiding: SNP full at 40 %",
	  HIDING,
	  { 0, 40, 40, true },
	  { KNOWN(0, 410), KNOWN(0, 59), KNOWN(40, 0) } },
	{ "hiding: SEV-ES beside it",
	  HIDING,
	  { 0, 45, 40, true },
	  { KNOWN(0, 410), KNOWN(5, 54), KNOWN(40, 0) } },
	{ "no SNP, firmware silent",
	  PLAIN,
	  { 410, 99, 0, false },
	  { KNOWN(410, 0), KNOWN(99, 0), KNOWN(0, 0) } },
	{ "firmware counts SNP guests where there are none",
	  PLAIN,
	  { 0, 5, 7, true },
	  { KNOWN(0, 410), KNOWN(5, 94), KNOWN(0, 0) } },
	{ "shared, firmware silent",
	  SHARED,
	  { 1, 9, 0, false },
	  { KNOWN(1, 409), { 0, 90, false, true }, { 0, 90, false, true } } },
	{ "hiding, firmware silent",
	  HIDING,
	  { 1, 9, 0, false },
	  { KNOWN(1, 409), { 0, 0, false, false }, { 0, 0, false, false } } },
	{ "an SNP guest that ended since",
	  SHARED,
	  { 0, 3, 4, true },
	  { KNOWN(0, 410), KNOWN(0, 96), KNOWN(4, 96) } },
	{ "more used than there are",
	  PLAIN,
	  { 500, 100, 0, true },
	  { KNOWN(500, 0), KNOWN(100, 0), KNOWN(0, 0) } },
};

static void account_desc(const struct account_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(account, account_cases, account_desc);

static void asid_accounts(struct kunit *test)
{
	const struct account_case *c = test->param_value;
	struct asid_count got[ASID_TYPES];
	enum asid_type i;

	asid_account(&c->ranges, &c->use, got);
	for (i = 0; i < ASID_TYPES; i++) {
		KUNIT_EXPECT_EQ(test, got[i].used_known, c->want[i].used_known);
		KUNIT_EXPECT_EQ(test, got[i].available_known,
				c->want[i].available_known);
		if (c->want[i].used_known)
			KUNIT_EXPECT_EQ(test, got[i].used, c->want[i].used);
		if (c->want[i].available_known)
			KUNIT_EXPECT_EQ(test, got[i].available,
					c->want[i].available);
	}
}

/* clang-format off */
static struct kunit_case asid_cases[] = {
	KUNIT_CASE_PARAM(asid_divides, divide_gen_params),
	KUNIT_CASE(asid_capacities),
	KUNIT_CASE_PARAM(asid_accounts, account_gen_params),
	{}
};

/* clang-format on */

static struct kunit_suite asid_suite = {
	.name = "sevstat-asid",
	.test_cases = asid_cases,
};

kunit_test_suite(asid_suite);
