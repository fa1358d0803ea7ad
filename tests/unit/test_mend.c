/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_mend.c - definitions are made right, and nobody is fought over them */
#include "hook/agent/agent.h"

#include "fake_virt.h"
#include "guest.h"

#define REWRITE "<mode>enforce</mode><rewrite repair='start'>yes</rewrite>"

static char said[600];

void report(int priority, const struct about *about, const char *fmt, ...)
{
	size_t len = strlen(said);
	va_list ap;

	(void)priority;
	snprintf(said + len, sizeof(said) - len, "%s: ", about->event);
	len = strlen(said);
	va_start(ap, fmt);
	vsnprintf(said + len, sizeof(said) - len, fmt, ap);
	va_end(ap);
}

static const struct where here;
static const struct host no_host = { .kvm_amd = NOT_KNOWN };

static struct agent agent_for(const char *profile)
{
	struct agent a = { .judge = { .where = &here,
				      .rootfd = unit_dirfd,
				      .policy = guest_policy(profile),
				      .virt = &fake.virt } };

	a.judge.env = (struct env){ .rootfd = unit_dirfd, .host = &no_host };
	a.metrics.rootfd = unit_dirfd;
	unit_mkdirs("run/x");
	fake_reset();
	said[0] = '\0';
	return a;
}

static struct task task_of_guest(void)
{
	return (struct task){ .uuid = GUEST_UUID };
}

/* A definition that keeps all rules but one. */
static char *unlocked(void)
{
	return guest_text(&(struct guest){ .rest = "" });
}

static void mended_once(void **state)
{
	struct agent a = agent_for(REWRITE);
	_cleanup_free_ char *text = unlocked(), *mended = NULL;
	struct task task = task_of_guest();

	(void)state;
	fake.definition = text;
	assert_int_equal(agent_mend(&a, &task), 1);
	assert_string_equal(said, "rewritten: the definition is SEV-ready");
	mended = strdup(fake.defined);
	assert_non_null(strstr(mended, "<locked/>"));
	/* libvirt tells of our own change, too */
	fake.definition = mended;
	assert_int_equal(agent_mend(&a, &task), 0);
	assert_string_equal(fake.calls, "define ");
	fake_reset();
	policy_free(a.judge.policy);
}

static const struct leave_case {
	const char *name, *profile;
	bool transient, gone;
} leave_cases[] = {
	{ "the profile rewrites nothing", "<rewrite>no</rewrite>", false,
	  false },
	{ "it is audited", "<mode>audit</mode><rewrite>yes</rewrite>", false,
	  false },
	{ "it is off", "<mode>off</mode><rewrite>yes</rewrite>", false, false },
	{ "it has no definition", REWRITE, true, false },
	{ "it is gone", REWRITE, false, true },
};

static void left_alone(void **state)
{
	const struct leave_case *c = *state;
	struct agent a = agent_for(c->profile);
	_cleanup_free_ char *text = unlocked();
	struct task task = task_of_guest();

	fake.definition = c->gone ? NULL : text;
	fake.transient = c->transient;
	fake.state = VIRT_SHUT;
	assert_int_equal(agent_mend(&a, &task), 0);
	/* nor started: nobody wants it to be */
	agent_repair(&a, &task);
	assert_string_equal(fake.calls, "");
	assert_string_equal(said, "");
	policy_free(a.judge.policy);
}

/* Another client undoes it: twice is enough, and is said once. */
static void no_fight(void **state)
{
	struct agent a = agent_for(REWRITE);
	_cleanup_free_ char *text = unlocked();
	struct task task = task_of_guest();
	int i;

	(void)state;
	fake.definition = text;
	for (i = 0; i < 2; i++)
		assert_int_equal(agent_mend(&a, &task), 1);
	said[0] = '\0';
	for (i = 0; i < 5; i++)
		assert_int_equal(agent_mend(&a, &task), -1);
	assert_string_equal(fake.calls, "define define ");
	assert_memory_equal(said, "gave-up: another client undoes what is ",
			    38);
	assert_null(strstr(said + 9, "gave-up"));
	/* after a while it is a change as any other */
	task.last_write -= 61;
	assert_int_equal(agent_mend(&a, &task), 1);
	assert_string_equal(fake.calls, "define define define ");
	fake_reset();
	policy_free(a.judge.policy);
}

