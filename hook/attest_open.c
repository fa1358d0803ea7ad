/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest_open.c - load libcrypto when a decision needs it */
#include "attest_open.h"

#include <dlfcn.h>

/* The dynamic linker puts the program's own directory for $ORIGIN. */
#define LIBRARY "$ORIGIN/sevgate-attest.so"

const struct attest_ops *attest_open(struct err *err)
{
	static const struct attest_ops *ops;
	void *library;

	if (ops)
		return ops;
	library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (library)
		ops = dlsym(library, "sevgate_attest");
	if (!ops)
		err_set(err, "digests can not be computed: %s", dlerror());
	return ops;
}
