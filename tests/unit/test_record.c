/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_record.c - records of decisions, and places prepared by others */
#include "hook/record.h"

#include "guest.h"
#include "run_dir.h"

#define UUID_DIR "domains/" GUEST_UUID

static const struct host no_host = { .kvm_amd = NOT_KNOWN };

/* Decides over a guest that keeps all rules, or over one without <locked/>. */
static void decided(struct decision *d, const char *name, bool allowed)
{
	_cleanup_(policy_freep) struct policy *policy = guest_policy("");
	_cleanup_free_ char *text = guest_text(
		&(struct guest){ .name = name, .rest = allowed ? NULL : "" });
	const struct env env = { .rootfd = unit_dirfd, .host = &no_host };

	decision_start(d, "prepare", name);
	decide_with(d, &env, policy, text, strlen(text));
	assert_int_equal(d->ruling, allowed ? ALLOW : DENY);
	/* its name lives in the policy */
	d->profile = NULL;
}

static int record(const char *name, bool allowed, struct err *err)
{
	struct decision d;
	int result;

	decided(&d, name, allowed);
	result = record_write(unit_dirfd, &d, err);
	decision_clear(&d);
	return result;
}

static void recorded(const char *name, bool allowed)
{
	struct err err = { "" };

	if (record(name, allowed, &err) < 0)
		fail_msg("%s", err.text);
}

