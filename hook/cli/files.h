/* SPDX-License-Identifier: GPL-2.0-or-later */
/* files.h - new files, written all or none */
#ifndef HOOK_CLI_FILES_H
#define HOOK_CLI_FILES_H

#include <stddef.h>
#include <sys/types.h>

#include "err.h"

/**
 * struct new_file - a file to be written
 * @mode:	0600 for what is to be kept from others
 */
struct new_file {
	const char *path;
	const void *data;
	size_t len;
	mode_t mode;
};

/**
 * files_write() - write new files, all or none
 * @err:	begins with the path that could not be written
 *
 * Nothing that is there already, a symbolic link neither, is written to or
 * removed.
 *
 * Return: 0, or -1 with none of the files left behind.
 */
int files_write(const struct new_file *files, size_t count, struct err *err);

#endif
