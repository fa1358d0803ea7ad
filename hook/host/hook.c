/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hook.c - would libvirt find our hook, and be able to execute it */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/host/look.h"
#include "hook/late.h"

#define REINSTALL "install the package sevgate again"

/* --- the file ------------------------------------------------------------- */

static void check_installed(struct look *l, const struct hook_file *h,
			    int error)
{
	if (h->found && S_ISREG(h->st.st_mode))
		told(l, "hook-installed", CHECK_PASS, NULL, "%s", h->path);
	else if (h->found)
		told(l, "hook-installed", CHECK_FAIL, REINSTALL,
		     "/" QEMU_D "/" HOOK_NAME
		     " is no file: libvirt passes over "
		     "it, and guests start unchecked");
	else if (error == EACCES)
		told(l, "hook-installed", CHECK_SKIP, NULL,
		     "only root may ask");
	else if (h->linked)
		told(l, "hook-installed", CHECK_FAIL, REINSTALL,
		     "/" QEMU_D "/" HOOK_NAME " leads nowhere: libvirt passes "
		     "over it, and guests start unchecked");
	else
		told(l, "hook-installed", CHECK_FAIL, REINSTALL,
		     "there is no /" QEMU_D "/" HOOK_NAME ": guests start "
		     "unchecked");
}

/* Root's; of a tree that was copied, ours. */
static bool is_trusted(const struct look *l, const struct stat *st)
{
	return (st->st_uid == 0 || (!l->live && st->st_uid == geteuid())) &&
	       !(st->st_mode & (S_IWGRP | S_IWOTH));
}

static void check_mode(struct look *l, const struct hook_file *h)
{
	unsigned int mode = (unsigned int)h->st.st_mode & 07777;

	if (!h->found || !S_ISREG(h->st.st_mode))
		told(l, "hook-mode", CHECK_SKIP, NULL, "see hook-installed");
	else if (!is_trusted(l, &h->st))
		told(l, "hook-mode", CHECK_FAIL,
		     "chown root and chmod 0755: who can change it is root",
		     "others than root can change the hook: owner %u, mode %04o",
		     (unsigned int)h->st.st_uid, mode);
	else if (!(mode & 0111))
		told(l, "hook-mode", CHECK_FAIL,
		     "chmod 0755, and reload libvirt",
		     "the hook is not executable (%04o): libvirt passes over it, "
		     "and guests start unchecked",
		     mode);
	else if ((mode & 0555) != 0555)
		told(l, "hook-mode", CHECK_WARN, "chmod 0755",
		     "the hook has mode %04o: no guest of a user's session "
		     "starts",
		     mode);
	else
		told(l, "hook-mode", CHECK_PASS, NULL, "mode %04o", mode);
}

/* --- the directories above it --------------------------------------------- */

/* Return: 0 good, 1 others cannot search it, 2 others can change it. */
static int judge_directory(const struct look *l, int dirfd, const char *path)
{
	struct stat st;

	if (fstatat(dirfd, path, &st, 0) < 0)
		return 0;
	/* who may add entries to a sticky directory replaces none of others' */
	if (!is_trusted(l, &st) && !(st.st_mode & S_ISVTX))
		return 2;
	return (st.st_mode & 0111) == 0111 ? 0 : 1;
}

/* All directories of an absolute path, from the host's root on. */
static int judge_path(const struct look *l, const char *path, char *ret_where)
{
	char root[PATH_MAX], part[PATH_MAX], link[40];
	const char *slash = path + 1;
	int worst = 0, is;
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", l->rootfd);
	len = readlink(link, root, sizeof(root) - 1);
	if (len > 1 && !strncmp(path, root, (size_t)len))
		slash = path + len + 1;
	for (; (slash = strchr(slash, '/')); slash++) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
		is = judge_directory(l, AT_FDCWD, part);
		if (is > worst)
			snprintf(ret_where, PATH_MAX, "%s", part);
		worst = is > worst ? is : worst;
	}
	return worst;
}

/* Return: as judge_directory(), the worst of all. */
static int check_directories(struct look *l, const struct hook_file *h)
{
	static const char *const dirs[] = { "etc/libvirt", HOOKS_DIR, QEMU_D };
	char where[PATH_MAX] = "";
	int worst = h->found ? judge_path(l, h->path, where) : 0, is;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		is = judge_directory(l, l->rootfd, dirs[i]);
		if (is > worst)
			snprintf(where, sizeof(where), "/%s", dirs[i]);
		worst = is > worst ? is : worst;
	}
	if (faccessat(l->rootfd, QEMU_D, F_OK, 0) < 0 && !worst)
		told(l, "hook-directories", CHECK_SKIP, NULL,
		     "see hook-installed");
	else if (worst == 2)
		told(l, "hook-directories", CHECK_FAIL,
		     "chown root and chmod 0755: who can change it is root",
		     "others than root can change %s", where);
	else if (worst == 1)
		told(l, "hook-directories", CHECK_WARN, "chmod 0755",
		     "%s is for some only: guests of users' sessions start "
		     "unchecked, or not at all",
		     where);
	else
		told(l, "hook-directories", CHECK_PASS, NULL,
		     "for everybody to search, for root to change");
	return worst;
}

