/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest_open.c - load libcrypto when a decision needs it */
#include "attest_open.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LIBRARY "sevgate-attest.so"

/* Beside this program, wherever libvirt's link to it is. */
static int library_path(char *path, size_t size, struct err *err)
{
	ssize_t len = readlink("/proc/self/exe", path, size - 1);
	char *name;

	if (len < 0)
		return err_set(err, "/proc/self/exe: %m");
	path[len] = '\0';
	name = strrchr(path, '/');
	if (!name || (size_t)(name + 1 - path) + sizeof(LIBRARY) > size)
		return err_set(err, "%s: too long", path);
	memcpy(name + 1, LIBRARY, sizeof(LIBRARY));
	return 0;
}

const struct attest_ops *attest_open(struct err *err)
{
	static const struct attest_ops *ops;
	char path[PATH_MAX];
	void *library;

	if (ops)
		return ops;
	if (library_path(path, sizeof(path), err) < 0)
		return NULL;
	library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (library)
		ops = dlsym(library, "sevgate_attest");
	if (!ops)
		err_set(err, "cannot compute digests: %s", dlerror());
	return ops;
}
