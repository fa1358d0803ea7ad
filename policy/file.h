/* SPDX-License-Identifier: GPL-2.0-or-later */
/* file.h - files named by others: opened once, regular, bounded */
#ifndef POLICY_FILE_H
#define POLICY_FILE_H

#include <stddef.h>
#include <sys/stat.h>

#include "err.h"

/**
 * file_open() - open a regular file for reading
 * @rootfd:	the directory that stands for "/", or AT_FDCWD
 * @path:	looked up below @rootfd whether or not it starts with '/'; with
 *		AT_FDCWD it is taken as open() takes it
 * @ret_st:	the open file's status, may be NULL
 * @err:	"PATH: why"
 *
 * Never blocks on a FIFO and never opens a device.  Symbolic links are
 * followed, the last component too.
 *
 * Return: the file descriptor, or -1.
 */
int file_open(int rootfd, const char *path, struct stat *ret_st,
	      struct err *err);

/**
 * file_open_nofollow() - the same, but @path must not be a symbolic link
 */
int file_open_nofollow(int rootfd, const char *path, struct stat *ret_st,
		       struct err *err);

/**
 * file_read() - read a file descriptor to its end
 * @fd:		file, pipe or socket
 * @max:	most bytes accepted
 * @ret_buf:	the bytes and one NUL after them; the caller frees it
 * @ret_len:	bytes without that NUL
 * @err:	filled on failure, does not name the file
 *
 * Return: 0, or -1 when reading fails or more than @max bytes come.
 */
int file_read(int fd, size_t max, char **ret_buf, size_t *ret_len,
	      struct err *err);

/**
 * file_read_path() - file_open() and file_read() in one step
 */
int file_read_path(int rootfd, const char *path, size_t max, char **ret_buf,
		   size_t *ret_len, struct err *err);

/**
 * file_relative() - @path without its leading slashes, "." for the root
 */
const char *file_relative(const char *path);

#endif
