/* SPDX-License-Identifier: GPL-2.0-or-later */
/* platform_ask.c - ask the firmware for this host's certificates, not for ever */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/agent/agent.h"
#include "hook/client/sev_device.h"

/*
 * DOC: Why a thread
 *
 * The driver asks one question at a time, those of launches among them, and
 * waits up to 100 seconds for an answer, in which no signal ends it.  The agent
 * has guests to look after meanwhile.  Who does not wait any longer leaves the
 * question to the thread, which ends when the driver lets it go.
 */
#define ANSWER_SECONDS 10

struct question {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool answered, failed, left;
	int fd;
	struct sev_info info;
};

static void forget(struct question *q)
{
	close(q->fd);
	pthread_mutex_destroy(&q->lock);
	pthread_cond_destroy(&q->changed);
	free(q);
}

static void *ask(void *question)
{
	struct question *q = question;
	bool failed = sev_device_info(q->fd, &q->info, NULL) < 0, left;

	pthread_mutex_lock(&q->lock);
	q->answered = true;
	q->failed = failed;
	left = q->left;
	pthread_cond_signal(&q->changed);
	pthread_mutex_unlock(&q->lock);
	if (left)
		forget(q);
	return NULL;
}

static struct question *new_question(int fd)
{
	struct question *q = calloc(1, sizeof(*q));
	pthread_condattr_t attr;

	if (!q) {
		close(fd);
		return NULL;
	}
	q->fd = fd;
	pthread_mutex_init(&q->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&q->changed, &attr);
	pthread_condattr_destroy(&attr);
	return q;
}

static bool start(struct question *q)
{
	sigset_t all, before;
	pthread_t thread;
	int result;

	/* signals are the loop's */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	result = pthread_create(&thread, NULL, ask, q);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result == 0 && pthread_detach(thread) == 0;
}

/* Return: was it answered in time; else it is the thread's to forget. */
static bool wait_for(struct question *q)
{
	struct timespec end;
	bool answered;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += ANSWER_SECONDS;
	pthread_mutex_lock(&q->lock);
	while (!q->answered &&
	       pthread_cond_timedwait(&q->changed, &q->lock, &end) == 0)
		;
	answered = q->answered;
	q->left = !answered;
	pthread_mutex_unlock(&q->lock);
	return answered;
}

int platform_ask(int rootfd, struct sev_info *ret)
{
	int fd = sev_device_of(rootfd);
	bool failed;
	struct question *q = fd < 0 ? NULL : new_question(fd);

	if (!q)
		return -1;
	if (!start(q)) {
		forget(q);
		return -1;
	}
	if (!wait_for(q)) {
		errno = ETIMEDOUT;
		return -1;
	}
	failed = q->failed;
	if (!failed)
		*ret = q->info;
	forget(q);
	errno = EIO;
	return failed ? -1 : 0;
}
