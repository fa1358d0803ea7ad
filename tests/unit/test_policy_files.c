/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_policy_files.c - which policy files are read, and which are believed */
#include "policy.h"
#include "unit.h"

#define USR "usr/share/sevgate/policy.d"
#define ETC "etc/sevgate/policy.d"
#define RUN "run/sevgate/policy.d"

static void write_profile(const char *path, const char *profile)
{
	char text[200];

	snprintf(text, sizeof(text),
		 "<policy><profile name='%s'><match name='*'/></profile>"
		 "</policy>",
		 profile);
	unit_write_text(path, text);
}

/* The names of the profiles, separated by blanks. */
static char *names_of(const struct policy *policy)
{
	char *text = NULL;
	size_t len, i;
	FILE *out = open_memstream(&text, &len);

	for (i = 0; i < policy->n_profiles; i++)
		fprintf(out, "%s%s", i ? " " : "", policy->profiles[i]->name);
	fclose(out);
	return text;
}

/* Tests may be run by anybody, whose files are then believed. */
static int load(struct policy **ret, struct err *err)
{
	return policy_load(unit_dirfd, geteuid(), ret, err);
}

/* --- trees of files ------------------------------------------------------- */

/**
 * struct tree_case - files, and what they make together
 * @files:	@what is 'f' a file with the profile @text, 'x' a file with
 *		@text in it, 'm' the mode @text of what is there, or what
 *		unit_make() takes
 * @profiles:	their names in the order in which they are asked
 */
