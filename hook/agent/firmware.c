/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firmware.c - ask the firmware now and then, where no module does */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/agent/metrics.h"
#include "hook/client/sev_device.h"

#define ASK_SECONDS  60
#define MOST_SECONDS 3600

static uint64_t usec(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void take_sev(struct interface_facts *to,
		     const struct sev_user_data_status *status)
{
	const char *const *states = interface_states(FIRMWARE_SEV);

	to->api_major = number(status->api_major);
	to->api_minor = number(status->api_minor);
	to->build = number(status->build);
	to->guests = number(status->guest_count);
	/* uninit, init, working; then the one for all others */
	to->state = states[status->state < 3 ? status->state : 3];
	to->flags[0] = number(!!(status->flags & SEV_FLAG_OWNED));
	to->flags[1] = number(!!(status->flags & SEV_FLAG_ES));
}

static void take_snp(struct agent_facts *to, const struct snp_status *status)
{
	struct interface_facts *snp = &to->firmware[FIRMWARE_SNP];
	const char *const *states = interface_states(FIRMWARE_SNP);
	static const uint32_t bits[INTERFACE_FLAGS - 1] = {
		SNP_MASK_CHIP_ID,  SNP_MASK_CHIP_KEY,  SNP_VLEK,
		SNP_RAPL_DISABLED, SNP_HIDING_CAPABLE, SNP_HIDING_ENABLED,
	};
	size_t i;

	snp->api_major = number(status->api_major);
	snp->api_minor = number(status->api_minor);
	snp->build = number(status->build);
	snp->guests = number(status->guests);
	snp->state = states[status->state < 2 ? status->state : 2];
	snp->flags[0] = number(status->rmp & 1);
	for (i = 0; i < INTERFACE_FLAGS - 1; i++)
		snp->flags[i + 1] = number(!!(status->flags & bits[i]));
	to->current_tcb = number(status->current_tcb);
	to->reported_tcb = number(status->reported_tcb);
}

/* What it does not say any more would be shown as if it did. */
static void forget_snp(struct agent_facts *to)
{
	const struct number unknown = { .known = false };

	to->firmware[FIRMWARE_SNP] = (struct interface_facts){ .state = NULL };
	to->current_tcb = to->reported_tcb = unknown;
}

/*
 * The driver waits for an answer once, and then says EBUSY for ever.  Any other
 * failure leaves what the firmware said before, which shows its age.
 */
static void take_failure(struct agent_facts *to, int error)
{
	if (error != ETIMEDOUT && error != EBUSY)
		return;
	forget_snp(to);
	to->firmware[FIRMWARE_SEV] =
		(struct interface_facts){ .state = "dead" };
}

static void take(struct metrics *m, const struct sev_user_data_status *sev,
		 const struct snp_status *snp, int error, uint64_t cost)
{
	struct agent_facts *to = &m->facts;

	pthread_mutex_lock(&m->lock);
	to->queries = number(to->queries.value + 1);
	to->errors = number(to->errors.value + (error != 0));
	to->cost_us = number(cost);
	if (error) {
		take_failure(to, error);
	} else {
		take_sev(&to->firmware[FIRMWARE_SEV], sev);
		to->asked = number(usec(CLOCK_BOOTTIME) / 1000000);
	}
	if (snp)
		take_snp(to, snp);
	else if (!error)
		forget_snp(to);
	metrics_changed(m);
}

/* Return: 1 it answered, 0 there is nobody to ask, -1 it did not. */
static int ask(struct metrics *m)
{
	_cleanup_close_ int fd = -1;
	struct sev_user_data_status sev;
	uint64_t started = usec(CLOCK_MONOTONIC);
	struct snp_status snp;
	bool has_snp;
	int error;

	if (faccessat(m->rootfd, PLATFORM_SEVSTAT, F_OK, 0) == 0)
		return 0;
	fd = sev_device_of(m->rootfd);
	if (fd < 0)
		return 0;
	error = sev_device_status(fd, &sev, NULL) < 0 ? errno : 0;
	has_snp = !error && sev_device_snp_status(fd, &snp, NULL) == 0;
	take(m, &sev, has_snp ? &snp : NULL, error,
	     usec(CLOCK_MONOTONIC) - started);
	return error ? -1 : 1;
}

/* Firmware that does not answer is asked less and less. */
void *firmware_ask(void *metrics)
{
	struct metrics *m = metrics;
	time_t seconds = ASK_SECONDS;
	struct timespec end;
	int result;

	pthread_mutex_lock(&m->lock);
	while (!m->stop) {
		pthread_mutex_unlock(&m->lock);
		result = ask(m);
		seconds = result >= 0 ? ASK_SECONDS : seconds * 2;
		if (seconds > MOST_SECONDS)
			seconds = MOST_SECONDS;
		pthread_mutex_lock(&m->lock);
		clock_gettime(CLOCK_MONOTONIC, &end);
		end.tv_sec += seconds;
		while (!m->stop && pthread_cond_timedwait(&m->stopping,
							  &m->lock, &end) == 0)
			;
	}
	pthread_mutex_unlock(&m->lock);
	return NULL;
}
