/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place.c - our directories below /run/sevgate */
#include "hook/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"

#define TEMPORARY ".new"
#define SHOWN	  "metrics"

int place_open_dir(int dirfd, const char *name)
{
	_cleanup_close_ int fd = -1;
	struct stat st;

	if (mkdirat(dirfd, name, 0700) < 0 && errno != EEXIST)
		return -1;
	fd = openat(dirfd, name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		return -1;
	if (st.st_uid != geteuid() || st.st_mode & (S_IWGRP | S_IWOTH)) {
		errno = EPERM;
		return -1;
	}
	return TAKE_FD(fd);
}

int place_open(int rootfd, bool make)
{
	_cleanup_close_ int above = -1;
	char path[64] = "run";

	if (geteuid() != 0)
		snprintf(path, sizeof(path), "run/user/%u", geteuid());
	above = openat(rootfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (above < 0)
		return -1;
	if (make)
		return place_open_dir(above, "sevgate");
	return openat(above, "sevgate",
		      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int place_open_kept(int rootfd)
{
	_cleanup_close_ int above =
		openat(rootfd, "var/lib", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return above < 0 ? -1 : place_open_dir(above, "sevgate");
}

int place_open_shown(int rootfd, bool make)
{
	_cleanup_close_ int run =
		openat(rootfd, "run", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int base = -1, dir = -1;

	if (run < 0)
		return -1;
	if (!make)
		return openat(run, "sevgate/" SHOWN,
			      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	base = place_open_dir(run, "sevgate");
	dir = base < 0 ? -1 : place_open_dir(base, SHOWN);
	/* others find their way to it, and see nothing else on the way */
	if (dir < 0 || fchmod(base, 0711) < 0 || fchmod(dir, 0755) < 0)
		return -1;
	return TAKE_FD(dir);
}

bool place_is_name(const char *name)
{
	return *name && strlen(name) <= NAME_MAX && !strchr(name, '/') &&
	       strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

int place_write_all(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

int place_create(int dirfd, const char *name, const void *data, size_t len)
{
	_cleanup_close_ int fd =
		openat(dirfd, name,
		       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		       0600);
	int saved;

	if (fd < 0)
		return -1;
	if (place_write_all(fd, data, len) == 0)
		return 0;
	saved = errno;
	unlinkat(dirfd, name, 0);
	errno = saved;
	return -1;
}

int place_replace(int dirfd, const char *name, const void *data, size_t len)
{
	unlinkat(dirfd, TEMPORARY, 0);
	if (place_create(dirfd, TEMPORARY, data, len) < 0)
		return -1;
	if (renameat(dirfd, TEMPORARY, dirfd, name) == 0)
		return 0;
	unlinkat(dirfd, TEMPORARY, 0);
	return -1;
}

static int write_shown(int dirfd, const char *name, const void *data,
		       size_t len, bool keep)
{
	_cleanup_close_ int fd =
		openat(dirfd, name,
		       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		       0600);

	if (fd < 0 || place_write_all(fd, data, len) < 0 ||
	    fchmod(fd, 0644) < 0)
		return -1;
	return keep ? fsync(fd) : 0;
}

int place_publish(int dirfd, const char *name, const void *data, size_t len,
		  bool keep)
{
	char temporary[NAME_MAX + 1];
	int saved;

	/* nobody else writes to a file of that name */
	snprintf(temporary, sizeof(temporary), ".%s.%d" TEMPORARY, name,
		 gettid());
	unlinkat(dirfd, temporary, 0);
	if (write_shown(dirfd, temporary, data, len, keep) == 0 &&
	    renameat(dirfd, temporary, dirfd, name) == 0)
		return 0;
	saved = errno;
	unlinkat(dirfd, temporary, 0);
	errno = saved;
	return -1;
}
