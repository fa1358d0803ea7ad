/* SPDX-License-Identifier: GPL-2.0-or-later */
/* late.c - libraries that cost too much to load when they are not needed */
#include "hook/late.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"

/* where they are for a program that is installed in a bin or sbin directory */
#define INSTALLED "../libexec/sevgate/"

/* The directory of this program, wherever the link to it is, with a slash. */
static int own_directory(char *path, size_t size, struct err *err)
{
	ssize_t len = readlink("/proc/self/exe", path, size - 1);

	if (len < 0)
		return err_set(err, "/proc/self/exe: %m");
	path[len] = '\0';
	strrchr(path, '/')[1] = '\0';
	return 0;
}

int late_path(const char *own, const char *library, char **ret_path)
{
	_cleanup_free_ char *beside = NULL, *installed = NULL;

	if (asprintf(&beside, "%s%s", own, library) < 0 ||
	    asprintf(&installed, "%s" INSTALLED "%s", own, library) < 0)
		return -1;
	/* a message names the first when neither is there */
	if (access(beside, F_OK) < 0 && access(installed, F_OK) == 0)
		*ret_path = TAKE_PTR(installed);
	else
		*ret_path = TAKE_PTR(beside);
	return 0;
}

const void *late_open(const char *library, const char *symbol, struct err *err)
{
	const void *address = NULL;
	char own[PATH_MAX];
	_cleanup_free_ char *path = NULL;
	void *handle;

	if (own_directory(own, sizeof(own), err) < 0)
		return NULL;
	if (late_path(own, library, &path) < 0) {
		err_set(err, "out of memory");
		return NULL;
	}
	/* RTLD_NOW would bind all names of all libraries that come with it */
	handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
	if (handle)
		address = dlsym(handle, symbol);
	if (!address)
		err_set(err, "%s", dlerror());
	return address;
}
