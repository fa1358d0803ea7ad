/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hook_run.c - does the hook run: call it in a way that can do no harm */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/host/look.h"

#define NOBODY 65534

/**
 * struct attempt - the hook, as a child of ours
 * @said:	its stderr
 * @failed:	errno of execve(), closed when that succeeds
 */
struct attempt {
	pid_t pid;
	int said, failed;
};

/* --- the child ------------------------------------------------------------ */

static bool drop_rights(void)
{
	if (geteuid() == 0 && (setgroups(0, NULL) < 0 || setgid(NOBODY) < 0 ||
			       setuid(NOBODY) < 0))
		return false;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

static void be_hook(const char *path, int said, int failed)
{
	const char *const argv[] = { path,	  "sevgate-host",
				     "reconnect", "begin",
				     "-",	  NULL };
	const char *const env[] = { "LC_ALL=C", "PATH=/usr/sbin:/usr/bin",
				    NULL };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), error;

	setsid();
	/* nothing of what our caller left open; older kernels do not know it */
	close_range(STDERR_FILENO + 1, ~0u, CLOSE_RANGE_CLOEXEC);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(null, STDOUT_FILENO) < 0 || dup2(said, STDERR_FILENO) < 0 ||
	    chdir("/") < 0 || !drop_rights())
		_exit(EXIT_FAILURE);
	execve(path, (char *const *)argv, (char *const *)env);
	error = errno;
	if (write(failed, &error, sizeof(error)) < 0)
		_exit(EXIT_FAILURE);
	_exit(EXIT_FAILURE);
}

static int start(const char *path, struct attempt *a)
{
	int said[2], failed[2];

	if (pipe2(said, O_CLOEXEC) < 0)
		return -1;
	if (pipe2(failed, O_CLOEXEC) < 0) {
		close(said[0]);
		close(said[1]);
		return -1;
	}
	a->pid = fork();
	if (a->pid == 0)
		be_hook(path, said[1], failed[1]);
	close(said[1]);
	close(failed[1]);
	a->said = said[0];
	a->failed = failed[0];
	return a->pid < 0 ? -1 : 0;
}

/* --- what comes of it ------------------------------------------------------- */

/* The first line of what it says, which is an end when it ends. */
static void hear(const struct attempt *a, char *line, size_t size)
{
	ssize_t n = read(a->said, line, size - 1);

	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	for (n = (ssize_t)strlen(line); n > 0 && line[n - 1] == ' '; n--)
		line[n - 1] = '\0';
}

/* Return: 1 it ended, 0 it was ended, -1 nobody could wait for it. */
static int end(const struct attempt *a, int *ret_status)
{
	_cleanup_close_ int pidfd = (int)syscall(SYS_pidfd_open, a->pid, 0);
	bool ended = pidfd >= 0 && wait_ms(pidfd, HOST_MS / 2);

	/* it is the leader of a session of its own, with all it has started */
	if (!ended)
		kill(-a->pid, SIGKILL);
	waitpid(a->pid, ret_status, 0);
	return pidfd < 0 ? -1 : ended;
}

/* Whether the kernel could execute it; the pipe closes when it could. */
static int exec_error(const struct attempt *a)
{
	int error = 0;

	if (!wait_ms(a->failed, HOST_MS / 2) ||
	    read(a->failed, &error, sizeof(error)) != (ssize_t)sizeof(error))
		return 0;
	return error;
}

/* Nothing above it keeps anybody from it, so that EACCES means its interpreter,
 * or how the file system is mounted, and root is told the same. */
static enum hook_verdict not_executed(int error, struct err *why)
{
	errno = error;
	if (error == EACCES && geteuid() != 0) {
		err_set(why, "only root may ask");
		return HOOK_NOT_TRIED;
	}
	err_set(why, error == ENOENT   ? "its interpreter is missing"
		     : error == EACCES ? "%m, for its interpreter, or by the "
					 "mount's \"noexec\""
				       : "%m");
	return HOOK_IS_BROKEN;
}

static enum hook_verdict judge(const struct attempt *a, struct err *why)
{
	int error = exec_error(a), status = 0, ended = end(a, &status);
	char line[256] = "";

	if (error)
		return not_executed(error, why);
	if (ended < 0) {
		err_set(why, "it cannot be waited for");
		return HOOK_NOT_TRIED;
	}
	if (!ended)
		return HOOK_IS_SLOW;
	if (wait_ms(a->said, 0))
		hear(a, line, sizeof(line));
	if (WIFSIGNALED(status))
		err_set(why, "it is killed by signal %d", WTERMSIG(status));
	else if (status)
		err_set(why, "exit status %d%s%s", WEXITSTATUS(status),
			*line ? ": " : "", line);
	return status ? HOOK_IS_BROKEN : HOOK_RUNS;
}

enum hook_verdict run_hook(const char *path, struct err *ret_why)
{
	struct attempt a = { .said = -1, .failed = -1 };
	enum hook_verdict result = HOOK_NOT_TRIED;

	if (start(path, &a) < 0)
		err_set(ret_why, "a program cannot be started: %m");
	else
		result = judge(&a, ret_why);
	if (a.said >= 0)
		close(a.said);
	if (a.failed >= 0)
		close(a.failed);
	return result;
}
