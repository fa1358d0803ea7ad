/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repair.c - be told of refused starts that are to be mended */
#include "hook/repair.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/agent/agent.h"

/* Notes are taken before the work is done: a start that fails is not tried
 * for ever. */
static void take_notes(struct agent *a)
{
	_cleanup_closedir_ DIR *dir = NULL;
	int fd = repair_open(a->judge.rootfd);
	const struct dirent *entry;

	if (fd < 0)
		return;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return;
	}
	while ((entry = readdir(dir)))
		if (strlen(entry->d_name) == DOMAIN_UUID_SIZE - 1 &&
		    unlinkat(dirfd(dir), entry->d_name, 0) == 0)
			agent_add(a, entry->d_name, TASK_REPAIR);
}

static void on_note(void *data)
{
	struct agent *a = data;
	char events[4096];

	/* what they say is in the directory */
	while (read(a->repair, events, sizeof(events)) > 0)
		continue;
	take_notes(a);
}

int repair_watch(struct agent *a, struct err *err)
{
	_cleanup_close_ int dir = repair_open(a->judge.rootfd);
	char path[64];

	if (dir < 0)
		return err_set(err, "run/sevgate/repair: %m");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", dir);
	a->repair = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (a->repair < 0 ||
	    inotify_add_watch(a->repair, path, IN_MOVED_TO) < 0)
		return err_set(err, "run/sevgate/repair: %m");
	if (loop_add_fd(a->repair, on_note, a, err) < 0)
		return -1;
	take_notes(a);
	return 0;
}