/* --- does it run ---------------------------------------------------------- */

/* What the hook opens once it has to compute a digest. */
static void check_library(struct look *l, const struct hook_file *h)
{
	const char *slash = strrchr(h->path, '/');
	_cleanup_free_ char *path = NULL;
	char own[sizeof(h->path)];
	enum check_status is;
	struct stat st;

	if (!h->found || !slash) {
		told(l, "hook-library", CHECK_SKIP, NULL, "see hook-installed");
		return;
	}
	snprintf(own, sizeof(own), "%.*s", (int)(slash + 1 - h->path), h->path);
	if (late_path(own, "sevgate-attest.so", &path) < 0)
		return;
	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode) || !st.st_size ||
	    access(path, R_OK) < 0)
		is = CHECK_FAIL;
	else
		is = (st.st_mode & 0444) == 0444 ? CHECK_PASS : CHECK_WARN;
	told(l, "hook-library", is, REINSTALL,
	     is == CHECK_PASS ? "%s"
			      : "%s cannot be read%s: guests whose firmware or "
				"session counts do not start",
	     path, is == CHECK_WARN ? " by everybody" : "");
}

static void check_runs(struct look *l, const struct hook_file *h,
		       int directories)
{
	struct err why = { "" };

	if (told_asked(l, "hook-runs", false))
		return;
	/* what others could change we do not execute */
	if (!h->found || !S_ISREG(h->st.st_mode) || !is_trusted(l, &h->st) ||
	    (h->st.st_mode & 0555) != 0555 || directories) {
		told(l, "hook-runs", CHECK_SKIP, NULL,
		     "it was not tried: see hook-installed, hook-mode and "
		     "hook-directories");
		return;
	}
	switch (run_hook(h->path, &why)) {
	case HOOK_RUNS:
		told(l, "hook-runs", CHECK_PASS, NULL, "the hook runs");
		break;
	case HOOK_IS_BROKEN:
		told(l, "hook-runs", CHECK_FAIL,
		     REINSTALL "; until then no guest starts, and running ones "
			       "are killed when libvirt's daemon restarts",
		     "the hook does not run: %s", why.text);
		break;
	case HOOK_IS_SLOW:
		told(l, "hook-runs", CHECK_WARN,
		     "try again when the host has less to do; libvirt waits for "
		     "it as long as it takes",
		     "the hook does not end within %d ms", HOST_MS / 2);
		break;
	case HOOK_NOT_TRIED:
		told(l, "hook-runs", CHECK_SKIP, NULL, "%s", why.text);
	}
}

/* --- what else libvirt calls ---------------------------------------------- */

static bool is_ours(int dirfd, const char *name, const struct hook_file *h)
{
	struct stat st;

	return !strncmp(name, HOOK_NAME, strlen(HOOK_NAME)) ||
	       (h->found && fstatat(dirfd, name, &st, 0) == 0 &&
		st.st_ino == h->st.st_ino && st.st_dev == h->st.st_dev);
}

static void add(char *list, size_t size, const char *name)
{
	size_t len = strlen(list);

	snprintf(list + len, size - len, "%s%s", len ? ", " : "", name);
}

static void check_others(struct look *l, const struct hook_file *h)
{
	_cleanup_closedir_ DIR *dir = host_dir(l->rootfd, QEMU_D);
	char copies[200] = "", others[200] = "";
	const struct dirent *e;

	while (dir && (e = readdir(dir)))
		if (strcmp(e->d_name, HOOK_NAME) != 0 &&
		    hook_is_called(dirfd(dir), e->d_name))
			add(is_ours(dirfd(dir), e->d_name, h) ? copies : others,
			    sizeof(others), e->d_name);
	if (hook_is_called(l->rootfd, HOOKS_DIR "/qemu"))
		add(others, sizeof(others), "/" HOOKS_DIR "/qemu");
	if (*copies)
		told(l, "hook-others", CHECK_WARN,
		     "move it away: libvirt executes all files there that are "
		     "executable, whatever their names",
		     "copies of the hook are called, too: %s", copies);
	else if (*others)
		told(l, "hook-others", CHECK_INFO, NULL,
		     "other hooks are called, too: %s", others);
	else
		told(l, "hook-others", CHECK_PASS, NULL,
		     "no other hooks are called");
}

void check_hook(struct look *l)
{
	struct hook_file h;
	int error = hook_find(l->rootfd, &h) < 0 ? errno : 0, directories;

	check_installed(l, &h, error);
	check_mode(l, &h);
	directories = check_directories(l, &h);
	check_library(l, &h);
	check_runs(l, &h, directories);
	check_others(l, &h);
}
