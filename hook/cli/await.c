/* SPDX-License-Identifier: GPL-2.0-or-later */
/* await.c - wait for what the agent finds out */
#include "hook/cli/await.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/attestation.h"
#include "hook/record.h"

int await_open(struct await *await, int rootfd, const char *uuid,
	       struct err *err)
{
	_cleanup_close_ int dir = record_open(rootfd, uuid, true);
	char path[64];

	*await = (struct await){ .fd = -1, .rootfd = rootfd, .uuid = uuid };
	snprintf(path, sizeof(path), "/proc/self/fd/%d", dir);
	await->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (dir < 0 || await->fd < 0 ||
	    inotify_add_watch(await->fd, path, IN_MOVED_TO | IN_DELETE_SELF) <
		    0)
		return err_set(err, "cannot watch what sevgated says: %m");
	return 0;
}

void await_close(struct await *await)
{
	if (await->fd >= 0)
		close(await->fd);
}

/* What was said of a launch before this one may still be there. */
static struct xml *load(const struct await *await, const char *file,
			const char *id)
{
	struct xml *xml = record_load(await->rootfd, await->uuid, file);

	if (xml && xml_attr_is(xml->root, "id", id))
		return xml;
	xml_free(xml);
	return NULL;
}

static struct xml *complete(const struct await *await, const char *id)
{
	struct xml *xml = load(await, RECORD_MISMATCH, id);

	if (xml)
		return xml;
	xml = load(await, RECORD_ATTESTED, id);
	/* pending and right: it is still being done */
	if (!xml || !xml_attr(xml->root, "pending") ||
	    attestation_result(xml) != ATTESTED_OK)
		return xml;
	xml_free(xml);
	return NULL;
}

static int ms_left(const struct timespec *end)
{
	struct timespec now;
	long ms;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ms = (end->tv_sec - now.tv_sec) * 1000 +
	     (end->tv_nsec - now.tv_nsec) / 1000000;
	return ms > 0 ? (int)ms : 0;
}

struct xml *await_attestation(struct await *await, unsigned int launch,
			      int seconds, struct err *err)
{
	struct pollfd fd = { .fd = await->fd, .events = POLLIN };
	struct timespec end;
	char events[4096], id[16];
	struct xml *xml;
	int ms;

	snprintf(id, sizeof(id), "%u", launch);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += seconds;
	while (!(xml = complete(await, id))) {
		ms = ms_left(&end);
		if (!ms || (poll(&fd, 1, ms) < 0 && errno != EINTR)) {
			err_set(err,
				"sevgated said nothing for %d seconds; look "
				"at its journal, and 'sevgate status'",
				seconds);
			return NULL;
		}
		while (read(await->fd, events, sizeof(events)) > 0)
			continue;
	}
	return xml;
}
