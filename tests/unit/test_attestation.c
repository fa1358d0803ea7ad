/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_attestation.c - records of attestations, and notes of what to repair */
#include "hook/attestation.h"

#include "guest.h"
#include "hook/record.h"
#include "hook/repair.h"
#include "run_dir.h"

#define OF_GUEST "domains/" GUEST_UUID "/"

static struct attestation example(void)
{
	return (struct attestation){
		.name = "a <guest> & \"more\"",
		.uuid = GUEST_UUID,
		.domain_id = "7",
		.profile = "p",
		.attested = ATTESTED_MISMATCH,
		.measurement = "bWVhc3VyZW1lbnQ=",
		.message = "the kernel differs\nfrom <that>",
		.api_major = 1,
		.api_minor = 55,
		.build = 24,
		.policy = 0x33,
	};
}

static void written(const char *file, const struct attestation *a)
{
	struct err err = { "" };

	if (attestation_write(unit_dirfd, file, a, &err) < 0)
		fail_msg("%s", err.text);
}

static struct xml *loaded(const char *file)
{
	return record_load(unit_dirfd, GUEST_UUID, file);
}

static enum progress progress(const char *id)
{
	return attestation_progress(unit_dirfd, GUEST_UUID, id);
}

static void is(const struct xml *xml, const char *attr, const char *want)
{
	const char *value = xml_attr(xml->root, attr);

	if (!value || strcmp(value, want) != 0)
		fail_msg("%s is '%s', not '%s'", attr, value ? value : "-",
			 want);
}

static void comes_back(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	struct attestation a = example();

	(void)state;
	make_run();
	written(RECORD_MISMATCH, &a);
	assert_false(has(OF_GUEST RECORD_ATTESTED));
	assert_int_equal(mode_of(OF_GUEST RECORD_MISMATCH), 0600);
	xml = loaded(RECORD_MISMATCH);
	assert_non_null(xml);
	is(xml, "result", "mismatch");
	is(xml, "domain", a.name);
	is(xml, "uuid", GUEST_UUID);
	is(xml, "id", "7");
	is(xml, "profile", "p");
	is(xml, "measurement", "bWVhc3VyZW1lbnQ=");
	is(xml, "firmware", "1.55.24");
	is(xml, "policy", "0x0033");
	assert_null(xml_attr(xml->root, "pending"));
	assert_int_equal(strlen(xml_attr(xml->root, "time")), 20);
	assert_string_equal(xml_content(xml->root), a.message);
	assert_int_equal(attestation_result(xml), ATTESTED_MISMATCH);
}

/* What is not known is not there, so that nobody takes it for known. */
static void least(void **state)
{
	const struct attestation a = { .name = "guest",
				       .uuid = GUEST_UUID,
				       .domain_id = "7",
				       .attested = ATTESTED_NOT,
				       .api_major = 1 };
	_cleanup_(xml_freep) struct xml *xml = NULL;

	(void)state;
	make_run();
	written(RECORD_ATTESTED, &a);
	xml = loaded(RECORD_ATTESTED);
	assert_non_null(xml);
	assert_null(xml_attr(xml->root, "profile"));
	assert_null(xml_attr(xml->root, "measurement"));
	assert_null(xml_attr(xml->root, "firmware"));
	assert_null(xml_attr(xml->root, "policy"));
	assert_int_equal(attestation_result(xml), ATTESTED_NOT);
}

static void results(void **state)
{
	static const char *const names[] = { "ok", "mismatch", "not-attested",
					     "owner" };
	struct attestation a = example();
	int i;

	(void)state;
	make_run();
	for (i = ATTESTED_OK; i <= ATTESTED_OWNER; i++) {
		_cleanup_(xml_freep) struct xml *xml = NULL;

		a.attested = (enum attested)i;
		written(RECORD_ATTESTED, &a);
		xml = loaded(RECORD_ATTESTED);
		is(xml, "result", names[i]);
		assert_string_equal(attested_name(a.attested), names[i]);
		assert_int_equal(attestation_result(xml), i);
	}
}

