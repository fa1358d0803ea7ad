/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_decision_files.c - what a broken policy does to which domain */
#include "guest.h"
#include "hook/decision.h"

#define ETC  "etc/sevgate/policy.d"
#define PATH ETC "/a.xml"

#define LINT	    "; fix: sevgate policy lint; id=01234567\n"
#define DENIED	    "sevgate: DENY domain=guest rule=-: cannot decide: /" PATH ": "
#define UNJUDGED_BY "sevgate: UNJUDGED domain=guest: /" PATH ": "

#define PROFILE(match, rest)                                \
	"<policy><profile name='p'><match " match "/>" rest \
	"</profile></policy>"

static const struct host no_host = { .kvm_amd = NOT_KNOWN };

/**
 * struct file_case - one policy file and two domains
 * @what:	'x' @text is in it, else what unit_make() makes of it
 * @sev:	the ruling over a domain with launchSecurity
 * @plain:	over one without
 * @why:	what is said of the file, "" for none
 */
static const struct file_case {
	const char *name;
	char what;
	const char *text;
	enum ruling sev, plain;
	const char *why;
} file_cases[] = {
	{ "directory", 'd', NULL, UNDECIDED, UNJUDGED,
	  "is a directory, not a regular file" },
	{ "FIFO", 'p', NULL, UNDECIDED, UNJUDGED,
	  "is a FIFO, not a regular file" },
	{ "dangling link", 'l', "nowhere", UNDECIDED, UNJUDGED,
	  "is a symbolic link, not a regular file" },
	{ "empty", 'x', "", UNDECIDED, UNJUDGED, "empty, no XML document" },
	{ "truncated", 'x', "<policy>", UNDECIDED, UNJUDGED,
	  "line 1: Premature end of data in tag policy line 1" },
	{ "wrong, and for the domain", 'x', PROFILE("name='guest'", "<x/>"),
	  UNDECIDED, UNJUDGED,
	  "line 1: <x> is not known in <profile>; allowed: match, mode, "
	  "rewrite, attest, launch, rule, trusted, exempt" },
	{ "unknown rule, for the domain", 'x',
	  PROFILE("name='guest'", "<rule id='no'/>"), UNDECIDED, UNJUDGED,
	  "line 1: there is no rule 'no'; allowed: an ID that 'sevgate rules' "
	  "lists" },
	{ "wrong, and for another domain", 'x', PROFILE("name='other'", "<x/>"),
	  UNDECIDED, NOT_OURS,
	  "line 1: <x> is not known in <profile>; allowed: match, mode, "
	  "rewrite, attest, launch, rule, trusted, exempt" },
	{ "right, for both", 'x', PROFILE("name='*'", "<launch type='sev'/>"),
	  ALLOW, DENY, "" },
	{ "right, for SEV", 'x', PROFILE("launchSecurity='sev'", ""), ALLOW,
	  NOT_OURS, "" },
	{ "right, for neither", 'x', PROFILE("name='other'", ""), NOT_OURS,
	  NOT_OURS, "" },
	{ "right, switched off", 'x', PROFILE("name='*'", "<mode>off</mode>"),
	  NOT_OURS, NOT_OURS, "" },
};

static void must_be_root(void)
{
	if (geteuid() == 0)
		return;
	printf("# skipped: the policy that is asked here must be root's\n");
	unit_skip();
}

static void ruled(const struct guest *g, enum ruling want, const char *why)
{
	_cleanup_free_ char *text = guest_text(g);
	_cleanup_(decision_clear) struct decision d;
	const struct env env = { .rootfd = unit_dirfd, .host = &no_host };
	char line[1024], expected[1024];

	decision_start(&d, "prepare", "argument");
	assert_int_equal(decide(&d, &env, text, strlen(text)), want);
	if (!*why || (want != UNDECIDED && want != UNJUDGED))
		return;
	strcpy(d.id, "01234567");
	decision_line(&d, line, sizeof(line));
	snprintf(expected, sizeof(expected), "%s%s" LINT,
		 want == UNDECIDED ? DENIED : UNJUDGED_BY, why);
	assert_string_equal(line, expected);
}

static void file(void **state)
{
	const struct file_case *c = *state;

	must_be_root();
	if (c->what == 'x')
		unit_write_text(PATH, c->text);
	else
		unit_make(c->what, PATH, c->text);
	ruled(&(struct guest){ .name = NULL }, c->sev, c->why);
	ruled(&(struct guest){ .launch = "" }, c->plain, c->why);
}

static void no_policy(void **state)
{
	(void)state;
	must_be_root();
	ruled(&(struct guest){ .rest = "" }, NOT_OURS, "");
	ruled(&(struct guest){ .launch = "" }, NOT_OURS, "");
}

static void somebody_elses(void **state)
{
	(void)state;
	must_be_root();
	unit_write_text(PATH, PROFILE("name='*'", "<mode>off</mode>"));
	assert_int_equal(
		fchownat(unit_dirfd, PATH, UNIT_NOBODY, UNIT_NOBODY, 0), 0);
	ruled(&(struct guest){ .name = NULL }, UNDECIDED,
	      "owned by uid 65534; allowed: root");
	ruled(&(struct guest){ .launch = "" }, UNJUDGED,
	      "owned by uid 65534; allowed: root");
}

static void disabled(void **state)
{
	(void)state;
	must_be_root();
	unit_write_text("run/sevgate/disable", "");
	unit_write_text(PATH, PROFILE("name='*'", "<launch type='sev'/>"));
	ruled(&(struct guest){ .rest = "" }, DISABLED, "");
	ruled(&(struct guest){ .launch = "" }, DISABLED, "");
}

int main(void)
{
	UNIT_CASES_DIR(file, file_cases);
	UNIT_DIR(no_policy);
	UNIT_DIR(somebody_elses);
	UNIT_DIR(disabled);
	return unit_run();
}
