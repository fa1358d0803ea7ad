/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_place.c - files and directories that are ours alone */
#include "hook/place.h"

#include <limits.h>
#include <signal.h>
#include <sys/resource.h>

#include "run_dir.h"

static void assert_text(const char *path, const char *want)
{
	size_t len;
	_cleanup_free_ char *text = unit_read_at(unit_dirfd, path, &len);

	assert_string_equal(text, want);
	assert_int_equal(len, strlen(want));
}

/* --- names ---------------------------------------------------------------- */

static const struct name_case {
	const char *name, *text;
	bool good;
} name_cases[] = {
	{ "plain", "guest", true },
	{ "hidden", ".guest", true },
	{ "blank and quotes", "a b'\"", true },
	{ "option", "-rf", true },
	{ "three dots", "...", true },
	{ "empty", "", false },
	{ "here", ".", false },
	{ "above", "..", false },
	{ "path", "a/b", false },
	{ "absolute", "/a", false },
	{ "ends in a slash", "a/", false },
};

static void names(void **state)
{
	const struct name_case *c = *state;

	assert_int_equal(place_is_name(c->text), c->good);
}

static void long_names(void **state)
{
	char name[NAME_MAX + 2];

	(void)state;
	memset(name, 'x', sizeof(name));
	name[NAME_MAX + 1] = '\0';
	assert_false(place_is_name(name));
	name[NAME_MAX] = '\0';
	assert_true(place_is_name(name));
}

/* --- directories ---------------------------------------------------------- */

static void opens_and_makes(void **state)
{
	int fd;

	(void)state;
	make_run();
	assert_int_equal(place_open(unit_dirfd, false), -1);
	assert_int_equal(errno, ENOENT);
	assert_false(has(""));
	fd = place_open(unit_dirfd, true);
	assert_true(fd >= 0);
	assert_int_equal(mode_of(""), 0700);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	close(fd);
	fd = place_open(unit_dirfd, false);
	assert_true(fd >= 0);
	close(fd);
}

static const struct dir_case {
	const char *name;
	char what;
	const char *target;
	int error;
} dir_cases[] = {
	{ "a file", 'x', "", ENOTDIR },
	{ "a FIFO", 'p', NULL, ENOTDIR },
	{ "a link to a directory", 'l', "../..", ENOTDIR },
	{ "a dangling link", 'l', "nowhere", ENOTDIR },
};

static void no_directory(void **state)
{
	const struct dir_case *c = *state;

	prepare(c->what, "", c->target);
	assert_int_equal(place_open(unit_dirfd, true), -1);
	assert_int_equal(errno, c->error);
}

static const struct mode_case {
	const char *name, *mode;
	bool good;
} mode_cases[] = {
	{ "ours alone", "0700", true },
	{ "others read", "0755", true },
	{ "the group writes", "0770", false },
	{ "others write", "0702", false },
	{ "all, sticky", "1777", false },
};

static void modes(void **state)
{
	const struct mode_case *c = *state;
	_cleanup_close_ int fd = -1;

	prepare('d', "", NULL);
	prepare('m', "", c->mode);
	fd = place_open_dir(unit_dirfd, place(""));
	assert_int_equal(fd >= 0, c->good);
	if (!c->good)
		assert_int_equal(errno, EPERM);
}

static void anothers(void **state)
{
	(void)state;
	if (geteuid() != 0) {
		printf("# skipped: only root can give files away\n");
		unit_skip();
	}
	prepare('d', "", NULL);
	prepare('o', "", NULL);
	assert_int_equal(place_open_dir(unit_dirfd, place("")), -1);
	assert_int_equal(errno, EPERM);
}

/* --- files ---------------------------------------------------------------- */

static void created(void **state)
{
	(void)state;
	umask(0);
	assert_int_equal(place_create(unit_dirfd, "a", "text", 4), 0);
	umask(022);
	assert_text("a", "text");
	assert_int_equal(place_create(unit_dirfd, "a", "new", 3), -1);
	assert_int_equal(errno, EEXIST);
	assert_text("a", "text");
	unit_make('l', "link", "victim");
	assert_int_equal(place_create(unit_dirfd, "link", "new", 3), -1);
	assert_int_equal(errno, EEXIST);
	assert_false(unit_exists("victim"));
	assert_int_equal(place_create(-1, "b", "new", 3), -1);
	assert_int_equal(errno, EBADF);
}

static void replaced(void **state)
{
	struct stat st;

	(void)state;
	unit_write_text("victim", "old");
	unit_make('l', "a", "victim");
	unit_make('l', ".new", "victim");
	assert_int_equal(place_replace(unit_dirfd, "a", "text", 4), 0);
	assert_text("a", "text");
	assert_text("victim", "old");
	assert_int_equal(fstatat(unit_dirfd, "a", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0600);
	assert_int_equal(place_replace(unit_dirfd, "a", "", 0), 0);
	assert_text("a", "");
	assert_int_equal(entries("."), 2);
}

static void not_replaced(void **state)
{
	(void)state;
	unit_mkdirs("dir/x");
	assert_int_equal(place_replace(unit_dirfd, "dir", "text", 4), -1);
	assert_true(unit_exists("dir/x"));
	assert_false(unit_exists(".new"));
}

/* In a child: what is written past the limit fails, and kills no more. */
static int write_past_limit(void)
{
	const struct rlimit limit = { 4096, 4096 };
	static const char large[8192];

	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR ||
	    setrlimit(RLIMIT_FSIZE, &limit) < 0)
		return 2;
	if (place_create(unit_dirfd, "new", large, sizeof(large)) == 0 ||
	    errno != EFBIG)
		return 3;
	if (place_publish(unit_dirfd, "old", large, sizeof(large), true) == 0 ||
	    errno != EFBIG)
		return 4;
	return place_replace(unit_dirfd, "old", large, sizeof(large)) == 0 ||
	       errno != EFBIG;
}

static void no_room(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	unit_write_text("old", "text");
	pid = fork();
	if (pid == 0)
		_exit(write_past_limit());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_text("old", "text");
	assert_int_equal(entries("."), 1);
}

/* A pipe takes what it has room for, and the rest when it is read. */
static void written_in_parts(void **state)
{
	static char large[1 << 20], back[sizeof(large)];
	size_t len = 0;
	ssize_t n;
	int fds[2];
	pid_t pid;

	(void)state;
	memset(large, 'x', sizeof(large));
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0)
		_exit(place_write_all(fds[1], large, sizeof(large)) < 0);
	close(fds[1]);
	while ((n = read(fds[0], back + len, sizeof(back) - len)) > 0)
		len += (size_t)n;
	close(fds[0]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(len, sizeof(large));
	assert_memory_equal(back, large, len);
}

int main(void)
{
	UNIT_CASES(names, name_cases);
	UNIT(long_names);
	UNIT_DIR(opens_and_makes);
	UNIT_CASES_DIR(no_directory, dir_cases);
	UNIT_CASES_DIR(modes, mode_cases);
	UNIT_DIR(anothers);
	UNIT_DIR(created);
	UNIT_DIR(replaced);
	UNIT_DIR(not_replaced);
	UNIT_DIR(no_room);
	UNIT(written_in_parts);
	return unit_run();
}
