/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_host.c - what is believed of the kernel's files */
#include "host.h"

#include "unit.h"

#define PARAMETERS "sys/module/kvm_amd/parameters/"
#define CAPACITY   "sys/fs/cgroup/misc.capacity"
#define CURRENT	   "sys/fs/cgroup/misc.current"

/* --- module parameters ---------------------------------------------------- */

static const struct parameter_case {
	const char *name, *text;
	enum tristate is;
} parameter_cases[] = {
	{ "Y", "Y\n", YES },
	{ "N", "N\n", NO },
	{ "1", "1\n", YES },
	{ "0", "0\n", NO },
	{ "no newline", "Y", YES },
	{ "empty", "", NOT_KNOWN },
	{ "newline", "\n", NOT_KNOWN },
	{ "negative", "-1\n", NOT_KNOWN },
	{ "nonsense", "maybe\n", NOT_KNOWN },
	{ "small letter", "y\n", NOT_KNOWN },
	{ "not a text", "\xff\xfe", NOT_KNOWN },
};

static void parameter(void **state)
{
	const struct parameter_case *c = *state;
	struct host host = { 0 };

	unit_write_text(PARAMETERS "sev_es", c->text);
	host_read(unit_dirfd, &host);
	assert_int_equal(host.kvm_amd, YES);
	assert_int_equal(host.enabled[TECH_SEV_ES], c->is);
	assert_int_equal(host.enabled[TECH_SEV], NOT_KNOWN);
	assert_int_equal(host.enabled[TECH_SEV_SNP], NOT_KNOWN);
}

static void each_parameter(void **state)
{
	struct host host = { 0 };

	(void)state;
	unit_write_text(PARAMETERS "sev", "Y\n");
	unit_write_text(PARAMETERS "sev_es", "N\n");
	unit_write_text(PARAMETERS "sev_snp", "Y\n");
	host_read(unit_dirfd, &host);
	assert_int_equal(host.enabled[TECH_SEV], YES);
	assert_int_equal(host.enabled[TECH_SEV_ES], NO);
	assert_int_equal(host.enabled[TECH_SEV_SNP], YES);
}

static void no_module(void **state)
{
	struct host host = { .qemu = 1,
			     .libvirt = 2,
			     .cbitpos = 3,
			     .kvm_amd = YES,
			     .sev = { true, 4, 5 } };

	(void)state;
	host_read(unit_dirfd, &host);
	assert_int_equal(host.kvm_amd, NO);
	assert_int_equal(host.enabled[TECH_SEV], NOT_KNOWN);
	assert_false(host.sev.known);
	/* what others found out stays */
	assert_int_equal(host.qemu, 1);
	assert_int_equal(host.libvirt, 2);
	assert_int_equal(host.cbitpos, 3);
}

static void module_without_parameters(void **state)
{
	struct host host = { 0 };

	(void)state;
	unit_mkdirs("sys/module/kvm_amd");
	host_read(unit_dirfd, &host);
	assert_int_equal(host.kvm_amd, YES);
	assert_int_equal(host.enabled[TECH_SEV], NOT_KNOWN);
}

/* Nothing here may wait for somebody to write. */
static void files_that_are_none(void **state)
{
	struct host host = { 0 };

	(void)state;
	unit_make('p', PARAMETERS "sev", NULL);
	unit_make('d', PARAMETERS "sev_es", NULL);
	unit_make('l', PARAMETERS "sev_snp", "nowhere");
	unit_make('p', CAPACITY, NULL);
	host_read(unit_dirfd, &host);
	assert_int_equal(host.enabled[TECH_SEV], NOT_KNOWN);
	assert_int_equal(host.enabled[TECH_SEV_ES], NOT_KNOWN);
	assert_int_equal(host.enabled[TECH_SEV_SNP], NOT_KNOWN);
	assert_false(host.sev.known);
}

/* --- ASIDs ---------------------------------------------------------------- */

/* NULL: the file is not there. */
static const struct asid_case {
	const char *name, *capacity, *current;
	bool known;
	uint64_t n_capacity, n_used;
} asid_cases[] = {
	{ "both", "sev 410\nsev_es 99\n", "sev 3\nsev_es 0\n", true, 410, 3 },
	{ "second line", "sev_es 99\nsev 410\n", "sev_es 0\nsev 3\n", true, 410,
	  3 },
	{ "no newline at the end", "sev 410", "sev 3", true, 410, 3 },
	{ "none free", "sev 2\n", "sev 2\n", true, 2, 2 },
	{ "none at all", "sev 0\n", "sev 0\n", true, 0, 0 },
	{ "largest", "sev 9223372036854775807\n", "sev 0\n", true, INT64_MAX,
	  0 },
	{ "no files", NULL, NULL, false, 0, 0 },
	{ "no misc.current, as at the root of 6.1", "sev 410\n", NULL, false, 0,
	  0 },
	{ "no misc.capacity", NULL, "sev 3\n", false, 0, 0 },
	{ "empty files", "", "", false, 0, 0 },
	{ "other resources only", "sev_es 99\nrdma 1\n", "sev_es 0\n", false, 0,
	  0 },
	{ "not in misc.current", "sev 410\n", "sev_es 0\n", false, 0, 0 },
	{ "name alone", "sev\n", "sev\n", false, 0, 0 },
	{ "no number", "sev \n", "sev 3\n", false, 0, 0 },
	{ "max", "sev max\n", "sev 3\n", false, 0, 0 },
	{ "negative", "sev 410\n", "sev -1\n", false, 0, 0 },
	{ "hexadecimal", "sev 0x10\n", "sev 3\n", false, 0, 0 },
	{ "too large", "sev 9223372036854775808\n", "sev 3\n", false, 0, 0 },
	{ "far too large", "sev 99999999999999999999\n", "sev 3\n", false, 0,
	  0 },
	{ "two numbers", "sev 1 2\n", "sev 3\n", false, 0, 0 },
	{ "two blanks", "sev  410\n", "sev 3\n", false, 0, 0 },
};

