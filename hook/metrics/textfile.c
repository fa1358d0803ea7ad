/* SPDX-License-Identifier: GPL-2.0-or-later */
/* textfile.c - metrics in a file, for node_exporter and its like */
#include "hook/metrics/textfile.h"

#include <fcntl.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "hook/metrics/snapshot.h"
#include "hook/place.h"

static int open_dir(int rootfd, const char *path)
{
	return openat(rootfd, file_relative(path),
		      O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

const char *textfile_default(int rootfd)
{
	/* Debian; Fedora and RHEL */
	static const char *const dirs[] = {
		"/var/lib/prometheus/node-exporter",
		"/var/lib/node_exporter/textfile_collector",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		_cleanup_close_ int fd = open_dir(rootfd, dirs[i]);

		if (fd >= 0)
			return dirs[i];
	}
	return NULL;
}

int textfile_write(int rootfd, const char *dir, struct err *err)
{
	_cleanup_close_ int fd = open_dir(rootfd, dir);
	_cleanup_free_ char *text = NULL;
	size_t len;

	if (fd < 0)
		return err_set(err, "%s: %m", dir);
	if (metrics_text(rootfd, &text, &len) < 0)
		return err_set(err, "out of memory");
	if (place_publish(fd, TEXTFILE_NAME, text, len, true) < 0)
		return err_set(err, "%s/" TEXTFILE_NAME ": %m", dir);
	return 0;
}
