/* SPDX-License-Identifier: GPL-2.0-or-later */
/* late.c - libraries that cost too much to load when they are not needed */
#include "hook/late.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Beside this program, wherever the link to it is. */
static int library_path(const char *library, char *path, size_t size,
			struct err *err)
{
	ssize_t len = readlink("/proc/self/exe", path, size - 1);
	size_t room;
	char *name;

	if (len < 0)
		return err_set(err, "/proc/self/exe: %m");
	path[len] = '\0';
	name = strrchr(path, '/');
	room = name ? size - (size_t)(name + 1 - path) : 0;
	if (strlen(library) >= room)
		return err_set(err, "%s: too long", path);
	memcpy(name + 1, library, strlen(library) + 1);
	return 0;
}

const void *late_open(const char *library, const char *symbol, struct err *err)
{
	const void *address = NULL;
	char path[PATH_MAX];
	void *handle;

	if (library_path(library, path, sizeof(path), err) < 0)
		return NULL;
	/* RTLD_NOW would bind all names of all libraries that come with it */
	handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
	if (handle)
		address = dlsym(handle, symbol);
	if (!address)
		err_set(err, "%s", dlerror());
	return address;
}
