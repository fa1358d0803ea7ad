/* SPDX-License-Identifier: GPL-2.0-or-later */
/* look.c - is this host fit for confidential guests: all checks in turn */
#include "hook/host/look.h"

#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/client/descriptors.h"
#include "text.h"

static const struct {
	enum check_group group;
	void (*run)(struct look *look);
} groups[] = {
	{ GROUP_CPU, check_cpu },	    { GROUP_CPU, check_cpuid },
	{ GROUP_KERNEL, check_kernel },	    { GROUP_KERNEL, check_limits },
	{ GROUP_FIRMWARE, check_firmware }, { GROUP_FIRMWARE, check_asids },
	{ GROUP_IMAGES, check_images },	    { GROUP_LIBVIRT, check_libvirt },
	{ GROUP_SEVGATE, check_hook },	    { GROUP_SEVGATE, check_seen },
	{ GROUP_SEVGATE, check_confined },  { GROUP_SEVGATE, check_policy },
	{ GROUP_SEVGATE, check_running },
};

const char *check_status_name(enum check_status status)
{
	static const char *const names[CHECK_STATUSES] = {
		"pass", "info", "warn", "fail", "skip",
	};

	return names[status];
}

const char *check_group_name(enum check_group group)
{
	static const char *const names[CHECK_GROUPS] = {
		"cpu", "kernel", "firmware", "images", "libvirt", "sevgate",
	};

	return names[group];
}

/* --- saying --------------------------------------------------------------- */

void told(struct look *look, const char *name, enum check_status status,
	  const char *hint, const char *fmt, ...)
{
	struct host_check *c;
	va_list ap;

	if (look->n_checks == CHECKS_MAX)
		return;
	c = &look->checks[look->n_checks++];
	c->group = look->group;
	c->status = status;
	c->name = name;
	va_start(ap, fmt);
	vsnprintf(c->message, sizeof(c->message), fmt, ap);
	va_end(ap);
	text_one_line(c->message);
	if (hint && status > CHECK_INFO)
		text_cut(c->hint, sizeof(c->hint), hint);
	text_one_line(c->hint);
}

bool told_asked(struct look *look, const char *name, bool needs_root)
{
	if (!look->live)
		told(look, name, CHECK_SKIP, NULL,
		     "only the machine itself knows");
	else if (needs_root && !look->root)
		told(look, name, CHECK_SKIP, NULL, "only root may ask");
	return !look->live || (needs_root && !look->root);
}

/* --- reading -------------------------------------------------------------- */

bool host_text(const struct look *look, const char *path, char *buf)
{
	struct source s = { look->rootfd, 0 };

	*buf = '\0';
	return source_text(&s, path, buf) && *buf;
}

DIR *host_dir(int dirfd, const char *path)
{
	_cleanup_close_ int fd =
		openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (dir)
		TAKE_FD(fd);
	return dir;
}

bool wait_ms(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) == 1;
}

static void collect(struct look *look)
{
	look->now = time(NULL);
	look->root = geteuid() == 0;
	look->asking = -1;
	if (look->live) {
		ask_libvirt(look);
		machine_encryption(&look->cpuid);
	}
	look->daemon = find_daemon(look->rootfd);
	snapshot_take(look->rootfd, &look->snapshot);
	/* what KVM starts it says itself */
	if (look->live)
		machine_read(look->rootfd, &look->host);
	else
		host_read(look->rootfd, &look->host);
	descriptors_read(look->rootfd, &look->host);
	policy_load(look->rootfd, look->live ? 0 : geteuid(), &look->policy,
		    &look->policy_err);
}

void host_look(struct look *look)
{
	size_t i;

	collect(look);
	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		look->group = groups[i].group;
		groups[i].run(look);
	}
}

void host_clear(struct look *look)
{
	snapshot_clear(&look->snapshot);
	descriptors_clear(&look->host);
	policy_free(look->policy);
	look->policy = NULL;
}
