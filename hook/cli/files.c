/* SPDX-License-Identifier: GPL-2.0-or-later */
/* files.c - new files, written all or none */
#include "hook/cli/files.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "hook/place.h"

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
	result = place_write_all(fd, file->data, file->len);
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
