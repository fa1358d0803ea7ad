/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_policy_match.c - the profile for a domain, asked twice */
#include "policies.h"

#define UUID "c7a5fdbd-edaf-9455-926a-d65c16db1809"

static struct domain *parsed_domain(const char *elements)
{
	_cleanup_free_ char *text = NULL;
	struct domain *dom = NULL;
	struct err err = { "" };

	assert_true(asprintf(&text, "<domain>%s</domain>", elements) > 0);
	if (domain_parse(text, strlen(text), &dom, &err) < 0)
		fail_msg("%s", err.text);
	return dom;
}

/* --- one profile, one domain ---------------------------------------------- */

#define NAMED(name) "<name>" name "</name>"
#define SEV	    NAMED("a") "<launchSecurity type='sev'/>"
#define SNP	    NAMED("a") "<launchSecurity type='sev-snp'/>"

static const struct match_case {
	const char *name, *match, *domain;
	bool fits;
} match_cases[] = {
	{ "name", "name='web'", NAMED("web"), true },
	{ "another name", "name='web'", NAMED("web1"), false },
	{ "pattern", "name='web-*'", NAMED("web-1"), true },
	{ "pattern is for all of it", "name='web'", NAMED("my-web"), false },
	{ "one character", "name='web?'", NAMED("web1"), true },
	{ "characters", "name='web[0-9]'", NAMED("webx"), false },
	{ "star and slash", "name='*'", NAMED("a/b"), true },
	{ "star and dot", "name='*'", NAMED(".a"), true },
	{ "star and newline", "name='*'", NAMED("a\nb"), true },
	{ "case of a name counts", "name='web'", NAMED("WEB"), false },

	{ "title", "title='*secret*'", NAMED("a") "<title>top secret</title>",
	  true },
	{ "another title", "title='secret'", NAMED("a") "<title>x</title>",
	  false },
	{ "no title", "title='*'", NAMED("a"), false },

	{ "uuid", "uuid='" UUID "'", NAMED("a") "<uuid>" UUID "</uuid>", true },
	{ "uuid in capitals", "uuid='C7A5FDBD-EDAF-9455-926A-D65C16DB1809'",
	  NAMED("a") "<uuid>" UUID "</uuid>", true },
	{ "uuid written without dashes", "uuid='" UUID "'",
	  NAMED("a") "<uuid>c7a5fdbdedaf9455926ad65c16db1809</uuid>", true },
	{ "another uuid", "uuid='00000000-edaf-9455-926a-d65c16db1809'",
	  NAMED("a") "<uuid>" UUID "</uuid>", false },
	{ "no uuid", "uuid='" UUID "'", NAMED("a"), false },

	{ "sev", "launchSecurity='sev'", SEV, true },
	{ "sev is not sev-snp", "launchSecurity='sev'", SNP, false },
	{ "sev-snp is not sev", "launchSecurity='sev-snp'", SEV, false },
	{ "one of two", "launchSecurity='sev-snp sev'", SEV, true },
	{ "none", "launchSecurity='none'", NAMED("a"), true },
	{ "none and sev", "launchSecurity='none'", SEV, false },
	{ "words with a carriage return", "launchSecurity='none&#13;sev'", SEV,
	  true },
	{ "sev, but there is none", "launchSecurity='sev'", NAMED("a"), false },
	{ "IBM's", "launchSecurity='none sev sev-snp'",
	  NAMED("a") "<launchSecurity type='s390-pv'/>", false },
	{ "no type", "launchSecurity='none'", NAMED("a") "<launchSecurity/>",
	  true },

	{ "all of them", "name='a' launchSecurity='sev' title='t'",
	  SEV "<title>t</title>", true },
	{ "all but one", "name='b' launchSecurity='sev' title='t'",
	  SEV "<title>t</title>", false },
};

