/* SPDX-License-Identifier: GPL-2.0-or-later */
/* files.c - files with keys and secrets: read whole, written all or none */
#include "hook/cli/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"

/* --- reading -------------------------------------------------------------- */

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

int file_read_secret(const char *path, size_t max, uint8_t *buf,
		     size_t *ret_len, struct err *err)
{
	_cleanup_close_ int fd = file_open(AT_FDCWD, path, NULL, err);
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

int file_read_key(const char *path, uint8_t key[KEY_FILE_SIZE], struct err *err)
{
	uint8_t buf[KEY_FILE_SIZE + 1];
	size_t len = 0;
	int result = file_read_secret(path, KEY_FILE_SIZE, buf, &len, err);

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

/* --- writing -------------------------------------------------------------- */

static int write_all(int fd, const uint8_t *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

/* The file is there only when it is whole. */
static int write_one(const struct new_file *file, struct err *err)
{
	int fd = open(file->path,
		      O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
		      file->mode);
	int result;

	if (fd < 0 && errno == EEXIST)
		return err_set(err,
			       "%s: is there already and is not overwritten; "
			       "remove it, or choose another name",
			       file->path);
	if (fd < 0)
		return err_set(err, "%s: cannot be written: %m", file->path);
	result = write_all(fd, file->data, file->len);
	if (result < 0)
		err_set(err, "%s: cannot be written: %m", file->path);
	/* some file systems say only now that there is no room */
	if (close(fd) < 0 && result == 0)
		result = err_set(err, "%s: cannot be written: %m", file->path);
	if (result < 0)
		unlink(file->path);
	return result;
}

int files_write(const struct new_file *files, size_t count, struct err *err)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (write_one(&files[i], err) < 0)
			break;
	if (i == count)
		return 0;
	while (i)
		unlink(files[--i].path);
	return -1;
}
