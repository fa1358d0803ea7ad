// SPDX-License-Identifier: GPL-2.0-only
// files_kunit.c - the device as user space finds it: which files, what is in them
#include "../host.c"
#include "../attrs_host.c"

#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/math64.h>

static unsigned int refreshed;

void refresh_now(void)
{
	refreshed++;
}

static const struct fw_snapshot working = {
	.health = FW_ANSWERS,
	.snp_valid = true,
	.sev = {
		.api_major = 1, .api_minor = 55, .build = 21, .state = 2,
		.flags = SEV_FLAG_ES | SEV_FLAG_OWNER, .guests = 7,
	},
	.snp = {
		.api_major = 1, .api_minor = 56, .build = 22, .state = 1,
		.rmp_initialized = true, .guests = 4,
		.flags = SNP_FLAG_HIDING_CAPABLE | SNP_FLAG_VLEK,
		.current_tcb = 0xdb18000000000004ull,
		.reported_tcb = 0xda17000000000003ull,
	},
	.answered_ns = 1,
	.cost_ns = 1234567,
	.last_errno = -5,
	.last_error = 0x15,
	.queries = 12,
	.errors = 2,
};

/* host_up() - a device of a machine that has everything, unless told */
static struct host *host_up(struct kunit *test, bool es, bool snp, bool usage,
			    const struct fw_snapshot *s)
{
	struct host *h = kunit_kzalloc(test, sizeof(*h), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, h);
	h->platform = (struct platform){
		.cpu = { .es = es, .snp = snp, .max = 509, .min_sev = 100 },
		.snp = snp,
		.usage = usage,
	};
	snapshot_init(&h->snapshot);
	snapshot_write(&h->snapshot, s);
	KUNIT_ASSERT_EQ(test, host_create(h), 0);
	return h;
}

#define PATH_SIZE 96

/* look() - what is in a file; negative when it is not there or can not be read */
static ssize_t look(const char *name, char *buf, size_t size)
{
	char path[PATH_SIZE];
	struct file *file;
	loff_t pos = 0;
	ssize_t n;

	snprintf(path, sizeof(path), "/sys/class/sevstat/host/%s", name);
	file = filp_open(path, O_RDONLY, 0);
	if (IS_ERR(file))
		return PTR_ERR(file);
	n = kernel_read(file, buf, size - 1, &pos);
	filp_close(file, NULL);
	buf[max_t(ssize_t, n, 0)] = '\0';
	return n;
}

static ssize_t put(const char *name, const char *text)
{
	char path[PATH_SIZE];
	struct file *file;
	loff_t pos = 0;
	ssize_t n;

	snprintf(path, sizeof(path), "/sys/class/sevstat/host/%s", name);
	file = filp_open(path, O_WRONLY, 0);
	if (IS_ERR(file))
		return PTR_ERR(file);
	n = kernel_write(file, text, strlen(text), &pos);
	filp_close(file, NULL);
	return n;
}

static const struct content_case {
	const char *file;
	const char *working;
	bool always; /* says something before there is an answer */
} content_cases[] = {
	{ "abi_version", "1\n", true },
	{ "firmware/api", "1.55\n" },
	{ "firmware/build", "21\n" },
	{ "firmware/state", "working\n", true },
	{ "firmware/flags", "0x00000101\n" },
	{ "firmware/owner", "external\n" },
	{ "firmware/es_initialized", "1\n" },
	{ "firmware/guests", "7\n" },
	{ "firmware/cost_us", "1234\n" },
	{ "firmware/queries", "12\n", true },
	{ "firmware/errors", "2\n", true },
	{ "firmware/last_errno", "5\n", true },
	{ "firmware/last_error", "0x0015\n", true },
	{ "snp/api", "1.56\n" },
	{ "snp/build", "22\n" },
	{ "snp/state", "init\n" },
	{ "snp/guests", "4\n" },
	{ "snp/rmp_initialized", "1\n" },
	{ "snp/current_tcb", "0xdb18000000000004\n" },
	{ "snp/reported_tcb", "0xda17000000000003\n" },
	{ "snp/chip_id_masked", "0\n" },
	{ "snp/chip_key_masked", "0\n" },
	{ "snp/vlek_loaded", "1\n" },
	{ "snp/rapl_disabled", "0\n" },
	{ "snp/ciphertext_hiding_capable", "1\n" },
	{ "snp/ciphertext_hiding_enabled", "0\n" },
	/* kvm_amd is not loaded here: nothing can be started */
	{ "asid/sev_first", "0\n", true },
	{ "asid/sev_es_last", "0\n", true },
	{ "asid/sev_capacity", "0\n", true },
	{ "asid/sev_used", "0\n", true },
	{ "asid/sev_available", "0\n", true },
	{ "asid/sev_snp_capacity", "0\n", true },
};

