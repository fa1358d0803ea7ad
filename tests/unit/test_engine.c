/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_engine.c - which rules run, what becomes of what they find */
#include "guest.h"

static const struct env no_host = { .rootfd = -1 };

static void check(const struct guest *g, const char *elements,
		  const struct env *env, struct report *report)
{
	_cleanup_(policy_freep) struct policy *policy = guest_policy(elements);
	_cleanup_(domain_freep) struct domain *dom = guest_domain(g);

	engine_check(dom, policy->profiles[0], env, report);
	/* not to be read behind the policy and the domain */
	for (size_t i = 0; i < report->count; i++)
		report->findings[i].exempt =
			report->findings[i].exempt ? "yes" : NULL;
}

/* --- the rules themselves ------------------------------------------------- */

static void rules_are_whole(void **state)
{
	const struct rule *const *r, *const *other;
	const struct reason *const *reason;

	(void)state;
	for (r = rules; *r; r++) {
		bool mends = false;

		assert_true(strlen((*r)->id) > 2);
		assert_true((*r)->title && (*r)->source && (*r)->check);
		assert_true((*r)->techs & TECHS_AMD);
		assert_ptr_equal(rule_find((*r)->id), *r);
		for (other = r + 1; *other; other++)
			assert_string_not_equal((*r)->id, (*other)->id);
		for (reason = (*r)->reasons; *reason; reason++) {
			assert_true((*reason)->code && (*reason)->fix);
			assert_true((*reason)->level != MODE_OFF);
			mends |= (*reason)->mends;
		}
		assert_true(reason > (*r)->reasons);
		assert_int_equal(mends, (*r)->fix != NULL);
		assert_true(!(*r)->values || (*r)->values[0]);
	}
	assert_null(rule_find("no-such"));
	assert_null(rule_find(""));
}

static bool has_code(const struct rule *rule, const char *code)
{
	const struct reason *const *reason;

	for (reason = rule->reasons; *reason; reason++)
		if (!strcmp((*reason)->code, code))
			return true;
	return false;
}

/* A code in a report leads to one rule. */
static void codes_are_of_one_rule(void **state)
{
	const struct rule *const *r, *const *other;
	const struct reason *const *reason;

	(void)state;
	for (r = rules; *r; r++)
		for (reason = (*r)->reasons; *reason; reason++)
			for (other = r + 1; *other; other++)
				assert_false(has_code(*other, (*reason)->code));
}

/* --- modes ---------------------------------------------------------------- */

/* @rule "": the policy does not say. */
static const struct mode_case {
	const char *name, *profile, *rule;
	enum mode audit, enforce;
} mode_cases[] = {
	{ "enforce, not said", "enforce", "", MODE_AUDIT, MODE_ENFORCE },
	{ "enforce, off", "enforce", "off", MODE_OFF, MODE_OFF },
	{ "enforce, audit", "enforce", "audit", MODE_AUDIT, MODE_AUDIT },
	{ "enforce, enforce", "enforce", "enforce", MODE_ENFORCE,
	  MODE_ENFORCE },
	{ "audit, not said", "audit", "", MODE_AUDIT, MODE_AUDIT },
	{ "audit, off", "audit", "off", MODE_OFF, MODE_OFF },
	{ "audit, enforce", "audit", "enforce", MODE_AUDIT, MODE_AUDIT },
	{ "off, not said", "off", "", MODE_OFF, MODE_OFF },
	{ "off, enforce", "off", "enforce", MODE_OFF, MODE_OFF },
};

static struct policy *policy_of(const struct mode_case *c)
{
	char text[300], mode[32] = "";

	if (*c->rule)
		snprintf(mode, sizeof(mode), "mode='%s'", c->rule);
	snprintf(text, sizeof(text),
		 "<mode>%s</mode><rule id='net-rom' %s/>"
		 "<rule id='memory-locked' %s/>",
		 c->profile, mode, mode);
	return guest_policy(text);
}

/* net-rom only reports, memory-locked refuses, where nothing else is said. */
static void mode(void **state)
{
	const struct mode_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy = policy_of(c);
	_cleanup_(domain_freep) struct domain *dom = guest_domain(
		&(struct guest){ .rest = "",
				 .devices = "<interface><model type='virtio'/>"
					    "</interface>" });
	_cleanup_(report_clear) struct report report = { 0 };
	const struct profile *p = policy->profiles[0];
	const struct finding *rom, *locked;

	engine_check(dom, p, &no_host, &report);
	rom = guest_finding(&report, "net-rom");
	locked = guest_finding(&report, "memory-locked");
	if (c->audit == MODE_OFF) {
		assert_int_equal(rom->verdict, VERDICT_SKIP);
		assert_string_equal(rom->message, "switched off in profile p");
	} else {
		assert_int_equal(rom->verdict, VERDICT_VIOLATION);
		assert_int_equal(rom->mode, c->audit);
	}
	assert_int_equal(locked->verdict, c->enforce == MODE_OFF
						  ? VERDICT_SKIP
						  : VERDICT_VIOLATION);
	assert_int_equal(locked->mode, c->enforce);
	assert_int_equal(report_outcome(&report), c->enforce == MODE_ENFORCE
							  ? OUTCOME_DENY
							  : OUTCOME_ALLOW);
	assert_int_equal(engine_reason_mode(p, rom->rule,
					    rom->rule->reasons[0]),
			 c->audit);
}

