/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_attest_domain.c - what becomes of a guest that is looked at */
#include "attested.h"

/* --- what it comes to ----------------------------------------------------- */

static const struct good_case {
	const char *name, *profile;
	enum virt_state state;
	const char *calls;
} good_cases[] = {
	{ "after start", AFTER, VIRT_RUNNING, "" },
	{ "after start, paused", AFTER, VIRT_FRESH, "" },
	{ "before boot", BEFORE, VIRT_FRESH, "resume " },
	{ "before boot, runs already", BEFORE, VIRT_RUNNING, "" },
	{ "before boot, paused later", BEFORE, VIRT_PAUSED, "" },
	{ "with a secret", SECRET, VIRT_FRESH, "inject resume " },
	{ "with a secret, runs already", SECRET, VIRT_RUNNING, "" },
};

static void good_launch(void **state)
{
	const struct good_case *c = *state;
	struct judge j = judge_for(c->profile);
	struct attested_domain done;

	start(c->state);
	unit_write_text("keys/" GUEST_UUID ".key", "passphrase");
	looked(&j, &done);
	assert_int_equal(done.attested, ATTESTED_OK);
	assert_true(done.ours && !done.known && !done.unchecked);
	assert_int_equal(done.resumed, strstr(c->calls, "resume") != NULL);
	assert_string_equal(fake.calls, c->calls);
	assert_record(RECORD_ATTESTED, "ok");
	assert_record(RECORD_MISMATCH, "");
	/* once for each launch, whatever else happens to it */
	fake.state = VIRT_FRESH;
	fake.launch.measurement = NULL;
	looked(&j, &done);
	assert_true(done.known && !done.resumed);
	assert_string_equal(fake.calls, c->calls);
	policy_free(j.policy);
}

static const struct bad_case {
	const char *name, *profile, *calls;
} bad_cases[] = {
	{ "after start", "<mode>enforce</mode>" AFTER, "destroy " },
	{ "before boot", "<mode>enforce</mode>" BEFORE, "destroy " },
	{ "with a secret", "<mode>enforce</mode>" SECRET, "destroy " },
	{ "only reported",
	  "<mode>enforce</mode><attest when='before-boot' "
	  "onMismatch='report'/>",
	  "" },
	{ "audited", "<mode>audit</mode>" BEFORE, "" },
};

/* Never resumed, and never given a secret. */
static void bad_launch(void **state)
{
	const struct bad_case *c = *state;
	struct judge j = judge_for(c->profile);
	bool destroyed = *c->calls;
	struct attested_domain done;

	start(VIRT_FRESH);
	set_measurement(25);
	looked(&j, &done);
	assert_int_equal(done.attested, ATTESTED_MISMATCH);
	assert_string_equal(fake.calls, c->calls);
	assert_int_equal(done.destroyed, destroyed);
	assert_true(*done.message.text);
	assert_record(RECORD_MISMATCH, "mismatch");
	assert_record(RECORD_ATTESTED, destroyed ? "" : "mismatch");
	policy_free(j.policy);
}

static const struct answer_case {
	const char *name, *measurement;
	unsigned int build;
	const char *message;
} answer_cases[] = {
	{ "none", NULL, 24, "the host gives no launch measurement" },
	{ "empty", "", 24,
	  "the host's launch measurement has 0 bytes, not 48" },
	{ "no base64", "(48 bytes)", 24,
	  "the host's launch measurement is not base64" },
	{ "short", "AAAA", 24,
	  "the host's launch measurement has 3 bytes, not 48" },
	{ "long",
	  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	  24, "the host's launch measurement has 51 bytes, not 48" },
	{ "no build", measured, 256,
	  "there is no SEV firmware 1.55 build 256" },
};

static void hostile_answer(void **state)
{
	const struct answer_case *c = *state;
	struct judge j = judge_for("<mode>enforce</mode>" BEFORE);
	struct attested_domain done;

	start(VIRT_FRESH);
	fake.launch.measurement = (char *)(uintptr_t)c->measurement;
	fake.launch.build = c->build;
	looked(&j, &done);
	assert_int_equal(done.attested, ATTESTED_MISMATCH);
	assert_string_equal(done.message.text, c->message);
	assert_string_equal(fake.calls, "destroy ");
	policy_free(j.policy);
}

/* --- whose it is ---------------------------------------------------------- */

static void nobodys(void **state)
{
	struct judge j = judge_for("<mode>off</mode>" BEFORE);
	struct attested_domain done;

	(void)state;
	start(VIRT_FRESH);
	looked(&j, &done);
	assert_false(done.ours || done.resumed || done.unchecked);
	assert_record(RECORD_ATTESTED, "");
	assert_string_equal(fake.calls, "");
	policy_free(j.policy);
}

static void never_allowed(void **state)
{
	struct judge j = judge_for("<mode>enforce</mode>" AFTER);
	struct attested_domain done;

	(void)state;
	start(VIRT_RUNNING);
	unlinkat(unit_dirfd, place(OF_GUEST RECORD_ALLOWED), 0);
	looked(&j, &done);
	assert_true(done.unchecked);
	assert_int_equal(done.attested, ATTESTED_OK);
	policy_free(j.policy);
}

/* A record of the launch before says nothing about this one. */
static void another_launch(void **state)
{
	struct judge j = judge_for(AFTER);
	struct attested_domain done;

	(void)state;
	start(VIRT_RUNNING);
	unit_write_text(place(OK), "<attestation id='6' result='ok'/>");
	looked(&j, &done);
	assert_false(done.known);
	assert_int_equal(done.attested, ATTESTED_OK);
	policy_free(j.policy);
}

int main(void)
{
	UNIT_CASES_DIR(good_launch, good_cases);
	UNIT_CASES_DIR(bad_launch, bad_cases);
	UNIT_CASES_DIR(hostile_answer, answer_cases);
	UNIT_DIR(nobodys);
	UNIT_DIR(never_allowed);
	UNIT_DIR(another_launch);
	return unit_run();
}