static void asids(void **state)
{
	const struct asid_case *c = *state;
	struct host host = { 0 };

	if (c->capacity)
		unit_write_text(CAPACITY, c->capacity);
	if (c->current)
		unit_write_text(CURRENT, c->current);
	host_read(unit_dirfd, &host);
	assert_int_equal(host.sev.known, c->known);
	if (!c->known)
		return;
	assert_int_equal(host.sev.capacity, c->n_capacity);
	assert_int_equal(host.sev.used, c->n_used);
}

static void vector_files(void **state)
{
	size_t len;
	_cleanup_free_ char *capacity = unit_read(
		"tests/vectors/host/misc-cgroup/root-misc.capacity", &len);
	_cleanup_free_ char *current =
		unit_read("tests/vectors/host/misc-cgroup/misc.current", &len);
	struct host host = { 0 };

	(void)state;
	unit_write_text(CAPACITY, capacity);
	unit_write_text(CURRENT, current);
	host_read(unit_dirfd, &host);
	assert_true(host.sev.known && host.sev_es.known);
	assert_int_equal(host.sev.capacity, 410);
	assert_int_equal(host.sev.used, 3);
	assert_int_equal(host.sev_es.capacity, 99);
	assert_int_equal(host.sev_es.used, 0);
}

static void huge_file(void **state)
{
	char text[5000];
	struct host host = { 0 };

	(void)state;
	memset(text, '\n', sizeof(text));
	memcpy(text, "sev 410\n", 8);
	unit_write(CAPACITY, text, 4096);
	unit_write(CURRENT, text, 4096);
	host_read(unit_dirfd, &host);
	assert_true(host.sev.known);
	unit_write(CAPACITY, text, 4097);
	host_read(unit_dirfd, &host);
	assert_false(host.sev.known);
}

/* --- choosing an image ---------------------------------------------------- */

#define SEV TECH_BIT(TECH_SEV)

static const struct host_firmware images[] = {
	{ "/memory", TECHS_AMD, false, true },
	{ "/flash", SEV, true, false },
	{ "/flash2", TECHS_LAUNCHED, true, true },
	{ "/memory2", TECHS_AMD, false, true },
};

static const struct choice_case {
	const char *name;
	size_t from, n;
	enum tech tech;
	const char *path;
} choice_cases[] = {
	{ "SEV takes flash first", 0, 4, TECH_SEV, "/flash" },
	{ "SEV-ES takes the flash that can", 0, 4, TECH_SEV_ES, "/flash2" },
	{ "SEV-SNP takes memory", 1, 3, TECH_SEV_SNP, "/memory2" },
	{ "the best one", 0, 4, TECH_SEV_SNP, "/memory" },
	{ "SEV takes memory for want of flash", 0, 1, TECH_SEV, "/memory" },
	{ "none that can", 1, 2, TECH_SEV_SNP, NULL },
	{ "none", 0, 0, TECH_SEV, NULL },
};

static void choice(void **state)
{
	const struct choice_case *c = *state;
	const struct host host = { .firmware = images + c->from,
				   .n_firmware = c->n };
	const struct host_firmware *fw = host_firmware_for(&host, c->tech);

	assert_null(host_firmware_for(NULL, c->tech));
	assert_int_equal(fw != NULL, c->path != NULL);
	if (fw)
		assert_string_equal(fw->path, c->path);
}

/* linux/kvm.h: 1 << 2 is SEV, 1 << 3 SEV-ES, 1 << 4 SEV-SNP. */
static const struct mask_case {
	const char *name;
	unsigned int vm_types;
	bool sev, sev_es, snp;
} mask_cases[] = {
	{ "not known", 0, false, false, false },
	{ "a kernel that lists no SEV", 0x3, false, false, false },
	{ "all", 0x1d, false, false, false },
	{ "SEV alone", 0x5, false, true, true },
	{ "no SEV-SNP", 0xd, false, false, true },
	{ "no SEV-ES", 0x15, false, true, false },
};

static void masks(void **state)
{
	const struct mask_case *c = *state;
	const struct host host = { .vm_types = c->vm_types };

	assert_int_equal(host_masks(&host, TECH_SEV), c->sev);
	assert_int_equal(host_masks(&host, TECH_SEV_ES), c->sev_es);
	assert_int_equal(host_masks(&host, TECH_SEV_SNP), c->snp);
}

static void versions(void **state)
{
	(void)state;
	assert_int_equal(HOST_VERSION(10, 5, 7), 10005007);
	assert_true(
		host_is_older(HOST_VERSION(5, 2, 0), HOST_VERSION(6, 0, 0)));
	assert_false(
		host_is_older(HOST_VERSION(6, 0, 0), HOST_VERSION(6, 0, 0)));
	assert_false(
		host_is_older(HOST_VERSION(10, 0, 0), HOST_VERSION(9, 9, 9)));
	assert_false(host_is_older(0, HOST_VERSION(6, 0, 0)));
}

int main(void)
{
	UNIT_CASES_DIR(parameter, parameter_cases);
	UNIT_DIR(each_parameter);
	UNIT_DIR(no_module);
	UNIT_DIR(module_without_parameters);
	UNIT_DIR(files_that_are_none);
	UNIT_CASES_DIR(asids, asid_cases);
	UNIT_DIR(vector_files);
	UNIT_DIR(huge_file);
	UNIT_CASES(choice, choice_cases);
	UNIT_CASES(masks, mask_cases);
	UNIT(versions);
	return unit_run();
}
