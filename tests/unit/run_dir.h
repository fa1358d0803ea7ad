/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run_dir.h - our directory below /run, in a test's own */
#ifndef TESTS_RUN_DIR_H
#define TESTS_RUN_DIR_H

#include "unit.h"

/* A path below our directory, which is root's or that of a session. */
static inline const char *place(const char *path)
{
	static char places[4][UNIT_PATH_SIZE];
	static unsigned int next;
	char *to = places[next++ % ARRAY_SIZE(places)];

	if (geteuid() == 0)
		snprintf(to, UNIT_PATH_SIZE, "run/sevgate%s%s",
			 *path ? "/" : "", path);
	else
		snprintf(to, UNIT_PATH_SIZE, "run/user/%u/sevgate%s%s",
			 geteuid(), *path ? "/" : "", path);
	return to;
}

static inline void make_run(void)
{
	unit_make_parent(place(""));
}

static inline bool has(const char *path)
{
	return unit_exists(place(path));
}

static inline mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(
		fstatat(unit_dirfd, place(path), &st, AT_SYMLINK_NOFOLLOW), 0);
	return st.st_mode & 07777;
}

/*
 * Prepares a place: 'd', 'p', 'l' as in unit_make(), 'x' a file, 'm' a mode of
 * what is there, 'o' another owner.
 */
static inline void prepare(char what, const char *path, const char *target)
{
	const char *at = place(path);

	if (what == 'x')
		unit_write_text(at, target);
	else if (what == 'm')
		assert_int_equal(fchmodat(unit_dirfd, at,
					  (mode_t)strtoul(target, NULL, 8), 0),
				 0);
	else if (what == 'o')
		assert_int_equal(fchownat(unit_dirfd, at, UNIT_NOBODY,
					  UNIT_NOBODY, 0),
				 0);
	else
		unit_make(what, at, target);
}

static inline size_t entries(const char *path)
{
	int fd = openat(unit_dirfd, path, O_RDONLY | O_DIRECTORY);
	_cleanup_closedir_ DIR *dir = fdopendir(fd);
	size_t n = 0;

	while (readdir(dir))
		n++;
	return n - 2;
}

#endif
