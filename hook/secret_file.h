/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secret_file.h - files with keys and secrets, read without leaving copies */
#ifndef HOOK_SECRET_FILE_H
#define HOOK_SECRET_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

/* SEV API (55766) 2.2: TIK, TEK */
#define KEY_FILE_SIZE 16u

/**
 * secret_file_read() - read a file without leaving copies of it in memory
 * @dirfd, @path: a regular file, as file_open() takes it
 * @max:	most bytes accepted
 * @buf:	@max + 1 bytes, wiped on failure; the caller wipes it later
 * @ret_len:	bytes that were read
 * @err:	begins with the path, never has a byte of the file
 *
 * Return: 0, or -1.
 */
int secret_file_read(int dirfd, const char *path, size_t max, uint8_t *buf,
		     size_t *ret_len, struct err *err);

/**
 * secret_file_key() - read a TIK or TEK
 * @dirfd, @path: a regular file of KEY_FILE_SIZE bytes
 * @key:	wiped on failure
 *
 * Return: 0, or -1.
 */
int secret_file_key(int dirfd, const char *path, uint8_t key[KEY_FILE_SIZE],
		    struct err *err);

#endif
