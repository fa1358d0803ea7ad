/* SPDX-License-Identifier: GPL-2.0-or-later */
/* confined.c - would AppArmor or SELinux keep libvirt from calling our hook */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "hook/host/look.h"

#define APPARMOR     "sys/kernel/security/apparmor"
#define PROFILES_MAX (1u << 20)
#define MODULES	     "var/lib/selinux"
#define HOOK_TYPE    ":sevgate_hook_exec_t:"

/* --- AppArmor ------------------------------------------------------------- */

/* the names of libvirt's profiles, and ours */
static const char *const daemons[] = { "libvirtd", "/usr/sbin/libvirtd",
				       "virtqemud", "/usr/sbin/virtqemud" };
#define OWN_PROFILE "sevgate-hook"

/* "NAME (MODE)" is a line of the list. */
static bool is_enforced(const char *list, const char *name)
{
	size_t len = strlen(name);
	const char *at;

	for (at = list; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL)
		if (!strncmp(at, name, len) &&
		    !strncmp(at + len, " (enforce)", 10))
			return true;
	return false;
}

/* What libvirt's profiles let their daemons run, as far as hooks go:
 * src/security/apparmor/usr.sbin.libvirtd.in of libvirt. */
static bool may_be_run(const char *path)
{
	static const char *const directories[] = { "/usr/sbin/", "/usr/bin/",
						   "/sbin/", "/bin/" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(directories); i++) {
		size_t len = strlen(directories[i]);

		if (!strncmp(path, directories[i], len) &&
		    !strchr(path + len, '/'))
			return true;
	}
	return !strncmp(path, "/" HOOKS_DIR "/", strlen("/" HOOKS_DIR "/"));
}

/* The path as libvirt's daemon sees it, whose root may be a tree of a test. */
static const char *seen_from_root(const struct look *l, const char *path)
{
	char link[40], root[PATH_MAX];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", l->rootfd);
	len = readlink(link, root, sizeof(root));
	return len > 1 && !strncmp(path, root, (size_t)len) ? path + len : path;
}

static void say_profiles(struct look *l, const char *list)
{
	const char *daemon = NULL, *path;
	struct hook_file h;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(daemons) && !daemon; i++)
		if (is_enforced(list, daemons[i]))
			daemon = daemons[i];
	path = hook_find(l->rootfd, &h) == 0 ? seen_from_root(l, h.path) : NULL;
	if (!daemon)
		told(l, "hook-apparmor", CHECK_PASS, NULL,
		     "AppArmor does not confine libvirt");
	else if (!path)
		told(l, "hook-apparmor", CHECK_SKIP, NULL,
		     "see hook-installed");
	else if (!may_be_run(path))
		told(l, "hook-apparmor", CHECK_WARN,
		     "link /usr/sbin/sevgate-hook there, as the package does",
		     "%s is confined, and its profile may not let it run %s: "
		     "then no guest starts",
		     daemon, path);
	else
		told(l, "hook-apparmor", CHECK_PASS, NULL,
		     "%s is confined, and may call the hook, which is%s",
		     daemon, is_enforced(list, OWN_PROFILE) ? ", too" : " not");
}

static void check_apparmor(struct look *l)
{
	_cleanup_free_ char *list = NULL;
	size_t len;

	if (faccessat(l->rootfd, APPARMOR, F_OK, 0) < 0)
		told(l, "hook-apparmor", CHECK_SKIP, NULL,
		     "there is no AppArmor");
	else if (file_read_path(l->rootfd, APPARMOR "/profiles", PROFILES_MAX,
				&list, &len, NULL) < 0)
		told(l, "hook-apparmor", CHECK_SKIP, NULL,
		     l->root ? "AppArmor does not list its profiles"
			     : "only root may ask");
	else
		say_profiles(l, list);
}

/* --- SELinux -------------------------------------------------------------- */

static int is_module_dir(int stores, const char *store)
{
	char path[300];

	/* priorities: semodule(8), 400 is for those of administrators */
	for (int priority = 100; priority <= 400; priority += 100) {
		snprintf(path, sizeof(path), "%s/active/modules/%d/sevgate",
			 store, priority);
		if (faccessat(stores, path, F_OK, 0) == 0)
			return 1;
		if (errno == EACCES)
			return -1;
	}
	return 0;
}

/* Return: 1 it is installed, 0 it is not, -1 not known. */
static int has_module(const struct look *l)
{
	_cleanup_closedir_ DIR *dir = host_dir(l->rootfd, MODULES);
	const struct dirent *e;
	int has = dir || errno == ENOENT ? 0 : -1;

	while (dir && has == 0 && (e = readdir(dir)))
		if (e->d_name[0] != '.')
			has = is_module_dir(dirfd(dir), e->d_name);
	return has;
}

static bool has_label(const struct look *l)
{
	struct hook_file h;
	char label[256];
	ssize_t len = -1;

	if (hook_find(l->rootfd, &h) == 0)
		len = getxattr(h.path, "security.selinux", label,
			       sizeof(label) - 1);
	if (len < 0)
		return false;
	label[len] = '\0';
	return strstr(label, HOOK_TYPE);
}

static void say_module(struct look *l, bool enforcing)
{
	enum check_status bad = enforcing ? CHECK_WARN : CHECK_INFO;
	int module = has_module(l);

	if (has_label(l))
		told(l, "hook-selinux", CHECK_PASS, NULL,
		     "SELinux is %s, and the hook has its own type",
		     enforcing ? "enforcing" : "permissive");
	else if (module > 0)
		told(l, "hook-selinux", bad,
		     "restorecon -RF /usr/sbin/sevgate-hook "
		     "/etc/libvirt/hooks",
		     "the hook does not have the type sevgate_hook_exec_t");
	else if (module < 0)
		told(l, "hook-selinux", CHECK_SKIP, NULL, "only root may ask");
	else
		told(l, "hook-selinux", bad, "install sevgate-selinux",
		     "SELinux is %s, and knows nothing of sevgate",
		     enforcing ? "enforcing" : "permissive");
}

static void check_selinux(struct look *l)
{
	char text[SOURCE_MAX];

	if (host_text(l, "sys/fs/selinux/enforce", text))
		say_module(l, *text == '1');
	else
		told(l, "hook-selinux", CHECK_SKIP, NULL,
		     "there is no SELinux");
}

void check_confined(struct look *l)
{
	check_apparmor(l);
	check_selinux(l);
}
