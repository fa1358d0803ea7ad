/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_place_shown.c - files that everybody may read */
#include "hook/place.h"

#include "run_dir.h"

static void assert_text(const char *path, const char *want)
{
	size_t len;
	_cleanup_free_ char *text = unit_read_at(unit_dirfd, path, &len);

	assert_string_equal(text, want);
	assert_int_equal(len, strlen(want));
}

/* --- the directory --------------------------------------------------------- */

static mode_t mode_at(const char *path)
{
	struct stat st;

	assert_int_equal(fstatat(unit_dirfd, path, &st, AT_SYMLINK_NOFOLLOW),
			 0);
	return st.st_mode & 07777;
}

static void shown(void **state)
{
	_cleanup_close_ int made = -1, found = -1;

	(void)state;
	assert_int_equal(place_open_shown(unit_dirfd, true), -1);
	assert_int_equal(errno, ENOENT);
	unit_mkdirs("run");
	assert_int_equal(place_open_shown(unit_dirfd, false), -1);
	assert_int_equal(errno, ENOENT);
	assert_false(unit_exists("run/sevgate"));
	umask(077);
	made = place_open_shown(unit_dirfd, true);
	umask(022);
	assert_true(made >= 0);
	assert_true(fcntl(made, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(mode_at("run/sevgate"), 0711);
	assert_int_equal(mode_at("run/sevgate/metrics"), 0755);
	found = place_open_shown(unit_dirfd, false);
	assert_true(found >= 0);
}

static int open_and_read(struct err *err)
{
	_cleanup_close_ int dir = place_open_shown(unit_dirfd, false);
	char text[8];
	_cleanup_close_ int fd = openat(dir, "a", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, text, sizeof(text)) != 4)
		return err_set(err, "%m");
	return 0;
}

static void others_read(void **state)
{
	_cleanup_close_ int dir = -1;
	struct err err = { "" };

	(void)state;
	unit_mkdirs("run");
	assert_int_equal(fchmod(unit_dirfd, 0755), 0);
	dir = place_open_shown(unit_dirfd, true);
	umask(077);
	assert_int_equal(place_publish(dir, "a", "text", 4, false), 0);
	umask(022);
	if (unit_as_nobody(open_and_read, &err) < 0)
		fail_msg("%s", err.text);
}

static const struct shown_case {
	const char *name, *path;
	char what;
	const char *target;
	int error;
} shown_cases[] = {
	{ "a link above", "run/sevgate", 'l', "../..", ENOTDIR },
	{ "a FIFO above", "run/sevgate", 'p', NULL, ENOTDIR },
	{ "a link", "run/sevgate/metrics", 'l', "..", ENOTDIR },
	{ "a FIFO", "run/sevgate/metrics", 'p', NULL, ENOTDIR },
};

static void not_shown(void **state)
{
	const struct shown_case *c = *state;

	unit_make(c->what, c->path, c->target);
	assert_int_equal(place_open_shown(unit_dirfd, true), -1);
	assert_int_equal(errno, c->error);
}

static void shown_by_others(void **state)
{
	(void)state;
	unit_mkdirs("run/sevgate/metrics");
	assert_int_equal(fchmodat(unit_dirfd, "run/sevgate/metrics", 0777, 0),
			 0);
	assert_int_equal(place_open_shown(unit_dirfd, true), -1);
	assert_int_equal(errno, EPERM);
}

/* --- files ---------------------------------------------------------------- */

static const struct publish_case {
	const char *name;
	bool keep;
} publish_cases[] = {
	{ "kept", true },
	{ "not kept", false },
};

static void published(void **state)
{
	const struct publish_case *c = *state;

	unit_write_text("victim", "old");
	unit_make('l', "a", "victim");
	umask(077);
	assert_int_equal(place_publish(unit_dirfd, "a", "text", 4, c->keep), 0);
	umask(022);
	assert_text("a", "text");
	assert_text("victim", "old");
	assert_int_equal(mode_at("a"), 0644);
	assert_int_equal(place_publish(unit_dirfd, "a", "", 0, c->keep), 0);
	assert_text("a", "");
	assert_int_equal(entries("."), 2);
}

static void not_published(void **state)
{
	const struct publish_case *c = *state;

	unit_mkdirs("dir/x");
	assert_int_equal(place_publish(unit_dirfd, "dir", "text", 4, c->keep),
			 -1);
	assert_int_equal(errno, EISDIR);
	assert_true(unit_exists("dir/x"));
	assert_int_equal(entries("."), 1);
	assert_int_equal(place_publish(-1, "a", "text", 4, c->keep), -1);
	assert_int_equal(errno, EBADF);
}

/* In children: each writes its own text over and over. */
static void publish_often(char what)
{
	char text[4096];
	int i;

	memset(text, what, sizeof(text));
	for (i = 0; i < 200; i++)
		if (place_publish(unit_dirfd, "a", text, sizeof(text), false) <
		    0)
			_exit(1);
	_exit(0);
}

static void published_by_many(void **state)
{
	_cleanup_free_ char *text = NULL;
	int status, i;
	size_t len;

	(void)state;
	for (i = 0; i < 4; i++)
		if (fork() == 0)
			publish_often((char)('a' + i));
	for (i = 0; i < 4; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	text = unit_read_at(unit_dirfd, "a", &len);
	assert_int_equal(len, 4096);
	assert_memory_equal(text, text + 1, len - 1);
	assert_int_equal(entries("."), 1);
}

int main(void)
{
	UNIT_DIR(shown);
	UNIT_DIR(others_read);
	UNIT_CASES_DIR(not_shown, shown_cases);
	UNIT_DIR(shown_by_others);
	UNIT_CASES_DIR(published, publish_cases);
	UNIT_CASES_DIR(not_published, publish_cases);
	UNIT_DIR(published_by_many);
	return unit_run();
}
