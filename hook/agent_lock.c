/* SPDX-License-Identifier: GPL-2.0-or-later */
/* agent_lock.c - is there an agent on this machine */
#include "hook/agent_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/place.h"

#define NAME "agent.lock"

int agent_lock(int rootfd, struct err *err)
{
	_cleanup_close_ int base = place_open(rootfd, true);
	int fd = openat(base, NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
			0600);

	if (fd < 0)
		return err_set(err, "run/sevgate/" NAME ": %m");
	/* the file stays open: the lock ends with the process, however */
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	close(fd);
	return err_set(err, "sevgated runs already");
}

bool agent_is_there(int rootfd)
{
	_cleanup_close_ int base = place_open(rootfd, false);
	_cleanup_close_ int fd =
		openat(base, NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	return fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0 &&
	       errno == EWOULDBLOCK;
}
