/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secret_file.c - files with keys and secrets, read without leaving copies */
#include "hook/secret_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"

/* At most @size bytes; how many there were, or -1. */
static ssize_t read_up_to(int fd, uint8_t *buf, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = read(fd, buf + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

/* Straight into the buffer that will be wiped: stdio would keep a copy. */
int secret_file_read(int dirfd, const char *path, size_t max, uint8_t *buf,
		     size_t *ret_len, struct err *err)
{
	_cleanup_close_ int fd = file_open(dirfd, path, NULL, err);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read_up_to(fd, buf, max + 1);
	if (n < 0)
		err_set(err, "%s: cannot read: %m", path);
	else if ((size_t)n > max)
		err_set(err, "%s: more than %zu bytes", path, max);
	if (n < 0 || (size_t)n > max) {
		explicit_bzero(buf, max + 1);
		return -1;
	}
	*ret_len = (size_t)n;
	return 0;
}

int secret_file_key(int dirfd, const char *path, uint8_t key[KEY_FILE_SIZE],
		    struct err *err)
{
	uint8_t buf[KEY_FILE_SIZE + 1];
	size_t len = 0;
	int result =
		secret_file_read(dirfd, path, KEY_FILE_SIZE, buf, &len, err);

	if (result == 0 && len != KEY_FILE_SIZE)
		result = err_set(err, "%s: has %zu bytes, a key has %u", path,
				 len, KEY_FILE_SIZE);
	if (result == 0)
		memcpy(key, buf, KEY_FILE_SIZE);
	else
		explicit_bzero(key, KEY_FILE_SIZE);
	explicit_bzero(buf, sizeof(buf));
	return result;
}