static void content_desc(const struct content_case *c, char *desc)
{
	strscpy(desc, c->file, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(content, content_cases, content_desc);

static void files_content(struct kunit *test)
{
	const struct content_case *c = test->param_value;
	struct host *h = host_up(test, true, true, true, &working);
	const struct fw_snapshot nothing = {};
	char got[64] = "";

	look(c->file, got, sizeof(got));
	KUNIT_EXPECT_STREQ(test, got, c->working);
	snapshot_write(&h->snapshot, &nothing);
	if (c->always)
		KUNIT_EXPECT_GT(test, look(c->file, got, sizeof(got)), 0);
	else
		KUNIT_EXPECT_EQ(test, look(c->file, got, sizeof(got)),
				-ENODATA);
	host_destroy(h);
}

static void files_age(struct kunit *test)
{
	struct host *h = host_up(test, true, true, true, &working);
	char got[64] = "";
	u64 before = div_u64(ktime_get_boottime_ns(), NSEC_PER_MSEC);
	u64 age = 0;

	KUNIT_EXPECT_GT(test, look("firmware/age_ms", got, sizeof(got)), 0);
	KUNIT_EXPECT_EQ(test, kstrtou64(got, 10, &age), 0);
	/* answered when the machine started */
	KUNIT_EXPECT_GE(test, age + 1, before);
	host_destroy(h);
}

static const struct visible_case {
	const char *file;
	bool without_es;
	bool without_snp;
	bool without_usage;
} visible_cases[] = {
	{ "firmware/state", true, true, true },
	{ "asid/sev_capacity", true, true, true },
	{ "asid/sev_used", true, true, false },
	{ "asid/sev_available", true, true, false },
	{ "asid/sev_es_first", false, true, true },
	{ "asid/sev_es_used", false, true, false },
	{ "asid/sev_snp_first", true, false, true },
	{ "asid/sev_snp_capacity", true, false, true },
	{ "asid/sev_snp_available", true, false, false },
	{ "snp/state", true, false, true },
	{ "snp", true, false, true },
};

static void visible_desc(const struct visible_case *c, char *desc)
{
	strscpy(desc, c->file, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(visible, visible_cases, visible_desc);

static bool there(const char *name)
{
	char path[PATH_SIZE];
	struct file *file;

	snprintf(path, sizeof(path), "/sys/class/sevstat/host/%s", name);
	file = filp_open(path, O_RDONLY, 0);
	if (IS_ERR(file))
		return false;
	filp_close(file, NULL);
	return true;
}

static void files_visible(struct kunit *test)
{
	const struct visible_case *c = test->param_value;
	struct host *h;

	h = host_up(test, true, true, true, &working);
	KUNIT_EXPECT_TRUE(test, there(c->file));
	host_destroy(h);
	h = host_up(test, false, true, true, &working);
	KUNIT_EXPECT_EQ(test, there(c->file), c->without_es);
	host_destroy(h);
	h = host_up(test, true, false, true, &working);
	KUNIT_EXPECT_EQ(test, there(c->file), c->without_snp);
	host_destroy(h);
	h = host_up(test, true, true, false, &working);
	KUNIT_EXPECT_EQ(test, there(c->file), c->without_usage);
	host_destroy(h);
	KUNIT_EXPECT_FALSE(test, there(c->file));
}

static void files_trigger(struct kunit *test)
{
	struct host *h = host_up(test, true, true, true, &working);

	refreshed = 0;
	KUNIT_EXPECT_EQ(test, put("refresh", "1\n"), 2);
	KUNIT_EXPECT_EQ(test, put("refresh", "1"), 1);
	KUNIT_EXPECT_EQ(test, refreshed, 2u);
	KUNIT_EXPECT_EQ(test, put("refresh", "2\n"), -EINVAL);
	KUNIT_EXPECT_EQ(test, put("refresh", "11"), -EINVAL);
	KUNIT_EXPECT_EQ(test, put("refresh", "now"), -EINVAL);
	KUNIT_EXPECT_EQ(test, refreshed, 2u);
	host_destroy(h);
}

/* clang-format off */
static struct kunit_case files_cases[] = {
	KUNIT_CASE_PARAM(files_content, content_gen_params),
	KUNIT_CASE(files_age),
	KUNIT_CASE_PARAM(files_visible, visible_gen_params),
	KUNIT_CASE(files_trigger),
	{}
};

/* clang-format on */

static struct kunit_suite files_suite = {
	.name = "sevstat-files",
	.test_cases = files_cases,
};

kunit_test_suite(files_suite);
