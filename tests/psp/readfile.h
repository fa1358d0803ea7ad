/* SPDX-License-Identifier: GPL-2.0-or-later */
/* readfile.h - a whole file by its path */
#ifndef PSP_READFILE_H
#define PSP_READFILE_H

#include <stddef.h>

#include "policy/err.h"

/**
 * psp_read_file() - read a file as the process sees it
 * @max:	most bytes accepted
 * @ret_data:	the bytes and one NUL after them, freed by the caller
 * @err:	"PATH: why"
 *
 * Return: 0, or -1.
 */
int psp_read_file(const char *path, size_t max, char **ret_data,
		  size_t *ret_len, struct err *err);

#endif
