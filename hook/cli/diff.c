/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diff.c - a unified diff, by diff(1), which every host has */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/cli/cli.h"

extern char **environ;

/* A memory file, so that no definition, which may hold a password, is ever on
 * disk.  Not close-on-exec: diff opens it by number. */
static int memory_file(const char *text, size_t len)
{
	_cleanup_close_ int fd = memfd_create("definition", 0);
	size_t done = 0;

	while (fd >= 0 && done < len) {
		ssize_t n = write(fd, text + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		done += (size_t)n;
	}
	return TAKE_FD(fd);
}

static int run_diff(char *const argv[], struct err *err)
{
	pid_t pid;
	int status;

	fflush(stdout);
	errno = posix_spawnp(&pid, "diff", NULL, NULL, argv, environ);
	if (errno)
		return err_set(err, "cannot run diff: %m");
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_set(err, "cannot wait for diff: %m");
	/* 1 says that there are differences */
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
		return err_set(err, "diff failed");
	return 0;
}

int show_diff(const char *from, size_t from_len, const char *to, size_t to_len,
	      const char *name, struct err *err)
{
	_cleanup_close_ int a = memory_file(from, from_len);
	_cleanup_close_ int b = memory_file(to, to_len);
	_cleanup_free_ char *label_a = NULL, *label_b = NULL;
	char path_a[32], path_b[32], colour[] = "--color=always";
	char plain[] = "--color=never", program[] = "diff", unified[] = "-u";

	if (a < 0 || b < 0 || asprintf(&label_a, "--label=%s", name) < 0 ||
	    asprintf(&label_b, "--label=%s (rewritten)", name) < 0)
		return err_set(err, "cannot prepare a diff: %m");
	snprintf(path_a, sizeof(path_a), "/dev/fd/%d", a);
	snprintf(path_b, sizeof(path_b), "/dev/fd/%d", b);
	return run_diff((char *[]){ program, unified,
				    use_colour() ? colour : plain, label_a,
				    label_b, path_a, path_b, NULL },
			err);
}
