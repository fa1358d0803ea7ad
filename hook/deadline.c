/* SPDX-License-Identifier: GPL-2.0-or-later */
/* deadline.c - the hook ends in time, whatever happens */
#include "deadline.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static struct {
	int status, count;
	size_t len;
	char line[1024];
} outcome = { .count = -1 };

/* Only async-signal-safe calls. */
static void time_is_up(int signal)
{
	(void)signal;
	/* what becomes of it changes nothing */
	if (outcome.count >= 0 && write(outcome.count, ".", 1) < 0)
		outcome.count = -1;
	if (outcome.len && write(STDERR_FILENO, outcome.line, outcome.len) < 0)
		_exit(outcome.status);
	_exit(outcome.status);
}

static struct timespec after_ms(long ms)
{
	return (struct timespec){ ms / 1000, ms % 1000 * 1000000 };
}

static void start_timer(int signal, long ms)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = signal };
	struct itimerspec spec = { .it_value = after_ms(ms) };
	timer_t timer;

	if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
		timer_settime(timer, 0, &spec, NULL);
}

static struct timespec started;

uint64_t deadline_spent(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)((now.tv_sec - started.tv_sec) * 1000000 +
			  (now.tv_nsec - started.tv_nsec) / 1000);
}

void deadline_start(void)
{
	struct sigaction action = { .sa_handler = time_is_up };

	sigset_t alarm;

	clock_gettime(CLOCK_MONOTONIC, &started);
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm, NULL);
	start_timer(SIGALRM, DEADLINE_MS);
	start_timer(SIGKILL, DEADLINE_KILL_MS);
}

void deadline_set(int status, const char *line)
{
	sigset_t alarm, before;

	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_BLOCK, &alarm, &before);
	outcome.status = status;
	outcome.len = 0;
	if (line) {
		outcome.len = strnlen(line, sizeof(outcome.line) - 1);
		memcpy(outcome.line, line, outcome.len);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
}

void deadline_count(int fd)
{
	outcome.count = fd;
}
