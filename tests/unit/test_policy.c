/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_policy.c - what profiles say, and which domains they are for */
#include "policies.h"
#include "rule.h"

/* --- what a schema cannot say --------------------------------------------- */

static const struct bad_case {
	const char *name, *elements, *message;
} bad_cases[] = {
	{ "a secret after the start",
	  "<attest when='after-start'><secret guid='luks-key' file='/f'/>"
	  "</attest>",
	  "p.xml: line 3: a <secret> is given before the guest boots; "
	  "allowed: when='before-boot'" },
	{ "the UUID twice in a secret's path",
	  "<attest when='before-boot'>\n"
	  "<secret guid='luks-key' file='/k/%u/%u'/></attest>",
	  "p.xml: line 4: <secret> has file='/k/%u/%u'; allowed: %u once, for "
	  "the domain's UUID" },
	{ "match without a word", "<match/>",
	  "p.xml: line 3: <match> would match every domain; for that, say "
	  "name='*'" },
	{ "policy without a type", "<launch policy='0x3'/>",
	  "p.xml: line 3: <launch> has a policy but no type; allowed: sev, "
	  "sev-es, sev-snp" },
	{ "33 bits for SEV", "<launch type='sev' policy='0x100000000'/>",
	  "p.xml: line 3: <launch> has policy='0x100000000'; allowed: 32 bits "
	  "for sev" },
	{ "33 bits for SEV-ES", "<launch type='sev-es' policy='0x1ffffffff'/>",
	  "p.xml: line 3: <launch> has policy='0x1ffffffff'; allowed: 32 bits "
	  "for sev-es" },
	{ "unknown rule", "<rule id='no-such'/>",
	  "p.xml: line 3: there is no rule 'no-such'; allowed: an ID that "
	  "'sevgate rules' lists" },
	{ "rule twice", "<rule id='net-rom'/>\n<rule id='net-rom'/>",
	  "p.xml: line 4: a second <rule id='net-rom'> in profile p" },
	{ "value of a rule without", "<rule id='net-rom' value='on'/>",
	  "p.xml: line 3: rule net-rom has value='on'; allowed: no value" },
	{ "unknown value", "<rule id='virtio-iommu' value='yes'/>",
	  "p.xml: line 3: rule virtio-iommu has value='yes'; allowed: auto, "
	  "on, off" },
	{ "exempt from an unknown rule", "<exempt rule='no-such' reason='x'/>",
	  "p.xml: line 3: there is no rule 'no-such'; allowed: an ID that "
	  "'sevgate rules' lists" },
};

static void refused(void **state)
{
	const struct bad_case *c = *state;
	_cleanup_free_ char *text = NULL;
	struct policy *policy = NULL;
	struct err err = { "" };

	assert_true(
		asprintf(&text,
			 "<profile name='p'><match name='*'/>\n%s</profile>",
			 c->elements) > 0);
	assert_int_equal(policies_parse(text, &policy, &err), -1);
	assert_null(policy);
	assert_string_equal(err.text, c->message);
}

/* --- what is read --------------------------------------------------------- */

static void defaults(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = policies_profile("");
	const struct profile *p = policy->profiles[0];

	(void)state;
	assert_string_equal(p->name, "p");
	assert_string_equal(p->file, "p.xml");
	assert_int_equal(p->line, 2);
	assert_int_equal(p->mode, MODE_ENFORCE);
	assert_true(p->rewrite);
	assert_false(p->repair_start);
	assert_int_equal(p->attest, ATTEST_AFTER_START);
	assert_int_equal(p->on_mismatch, MISMATCH_DESTROY);
	assert_int_equal(p->launch.tech, TECH_NONE);
	assert_false(p->launch.has_policy || p->launch.kernel_hashes);
	assert_int_equal(p->launch.session, SESSION_AS_GIVEN);
	assert_null(p->launch.firmware);
	assert_int_equal(p->n_rules + p->n_trusted + p->n_exemptions, 0);
}

static void everything(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = policies_profile(
		"<mode> audit </mode><rewrite repair='start'>no</rewrite>"
		"<attest when='before-boot' onMismatch='report'/>"
		"<launch type='sev-snp' policy='0xFFFFFFFFffffffff' "
		"kernelHashes='yes' session='owner' firmware='/a b'/>");
	const struct profile *p = policy->profiles[0];

	(void)state;
	assert_int_equal(p->mode, MODE_AUDIT);
	assert_false(p->rewrite);
	assert_true(p->repair_start);
	assert_int_equal(p->attest, ATTEST_BEFORE_BOOT);
	assert_int_equal(p->on_mismatch, MISMATCH_REPORT);
	assert_int_equal(p->launch.tech, TECH_SEV_SNP);
	assert_true(p->launch.has_policy && p->launch.kernel_hashes);
	assert_true(p->launch.policy == UINT64_MAX);
	assert_int_equal(p->launch.session, SESSION_OWNER);
	assert_string_equal(p->launch.firmware, "/a b");
}

static void session_per_launch(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		policies_profile("<launch session='per-launch'/>");

	(void)state;
	assert_int_equal(policy->profiles[0]->launch.session,
			 SESSION_PER_LAUNCH);
}

