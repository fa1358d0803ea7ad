/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_firmware_minimum.c - which firmware is demanded, and which is enough */
#include "policies.h"

#define PLATFORM(text) "<platform>" text "</platform>"
#define AT_LEAST(interface, version) \
	"<firmware interface='" interface "' " version "/>"

/* --- is it enough --------------------------------------------------------- */

static const struct met_case {
	const char *name;
	struct firmware_minimum minimum;
	unsigned int api_major, api_minor, build;
	bool met;
} met_cases[] = {
	{ "nothing is demanded", { false, 0, 0, 0 }, 0, 0, 0, true },
	{ "the same", { true, 1, 55, 21 }, 1, 55, 21, true },
	{ "an older build", { true, 1, 55, 21 }, 1, 55, 20, false },
	{ "a newer build", { true, 1, 55, 21 }, 1, 55, 22, true },
	{ "a newer minor, an older build",
	  { true, 1, 55, 21 },
	  1,
	  56,
	  0,
	  true },
	{ "an older minor, a newer build",
	  { true, 1, 55, 21 },
	  1,
	  54,
	  255,
	  false },
	{ "a newer major, an older minor", { true, 1, 55, 21 }, 2, 0, 0, true },
	{ "an older major, a newer minor",
	  { true, 1, 55, 21 },
	  0,
	  255,
	  255,
	  false },
	{ "any build", { true, 1, 55, 0 }, 1, 55, 0, true },
	{ "the highest", { true, 255, 255, 255 }, 255, 255, 255, true },
	{ "all but the highest",
	  { true, 255, 255, 255 },
	  255,
	  255,
	  254,
	  false },
};

static void met(void **state)
{
	const struct met_case *c = *state;

	assert_int_equal(firmware_minimum_met(&c->minimum, c->api_major,
					      c->api_minor, c->build),
			 c->met);
}

/* --- what policies say ---------------------------------------------------- */

static const struct read_case {
	const char *name, *text;
	struct firmware_minimum sev, snp;
} read_cases[] = {
	{ "nothing",
	  "<profile name='p'><match name='*'/></profile>",
	  { false, 0, 0, 0 },
	  { false, 0, 0, 0 } },
	{ "one",
	  PLATFORM(AT_LEAST("sev", "api='1.55' build='21'")),
	  { true, 1, 55, 21 },
	  { false, 0, 0, 0 } },
	{ "the other, any build",
	  PLATFORM(AT_LEAST("snp", "api='1.49'")),
	  { false, 0, 0, 0 },
	  { true, 1, 49, 0 } },
	{ "the limits of numbers",
	  PLATFORM(AT_LEAST("sev", "api='0.0' build='0'")
			   AT_LEAST("snp", "api='255.199' build='250'")),
	  { true, 0, 0, 0 },
	  { true, 255, 199, 250 } },
	{ "twice, the higher last",
	  PLATFORM(AT_LEAST("sev", "api='0.24' build='99'")
			   AT_LEAST("sev", "api='1.2' build='3'")),
	  { true, 1, 2, 3 },
	  { false, 0, 0, 0 } },
	{ "twice, the higher first",
	  PLATFORM(AT_LEAST("sev", "api='1.2' build='3'")
			   AT_LEAST("sev", "api='0.24' build='99'")),
	  { true, 1, 2, 3 },
	  { false, 0, 0, 0 } },
	{ "twice, and another build",
	  PLATFORM(AT_LEAST("sev", "api='1.55' build='4'")
			   AT_LEAST("snp", "api='1.55' build='30'")
				   AT_LEAST("sev", "api='1.55' build='21'")),
	  { true, 1, 55, 21 },
	  { true, 1, 55, 30 } },
	{ "after a profile",
	  "<profile name='p'><match name='*'/></profile>" PLATFORM(
		  AT_LEAST("sev", "api='1.55'")),
	  { true, 1, 55, 0 },
	  { false, 0, 0, 0 } },
};

static void same(const struct firmware_minimum *a,
		 const struct firmware_minimum *b)
{
	assert_int_equal(a->set, b->set);
	assert_int_equal(a->api_major, b->api_major);
	assert_int_equal(a->api_minor, b->api_minor);
	assert_int_equal(a->build, b->build);
}

static void read_back(void **state)
{
	const struct read_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy =
		policies_parsed(c->text);

	same(&policy->minimum[FIRMWARE_SEV], &c->sev);
	same(&policy->minimum[FIRMWARE_SNP], &c->snp);
}

#define ETC "etc/sevgate/policy.d"
#define USR "usr/share/sevgate/policy.d"

/* What all files demand together, and not what an overridden one does. */
static void several_files(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = NULL;
	struct err err = { "" };

	(void)state;
	unit_write_text(
		ETC "/10-a.xml",
		"<policy>" PLATFORM(
			AT_LEAST("sev", "api='1.55' build='21'")
				AT_LEAST("snp", "api='1.40'")) "</policy>");
	unit_write_text(
		ETC "/20-b.xml",
		"<policy>" PLATFORM(
			AT_LEAST("sev", "api='1.55' build='8'")
				AT_LEAST("snp", "api='1.55'")) "</policy>");
	unit_write_text(
		USR "/20-b.xml",
		"<policy>" PLATFORM(AT_LEAST("sev", "api='9.9'")) "</policy>");
	if (policy_load(unit_dirfd, geteuid(), &policy, &err) < 0)
		fail_msg("%s", err.text);
	same(&policy->minimum[FIRMWARE_SEV],
	     &(struct firmware_minimum){ true, 1, 55, 21 });
	same(&policy->minimum[FIRMWARE_SNP],
	     &(struct firmware_minimum){ true, 1, 55, 0 });
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(firmware_interface_name(FIRMWARE_SEV), "sev");
	assert_string_equal(firmware_interface_name(FIRMWARE_SNP), "snp");
}

int main(void)
{
	UNIT_CASES(met, met_cases);
	UNIT_CASES(read_back, read_cases);
	UNIT_DIR(several_files);
	UNIT(names);
	return unit_run();
}
