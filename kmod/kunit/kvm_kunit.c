// SPDX-License-Identifier: GPL-2.0-only
// kvm_kunit.c - kvm_amd's parameters, as the kernel keeps them
#include "../kvm.c"

#include <kunit/test.h>

static bool on = true, off, text_read;
static unsigned int forty = 40;

#define PARAM(_name, _ops, _arg)                                \
	{                                                       \
		.name = (_name), .ops = &(_ops), .arg = &(_arg) \
	}

static void kvm_newest(struct kunit *test)
{
	const struct kernel_param params[] = {
		PARAM("npt", param_ops_bool, off),
		PARAM("sev", param_ops_bool, on),
		PARAM("sev_es", param_ops_bool, on),
		PARAM("sev_snp", param_ops_bool, on),
		PARAM("ciphertext_hiding_asids", param_ops_uint, forty),
	};
	struct asid_kvm got;

	read_params(params, ARRAY_SIZE(params), &got);
	KUNIT_EXPECT_TRUE(test, got.loaded);
	KUNIT_EXPECT_TRUE(test, got.sev);
	KUNIT_EXPECT_TRUE(test, got.es);
	KUNIT_EXPECT_TRUE(test, got.snp);
	KUNIT_EXPECT_EQ(test, got.hiding, 40u);
}

/* 6.1 knows no SNP */
static void kvm_oldest(struct kunit *test)
{
	const struct kernel_param params[] = {
		PARAM("sev", param_ops_bool, on),
		PARAM("sev_es", param_ops_bool, off),
	};
	struct asid_kvm got;

	read_params(params, ARRAY_SIZE(params), &got);
	KUNIT_EXPECT_TRUE(test, got.sev);
	KUNIT_EXPECT_FALSE(test, got.es);
	KUNIT_EXPECT_FALSE(test, got.snp);
	KUNIT_EXPECT_EQ(test, got.hiding, 0u);
}

/* a kernel that gives one of them another type is not misread */
static void kvm_other_type(struct kunit *test)
{
	const struct kernel_param params[] = {
		PARAM("sev", param_ops_charp, text_read),
		PARAM("sev_es", param_ops_uint, forty),
		PARAM("ciphertext_hiding_asids", param_ops_bool, on),
	};
	struct asid_kvm got;

	read_params(params, ARRAY_SIZE(params), &got);
	KUNIT_EXPECT_TRUE(test, got.loaded);
	KUNIT_EXPECT_FALSE(test, got.sev);
	KUNIT_EXPECT_FALSE(test, got.es);
	KUNIT_EXPECT_EQ(test, got.hiding, 0u);
}

/* a module as the notifier sees it */
static struct module *fake_module(struct kunit *test, const char *name,
				  const struct kernel_param *params)
{
	struct module *mod = kunit_kzalloc(test, sizeof(*mod), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, mod);
	strscpy(mod->name, name, sizeof(mod->name));
	mod->kp = (struct kernel_param *)params;
	mod->num_kp = 1;
	return mod;
}

static void kvm_comes_and_goes(struct kunit *test)
{
	const struct kernel_param params[] = { PARAM("sev", param_ops_bool,
						     on) };
	struct module *kvm = fake_module(test, "kvm_amd", params);
	struct module *other = fake_module(test, "kvm", params);
	struct asid_kvm got;

	know(&(struct asid_kvm){});
	module_event(NULL, MODULE_STATE_LIVE, other);
	kvm_read(&got);
	KUNIT_EXPECT_FALSE(test, got.loaded);
	module_event(NULL, MODULE_STATE_COMING, kvm);
	kvm_read(&got);
	KUNIT_EXPECT_FALSE(test, got.loaded);
	module_event(NULL, MODULE_STATE_LIVE, kvm);
	kvm_read(&got);
	KUNIT_EXPECT_TRUE(test, got.loaded && got.sev && !got.es);
	module_event(NULL, MODULE_STATE_GOING, other);
	kvm_read(&got);
	KUNIT_EXPECT_TRUE(test, got.loaded);
	module_event(NULL, MODULE_STATE_GOING, kvm);
	kvm_read(&got);
	KUNIT_EXPECT_FALSE(test, got.loaded || got.sev);
}

static void kvm_built_in(struct kunit *test)
{
	struct asid_kvm got;

	read_loaded(NULL);
	kvm_read(&got);
	KUNIT_EXPECT_TRUE(test, got.loaded && got.sev && got.es && got.snp);
	know(&(struct asid_kvm){});
}

/* clang-format off */
static struct kunit_case kvm_cases[] = {
	KUNIT_CASE(kvm_newest),
	KUNIT_CASE(kvm_oldest),
	KUNIT_CASE(kvm_other_type),
	KUNIT_CASE(kvm_comes_and_goes),
	KUNIT_CASE(kvm_built_in),
	{}
};

/* clang-format on */

static struct kunit_suite kvm_suite = {
	.name = "sevstat-kvm",
	.test_cases = kvm_cases,
};

kunit_test_suite(kvm_suite);
