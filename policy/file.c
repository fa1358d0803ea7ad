/* SPDX-License-Identifier: GPL-2.0-or-later */
/* file.c - files named by others: opened once, regular, bounded */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cleanup.h"

#define READ_CHUNK 65536

const char *file_relative(const char *path)
{
	while (*path == '/')
		path++;
	return *path ? path : ".";
}

static const char *kind_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return "a directory";
	case S_IFIFO:
		return "a FIFO";
	case S_IFSOCK:
		return "a socket";
	case S_IFLNK:
		return "a symbolic link";
	default:
		return "a device";
	}
}

static int open_regular(int rootfd, const char *path, int nofollow,
			struct stat *ret_st, struct err *err)
{
	/* a path that starts from the working directory may be absolute */
	const char *rel = rootfd == AT_FDCWD ? path : file_relative(path);
	_cleanup_close_ int fd = -1;
	struct stat st;

	/* The type first: opening a device can have effects of its own. */
	if (fstatat(rootfd, rel, &st, nofollow ? AT_SYMLINK_NOFOLLOW : 0) < 0)
		return err_set(err, "%s: %m", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, "%s: is %s, not a regular file", path,
			       kind_of(st.st_mode));
	fd = openat(rootfd, rel,
		    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY |
			    (nofollow ? O_NOFOLLOW : 0));
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(err, "%s: %m", path);
	/* Once more: it may have been exchanged in between. */
	if (!S_ISREG(st.st_mode))
		return err_set(err, "%s: is %s, not a regular file", path,
			       kind_of(st.st_mode));
	if (ret_st)
		*ret_st = st;
	return TAKE_FD(fd);
}

int file_open(int rootfd, const char *path, struct stat *ret_st,
	      struct err *err)
{
	return open_regular(rootfd, path, 0, ret_st, err);
}

int file_open_nofollow(int rootfd, const char *path, struct stat *ret_st,
		       struct err *err)
{
	return open_regular(rootfd, path, 1, ret_st, err);
}

int file_read(int fd, size_t max, char **ret_buf, size_t *ret_len,
	      struct err *err)
{
	_cleanup_free_ char *buf = NULL;
	size_t len = 0, size = 0;

	for (;;) {
		ssize_t n;

		if (size - len < READ_CHUNK + 1) {
			char *grown = realloc(buf, size * 2 + READ_CHUNK + 1);

			if (!grown)
				return err_set(err, "out of memory");
			buf = grown;
			size = size * 2 + READ_CHUNK + 1;
		}
		n = read(fd, buf + len, READ_CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, "cannot read: %m");
		if (n == 0)
			break;
		len += (size_t)n;
		if (len > max)
			return err_set(err, "more than %zu bytes", max);
	}
	buf[len] = '\0';
	*ret_buf = TAKE_PTR(buf);
	*ret_len = len;
	return 0;
}

int file_read_path(int rootfd, const char *path, size_t max, char **ret_buf,
		   size_t *ret_len, struct err *err)
{
	_cleanup_close_ int fd = file_open(rootfd, path, NULL, err);

	if (fd < 0)
		return -1;
	if (file_read(fd, max, ret_buf, ret_len, err) < 0)
		return err_wrap(err, "%s", path);
	return 0;
}