/* --- what kind of guest --------------------------------------------------- */

#define LAUNCH(type, policy)                              \
	"<launchSecurity type='" type "'><policy>" policy \
	"</policy></launchSecurity>"

static const struct target_case {
	const char *name, *launch, *profile;
	enum tech target;
} target_cases[] = {
	{ "what the domain says", LAUNCH("sev", "3"), "", TECH_SEV },
	{ "what the domain says, SEV-ES", LAUNCH("sev", "7"), "", TECH_SEV_ES },
	{ "nobody says", "", "", TECH_NONE },
	{ "plain, made SEV", "", "<launch type='sev'/>", TECH_SEV },
	{ "plain, made SEV-SNP", "", "<launch type='sev-snp'/>", TECH_SEV_SNP },
	{ "SEV, made SEV-ES", LAUNCH("sev", "3"), "<launch type='sev-es'/>",
	  TECH_SEV_ES },
	{ "SEV-ES keeps what it has", LAUNCH("sev", "7"),
	  "<launch type='sev'/>", TECH_SEV_ES },
	{ "SEV-SNP against SEV", LAUNCH("sev-snp", "30000"),
	  "<launch type='sev'/>", TECH_SEV },
	{ "Intel's", LAUNCH("tdx", "1"), "", TECH_OTHER },
	{ "Intel's, made SEV", LAUNCH("tdx", "1"), "<launch type='sev'/>",
	  TECH_SEV },
};

static void target(void **state)
{
	const struct target_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy =
		guest_policy(c->profile);
	_cleanup_(domain_freep) struct domain *dom =
		guest_domain(&(struct guest){ .launch = c->launch });

	assert_int_equal(engine_target(dom, policy->profiles[0]), c->target);
}

/* --- running -------------------------------------------------------------- */

static void kept(void **state)
{
	_cleanup_(report_clear) struct report report = { 0 };
	const struct rule *const *r = rules;
	size_t i;

	(void)state;
	check(&(struct guest){ .name = NULL }, "", &no_host, &report);
	assert_int_equal(report_outcome(&report), OUTCOME_ALLOW);
	/* one finding for each rule, in their order */
	for (i = 0; i < report.count; i++) {
		const struct finding *f = &report.findings[i];

		assert_ptr_equal(f->rule, *r++);
		assert_false(finding_is_bad(f));
		assert_null(f->reason);
		if (f->verdict == VERDICT_PASS)
			assert_string_equal(f->message, f->rule->title);
	}
	assert_null(*r);
	assert_string_equal(guest_finding(&report, "smm-off")->message,
			    "not for a sev guest");
}

static void only_one(void **state)
{
	_cleanup_(report_clear) struct report report = { 0 };
	struct env env = no_host;

	(void)state;
	env.only = rule_find("memory-locked");
	check(&(struct guest){ .rest = "" }, "", &env, &report);
	assert_int_equal(report.count, 1);
	assert_ptr_equal(report.findings[0].rule, env.only);
}

static const struct quick_case {
	const char *name, *rule;
	bool quick, runs;
} quick_cases[] = {
	{ "slow", "", false, true },
	{ "quick, only reports", "", true, false },
	{ "quick, refuses", "<rule id='cloud-init-secrets' mode='enforce'/>",
	  true, true },
	{ "slow, audit", "<rule id='cloud-init-secrets' mode='audit'/>", false,
	  true },
	{ "quick, refuses, but the profile does not",
	  "<mode>audit</mode><rule id='cloud-init-secrets' mode='enforce'/>",
	  true, false },
};

static void quick(void **state)
{
	const struct quick_case *c = *state;
	_cleanup_(report_clear) struct report report = { 0 };
	const struct env env = { .rootfd = -1, .quick = c->quick };
	const struct finding *f;

	check(&(struct guest){ .devices = "<disk device='cdrom'>"
					  "<source file='/seed.iso'/></disk>" },
	      c->rule, &env, &report);
	f = guest_finding(&report, "cloud-init-secrets");
	assert_int_equal(f->verdict,
			 c->runs ? VERDICT_VIOLATION : VERDICT_SKIP);
	if (!c->runs)
		assert_string_equal(f->message,
				    "reads files, left to 'sevgate check'");
}

/* --- exemptions ----------------------------------------------------------- */

#define UNLOCKED(more) "<exempt rule='memory-locked' reason='x'" more "/>"

static const struct exempt_case {
	const char *name, *exempt;
	time_t now;
	bool holds;
} exempt_cases[] = {
	{ "none", "", 0, false },
	{ "holds", UNLOCKED(""), 0, true },
	{ "for the domain", UNLOCKED(" domain='gu*'"), 0, true },
	{ "for another", UNLOCKED(" domain='gu'"), 0, false },
	{ "not ended", UNLOCKED(" until='1970-01-01'"), 86399, true },
	{ "ended", UNLOCKED(" until='1970-01-01'"), 86400, false },
	{ "another rule", "<exempt rule='net-rom' reason='x'/>", 0, false },
};

