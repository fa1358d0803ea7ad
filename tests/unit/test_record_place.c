/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_record_place.c - records where others prepared the place */
#include "hook/record.h"
#include "run_dir.h"

#define UUID	 "c7a5fdbd-edaf-9455-926a-d65c16db1809"
#define UUID_DIR "domains/" UUID
#define ALLOWED	 UUID_DIR "/" RECORD_ALLOWED

static int record(enum ruling ruling, struct err *err)
{
	struct decision d;

	decision_start(&d, "prepare", "guest");
	d.ruling = ruling;
	d.uuid = UUID;
	return record_write(unit_dirfd, &d, err);
}

static void recorded(enum ruling ruling)
{
	struct err err = { "" };

	if (record(ruling, &err) < 0)
		fail_msg("%s", err.text);
}

static void make(char what, const char *path, const char *target)
{
	unit_make(what, place(path), target);
}

/* --- refused places ------------------------------------------------------- */

/* As prepare() takes it.  Nothing may come to be in "victim". */
static const struct place_case {
	const char *name;
	struct {
		char what;
		const char *path, *target;
	} prepared[3];
	const char *message;
} place_cases[] = {
	{ "we are a link",
	  { { 'l', "", "/victim" } },
	  "decision record: Not a directory" },
	{ "we are a link that leads somewhere",
	  { { 'l', "", "../victim" } },
	  "decision record: Not a directory" },
	{ "we are a file",
	  { { 'x', "", "" } },
	  "decision record: Not a directory" },
	{ "we are a FIFO",
	  { { 'p', "", NULL } },
	  "decision record: Not a directory" },
	{ "we are another's",
	  { { 'd', "", NULL }, { 'o', "", NULL } },
	  "decision record: Operation not permitted" },
	{ "all can write",
	  { { 'd', "", NULL }, { 'm', "", "0777" } },
	  "decision record: Operation not permitted" },
	{ "all can write, sticky",
	  { { 'd', "", NULL }, { 'm', "", "1777" } },
	  "decision record: Operation not permitted" },
	{ "the group can write",
	  { { 'd', "", NULL }, { 'm', "", "0720" } },
	  "decision record: Operation not permitted" },
	{ "domains is a link",
	  { { 'l', "domains", "../../victim" } },
	  "decision record: Not a directory" },
	{ "domains is a file",
	  { { 'x', "domains", "" } },
	  "decision record: Not a directory" },
	{ "the domain's directory is a link",
	  { { 'l', UUID_DIR, "../../../victim" } },
	  "decision record: Not a directory" },
	{ "the domain's directory is another's",
	  { { 'd', UUID_DIR, NULL }, { 'o', UUID_DIR, NULL } },
	  "decision record: Operation not permitted" },
	{ "the record is a directory",
	  { { 'd', ALLOWED, NULL } },
	  "decision record: Is a directory" },
	{ "the temporary file is a directory",
	  { { 'd', UUID_DIR "/.new", NULL } },
	  "decision record: File exists" },
};

static bool needs_root(const struct place_case *c)
{
	return c->prepared[1].what == 'o' && geteuid() != 0;
}

static void refused_place(void **state)
{
	const struct place_case *c = *state;
	struct err err = { "" };
	size_t i;

	if (needs_root(c)) {
		printf("# skipped: only root can give files away\n");
		unit_skip();
	}
	unit_mkdirs("victim");
	for (i = 0; i < ARRAY_SIZE(c->prepared) && c->prepared[i].what; i++)
		prepare(c->prepared[i].what, c->prepared[i].path,
			c->prepared[i].target);
	assert_int_equal(record(ALLOW, &err), -1);
	assert_string_equal(err.text, c->message);
	assert_int_equal(entries("victim"), 0);
	/* and forgetting does no harm either */
	record_forget(unit_dirfd, "guest");
	assert_int_equal(entries("victim"), 0);
}

static void no_run(void **state)
{
	struct err err = { "" };

	(void)state;
	assert_int_equal(record(ALLOW, &err), -1);
	assert_string_equal(err.text,
			    "decision record: No such file or directory");
	assert_false(unit_exists("run"));
	record_forget(unit_dirfd, "guest");
}

static void no_uuid(void **state)
{
	struct decision d;
	struct err err = { "" };

	(void)state;
	unit_make_parent(place(""));
	decision_start(&d, "prepare", "guest");
	d.ruling = ALLOW;
	assert_int_equal(record_write(unit_dirfd, &d, &err), -1);
	assert_string_equal(err.text,
			    "decision record: No such file or directory");
	assert_int_equal(entries(place("domains")), 0);
}

/* --- what is replaced ----------------------------------------------------- */

static void assert_text(const char *path, const char *want)
{
	size_t len;
	_cleanup_free_ char *text = unit_read_at(unit_dirfd, path, &len);

	assert_string_equal(text, want);
}

static void record_is_a_link(void **state)
{
	struct stat st;

	(void)state;
	unit_write_text("victim", "old");
	make('l', ALLOWED, "../../../../victim");
	make('l', UUID_DIR "/.new", "../../../../victim");
	recorded(ALLOW);
	assert_text("victim", "old");
	assert_int_equal(fstatat(unit_dirfd, place(ALLOWED), &st,
				 AT_SYMLINK_NOFOLLOW),
			 0);
	assert_true(S_ISREG(st.st_mode));
}

