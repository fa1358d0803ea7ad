/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dump.c - a running guest's memory as a stream that nobody stores */
#include "hook/client/dump.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"

#define CHUNK_SIZE (1u << 20)

/**
 * struct dump - a dump under way
 * @dir, @path:	the FIFO, and the directory made for it
 * @fifo:	our end of it
 * @lifeline:	the guard cleans up when this is closed
 * @done:	eventfd, readable when the daemon's answer is there
 * @signals:	signalfd
 * @result:	the daemon's answer, @why when it is -1; the thread's until
 *		@done
 */
struct dump {
	const struct virt *virt;
	const char *domain;
	char dir[PATH_MAX - 16], path[PATH_MAX];
	int fifo, lifeline, done, signals;
	pid_t guard;
	pthread_t thread;
	sigset_t old_mask;
	int result;
	struct err why;
};

/* --- the FIFO and its guard ----------------------------------------------- */

static int make_fifo(struct dump *d, struct err *err)
{
	const char *run = getenv("XDG_RUNTIME_DIR");

	if (!run || *run != '/')
		run = geteuid() == 0 ? "/run" : "/tmp";
	snprintf(d->dir, sizeof(d->dir), "%s/sevgate-leak-test.XXXXXX", run);
	if (!mkdtemp(d->dir))
		return err_set(err, "%s: cannot make a directory: %m", run);
	snprintf(d->path, sizeof(d->path), "%s/memory", d->dir);
	if (mkfifo(d->path, 0600) == 0) {
		/* opened first, so that the daemon never waits for a reader */
		d->fifo = open(d->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (d->fifo >= 0)
			/* fewer wake-ups; what a user may have is enough */
			return fcntl(d->fifo, F_SETPIPE_SZ, CHUNK_SIZE), 0;
		err_set(err, "%s: %m", d->path);
		unlink(d->path);
	} else {
		err_set(err, "%s: cannot make a FIFO: %m", d->path);
	}
	rmdir(d->dir);
	return -1;
}

/*
 * The child that removes the FIFO, whatever becomes of its parent.  It has the
 * reader's end too: a daemon that comes to open the FIFO after the parent was
 * killed would wait for a reader for ever, and hold the domain.
 */
static void keep_guard(const struct dump *d, int lifeline)
{
	sigset_t all;
	char c;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	setsid();
	while (read(lifeline, &c, 1) < 0 && errno == EINTR)
		;
	unlink(d->path);
	rmdir(d->dir);
	_exit(0);
}

static int start_guard(struct dump *d, struct err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_set(err, "cannot make a pipe: %m");
	d->guard = fork();
	if (d->guard < 0)
		err_set(err, "cannot fork: %m");
	if (d->guard == 0) {
		close(ends[1]);
		keep_guard(d, ends[0]);
	}
	close(ends[0]);
	d->lifeline = ends[1];
	return d->guard < 0 ? -1 : 0;
}

static int set_up_fifo(struct dump *d, struct err *err)
{
	if (make_fifo(d, err) < 0)
		return -1;
	if (start_guard(d, err) == 0)
		return 0;
	unlink(d->path);
	rmdir(d->dir);
	return -1;
}

/* From here on the daemon has nobody to write to: its dump fails. */
static void end_fifo(struct dump *d)
{
	close(d->fifo);
	close(d->lifeline);
	d->fifo = d->lifeline = -1;
	while (waitpid(d->guard, NULL, 0) < 0 && errno == EINTR)
		;
}

/* --- signals -------------------------------------------------------------- */

static bool is_ignored(int sig)
{
	struct sigaction action;

	return sigaction(sig, NULL, &action) == 0 &&
	       action.sa_handler == SIG_IGN;
}

static int take_signals(struct dump *d, struct err *err)
{
	static const int ending[] = { SIGHUP, SIGINT, SIGTERM };
	sigset_t watched, blocked;
	size_t i;

	sigemptyset(&watched);
	for (i = 0; i < ARRAY_SIZE(ending); i++)
		if (!is_ignored(ending[i]))
			sigaddset(&watched, ending[i]);
	blocked = watched;
	/* stopped by its terminal, it would keep the guest paused */
	sigaddset(&blocked, SIGTSTP);
	sigaddset(&blocked, SIGTTOU);
	d->signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
	if (d->signals < 0)
		return err_set(err, "cannot watch for signals: %m");
	pthread_sigmask(SIG_BLOCK, &blocked, &d->old_mask);
	return 0;
}

static void give_signals_back(struct dump *d)
{
	pthread_sigmask(SIG_SETMASK, &d->old_mask, NULL);
	close(d->signals);
}

/* --- the daemon's part ---------------------------------------------------- */

static void *ask_daemon(void *data)
{
	struct dump *d = data;

	d->result = virt_dump_memory(d->virt, d->domain, d->path, &d->why);
	eventfd_write(d->done, 1);
	return NULL;
}

static int start_daemon(struct dump *d, struct err *err)
{
	int error;

	d->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (d->done < 0)
		return err_set(err, "cannot make an eventfd: %m");
	error = pthread_create(&d->thread, NULL, ask_daemon, d);
	if (!error)
		return 0;
	close(TAKE_FD(d->done));
	return err_set(err, "cannot make a thread: %s", strerror(error));
}

/* --- reading -------------------------------------------------------------- */

/* Return: 1: go on, 0: the end, -1: @err. */
static int read_some(const struct dump *d, uint8_t *chunk, dump_sink *sink,
		     void *data, struct err *err)
{
	ssize_t n = read(d->fifo, chunk, CHUNK_SIZE);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR
			       ? 1
			       : err_set(err, "%s: %m", d->path);
	if (n == 0)
		return 0;
	return sink(data, chunk, (size_t)n, err) < 0 ? -1 : 1;
}

static int caught(const struct dump *d, struct err *err)
{
	struct signalfd_siginfo info = { 0 };

	if (read(d->signals, &info, sizeof(info)) != sizeof(info))
		return 0;
	err_set(err, "%s: interrupted", d->domain);
	return (int)info.ssi_signo;
}

/*
 * Reads until the daemon has answered and nobody writes any more.  Before the
 * daemon opens the FIFO poll() says nothing of it; after it was closed poll()
 * says so all the time, so it is left out.
 */
static int read_all(const struct dump *d, uint8_t *chunk, dump_sink *sink,
		    void *data, int *ret_signal, struct err *err)
{
	struct pollfd fds[] = { { .fd = d->signals, .events = POLLIN },
				{ .fd = d->fifo, .events = POLLIN },
				{ .fd = d->done, .events = POLLIN } };
	int more = 1;

	while (more > 0 || fds[2].fd >= 0) {
		if (poll(fds, ARRAY_SIZE(fds), -1) < 0) {
			if (errno != EINTR)
				return err_set(err, "cannot poll: %m");
			continue;
		}
		*ret_signal = fds[0].revents ? caught(d, err) : 0;
		if (*ret_signal)
			return -1;
		if (fds[2].revents)
			fds[2].fd = -1;
		if (more && (fds[1].revents || fds[2].fd < 0))
			more = read_some(d, chunk, sink, data, err);
		if (more < 0)
			return -1;
		if (!more)
			fds[1].fd = -1;
	}
	return 0;
}

static int read_dump(struct dump *d, dump_sink *sink, void *data,
		     int *ret_signal, struct err *err)
{
	_cleanup_free_ uint8_t *chunk = malloc(CHUNK_SIZE);
	int result;

	if (!chunk)
		return err_set(err, "out of memory");
	result = read_all(d, chunk, sink, data, ret_signal, err);
	explicit_bzero(chunk, CHUNK_SIZE);
	return result;
}

int dump_stream(const struct virt *virt, const char *domain, dump_sink *sink,
		void *data, int *ret_signal, struct err *err)
{
	struct dump d = { .virt = virt, .domain = domain };
	int result;

	*ret_signal = 0;
	if (take_signals(&d, err) < 0)
		return -1;
	if (set_up_fifo(&d, err) < 0) {
		give_signals_back(&d);
		return -1;
	}
	result = start_daemon(&d, err);
	if (result == 0)
		result = read_dump(&d, sink, data, ret_signal, err);
	end_fifo(&d);
	/* a second signal does not wait for the daemon */
	give_signals_back(&d);
	if (d.done < 0)
		return -1;
	/* the guest is as it was only when the daemon has answered */
	pthread_join(d.thread, NULL);
	close(d.done);
	if (result == 0 && d.result < 0) {
		*err = d.why;
		return -1;
	}
	return result;
}