static const struct tree_case {
	const char *name, *profiles, *message;
	struct {
		char what;
		const char *path, *text;
	} files[4];
} tree_cases[] = {
	{ "nothing", "", NULL, { { 0, NULL, NULL } } },
	{ "empty directories",
	  "",
	  NULL,
	  { { 'd', USR, NULL }, { 'd', ETC, NULL }, { 'd', RUN, NULL } } },
	{ "sorted over all directories",
	  "b a c",
	  NULL,
	  { { 'f', USR "/20-x.xml", "a" },
	    { 'f', RUN "/30-x.xml", "c" },
	    { 'f', ETC "/10-x.xml", "b" } } },
	{ "sorted by bytes",
	  "upper lower",
	  NULL,
	  { { 'f', ETC "/a.xml", "lower" }, { 'f', ETC "/Z.xml", "upper" } } },
	{ "etc overrides usr",
	  "etc",
	  NULL,
	  { { 'f', USR "/50-x.xml", "usr" },
	    { 'f', ETC "/50-x.xml", "etc" } } },
	{ "run overrides both",
	  "run",
	  NULL,
	  { { 'f', RUN "/50-x.xml", "run" },
	    { 'f', USR "/50-x.xml", "usr" },
	    { 'f', ETC "/50-x.xml", "etc" } } },
	{ "what is overridden is not read",
	  "etc",
	  NULL,
	  { { 'x', USR "/50-x.xml", "broken" },
	    { 'f', ETC "/50-x.xml", "etc" } } },
	{ "an empty policy switches a vendor's off",
	  "",
	  NULL,
	  { { 'f', USR "/50-x.xml", "usr" },
	    { 'x', ETC "/50-x.xml", "<policy/>" } } },
	{ "hidden files",
	  "a",
	  NULL,
	  { { 'f', ETC "/a.xml", "a" },
	    { 'x', ETC "/.b.xml", "broken" },
	    { 'x', ETC "/.xml", "broken" } } },
	{ "other files",
	  "a",
	  NULL,
	  { { 'f', ETC "/a.xml", "a" },
	    { 'x', ETC "/a.xml~", "broken" },
	    { 'x', ETC "/a.XML", "broken" },
	    { 'x', ETC "/README", "broken" } } },
	{ "other kinds of files",
	  "a",
	  NULL,
	  { { 'f', ETC "/a.xml", "a" },
	    { 'd', ETC "/subdir", NULL },
	    { 'p', ETC "/fifo", NULL },
	    { 'l', ETC "/link", "nowhere" } } },
	{ "name with a blank", "a", NULL, { { 'f', ETC "/a b.xml", "a" } } },
	{ "directory that is a link",
	  "a",
	  NULL,
	  { { 'f', "srv/policy/a.xml", "a" },
	    { 'l', ETC, "../../srv/policy" } } },

	{ "empty file",
	  NULL,
	  "/" ETC "/a.xml: empty, no XML document",
	  { { 'x', ETC "/a.xml", "" } } },
	{ "no XML",
	  NULL,
	  "/" RUN "/a.xml: line 1: Start tag expected, '<' not found",
	  { { 'x', RUN "/a.xml", "mode=enforce" } } },
	{ "DOCTYPE",
	  NULL,
	  "/" USR "/a.xml: line 1: a DOCTYPE is not allowed",
	  { { 'x', USR "/a.xml", "<!DOCTYPE a><policy/>" } } },
	{ "against the schema",
	  NULL,
	  "/" ETC "/a.xml: line 2: <x> is not known in <policy>; allowed: "
	  "platform, profile",
	  { { 'x', ETC "/a.xml", "<policy>\n<x/></policy>" } } },
	{ "one right, one wrong",
	  NULL,
	  "/" ETC "/b.xml: line 1: Premature end of data in tag policy line 1",
	  { { 'f', ETC "/a.xml", "a" }, { 'x', ETC "/b.xml", "<policy>" } } },
	{ "newline in the name",
	  NULL,
	  "/" ETC "/a?b.xml: empty, no XML document",
	  { { 'x', ETC "/a\nb.xml", "" } } },
	{ "FIFO",
	  NULL,
	  "/" ETC "/a.xml: is a FIFO, not a regular file",
	  { { 'p', ETC "/a.xml", NULL } } },
	{ "directory",
	  NULL,
	  "/" ETC "/a.xml: is a directory, not a regular file",
	  { { 'd', ETC "/a.xml", NULL } } },
	{ "link",
	  NULL,
	  "/" ETC "/a.xml: is a symbolic link, not a regular file",
	  { { 'x', "srv/a.xml", "<policy/>" },
	    { 'l', ETC "/a.xml", "../../../srv/a.xml" } } },
	{ "dangling link",
	  NULL,
	  "/" ETC "/a.xml: is a symbolic link, not a regular file",
	  { { 'l', ETC "/a.xml", "nowhere" } } },
	{ "policy.d is a file",
	  NULL,
	  "/" ETC ": Not a directory",
	  { { 'x', ETC, "" } } },
	{ "policy.d is a FIFO",
	  NULL,
	  "/" RUN ": Not a directory",
	  { { 'p', RUN, NULL } } },
	{ "policy.d is a dangling link",
	  NULL,
	  "/" ETC ": is a link to nothing",
	  { { 'l', ETC, "/srv/not/mounted" } } },
	{ "policy.d is a link to itself",
	  NULL,
	  "/" ETC ": Too many levels of symbolic links",
	  { { 'l', ETC, "policy.d" } } },
	{ "file the group can write",
	  NULL,
	  "/" ETC "/a.xml: mode 0664 lets others write; allowed: chmod go-w",
	  { { 'f', ETC "/a.xml", "a" }, { 'm', ETC "/a.xml", "0664" } } },
	{ "file all can write",
	  NULL,
	  "/" ETC "/a.xml: mode 0602 lets others write; allowed: chmod go-w",
	  { { 'f', ETC "/a.xml", "a" }, { 'm', ETC "/a.xml", "0602" } } },
	{ "file with odd but safe mode",
	  "a",
	  NULL,
	  { { 'f', ETC "/a.xml", "a" }, { 'm', ETC "/a.xml", "0755" } } },
	{ "directory the group can write",
	  NULL,
	  "/" ETC ": mode 0775 lets others write; allowed: chmod go-w",
	  { { 'd', ETC, NULL }, { 'm', ETC, "0775" } } },
	{ "directory all can write, sticky",
	  NULL,
	  "/" RUN ": mode 1777 lets others write; allowed: chmod go-w",
	  { { 'd', RUN, NULL }, { 'm', RUN, "1777" } } },

	{ "same profile twice in a file",
	  NULL,
	  "/" ETC "/a.xml: line 2: a second profile 'p'; the first is in "
	  "/" ETC "/a.xml, line 1",
	  { { 'x', ETC "/a.xml",
	      "<policy><profile name='p'><match name='a'/></profile>\n"
	      "<profile name='p'><match name='b'/></profile></policy>" } } },
	{ "same profile in two files",
	  NULL,
	  "/" USR "/b.xml: line 1: a second profile 'p'; the first is in "
	  "/" ETC "/a.xml, line 1",
	  { { 'f', USR "/b.xml", "p" }, { 'f', ETC "/a.xml", "p" } } },
};

static void make_file(char what, const char *path, const char *text)
{
	if (what == 'f')
		write_profile(path, text);
	else if (what == 'x')
		unit_write_text(path, text);
	else if (what == 'm')
		assert_int_equal(fchmodat(unit_dirfd, path,
					  (mode_t)strtoul(text, NULL, 8), 0),
				 0);
	else
		unit_make(what, path, text);
}

static void tree(void **state)
{
	const struct tree_case *c = *state;
	_cleanup_(policy_freep) struct policy *policy = NULL;
	_cleanup_free_ char *names = NULL;
	struct err err = { "" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(c->files) && c->files[i].what; i++)
		make_file(c->files[i].what, c->files[i].path, c->files[i].text);
	assert_int_equal(load(&policy, &err), c->message ? -1 : 0);
	assert_string_equal(err.text, c->message ? c->message : "");
	assert_int_equal(policy != NULL, !c->message);
	names = policy ? names_of(policy) : NULL;
	if (policy)
		assert_string_equal(names, c->profiles);
}

/* --- limits --------------------------------------------------------------- */

