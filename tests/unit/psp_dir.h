/* SPDX-License-Identifier: GPL-2.0-or-later */
/* psp_dir.h - a directory for what a platform keeps */
#ifndef UNIT_PSP_DIR_H
#define UNIT_PSP_DIR_H

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Set-up of a test or a group: its path is the state. */
static inline int psp_dir_make(void **state)
{
	char *dir = strdup("/tmp/test_psp.XXXXXX");

	*state = dir;
	return mkdtemp(dir) ? 0 : -1;
}

static inline int psp_dir_remove_one(const char *path, const struct stat *st,
				     int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int psp_dir_remove(void **state)
{
	int result = nftw(*state, psp_dir_remove_one, 8, FTW_DEPTH | FTW_PHYS);

	free(*state);
	return result;
}

#endif
