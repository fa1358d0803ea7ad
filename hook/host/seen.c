/* SPDX-License-Identifier: GPL-2.0-or-later */
/* seen.c - does the daemon that runs call our hook */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/host/look.h"
#include "hook/place.h"
#include "hook/record.h"
#include "text.h"

/*
 * DOC: How it is known
 *
 * libvirt looks for hooks when its daemon starts, and when that is told to
 * reload.  If there is none for QEMU then, it does not look again; else it reads
 * the directory anew at each call.  Nothing tells when a daemon was reloaded.
 * So a hook is known to be called when it has left a record since the daemon
 * started, or when it, or another, was there before the daemon was.  In between
 * nobody can tell until a guest starts.
 *
 * Source: libvirt, src/util/virhook.c, virHookInitialize(), virHookPresent().
 */

#define RELOAD "systemctl reload virtqemud (or libvirtd): running guests go on"

/* --- when the daemon started ---------------------------------------------- */

/* proc(5), /proc/PID/stat: field 22, in ticks since boot; 20 behind the name. */
static bool started_ticks(const struct look *l, uint64_t *ret)
{
	char path[48], text[SOURCE_MAX], *at, *save = NULL;
	int i;

	snprintf(path, sizeof(path), "proc/%d/stat", (int)l->daemon);
	if (!host_text(l, path, text))
		return false;
	at = strrchr(text, ')');
	at = at ? strtok_r(at + 1, " ", &save) : NULL;
	for (i = 0; at && i < 19; i++)
		at = strtok_r(NULL, " ", &save);
	return text_to_u64(at, 10, INT64_MAX, ret);
}

/* By the clock of files, 0: not known. */
static int64_t daemon_started(const struct look *l)
{
	int64_t per_second = sysconf(_SC_CLK_TCK);
	struct timespec up, now;
	uint64_t ticks;

	if (!l->daemon || !started_ticks(l, &ticks))
		return 0;
	clock_gettime(CLOCK_BOOTTIME, &up);
	clock_gettime(CLOCK_REALTIME, &now);
	return to_ms(now) - to_ms(up) + (int64_t)ticks * 1000 / per_second;
}

/* --- since when there are hooks ------------------------------------------- */

/* When the oldest hook that is not ours was put there, 0: there is none. */
static int64_t other_since(const struct look *l)
{
	_cleanup_closedir_ DIR *dir = host_dir(l->rootfd, QEMU_D);
	const struct dirent *e;
	int64_t oldest = 0;
	struct stat st;

	if (hook_is_called(l->rootfd, HOOKS_DIR "/qemu") &&
	    fstatat(l->rootfd, HOOKS_DIR "/qemu", &st, 0) == 0)
		oldest = to_ms(st.st_ctim);
	while (dir && (e = readdir(dir)))
		if (strcmp(e->d_name, HOOK_NAME) != 0 &&
		    hook_is_called(dirfd(dir), e->d_name) &&
		    fstatat(dirfd(dir), e->d_name, &st, 0) == 0 &&
		    (!oldest || to_ms(st.st_ctim) < oldest))
			oldest = to_ms(st.st_ctim);
	return oldest;
}

/* --- since when ours is called -------------------------------------------- */

/* Only the hook writes these, and only when it decides. */
static int64_t newest_in(int domains, const char *uuid)
{
	static const char *const files[] = { RECORD_ALLOWED, RECORD_REFUSED };
	char path[300];
	int64_t newest = 0;
	struct stat st;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", uuid, files[i]);
		if (fstatat(domains, path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    to_ms(st.st_mtim) > newest)
			newest = to_ms(st.st_mtim);
	}
	return newest;
}

static int64_t last_record(const struct look *l)
{
	_cleanup_close_ int base = place_open(l->rootfd, false);
	_cleanup_closedir_ DIR *dir = host_dir(base, "domains");
	const struct dirent *e;
	int64_t newest = 0, one;

	while (dir && (e = readdir(dir))) {
		one = *e->d_name == '.' ? 0 : newest_in(dirfd(dir), e->d_name);
		newest = one > newest ? one : newest;
	}
	return newest;
}

static void judge(struct look *l, const struct hook_file *h, int64_t started)
{
	int64_t other = other_since(l);

	/* others than root see records of their own session's daemon only */
	if (l->root && last_record(l) > started)
		told(l, "hook-seen", CHECK_PASS, NULL,
		     "it was called since libvirt's daemon started");
	else if (h->changed < started)
		told(l, "hook-seen", CHECK_PASS, NULL,
		     "it was there before libvirt's daemon started");
	else if (other && other < started)
		told(l, "hook-seen", CHECK_PASS, NULL,
		     "another hook was there before libvirt's daemon started, "
		     "so it looks at each start");
	else if (h->linked < started)
		told(l, "hook-seen", CHECK_SKIP, RELOAD,
		     "it was replaced after libvirt's daemon started; the next "
		     "start of a guest will tell");
	else
		told(l, "hook-seen", CHECK_WARN, RELOAD,
		     "it was put there after libvirt's daemon started, which "
		     "does not call it unless it was reloaded since");
}

void check_seen(struct look *l)
{
	int64_t started = daemon_started(l);
	struct hook_file h;

	if (told_asked(l, "hook-seen", false))
		return;
	if (hook_find(l->rootfd, &h) < 0 || !S_ISREG(h.st.st_mode))
		told(l, "hook-seen", CHECK_SKIP, NULL, "see hook-installed");
	else if (!started)
		told(l, "hook-seen", CHECK_INFO, NULL,
		     "libvirt's daemon does not run; it looks for hooks when it "
		     "starts");
	else
		judge(l, &h, started);
}