static void largest_file(void **state)
{
	size_t len = POLICY_FILE_MAX + 1;
	_cleanup_free_ char *text = malloc(len);
	struct policy *policy = NULL;
	struct err err = { "" };

	(void)state;
	memset(text, ' ', len);
	memcpy(text, "<policy/>", 9);
	unit_write(ETC "/a.xml", text, POLICY_FILE_MAX);
	assert_int_equal(load(&policy, &err), 0);
	policy_free(policy);
	policy = NULL;
	unit_write(ETC "/a.xml", text, len);
	assert_int_equal(load(&policy, &err), -1);
	assert_string_equal(err.text,
			    "/" ETC "/a.xml: more than 1048576 bytes");
	assert_null(policy);
}

static void most_files(void **state)
{
	struct policy *policy = NULL;
	struct err err = { "" };
	char path[64];
	int i;

	(void)state;
	for (i = 0; i < POLICY_FILES_MAX; i++) {
		snprintf(path, sizeof(path), "%s/%04d.xml", i % 2 ? ETC : USR,
			 i);
		unit_write_text(path, "<policy/>");
	}
	/* overriding one does not count */
	unit_write_text(RUN "/0000.xml", "<policy/>");
	assert_int_equal(policy_open(unit_dirfd, geteuid(), &policy, &err), 0);
	assert_int_equal(policy->n_files, POLICY_FILES_MAX);
	policy_free(policy);
	policy = NULL;
	unit_write_text(RUN "/9999.xml", "<policy/>");
	assert_int_equal(policy_open(unit_dirfd, geteuid(), &policy, &err), -1);
	assert_string_equal(err.text, "/" RUN ": more than 1000 policy files");
	assert_null(policy);
}

/* --- whose files ---------------------------------------------------------- */

/* Files of somebody who is neither root nor the given owner. */
static void not_roots(void **state)
{
	uid_t other = geteuid() ? geteuid() : UNIT_NOBODY;
	struct policy *policy = NULL;
	struct err err = { "" };
	char message[200];

	(void)state;
	unit_write_text(ETC "/a.xml", "<policy/>");
	if (geteuid() == 0)
		assert_int_equal(fchownat(unit_dirfd, ETC, other, other, 0), 0);
	snprintf(message, sizeof(message),
		 "/" ETC ": owned by uid %u; allowed: root", other);
	assert_int_equal(policy_load(unit_dirfd, 0, &policy, &err), -1);
	assert_string_equal(err.text, message);
	assert_int_equal(policy_load(unit_dirfd, 12345, &policy, &err), -1);
	assert_string_equal(err.text, message);
	assert_int_equal(policy_load(unit_dirfd, other, &policy, &err), 0);
	policy_free(policy);
}

static void file_is_not_roots(void **state)
{
	uid_t other = geteuid() ? geteuid() : UNIT_NOBODY;
	struct policy *policy = NULL;
	struct err err = { "" };
	char message[200];

	(void)state;
	unit_write_text("a.xml", "<policy/>");
	if (geteuid() == 0)
		assert_int_equal(fchownat(unit_dirfd, "a.xml", other, other, 0),
				 0);
	snprintf(message, sizeof(message),
		 "a.xml: owned by uid %u; allowed: root", other);
	assert_int_equal(
		policy_load_file(unit_dirfd, "a.xml", 0, &policy, &err), -1);
	assert_string_equal(err.text, message);
	assert_int_equal(
		policy_load_file(unit_dirfd, "a.xml", other, &policy, &err), 0);
	policy_free(policy);
}

static int load_as_nobody(struct err *err)
{
	struct policy *policy = NULL;
	int result = load(&policy, err);

	policy_free(policy);
	return result;
}

static void unreadable(void **state)
{
	struct err err = { "" };

	(void)state;
	assert_int_equal(chmod(unit_path, 0755), 0);
	unit_write_text(ETC "/a.xml", "<policy/>");
	assert_int_equal(unit_as_nobody(load_as_nobody, &err), 0);
	assert_int_equal(fchmodat(unit_dirfd, ETC "/a.xml", 0, 0), 0);
	assert_int_equal(unit_as_nobody(load_as_nobody, &err), -1);
	assert_string_equal(err.text, "/" ETC "/a.xml: Permission denied");
	assert_int_equal(fchmodat(unit_dirfd, ETC, 0, 0), 0);
	assert_int_equal(unit_as_nobody(load_as_nobody, &err), -1);
	assert_string_equal(err.text, "/" ETC ": Permission denied");
	assert_int_equal(fchmodat(unit_dirfd, ETC, 0755, 0), 0);
}

int main(void)
{
	UNIT_CASES_DIR(tree, tree_cases);
	UNIT_DIR(largest_file);
	UNIT_DIR(most_files);
	UNIT_DIR(not_roots);
	UNIT_DIR(file_is_not_roots);
	UNIT_DIR(unreadable);
	return unit_run();
}
