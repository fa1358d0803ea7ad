/* SPDX-License-Identifier: GPL-2.0-or-later */
/* limits.c - may guests lock all of their memory */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "cleanup.h"
#include "hook/host/look.h"
#include "text.h"

/* linux/capability.h */
#define CAP_SYS_RESOURCE 24

/* The rest of the line that begins with @name, cut at its end. */
static const char *line_of(char *text, const char *name)
{
	char *save = NULL, *line;
	size_t len = strlen(name);

	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		if (!strncmp(line, name, len))
			return line + len + strspn(line + len, " \t:");
	return NULL;
}

static bool daemon_text(const struct look *l, const char *file, char *buf)
{
	char path[64];

	snprintf(path, sizeof(path), "proc/%d/%s", (int)l->daemon, file);
	return host_text(l, path, buf);
}

static bool has_resources(const struct look *l)
{
	char text[SOURCE_MAX];
	uint64_t capabilities = 0;

	if (!daemon_text(l, "status", text))
		return false;
	text_to_u64(line_of(text, "CapEff"), 16, UINT64_MAX, &capabilities);
	return capabilities >> CAP_SYS_RESOURCE & 1;
}

/* The daemon raises the limit of each QEMU, for which it needs the right. */
static void check_daemon(struct look *l)
{
	char text[SOURCE_MAX];
	const char *limit;

	if (!l->daemon || !daemon_text(l, "limits", text)) {
		told(l, "memlock-libvirt", CHECK_SKIP, NULL,
		     "libvirt's daemon does not run, or does not show it");
		return;
	}
	limit = line_of(text, "Max locked memory");
	if (!limit)
		told(l, "memlock-libvirt", CHECK_SKIP, NULL, "not known");
	else if (!strncmp(limit, "unlimited", 9))
		told(l, "memlock-libvirt", CHECK_PASS, NULL,
		     "libvirt's daemon may lock all memory");
	else
		told(l, "memlock-libvirt",
		     has_resources(l) ? CHECK_PASS : CHECK_WARN,
		     "LimitMEMLOCK=infinity in its unit, or CAP_SYS_RESOURCE; "
		     "guests of SEV and SEV-ES lock all of their memory",
		     "libvirt's daemon may%s raise the limit for guests",
		     has_resources(l) ? "" : " not");
}

static void say_limit(rlim_t limit, char *buf, size_t size)
{
	if (limit == RLIM_INFINITY)
		snprintf(buf, size, "unlimited");
	else
		snprintf(buf, size, "%llu KiB",
			 (unsigned long long)limit / 1024);
}

static void check_self(struct look *l)
{
	struct rlimit limit;
	char soft[32], hard[32];

	if (told_asked(l, "memlock-self", false))
		return;
	if (getrlimit(RLIMIT_MEMLOCK, &limit) < 0) {
		told(l, "memlock-self", CHECK_SKIP, NULL, "not known: %m");
		return;
	}
	say_limit(limit.rlim_cur, soft, sizeof(soft));
	say_limit(limit.rlim_max, hard, sizeof(hard));
	told(l, "memlock-self", CHECK_INFO, NULL,
	     "processes started from here may lock %s, at most %s", soft, hard);
}

/* Locked memory counts, and cannot be swapped out to keep below it. */
static void check_slice(struct look *l)
{
	char text[SOURCE_MAX];

	if (!host_text(l, "sys/fs/cgroup/machine.slice/memory.max", text))
		told(l, "memory-slice", CHECK_SKIP, NULL,
		     "there is no machine.slice");
	else
		told(l, "memory-slice",
		     strcmp(text, "max") != 0 ? CHECK_WARN : CHECK_PASS,
		     "systemctl set-property machine.slice MemoryMax=infinity, "
		     "or keep the sum of locked guests below it",
		     "memory of all guests: %.40s%s", text,
		     strcmp(text, "max") != 0 ? " bytes" : "");
}

void check_limits(struct look *l)
{
	check_daemon(l);
	check_self(l);
	check_slice(l);
}
