/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_textfile.c - where node_exporter looks, and what it finds there */
#include "hook/metrics/textfile.h"

#include "unit.h"

#define DEBIAN "/var/lib/prometheus/node-exporter"
#define FEDORA "/var/lib/node_exporter/textfile_collector"

/* --- where ------------------------------------------------------------------- */

/* as tests name it: without the slash */
#define BELOW(path) (&(path)[1])

static const struct where_case {
	const char *name, *there[2], *want;
} where_cases[] = {
	{ "neither", { NULL }, NULL },
	{ "Debian", { BELOW(DEBIAN) }, DEBIAN },
	{ "Fedora", { BELOW(FEDORA) }, FEDORA },
	{ "both", { BELOW(FEDORA), BELOW(DEBIAN) }, DEBIAN },
	{ "the parent alone", { "var/lib/prometheus" }, NULL },
};

static void where(void **state)
{
	const struct where_case *c = *state;
	const char *got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(c->there) && c->there[i]; i++)
		unit_mkdirs(c->there[i]);
	got = textfile_default(unit_dirfd);
	assert_int_equal(got != NULL, c->want != NULL);
	if (got)
		assert_string_equal(got, c->want);
}

static const struct not_there_case {
	const char *name;
	char what;
	const char *target;
} not_there_cases[] = {
	{ "a FIFO", 'p', NULL },
	{ "a dangling link", 'l', "nowhere" },
};

static void not_there(void **state)
{
	const struct not_there_case *c = *state;

	unit_make(c->what, BELOW(DEBIAN), c->target);
	assert_null(textfile_default(unit_dirfd));
	unit_mkdirs(BELOW(FEDORA));
	assert_string_equal(textfile_default(unit_dirfd), FEDORA);
}

/* --- what -------------------------------------------------------------------- */

/* Every line is of metrics, and the first and the last are those. */
static void assert_whole(const char *path)
{
	size_t len;
	_cleanup_free_ char *text = unit_read_at(unit_dirfd, path, &len);

	assert_int_equal(strlen(text), len);
	assert_true(!strncmp(text, "# HELP sev_host_info ", 21));
	assert_non_null(strstr(text, "\nsevgate_collect_duration_seconds "));
	assert_int_equal(text[len - 1], '\n');
}

static void written(void **state)
{
	struct err err = { "" };
	struct stat st;

	(void)state;
	unit_mkdirs(BELOW(DEBIAN));
	unit_write_text("victim", "old");
	unit_make('l', BELOW(DEBIAN "/" TEXTFILE_NAME), "/victim");
	if (textfile_write(unit_dirfd, DEBIAN, &err) < 0)
		fail_msg("%s", err.text);
	assert_whole(BELOW(DEBIAN "/" TEXTFILE_NAME));
	assert_int_equal(fstatat(unit_dirfd, BELOW(DEBIAN "/" TEXTFILE_NAME),
				 &st, AT_SYMLINK_NOFOLLOW),
			 0);
	assert_int_equal(st.st_mode, S_IFREG | 0644);
	assert_int_equal(textfile_write(unit_dirfd, DEBIAN, &err), 0);
	assert_whole(BELOW(DEBIAN "/" TEXTFILE_NAME));
}

static const struct bad_case {
	const char *name, *dir, *text;
} bad_cases[] = {
	{ "no directory", "/nowhere", "/nowhere: No such file or directory" },
	{ "a file", "/file", "/file: Not a directory" },
	{ "a directory in its place", "/taken",
	  "/taken/sevgate.prom: Is a directory" },
};

static void not_written(void **state)
{
	const struct bad_case *c = *state;
	struct err err = { "" };

	unit_write_text("file", "text");
	unit_mkdirs("taken/sevgate.prom");
	assert_int_equal(textfile_write(unit_dirfd, c->dir, &err), -1);
	assert_string_equal(err.text, c->text);
	assert_false(unit_exists("nowhere"));
}

int main(void)
{
	UNIT_CASES_DIR(where, where_cases);
	UNIT_CASES_DIR(not_there, not_there_cases);
	UNIT_DIR(written);
	UNIT_CASES_DIR(not_written, bad_cases);
	return unit_run();
}