static void assert_mode(const char *path, mode_t mode)
{
	struct stat st;

	assert_int_equal(
		fstatat(unit_dirfd, place(path), &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_int_equal(st.st_mode & 07777, mode);
	assert_int_equal(st.st_uid, geteuid());
}

static void assert_link(const char *path, const char *target)
{
	char is[100] = "";

	assert_true(readlinkat(unit_dirfd, place(path), is, sizeof(is) - 1) >
		    0);
	assert_string_equal(is, target);
}

/* --- what is left --------------------------------------------------------- */

static void allowed(void **state)
{
	(void)state;
	make_run();
	umask(0);
	recorded("guest", true);
	umask(022);
	assert_mode("", 0700);
	assert_mode("domains", 0700);
	assert_mode("names", 0700);
	assert_mode(UUID_DIR, 0700);
	assert_mode(UUID_DIR "/decision.xml", 0600);
	assert_link("names/guest", "../" UUID_DIR);
	assert_true(has("names/guest/decision.xml"));
	assert_false(has(UUID_DIR "/refused.xml"));
	assert_false(has(UUID_DIR "/.new"));
}

static void refused(void **state)
{
	(void)state;
	make_run();
	recorded("guest", false);
	assert_mode(UUID_DIR "/refused.xml", 0600);
	assert_false(has(UUID_DIR "/decision.xml"));
	assert_false(has("names"));
}

static void refused_then_allowed(void **state)
{
	(void)state;
	make_run();
	recorded("guest", false);
	recorded("guest", true);
	assert_true(has(UUID_DIR "/decision.xml"));
	assert_false(has(UUID_DIR "/refused.xml"));
}

/* The running guest's record stays when a second start is refused. */
static void allowed_then_refused(void **state)
{
	(void)state;
	make_run();
	recorded("guest", true);
	recorded("guest", false);
	assert_true(has(UUID_DIR "/decision.xml"));
	assert_true(has(UUID_DIR "/refused.xml"));
}

static void forgotten(void **state)
{
	(void)state;
	make_run();
	recorded("guest", true);
	record_forget(unit_dirfd, "guest");
	assert_false(has("names/guest"));
	assert_false(has(UUID_DIR));
	record_forget(unit_dirfd, "guest");
}

/* libvirt calls "release" right after a refusal. */
static void refusal_is_kept(void **state)
{
	(void)state;
	make_run();
	recorded("guest", true);
	recorded("guest", false);
	record_forget(unit_dirfd, "guest");
	assert_false(has("names/guest"));
	assert_false(has(UUID_DIR "/decision.xml"));
	assert_true(has(UUID_DIR "/refused.xml"));
}

/* --- the document --------------------------------------------------------- */

static struct xml *read_record(const char *path)
{
	size_t len;
	_cleanup_free_ char *text = unit_read_at(unit_dirfd, place(path), &len);
	struct xml *xml = NULL;
	struct err err = { "" };

	if (xml_parse(text, len, UNIT_FILE_MAX, &xml, &err) < 0)
		fail_msg("%s: %s", path, err.text);
	return xml;
}

static void assert_attr(const xmlNode *node, const char *name,
			const char *value)
{
	assert_non_null(xml_attr(node, name));
	assert_string_equal(xml_attr(node, name), value);
}

static void contents(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = guest_policy(
		"<exempt rule='host-devices' reason='lab &amp; test'/>");
	_cleanup_free_ char *text = guest_text(&(struct guest){
		.rest = "", .devices = "<hostdev type='pci'/>\n" });
	const struct env env = { .rootfd = unit_dirfd, .host = &no_host };
	_cleanup_(decision_clear) struct decision d;
	_cleanup_(xml_freep) struct xml *xml = NULL;
	const xmlNode *f;

	(void)state;
	make_run();
	decision_start(&d, "start", "guest");
	decide_with(&d, &env, policy, text, strlen(text));
	assert_int_equal(record_write(unit_dirfd, &d, NULL), 0);
	xml = read_record(UUID_DIR "/refused.xml");
	assert_true(xml_is(xml->root, "decision"));
	assert_attr(xml->root, "id", d.id);
	assert_attr(xml->root, "operation", "start");
	assert_attr(xml->root, "ruling", "deny");
	assert_attr(xml->root, "domain", "guest");
	assert_attr(xml->root, "uuid", GUEST_UUID);
	assert_attr(xml->root, "profile", "p");
	assert_attr(xml->root, "mode", "enforce");
	assert_int_equal(strlen(xml_attr(xml->root, "time")), 20);
	f = xml_child(xml->root, "finding");
	assert_attr(f, "rule", "memory-locked");
	assert_attr(f, "reason", "no-locked-memory");
	assert_attr(f, "verdict", "violation");
	assert_attr(f, "mode", "enforce");
	assert_null(xml_attr(f, "exempt"));
	assert_memory_equal(xml_content(f), "no <locked/>", 12);
	f = xml_next(f, "finding");
	assert_attr(f, "rule", "host-devices");
	assert_attr(f, "exempt", "lab & test");
	assert_attr(f, "xpath", "/domain/devices/hostdev");
	assert_attr(f, "line", "8");
	/* rules that are kept are not listed */
	assert_null(xml_next(f, "finding"));
	assert_null(xml_child(xml->root, "error"));
}

static void undecided(void **state)
{
	struct decision d;
	_cleanup_(xml_freep) struct xml *xml = NULL;

	(void)state;
	make_run();
	decision_start(&d, "prepare", "a\"<\n>");
	d.ruling = UNDECIDED;
	d.uuid = GUEST_UUID;
	err_set(&d.err, "why <not>");
	assert_int_equal(record_write(unit_dirfd, &d, NULL), 0);
	xml = read_record(UUID_DIR "/refused.xml");
	assert_attr(xml->root, "ruling", "undecided");
	assert_attr(xml->root, "domain", "a\"<\n>");
	assert_null(xml_attr(xml->root, "profile"));
	assert_string_equal(xml_content(xml_child(xml->root, "error")),
			    "why <not>");
}

/* --- names ---------------------------------------------------------------- */

#define X10  "xxxxxxxxxx"
#define X50  X10 X10 X10 X10 X10
#define X255 X50 X50 X50 X50 X50 "xxxxx"

static const struct name_case {
	const char *name, *domain;
	bool linked;
} name_cases[] = {
	{ "plain", "web-1", true },
	{ "hidden", ".web", true },
	{ "blank and quotes", " a'b\" ", true },
	{ "newline", "a\nb", true },
	{ "umlaut", "\xc3\xbc", true },
	{ "dash", "--force", true },
	{ "three dots", "...", true },
	{ "longest", X255, true },
	{ "too long", X255 "x", false },
	{ "way up", "../../../victim", false },
	{ "absolute", "/victim", false },
	{ "slash behind", "victim/", false },
	{ "the directory", ".", false },
	{ "the one above", "..", false },
};

static void named(void **state)
{
	const struct name_case *c = *state;
	_cleanup_free_ char *link = NULL;
	struct decision d;

	make_run();
	decision_start(&d, "prepare", c->domain);
	d.ruling = DISABLED;
	d.uuid = GUEST_UUID;
	assert_int_equal(record_write(unit_dirfd, &d, NULL), 0);
	assert_true(has(UUID_DIR "/decision.xml"));
	assert_true(asprintf(&link, "%s/%s", place("names"), c->domain) > 0);
	if (c->linked)
		assert_true(unit_exists(link));
	record_forget(unit_dirfd, c->domain);
	assert_int_equal(has(UUID_DIR "/decision.xml"), !c->linked);
	if (c->linked)
		assert_false(unit_exists(link));
	assert_false(unit_exists("victim"));
	assert_true(has("domains") && has("names"));
}

static void no_name(void **state)
{
	(void)state;
	make_run();
	recorded("guest", true);
	record_forget(unit_dirfd, "");
	record_forget(unit_dirfd, "other");
	assert_true(has("names/guest/decision.xml"));
}

/* --- a session daemon's --------------------------------------------------- */

static int as_session(struct err *err)
{
	struct decision d;

	decision_start(&d, "prepare", "guest");
	d.ruling = ALLOW;
	d.uuid = GUEST_UUID;
	return record_write(unit_dirfd, &d, err);
}

static void session(void **state)
{
	char path[UNIT_PATH_SIZE];
	uid_t uid = geteuid() ? geteuid() : UNIT_NOBODY;
	struct err err = { "" };

	(void)state;
	snprintf(path, sizeof(path), "run/user/%u", uid);
	unit_mkdirs(path);
	assert_int_equal(chmod(unit_path, 0755), 0);
	if (geteuid() == 0)
		assert_int_equal(fchownat(unit_dirfd, path, uid, uid, 0), 0);
	if (unit_as_nobody(as_session, &err) < 0)
		fail_msg("%s", err.text);
	snprintf(path, sizeof(path),
		 "run/user/%u/sevgate/" UUID_DIR "/decision.xml", uid);
	assert_true(unit_exists(path));
}

int main(void)
{
	UNIT_DIR(allowed);
	UNIT_DIR(refused);
	UNIT_DIR(refused_then_allowed);
	UNIT_DIR(allowed_then_refused);
	UNIT_DIR(forgotten);
	UNIT_DIR(refusal_is_kept);
	UNIT_DIR(contents);
	UNIT_DIR(undecided);
	UNIT_CASES_DIR(named, name_cases);
	UNIT_DIR(no_name);
	UNIT_DIR(session);
	return unit_run();
}
