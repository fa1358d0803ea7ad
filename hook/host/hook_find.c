/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hook_find.c - the file behind the entry that libvirt executes */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/host/look.h"

/* As libvirt's daemon would find it if the host's root were its own. */
static int open_within(int rootfd, const char *path)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC,
				.resolve = RESOLVE_IN_ROOT };
	int fd = (int)syscall(SYS_openat2, rootfd, path, &how, sizeof(how));

	/* a kernel before 5.6, or somebody who keeps us from asking it */
	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		fd = openat(rootfd, path, O_PATH | O_CLOEXEC);
	return fd;
}

static int path_of(int fd, char *buf, size_t size)
{
	char link[40];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, buf, size - 1);
	if (len < 0)
		return -1;
	buf[len] = '\0';
	return 0;
}

int hook_find(int rootfd, struct hook_file *ret)
{
	_cleanup_close_ int fd = -1;
	struct stat link;

	memset(ret, 0, sizeof(*ret));
	if (fstatat(rootfd, QEMU_D "/" HOOK_NAME, &link, AT_SYMLINK_NOFOLLOW) <
	    0)
		return -1;
	ret->linked = to_ms(link.st_ctim);
	fd = open_within(rootfd, QEMU_D "/" HOOK_NAME);
	if (fd < 0 || fstat(fd, &ret->st) < 0 ||
	    path_of(fd, ret->path, sizeof(ret->path)) < 0)
		return -1;
	ret->changed = to_ms(ret->st.st_ctim);
	if (ret->changed < ret->linked)
		ret->changed = ret->linked;
	ret->found = true;
	return 0;
}

bool hook_is_called(int dirfd, const char *name)
{
	struct stat st;

	return fstatat(dirfd, name, &st, 0) == 0 && S_ISREG(st.st_mode) &&
	       st.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH);
}