/* A reader has the old record open, or gets the new one: never half of it. */
static void record_is_replaced_as_a_whole(void **state)
{
	struct stat before, after;

	(void)state;
	unit_make_parent(place(""));
	recorded(ALLOW);
	assert_int_equal(fstatat(unit_dirfd, place(ALLOWED), &before, 0), 0);
	assert_int_equal(
		linkat(unit_dirfd, place(ALLOWED), unit_dirfd, "kept", 0), 0);
	recorded(DISABLED);
	assert_int_equal(fstatat(unit_dirfd, place(ALLOWED), &after, 0), 0);
	assert_true(before.st_ino != after.st_ino);
	assert_false(has(UUID_DIR "/.new"));
}

static const struct entry_case {
	const char *name;
	char what;
	const char *target;
	bool replaced;
} entry_cases[] = {
	{ "file", 'x', "text", true },
	{ "link elsewhere", 'l', "../../../victim", true },
	{ "dangling link", 'l', "nowhere", true },
	{ "FIFO", 'p', NULL, true },
	{ "directory", 'd', NULL, false },
};

/* The entry by name is a help only: the record does not depend on it. */
static void names_entry(void **state)
{
	const struct entry_case *c = *state;
	char target[100] = "";

	unit_write_text("victim/decision.xml", "old");
	prepare(c->what, "names/guest", c->target);
	assert_int_equal(fchmodat(unit_dirfd, place("names"), 0700, 0), 0);
	recorded(ALLOW);
	assert_true(has(ALLOWED));
	assert_text("victim/decision.xml", "old");
	assert_int_equal(readlinkat(unit_dirfd, place("names/guest"), target,
				    sizeof(target) - 1) > 0,
			 c->replaced);
	assert_string_equal(target, c->replaced ? "../" UUID_DIR : "");
}

static void names_is_a_link(void **state)
{
	(void)state;
	unit_mkdirs("victim");
	make('l', "names", "../../victim");
	recorded(ALLOW);
	assert_true(has(ALLOWED));
	assert_int_equal(entries("victim"), 0);
}

/* --- what is forgotten ---------------------------------------------------- */

static const struct forget_case {
	const char *name, *target;
} forget_cases[] = {
	{ "elsewhere", "../../../victim" },
	{ "absolute", "/victim" },
	{ "through the domains", "../domains/../../../victim" },
	{ "no UUID", "../domains/victim" },
	{ "beside", "victim" },
	{ "longer than a link of ours",
	  "../domains/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
};

/* A link that we did not make leads to nothing of ours. */
static void forget_link(void **state)
{
	const struct forget_case *c = *state;

	unit_write_text("victim/decision.xml", "old");
	unit_write_text(place("domains/victim/decision.xml"), "old");
	unit_write_text(place("names/victim/decision.xml"), "old");
	make('l', "names/guest", c->target);
	record_forget(unit_dirfd, "guest");
	assert_true(unit_exists("victim/decision.xml"));
	assert_true(has("domains/victim/decision.xml"));
	assert_true(has("names/victim/decision.xml"));
}

static void forget_what_is_no_link(void **state)
{
	(void)state;
	unit_make_parent(place(""));
	recorded(ALLOW);
	assert_int_equal(unlinkat(unit_dirfd, place("names/guest"), 0), 0);
	unit_write_text(place("names/guest"), "../" UUID_DIR);
	record_forget(unit_dirfd, "guest");
	assert_true(has(ALLOWED) && has("names/guest"));
}

static void forget_domain_that_is_a_link(void **state)
{
	(void)state;
	unit_write_text("victim/decision.xml", "old");
	make('l', UUID_DIR, "../../../victim");
	make('l', "names/guest", "../" UUID_DIR);
	record_forget(unit_dirfd, "guest");
	assert_true(unit_exists("victim/decision.xml"));
}

/* --- how many ------------------------------------------------------------- */

static void full(void **state)
{
	struct err err = { "" };
	struct stat st;
	char path[64];
	int i;

	(void)state;
	unit_make_parent(place(""));
	unit_mkdirs(place("domains"));
	for (i = 0; i <= RECORD_MAX_DOMAINS; i++) {
		snprintf(path, sizeof(path), "%s/%d", place("domains"), i);
		assert_int_equal(mkdirat(unit_dirfd, path, 0700), 0);
	}
	assert_int_equal(fstatat(unit_dirfd, place("domains"), &st, 0), 0);
	if (st.st_nlink < RECORD_MAX_DOMAINS) {
		printf("# skipped: this file system counts no directories\n");
		unit_skip();
	}
	assert_int_equal(record(DENY, &err), -1);
	assert_string_equal(err.text, "decision record: Disk quota exceeded");
	assert_false(has(UUID_DIR));
	/* a guest that starts always has its record */
	recorded(ALLOW);
	assert_true(has(ALLOWED));
}

int main(void)
{
	UNIT_CASES_DIR(refused_place, place_cases);
	UNIT_DIR(no_run);
	UNIT_DIR(no_uuid);
	UNIT_DIR(record_is_a_link);
	UNIT_DIR(record_is_replaced_as_a_whole);
	UNIT_CASES_DIR(names_entry, entry_cases);
	UNIT_DIR(names_is_a_link);
	UNIT_CASES_DIR(forget_link, forget_cases);
	UNIT_DIR(forget_what_is_no_link);
	UNIT_DIR(forget_domain_that_is_a_link);
	UNIT_DIR(full);
	return unit_run();
}