static void match(void **state)
{
	const struct match_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy = NULL;
	_cleanup_(domain_freep) struct domain *dom = parsed_domain(c->domain);
	char text[200];

	snprintf(text, sizeof(text), "<profile name='p'><match %s/></profile>",
		 c->match);
	policy = policies_parsed(text);
	assert_int_equal(policy_match(policy, dom) != NULL, c->fits);
	/* the question that is asked first may only err on one side */
	if (c->fits || dom->launch)
		assert_true(policy_concerns(policy, dom));
	else
		assert_false(policy_concerns(policy, dom));
}

/* --- several profiles ----------------------------------------------------- */

#define PROFILES                                                             \
	"<profile name='one'><match name='a*'/><match title='t'/></profile>" \
	"<profile name='two'><match name='ab'/><match name='b'/></profile>"  \
	"<profile name='rest'><match launchSecurity='sev'/></profile>"

static const struct order_case {
	const char *name, *domain, *profile;
} order_cases[] = {
	{ "the first one", NAMED("ab"), "one" },
	{ "another match of the first", NAMED("b") "<title>t</title>", "one" },
	{ "the second one", NAMED("b"), "two" },
	{ "the last one", NAMED("c") "<launchSecurity type='sev'/>", "rest" },
	{ "none", NAMED("c"), NULL },
};

static void order(void **state)
{
	const struct order_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy =
		policies_parsed(PROFILES);
	_cleanup_(domain_freep) struct domain *dom = parsed_domain(c->domain);
	const struct profile *p = policy_match(policy, dom);

	assert_int_equal(p != NULL, c->profile != NULL);
	assert_int_equal(policy_concerns(policy, dom), c->profile != NULL);
	if (p)
		assert_string_equal(p->name, c->profile);
}

static void by_name(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		policies_parsed(PROFILES);

	(void)state;
	assert_string_equal(policy_profile(policy, "two")->name, "two");
	assert_null(policy_profile(policy, "three"));
	assert_null(policy_profile(policy, ""));
}

static void no_profiles(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = policies_parsed("");
	_cleanup_(domain_freep) struct domain *plain =
		parsed_domain(NAMED("a"));
	_cleanup_(domain_freep) struct domain *sev = parsed_domain(SEV);

	(void)state;
	assert_null(policy_match(policy, sev));
	assert_true(policy_concerns(policy, sev));
	assert_false(policy_concerns(policy, plain));
}

/* --- before the schema was asked ------------------------------------------ */

/* Could the file, right or wrong, speak of a domain named "a"? */
static const struct concern_case {
	const char *name, *text;
	bool concerns;
} concern_cases[] = {
	{ "another name",
	  "<policy><profile><match name='b'/></profile></policy>", false },
	{ "match that says nothing",
	  "<policy><profile><match/></profile></policy>", true },
	{ "match with unknown words",
	  "<policy><profile><match nam='b'/></profile></policy>", true },
	{ "one of several",
	  "<policy><profile><match name='b'/></profile><profile>"
	  "<match name='c'/><match name='a'/></profile></policy>",
	  true },
	{ "another root", "<x><profile><match name='a'/></profile></x>", true },
	{ "no match", "<policy><profile/></policy>", false },
};

static void concern(void **state)
{
	const struct concern_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy = NULL;
	_cleanup_(domain_freep) struct domain *dom = parsed_domain(NAMED("a"));
	_cleanup_(domain_freep) struct domain *sev = parsed_domain(SEV);
	struct err err = { "" };

	unit_write_text("etc/sevgate/policy.d/a.xml", c->text);
	if (policy_open(unit_dirfd, geteuid(), &policy, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(policy->n_profiles, 0);
	assert_int_equal(policy_concerns(policy, dom), c->concerns);
	assert_true(policy_concerns(policy, sev));
}

int main(void)
{
	UNIT_CASES(match, match_cases);
	UNIT_CASES(order, order_cases);
	UNIT(by_name);
	UNIT(no_profiles);
	UNIT_CASES_DIR(concern, concern_cases);
	return unit_run();
}
