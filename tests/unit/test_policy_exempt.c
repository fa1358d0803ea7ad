/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_policy_exempt.c - exemptions from rules, and until when they hold */
#include "policies.h"
#include "rule.h"

#define DAY 86400
/* 2027-01-31, 2028-02-29 and 1970-01-01, 0:00 UTC */
#define JANUARY	 UINT64_C(1801353600)
#define FEBRUARY UINT64_C(1835395200)

static const struct until_case {
	const char *name;
	time_t end;
	const char *message;
} until_cases[] = {
	{ "2027-01-31", JANUARY + DAY, NULL },
	{ "2028-02-29", FEBRUARY + DAY, NULL },
	{ "1970-01-01", DAY, NULL },
	{ "2000-02-29", 951868800, NULL },
	{ "2026-12-31", JANUARY - 30 * DAY, NULL },
	{ "9999-12-31", 253402300800, NULL },
	{ "2027-02-28", JANUARY + 29 * DAY, NULL },
	{ "2027-03-31", JANUARY + 60 * DAY, NULL },
	{ "2027-05-31", JANUARY + 121 * DAY, NULL },
	{ "2027-07-31", JANUARY + 182 * DAY, NULL },
	{ "2027-08-31", JANUARY + 213 * DAY, NULL },
	{ "2027-10-31", JANUARY + 274 * DAY, NULL },
	{ "2027-12-31", JANUARY + 335 * DAY, NULL },
	{ "2027-03-32", 0, "is no day" },
	{ "2027-05-32", 0, "is no day" },
	{ "2027-06-31", 0, "is no day" },
	{ "2027-07-32", 0, "is no day" },
	{ "2027-08-32", 0, "is no day" },
	{ "2027-09-31", 0, "is no day" },
	{ "2027-10-32", 0, "is no day" },
	{ "2027-11-31", 0, "is no day" },
	{ "2027-12-32", 0, "is no day" },
	{ "2027-02-29", 0, "is no day" },
	{ "2100-02-29", 0, "is no day" },
	{ "2027-04-31", 0, "is no day" },
	{ "2027-01-32", 0, "is no day" },
	{ "2027-01-00", 0, "is no day" },
	{ "2027-00-01", 0, "is no day" },
	{ "2027-13-01", 0, "is no day" },
	{ "1969-12-31", 0, "is no day" },
	{ "0000-01-01", 0, "is no day" },
};

static void until(void **state)
{
	const struct until_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy = NULL;
	struct err err = { "" };
	char text[200], message[200];
	int result;

	snprintf(text, sizeof(text),
		 "<profile name='p'><match name='*'/>"
		 "<exempt rule='net-rom' reason='x' until='%s'/></profile>",
		 c->name);
	result = policies_parse(text, &policy, &err);
	snprintf(message, sizeof(message),
		 "p.xml: line 2: until='%s' is no day; allowed: a date such as "
		 "2027-01-31",
		 c->name);
	assert_string_equal(err.text, c->message ? message : "");
	assert_int_equal(result, c->message ? -1 : 0);
	if (!c->message)
		assert_true(policy->profiles[0]->exemptions[0].until == c->end);
}

#define EXEMPTIONS                                                    \
	"<exempt rule='net-rom' reason='ended' until='2027-01-31'/>"  \
	"<exempt rule='net-rom' domain='build-*' reason='builders'/>" \
	"<exempt rule='disk-bus' reason='all'/>"

static const struct exempt_case {
	const char *name, *rule, *domain;
	time_t now;
	const char *reason;
} exempt_cases[] = {
	{ "before the end", "net-rom", "web", JANUARY, "ended" },
	{ "last second", "net-rom", "web", JANUARY + DAY - 1, "ended" },
	{ "first second after", "net-rom", "web", JANUARY + DAY, NULL },
	{ "another holds", "net-rom", "build-1", JANUARY + DAY, "builders" },
	{ "the first one counts", "net-rom", "build-1", JANUARY, "ended" },
	{ "name does not fit", "net-rom", "rebuild-1", JANUARY + DAY, NULL },
	{ "all domains", "disk-bus", "web", JANUARY + DAY, "all" },
	{ "another rule", "disk-encryption", "build-1", JANUARY, NULL },
};

static void exempt(void **state)
{
	const struct exempt_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy =
		policies_profile(EXEMPTIONS);
	const struct exemption *e = profile_exemption(
		policy->profiles[0], rule_find(c->rule), c->domain, c->now);

	assert_int_equal(e != NULL, c->reason != NULL);
	if (e)
		assert_string_equal(e->reason, c->reason);
}

int main(void)
{
	UNIT_CASES(until, until_cases);
	UNIT_CASES(exempt, exempt_cases);
	return unit_run();
}
