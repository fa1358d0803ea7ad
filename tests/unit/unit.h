/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unit.h - what unit tests share: lists of cases, a directory, its files */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cleanup.h"
#include "err.h"
#include "file.h"

/*
 * DOC: How the tests are written
 *
 * A table of cases is an array of structs whose first member is the name; a
 * test function gets one of them in *state.  Each case is one test, so that a
 * failure names it.  main() adds tests and ends with unit_run().
 *
 * Tests run from the top of the source tree.  A test that was added with
 * UNIT_DIR or UNIT_CASES_DIR finds an empty directory in unit_dirfd, which is
 * removed behind it, also when it failed.
 */

#define UNIT_MAX       1000
#define UNIT_FILE_MAX  (16u << 20)
#define UNIT_NOBODY    65534
#define UNIT_PATH_SIZE 256

static struct CMUnitTest unit_tests[UNIT_MAX];
static size_t unit_count;
static char unit_path[UNIT_PATH_SIZE];
static int unit_dirfd = -1;

/* Rules have a skip() of their own. */
static inline void unit_skip(void)
{
	skip();
}
#undef skip

/* --- the directory -------------------------------------------------------- */

static inline int unit_make_dir(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(unit_path, sizeof(unit_path), "%s/sevgate-unit-XXXXXX",
		 tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(unit_path))
		return -1;
	unit_dirfd = open(unit_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return unit_dirfd < 0 ? -1 : 0;
}

static inline int unit_remove_one(const char *path, const struct stat *st,
				  int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int unit_remove_dir(void **state)
{
	(void)state;
	close(unit_dirfd);
	unit_dirfd = -1;
	return nftw(unit_path, unit_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* --- the list of tests ---------------------------------------------------- */

static inline void unit_add(const char *test, const char *name,
			    CMUnitTestFunction function, const void *state,
			    bool with_dir)
{
	char *title = NULL;

	if (unit_count == UNIT_MAX ||
	    asprintf(&title, "%s%s%s", test, name ? ": " : "",
		     name ? name : "") < 0)
		abort();
	unit_tests[unit_count++] = (struct CMUnitTest){
		.name = title,
		.test_func = function,
		.setup_func = with_dir ? unit_make_dir : NULL,
		.teardown_func = with_dir ? unit_remove_dir : NULL,
		.initial_state = (void *)state,
	};
}

static inline void unit_add_cases(const char *test, CMUnitTestFunction function,
				  const void *cases, size_t count, size_t size,
				  bool with_dir)
{
	const char *c;

	for (c = cases; count; c += size, count--)
		unit_add(test, *(const char *const *)c, function, c, with_dir);
}

#define UNIT(fn)     unit_add(#fn, NULL, fn, NULL, false)
#define UNIT_DIR(fn) unit_add(#fn, NULL, fn, NULL, true)
#define UNIT_CASES(fn, cases) \
	unit_add_cases(#fn, fn, cases, ARRAY_SIZE(cases), sizeof(*cases), false)
#define UNIT_CASES_DIR(fn, cases) \
	unit_add_cases(#fn, fn, cases, ARRAY_SIZE(cases), sizeof(*cases), true)

/* Entries without a name are not counted by cmocka. */
static inline int unit_run(void)
{
	umask(022);
	return cmocka_run_group_tests(unit_tests, NULL, NULL) != 0;
}

/* --- files in the directory ----------------------------------------------- */

static inline void unit_mkdirs(const char *path)
{
	char part[UNIT_PATH_SIZE];
	size_t len;

	for (len = strcspn(path, "/");;
	     len += 1 + strcspn(path + len + 1, "/")) {
		snprintf(part, sizeof(part), "%.*s", (int)len, path);
		if (mkdirat(unit_dirfd, part, 0755) < 0)
			assert_int_equal(errno, EEXIST);
		if (!path[len])
			return;
	}
}

static inline void unit_make_parent(const char *path)
{
	const char *slash = strrchr(path, '/');
	char parent[UNIT_PATH_SIZE];

	if (!slash)
		return;
	snprintf(parent, sizeof(parent), "%.*s", (int)(slash - path), path);
	unit_mkdirs(parent);
}

/* Makes or replaces a file, and the directories above it. */
static inline void unit_write(const char *path, const void *data, size_t len)
{
	_cleanup_close_ int fd = -1;

	unit_make_parent(path);
	fd = openat(unit_dirfd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		    0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), (ssize_t)len);
}

static inline void unit_write_text(const char *path, const char *text)
{
	unit_write(path, text, strlen(text));
}

/* @what: 'd' directory, 'p' FIFO, 'l' link to @target. */
static inline void unit_make(char what, const char *path, const char *target)
{
	int result;

	unit_make_parent(path);
	if (what == 'd')
		result = mkdirat(unit_dirfd, path, 0755);
	else if (what == 'p')
		result = mkfifoat(unit_dirfd, path, 0644);
	else
		result = symlinkat(target, unit_dirfd, path);
	assert_int_equal(result, 0);
}

static inline bool unit_exists(const char *path)
{
	return faccessat(unit_dirfd, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* A file of the source tree or of @dirfd; the caller frees it. */
static __attribute__((noinline, unused)) char *unit_read_at(int dirfd,
							    const char *path,
							    size_t *ret_len)
{
	struct err err = { "" };
	char *text = NULL;

	if (file_read_path(dirfd, path, UNIT_FILE_MAX, &text, ret_len, &err) <
	    0)
		fail_msg("%s", err.text);
	return text;
}

static inline char *unit_read(const char *path, size_t *ret_len)
{
	_cleanup_close_ int root = open(*path == '/' ? "/" : ".",
					O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return unit_read_at(root, path, ret_len);
}

/* --- as somebody else ----------------------------------------------------- */

/*
 * Runs @fn in a child that is not root.  What the child asserts would be lost,
 * so it hands back a status and a message.
 */
static inline int unit_as_nobody(int (*fn)(struct err *err), struct err *err)
{
	struct err *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status = -1;
	pid_t pid;

	assert_ptr_not_equal(shared, MAP_FAILED);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (geteuid() == 0 &&
		    (setgid(UNIT_NOBODY) < 0 || setuid(UNIT_NOBODY) < 0))
			_exit(100);
		_exit(fn(shared) < 0 ? 1 : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	*err = *shared;
	munmap(shared, sizeof(*shared));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
	return WEXITSTATUS(status) ? -1 : 0;
}

#endif
