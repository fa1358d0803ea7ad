/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_judge.c - which policy and which machine a domain is judged by */
#include "hook/client/judge.h"

#include "fake_virt.h"
#include "guest.h"

#define ETC "etc/sevgate/policy.d/50-a.xml"

static struct where at_root(void)
{
	return (struct where){ .root = unit_path };
}

static void profile_file(const char *path, const char *name)
{
	char text[200];

	snprintf(text, sizeof(text),
		 "<policy><profile name='%s'><match name='*'/></profile>"
		 "</policy>",
		 name);
	unit_write_text(path, text);
}

static void opened(struct judge *j, const struct where *where)
{
	struct err err = { "" };

	if (judge_open(j, where, &err) < 0)
		fail_msg("%s", err.text);
}

static void no_policy_installed(void **state)
{
	_cleanup_(judge_close) struct judge j;
	struct where where = at_root();

	(void)state;
	opened(&j, &where);
	assert_string_equal(j.policy->profiles[0]->name, "declared");
	assert_ptr_equal(j.env.host, &j.host);
	assert_int_equal(j.env.rootfd, j.rootfd);
	assert_non_null(j.env.attest(NULL));
	/* a machine that is none of ours says nothing of the real one */
	assert_int_equal(j.host.kvm_amd, NOT_KNOWN);
}

static void installed_policy(void **state)
{
	_cleanup_(judge_close) struct judge j;
	struct where where = at_root();

	(void)state;
	profile_file(ETC, "mine");
	opened(&j, &where);
	assert_int_equal(j.policy->n_profiles, 1);
	assert_string_equal(j.policy->profiles[0]->name, "mine");
}

static void one_file_alone(void **state)
{
	_cleanup_(judge_close) struct judge j;
	char path[UNIT_PATH_SIZE + 10];
	struct where where = at_root();

	(void)state;
	profile_file(ETC, "mine");
	profile_file("other.xml", "other");
	snprintf(path, sizeof(path), "%s/other.xml", unit_path);
	where.policy_file = path;
	opened(&j, &where);
	assert_string_equal(j.policy->profiles[0]->name, "other");
}

static void not_opened(void **state)
{
	struct where where = { .root = "/nonexistent" };
	struct err err = { "" };
	struct judge j;

	(void)state;
	assert_int_equal(judge_open(&j, &where, &err), -1);
	assert_string_equal(err.text,
			    "/nonexistent: No such file or directory");
	judge_close(&j);
	where = at_root();
	where.profile = "nobody";
	assert_int_equal(judge_open(&j, &where, &err), -1);
	assert_string_equal(err.text, "there is no profile 'nobody'; see "
				      "'sevgate policy show'");
	judge_close(&j);
	unit_write_text(ETC, "no policy");
	where.profile = NULL;
	assert_int_equal(judge_open(&j, &where, &err), -1);
	assert_memory_equal(err.text,
			    "/" ETC ": line 1: ", strlen("/" ETC ": line 1: "));
	judge_close(&j);
	judge_close(&(struct judge){ .where = NULL });
}

/* What is wrong today is not believed, and what was right yesterday stays. */
static void reloaded(void **state)
{
	_cleanup_(judge_close) struct judge j;
	struct where where = at_root();
	struct err err = { "" };

	(void)state;
	profile_file(ETC, "first");
	opened(&j, &where);
	profile_file(ETC, "second");
	assert_int_equal(judge_reload(&j, &err), 0);
	assert_string_equal(j.policy->profiles[0]->name, "second");
	unit_write_text(ETC, "<policy>");
	assert_int_equal(judge_reload(&j, &err), -1);
	assert_string_equal(j.policy->profiles[0]->name, "second");
}

static const struct connect_case {
	const char *name;
	bool remote, no_host;
	unsigned int cbitpos, qemu;
	bool files;
} connect_cases[] = {
	{ "this machine", false, false, 47, 7002000, true },
	{ "another machine", true, false, 47, 7002000, false },
	{ "no machine", false, true, 0, 0, false },
};

static void connected(void **state)
{
	const struct connect_case *c = *state;
	struct where where = at_root();
	struct err err = { "" };
	struct judge j;

	fake_reset();
	fake.remote = c->remote;
	where.no_host = c->no_host;
	opened(&j, &where);
	assert_int_equal(judge_connect(&j, &err), 0);
	assert_ptr_equal(j.virt, &fake.virt);
	assert_int_equal(j.host.cbitpos, c->cbitpos);
	assert_int_equal(j.host.qemu, c->qemu);
	/* its files are not those of this one */
	assert_int_equal(j.env.rootfd >= 0, c->files);
	/* once is enough */
	fake.fail = "open";
	assert_int_equal(judge_connect(&j, &err), 0);
	judge_close(&j);
	assert_string_equal(fake.calls, "close ");
}

static void not_connected(void **state)
{
	_cleanup_(judge_close) struct judge j;
	struct where where = at_root();
	struct err err = { "" };

	(void)state;
	fake_reset();
	fake.fail = "open";
	opened(&j, &where);
	assert_int_equal(judge_connect(&j, &err), -1);
	assert_string_equal(err.text, "libvirt: open");
	assert_null(j.virt);
}

static void whose_it_is(void **state)
{
	_cleanup_(domain_freep) struct domain *dom =
		guest_domain(&(struct guest){ .name = "guest" });
	_cleanup_(judge_close) struct judge j;
	struct where where = at_root();

	(void)state;
	unit_write_text(ETC, "<policy><profile name='switched-off'>"
			     "<match name='g*'/><mode>off</mode></profile>"
			     "<profile name='all'><match name='*'/></profile>"
			     "</policy>");
	opened(&j, &where);
	/* the first that matches decides, and it is off */
	assert_null(judge_profile(&j, dom));
	where.profile = "all";
	assert_string_equal(judge_profile(&j, dom)->name, "all");
	where.profile = "switched-off";
	assert_string_equal(judge_profile(&j, dom)->name, "switched-off");
}

int main(void)
{
	UNIT_DIR(no_policy_installed);
	UNIT_DIR(installed_policy);
	UNIT_DIR(one_file_alone);
	UNIT_DIR(not_opened);
	UNIT_DIR(reloaded);
	UNIT_CASES_DIR(connected, connect_cases);
	UNIT_DIR(not_connected);
	UNIT_DIR(whose_it_is);
	return unit_run();
}