static void libvirt_refuses(void **state)
{
	struct agent a = agent_for(REWRITE);
	_cleanup_free_ char *text = unlocked();
	struct task task = task_of_guest();

	(void)state;
	fake.definition = text;
	fake.fail = "define";
	agent_repair(&a, &task);
	assert_string_equal(said, "not-rewritten: libvirt: define");
	assert_string_equal(fake.calls, "");
	policy_free(a.judge.policy);
}

static void not_understood(void **state)
{
	struct agent a = agent_for(REWRITE);
	struct task task = task_of_guest();

	(void)state;
	fake.definition = "<network/>";
	assert_int_equal(agent_mend(&a, &task), -1);
	assert_string_equal(said, "not-rewritten: " GUEST_UUID
				  ": line 1: <network> is not a libvirt "
				  "<domain>");
	policy_free(a.judge.policy);
}

static const struct repair_case {
	const char *name, *profile, *fail;
	int state;
	const char *calls, *said;
} repair_cases[] = {
	{ "started", REWRITE, NULL, VIRT_SHUT, "define start ",
	  "rewritten: the definition is SEV-readyrepaired: " GUEST_UUID
	  ": mended and started" },
	{ "before boot", REWRITE "<attest when='before-boot'/>", NULL,
	  VIRT_SHUT, "define start-paused ",
	  "rewritten: the definition is SEV-readyrepaired: " GUEST_UUID
	  ": mended and started" },
	{ "refused again", REWRITE, "start", VIRT_SHUT, "define ",
	  "rewritten: the definition is SEV-readynot-repaired: " GUEST_UUID
	  ": mended, but: libvirt: start" },
	{ "not written", REWRITE, "define", VIRT_SHUT, "",
	  "not-rewritten: libvirt: define" },
	{ "runs by now", REWRITE, NULL, VIRT_RUNNING, "define ",
	  "rewritten: the definition is SEV-ready" },
	{ "no wish to repair", "<rewrite>yes</rewrite>", NULL, VIRT_SHUT,
	  "define ", "rewritten: the definition is SEV-ready" },
};

static void repaired(void **state)
{
	const struct repair_case *c = *state;
	struct agent a = agent_for(c->profile);
	_cleanup_free_ char *text = unlocked();
	struct task task = task_of_guest();

	fake.definition = text;
	fake.fail = c->fail;
	fake.state = c->state;
	agent_repair(&a, &task);
	assert_string_equal(fake.calls, c->calls);
	assert_string_equal(said, c->said);
	fake_reset();
	policy_free(a.judge.policy);
}

/* Between its refusal and the note of it the event of its definition came. */
static void mended_before(void **state)
{
	struct agent a = agent_for(REWRITE);
	_cleanup_free_ char *text = unlocked(), *mended = NULL;
	struct task task = task_of_guest();

	(void)state;
	fake.definition = text;
	agent_mend(&a, &task);
	mended = strdup(fake.defined);
	fake.definition = mended;
	fake.state = VIRT_SHUT;
	agent_repair(&a, &task);
	assert_string_equal(fake.calls, "define start ");
	fake_reset();
	policy_free(a.judge.policy);
}

int main(void)
{
	UNIT_DIR(mended_once);
	UNIT_CASES_DIR(left_alone, leave_cases);
	UNIT_DIR(no_fight);
	UNIT_DIR(libvirt_refuses);
	UNIT_DIR(not_understood);
	UNIT_CASES_DIR(repaired, repair_cases);
	UNIT_DIR(mended_before);
	return unit_run();
}