static void secrets(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = policies_profile(
		"<attest when='before-boot'>"
		"<secret guid='luks-key' file='/keys/%u'/>"
		"<secret guid='736869E5-84F0-4973-92EC-06879CE3DA0B' "
		"file='/a b'/></attest>");
	const struct profile *p = policy->profiles[0];

	(void)state;
	assert_int_equal(p->n_secrets, 2);
	assert_string_equal(p->secrets[0].guid, "luks-key");
	assert_string_equal(p->secrets[0].file, "/keys/%u");
	assert_string_equal(p->secrets[1].guid,
			    "736869E5-84F0-4973-92EC-06879CE3DA0B");
	assert_string_equal(p->secrets[1].file, "/a b");
}

static void launch_without_policy(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		policies_profile("<launch type='sev' kernelHashes='yes'/>");
	const struct wanted_launch *launch = &policy->profiles[0]->launch;

	(void)state;
	assert_int_equal(launch->tech, TECH_SEV);
	assert_true(launch->kernel_hashes);
	assert_false(launch->has_policy);
}

/* Bit 2 is what SEV-ES means. */
static void policy_of_sev_es(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		policies_profile("<launch type='sev-es' policy='0x1'/>");

	(void)state;
	assert_true(policy->profiles[0]->launch.policy == 5);
}

static const struct mode_case {
	const char *name;
	enum mode mode;
} mode_cases[] = {
	{ "off", MODE_OFF },
	{ "audit", MODE_AUDIT },
	{ "enforce", MODE_ENFORCE },
};

static void modes(void **state)
{
	const struct mode_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy = NULL;
	const struct rule_setting *s;
	char text[200];

	snprintf(text, sizeof(text),
		 "<mode>%s</mode><rule id='net-rom' mode='%s'/>"
		 "<rule id='virtio-iommu' value='on'/>",
		 c->name, c->name);
	policy = policies_profile(text);
	assert_int_equal(policy->profiles[0]->mode, c->mode);
	s = profile_setting(policy->profiles[0], rule_find("net-rom"));
	assert_true(s->has_mode);
	assert_int_equal(s->mode, c->mode);
	assert_null(s->value);
	s = profile_setting(policy->profiles[0], rule_find("virtio-iommu"));
	assert_false(s->has_mode);
	assert_string_equal(s->value, "on");
	assert_null(
		profile_setting(policy->profiles[0], rule_find("machine-q35")));
}

static const struct attest_case {
	const char *name;
	enum attest attest;
} attest_cases[] = {
	{ "off", ATTEST_OFF },
	{ "after-start", ATTEST_AFTER_START },
	{ "before-boot", ATTEST_BEFORE_BOOT },
};

static void attest(void **state)
{
	const struct attest_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy = NULL;
	char text[100];

	snprintf(text, sizeof(text), "<attest when='%s'/>", c->name);
	policy = policies_profile(text);
	assert_int_equal(policy->profiles[0]->attest, c->attest);
	assert_int_equal(policy->profiles[0]->on_mismatch, MISMATCH_DESTROY);
}

static void trusted(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = policies_profile(
		"<trusted><firmware sha256='000102030405060708090a0b0c0d0e0f"
		"101112131415161718191A1B1C1D1E1F'/><firmware sha256='"
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		"'/></trusted>");
	const struct profile *p = policy->profiles[0];
	int i;

	(void)state;
	assert_int_equal(p->n_trusted, 2);
	for (i = 0; i < SHA256_SIZE; i++) {
		assert_int_equal(p->trusted[0][i], i);
		assert_int_equal(p->trusted[1][i], 0xff);
	}
}

/* --- files ---------------------------------------------------------------- */

static void one_file(void **state)
{
	struct policy *policy = NULL;
	struct err err = { "" };

	(void)state;
	unit_write_text("dir/a.xml", "<policy><profile name='a'>"
				     "<match name='*'/></profile></policy>");
	assert_int_equal(policy_load_file(unit_dirfd, "dir/a.xml", geteuid(),
					  &policy, &err),
			 0);
	assert_string_equal(policy->profiles[0]->name, "a");
	assert_string_equal(policy->profiles[0]->file, "dir/a.xml");
	policy_free(policy);
	policy = NULL;
	assert_int_equal(policy_load_file(unit_dirfd, "dir/b.xml", geteuid(),
					  &policy, &err),
			 -1);
	assert_string_equal(err.text, "dir/b.xml: No such file or directory");
	assert_null(policy);
}

static void built_in(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = NULL;
	const struct profile *p;

	(void)state;
	assert_int_equal(policy_builtin(&policy, NULL), 0);
	assert_int_equal(policy->n_profiles, 1);
	p = policy->profiles[0];
	assert_string_equal(p->name, "declared");
	assert_string_equal(p->file, "(built in)");
	assert_int_equal(p->mode, MODE_ENFORCE);
	assert_true(p->rewrite);
	assert_int_equal(p->attest, ATTEST_AFTER_START);
	assert_int_equal(p->launch.tech, TECH_NONE);
	policy_free(NULL);
}

int main(void)
{
	UNIT_CASES(refused, bad_cases);
	UNIT(defaults);
	UNIT(everything);
	UNIT(session_per_launch);
	UNIT(secrets);
	UNIT(launch_without_policy);
	UNIT(policy_of_sev_es);
	UNIT_CASES(modes, mode_cases);
	UNIT_CASES(attest, attest_cases);
	UNIT(trusted);
	UNIT_DIR(one_file);
	UNIT(built_in);
	return unit_run();
}
