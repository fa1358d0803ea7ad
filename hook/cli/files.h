/* SPDX-License-Identifier: GPL-2.0-or-later */
/* files.h - files with keys and secrets: read whole, written all or none */
#ifndef HOOK_CLI_FILES_H
#define HOOK_CLI_FILES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "err.h"

/* TIK, TEK */
#define KEY_FILE_SIZE 16u

/**
 * file_read_secret() - read a file without leaving copies of it in memory
 * @path:	a regular file
 * @max:	most bytes accepted
 * @buf:	@max + 1 bytes, wiped on failure; the caller wipes it later
 * @ret_len:	bytes that were read
 * @err:	begins with the path, never has a byte of the file
 *
 * Return: 0, or -1.
 */
int file_read_secret(const char *path, size_t max, uint8_t *buf,
		     size_t *ret_len, struct err *err);

/**
 * file_read_key() - read a TIK or TEK
 * @path:	a regular file of KEY_FILE_SIZE bytes
 * @key:	wiped on failure
 *
 * Return: 0, or -1.
 */
int file_read_key(const char *path, uint8_t key[KEY_FILE_SIZE],
		  struct err *err);

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