static const struct load_case {
	const char *name, *text;
	bool there;
} load_cases[] = {
	{ "another result", "<attestation result='maybe'/>", true },
	{ "no result", "<attestation/>", true },
	{ "empty", "", false },
	{ "no XML", "text", false },
	{ "cut", "<attestation result='ok'", false },
	{ "entities", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", false },
};

/* A record that cannot be read says nothing, and never that all is well. */
static void odd_record(void **state)
{
	const struct load_case *c = *state;
	_cleanup_(xml_freep) struct xml *xml = NULL;

	unit_write_text(place(OF_GUEST RECORD_ATTESTED), c->text);
	xml = loaded(RECORD_ATTESTED);
	assert_int_equal(xml != NULL, c->there);
	if (xml)
		assert_int_equal(attestation_result(xml), ATTESTED_NOT);
	assert_int_not_equal(progress("7"), PROGRESS_DONE);
}

static void large_record(void **state)
{
	_cleanup_free_ char *text = malloc(70000);

	(void)state;
	assert_non_null(text);
	memset(text, ' ', 70000);
	memcpy(text, "<a id='7'/>", 11);
	unit_write(place(OF_GUEST RECORD_ATTESTED), text, 65536);
	assert_int_equal(progress("7"), PROGRESS_DONE);
	unit_write(place(OF_GUEST RECORD_ATTESTED), text, 65537);
	assert_int_equal(progress("7"), PROGRESS_NONE);
}

/* Of an earlier launch it says nothing about this one. */
static void done(void **state)
{
	struct attestation a = example();

	(void)state;
	assert_int_equal(progress("7"), PROGRESS_NONE);
	make_run();
	assert_int_equal(progress("7"), PROGRESS_NONE);
	a.pending = true;
	written(RECORD_ATTESTED, &a);
	assert_int_equal(progress("7"), PROGRESS_PENDING);
	assert_int_equal(progress("77"), PROGRESS_NONE);
	a.pending = false;
	written(RECORD_ATTESTED, &a);
	assert_int_equal(progress("7"), PROGRESS_DONE);
	assert_int_equal(progress("77"), PROGRESS_NONE);
	assert_int_equal(attestation_progress(unit_dirfd, "", "7"),
			 PROGRESS_NONE);
}

static void no_place(void **state)
{
	struct attestation a = example();
	struct err err = { "" };

	(void)state;
	assert_int_equal(
		attestation_write(unit_dirfd, RECORD_ATTESTED, &a, &err), -1);
	assert_string_equal(err.text,
			    "attestation record: No such file or directory");
	make_run();
	a.uuid = "../../../../victim";
	assert_int_equal(
		attestation_write(unit_dirfd, RECORD_ATTESTED, &a, &err), -1);
	assert_string_equal(err.text, "attestation record: Invalid argument");
}

/* --- beside the decision -------------------------------------------------- */

static void recorded(enum ruling ruling)
{
	static const char text[] =
		"<domain id='7'><name>guest</name><uuid>" GUEST_UUID
		"</uuid></domain>";
	_cleanup_(domain_freep) struct domain *dom = NULL;
	struct decision d;
	struct err err = { "" };

	if (domain_parse(text, sizeof(text) - 1, &dom, &err) < 0)
		fail_msg("%s", err.text);
	decision_start(&d, "prepare", "guest");
	d.ruling = ruling;
	d.dom = dom;
	d.uuid = GUEST_UUID;
	if (record_write(unit_dirfd, &d, &err) < 0)
		fail_msg("%s", err.text);
}

/* Why a guest was destroyed is kept until it is allowed to start again. */
static void kept_until_the_next_start(void **state)
{
	struct attestation a = example();

	(void)state;
	make_run();
	recorded(ALLOW);
	assert_true(record_is_allowed(unit_dirfd, GUEST_UUID, "7"));
	/* nobody drops it when the hook is not called any more */
	assert_false(record_is_allowed(unit_dirfd, GUEST_UUID, "77"));
	written(RECORD_ATTESTED, &a);
	written(RECORD_MISMATCH, &a);
	unit_write(place("launch/" GUEST_UUID "/tik"), "", 0);
	record_forget(unit_dirfd, "guest");
	assert_false(has(OF_GUEST RECORD_ALLOWED));
	assert_false(has(OF_GUEST RECORD_ATTESTED));
	assert_false(has("launch/" GUEST_UUID));
	assert_true(has(OF_GUEST RECORD_MISMATCH));
	assert_false(record_is_allowed(unit_dirfd, GUEST_UUID, "7"));
	recorded(DENY);
	assert_true(has(OF_GUEST RECORD_MISMATCH));
	recorded(ALLOW);
	assert_false(has(OF_GUEST RECORD_MISMATCH));
}

static struct timespec changed_at(void)
{
	const struct timespec old[2] = { { 1, 0 }, { 1, 0 } };
	struct stat st;

	assert_int_equal(fstatat(unit_dirfd, place("domains"), &st, 0), 0);
	assert_int_equal(utimensat(unit_dirfd, place("domains"), old, 0), 0);
	return st.st_mtim;
}

/* Whoever watches the one directory hears of a file that is replaced. */
static void watchers_are_told(void **state)
{
	struct attestation a = example();

	(void)state;
	record_changed(unit_dirfd);
	make_run();
	recorded(ALLOW);
	changed_at();
	recorded(ALLOW);
	assert_true(changed_at().tv_sec > 1);
	written(RECORD_ATTESTED, &a);
	assert_true(changed_at().tv_sec > 1);
	written(RECORD_ATTESTED, &a);
	assert_true(changed_at().tv_sec > 1);
	record_forget(unit_dirfd, "guest");
	assert_true(changed_at().tv_sec > 1);
}

/* --- notes for the agent -------------------------------------------------- */

static const struct repair_case {
	const char *name, *profile, *launch;
	bool asked;
} repair_cases[] = {
	{ "mendable", "<rewrite repair='start'>yes</rewrite>", GUEST_LAUNCH,
	  true },
	{ "nobody wants it", "<rewrite>yes</rewrite>", GUEST_LAUNCH, false },
	{ "but nothing is to be changed",
	  "<rewrite repair='start'>no</rewrite>", GUEST_LAUNCH, false },
	{ "not to be mended", "<rewrite repair='start'>yes</rewrite>",
	  "<launchSecurity type='sev'><policy>0x33</policy><dhCert>x</dhCert>"
	  "<session>x</session></launchSecurity>",
	  false },
};

static void notes(void **state)
{
	static const struct host no_host = { .kvm_amd = NOT_KNOWN };
	const struct repair_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy =
		guest_policy(c->profile);
	_cleanup_free_ char *text =
		guest_text(&(struct guest){ .launch = c->launch, .rest = "" });
	const struct env env = { .rootfd = unit_dirfd, .host = &no_host };
	struct decision d;

	make_run();
	decision_start(&d, "prepare", "guest");
	assert_int_equal(decide_with(&d, &env, policy, text, strlen(text)),
			 DENY);
	repair_ask(unit_dirfd, &d);
	assert_int_equal(has("repair/" GUEST_UUID), c->asked);
	assert_int_equal(has("repair"), c->asked);
	d.ruling = UNDECIDED;
	if (c->asked)
		unlinkat(unit_dirfd, place("repair/" GUEST_UUID), 0);
	repair_ask(unit_dirfd, &d);
	assert_false(has("repair/" GUEST_UUID));
	decision_clear(&d);
}

int main(void)
{
	UNIT_DIR(comes_back);
	UNIT_DIR(least);
	UNIT_DIR(results);
	UNIT_CASES_DIR(odd_record, load_cases);
	UNIT_DIR(large_record);
	UNIT_DIR(done);
	UNIT_DIR(no_place);
	UNIT_DIR(kept_until_the_next_start);
	UNIT_DIR(watchers_are_told);
	UNIT_CASES_DIR(notes, repair_cases);
	return unit_run();
}