static void exempt(void **state)
{
	const struct exempt_case *c = *state;
	_cleanup_(report_clear) struct report report = { 0 };
	const struct env env = { .rootfd = -1, .now = c->now };
	const struct finding *f;

	check(&(struct guest){ .rest = "" }, c->exempt, &env, &report);
	f = guest_finding(&report, "memory-locked");
	/* it is said all the same */
	assert_int_equal(f->verdict, VERDICT_VIOLATION);
	assert_int_equal(f->mode, MODE_ENFORCE);
	assert_int_equal(f->exempt != NULL, c->holds);
	assert_int_equal(report_outcome(&report),
			 c->holds ? OUTCOME_ALLOW : OUTCOME_DENY);
}

/* --- what cannot be told -------------------------------------------------- */

#define LOADER(path)                                                \
	"<os><type machine='q35'>hvm</type><loader readonly='yes' " \
	"stateless='yes' type='pflash'>" path "</loader></os>"
#define SNP_LOADER(path)                                             \
	"<os><type machine='q35'>hvm</type><loader type='rom'>" path \
	"</loader></os>"

static void firmware_that_is_not_there(void **state)
{
	const struct env env = { .rootfd = unit_dirfd };
	_cleanup_(report_clear) struct report report = { 0 },
					      report_snp = { 0 },
					      broken = { 0 };
	const struct finding *f;

	(void)state;
	check(&(struct guest){ .os = LOADER("/no.fd") }, "", &env, &report);
	assert_int_equal(report_outcome(&report), OUTCOME_UNDECIDED);
	f = report_first(&report, OUTCOME_UNDECIDED);
	assert_string_equal(f->rule->id, "firmware-uefi");
	assert_int_equal(f->verdict, VERDICT_UNKNOWN);
	assert_string_equal(f->message,
			    "firmware /no.fd: No such file or directory");
	check(&(struct guest){ .os = SNP_LOADER("/no.fd"),
			       .launch = LAUNCH("sev-snp", "0x30000") },
	      "", &env, &report_snp);
	f = report_first(&report_snp, OUTCOME_UNDECIDED);
	assert_string_equal(f->reason->code, "firmware-unreadable");
	/* a violation counts more */
	check(&(struct guest){ .os = LOADER("/no.fd"), .rest = "" }, "", &env,
	      &broken);
	assert_int_equal(report_outcome(&broken), OUTCOME_DENY);
}

/* The loaders of which the issue speaks, one line each. */
static const struct loader_case {
	const char *name, *message;
} loader_cases[] = {
	{ "directory", "firmware /dir: is a directory, not a regular file" },
	{ "FIFO", "firmware /fifo: is a FIFO, not a regular file" },
	{ "missing", "firmware /no: No such file or directory" },
	{ "huge", "firmware /huge: 4294967296 bytes, more than any firmware "
		  "image" },
	{ "short", "firmware /short: 3 bytes, too short for a firmware image" },
	{ "link", "firmware /link: No such file or directory" },
};

static const char *loader_of(const char *name)
{
	char huge[UNIT_PATH_SIZE + 8];

	unit_make('d', "dir", NULL);
	unit_make('p', "fifo", NULL);
	unit_make('l', "link", "nowhere");
	unit_write("short", "abc", 3);
	unit_write("huge", "", 0);
	snprintf(huge, sizeof(huge), "%s/huge", unit_path);
	assert_int_equal(truncate(huge, (off_t)4 << 30), 0);
	return !strcmp(name, "directory") ? LOADER("/dir")
	       : !strcmp(name, "FIFO")	  ? LOADER("/fifo")
	       : !strcmp(name, "missing") ? LOADER("/no")
	       : !strcmp(name, "huge")	  ? LOADER("/huge")
	       : !strcmp(name, "short")	  ? LOADER("/short")
					  : LOADER("/link");
}

static void loader(void **state)
{
	const struct loader_case *c = *state;
	const struct env env = { .rootfd = unit_dirfd };
	_cleanup_(report_clear) struct report report = { 0 };

	check(&(struct guest){ .os = loader_of(c->name) }, "", &env, &report);
	assert_int_equal(report_outcome(&report), OUTCOME_UNDECIDED);
	assert_string_equal(report_first(&report, OUTCOME_UNDECIDED)->message,
			    c->message);
}

int main(void)
{
	UNIT(rules_are_whole);
	UNIT(codes_are_of_one_rule);
	UNIT_CASES(mode, mode_cases);
	UNIT_CASES(target, target_cases);
	UNIT(kept);
	UNIT(only_one);
	UNIT_CASES(quick, quick_cases);
	UNIT_CASES(exempt, exempt_cases);
	UNIT_DIR(firmware_that_is_not_there);
	UNIT_CASES_DIR(loader, loader_cases);
	return unit_run();
}
