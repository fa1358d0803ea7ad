/* SPDX-License-Identifier: GPL-2.0-or-later */
/* readfile.c - a whole file by its path */
#include "readfile.h"

#include <fcntl.h>

#include "policy/cleanup.h"
#include "policy/file.h"

int psp_read_file(const char *path, size_t max, char **ret_data,
		  size_t *ret_len, struct err *err)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_set(err, "%s: %m", path);
	if (file_read(fd, max, ret_data, ret_len, err) < 0)
		return err_wrap(err, "%s", path);
	return 0;
}
