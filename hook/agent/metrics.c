/* SPDX-License-Identifier: GPL-2.0-or-later */
/* metrics.c - what the agent tells those who watch the host */
#include "hook/agent/metrics.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/agent/report.h"
#include "hook/metrics/textfile.h"

/* Between two writes, however much happens. */
#define QUIET_SECONDS 1

static uint64_t boottime(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec;
}

void metrics_changed(struct metrics *m)
{
	m->dirty = true;
	pthread_cond_signal(&m->changed);
	pthread_mutex_unlock(&m->lock);
}

/* --- the writer's thread -------------------------------------------------- */

/* They end while nobody changes the policy. */
static void set_exemptions(struct metrics *m)
{
	time_t now = time(NULL);
	size_t i;

	m->facts.exemptions[0] = m->facts.exemptions[1] = 0;
	for (i = 0; i < m->n_until; i++)
		m->facts.exemptions[m->until[i] && m->until[i] <= now]++;
}

/* Complains when it begins to fail, not each time. */
static void complain(struct metrics *m, bool *failing, bool fails,
		     const struct err *err)
{
	const struct about about = { "metrics", NULL, NULL };

	if (fails) {
		metrics_count_one(m, COUNTED_TEXTFILE_ERRORS);
		if (!*failing)
			report(LOG_WARNING, &about, "%s", err->text);
	} else if (*failing) {
		report(LOG_INFO, &about, "the textfile is written again");
	}
	*failing = fails;
}

static int write_textfile(const struct metrics *m, struct err *err)
{
	const char *dir = m->dir ? m->dir : textfile_default(m->rootfd);

	return dir && *dir ? textfile_write(m->rootfd, dir, err) : 0;
}

static void write_facts(struct metrics *m, const struct agent_facts *facts)
{
	static bool failing;
	struct err err = { "" };
	bool fails = agent_facts_write(m->rootfd, facts, &err) < 0;

	fails |= write_textfile(m, &err) < 0;
	complain(m, &failing, fails, &err);
}

/* With the lock held, as all that follow. */
static void wait_until(struct metrics *m, time_t seconds, bool also_dirty)
{
	struct timespec end;
	int result = 0;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += seconds;
	while (!m->stop && !(also_dirty && m->dirty) && result == 0)
		result = pthread_cond_timedwait(&m->changed, &m->lock, &end);
}

/* A copy, so that nobody waits for the disk. */
static struct agent_facts copy_facts(struct metrics *m)
{
	struct agent_facts copy;
	size_t size = m->facts.n_measured * sizeof(*m->facts.measured);

	set_exemptions(m);
	m->facts.written = boottime();
	m->dirty = false;
	copy = m->facts;
	copy.measured = size ? malloc(size) : NULL;
	if (copy.measured)
		memcpy(copy.measured, m->facts.measured, size);
	else
		copy.n_measured = 0;
	return copy;
}

static void *write_often(void *data)
{
	struct metrics *m = data;
	struct agent_facts copy;

	pthread_mutex_lock(&m->lock);
	while (!m->stop) {
		copy = copy_facts(m);
		pthread_mutex_unlock(&m->lock);
		write_facts(m, &copy);
		agent_facts_clear(&copy);
		pthread_mutex_lock(&m->lock);
		wait_until(m, QUIET_SECONDS, false);
		wait_until(m, METRICS_SECONDS - QUIET_SECONDS, true);
	}
	pthread_mutex_unlock(&m->lock);
	return NULL;
}

/* --- start and end -------------------------------------------------------- */

static int start_threads(struct metrics *m)
{
	sigset_t all, before;
	int result;

	/* signals are the loop's */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	result = pthread_create(&m->writer, NULL, write_often, m);
	if (result == 0)
		result = pthread_create(&m->asker, NULL, firmware_ask, m);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result;
}

int metrics_start(struct metrics *m, int rootfd, struct err *err)
{
	pthread_condattr_t attr;

	m->rootfd = rootfd;
	/* nobody watches the session of a user */
	m->silent = geteuid() != 0;
	if (m->silent)
		return 0;
	/* damaged counters begin anew now, not when something happens */
	metrics_count(m, &(struct counters){ .value = { 0 } });
	pthread_mutex_init(&m->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&m->changed, &attr);
	pthread_cond_init(&m->stopping, &attr);
	if (start_threads(m) != 0)
		return err_set(err, "no thread for metrics");
	m->running = true;
	return 0;
}

void metrics_stop(struct metrics *m)
{
	if (!m->running)
		return;
	pthread_mutex_lock(&m->lock);
	m->stop = true;
	pthread_cond_signal(&m->changed);
	pthread_cond_signal(&m->stopping);
	pthread_mutex_unlock(&m->lock);
	pthread_join(m->writer, NULL);
	pthread_detach(m->asker);
	agent_facts_forget(m->rootfd);
	write_textfile(m, NULL);
}

/* --- what the loop tells -------------------------------------------------- */

void metrics_count(struct metrics *m, const struct counters *by)
{
	struct err err = { "" };
	bool fails = !m->silent && counters_add(m->rootfd, by, &err) < 0;

	/* once is enough, however much happens */
	if (!atomic_exchange(&m->lost, fails) && fails)
		report(LOG_WARNING, &(struct about){ "metrics", NULL, NULL },
		       "%s", err.text);
}

void metrics_libvirt(struct metrics *m, bool connected)
{
	pthread_mutex_lock(&m->lock);
	m->facts.libvirt = connected;
	metrics_changed(m);
}

void metrics_busy(struct metrics *m, bool busy)
{
	pthread_mutex_lock(&m->lock);
	m->facts.busy_since = busy ? boottime() : 0;
	pthread_mutex_unlock(&m->lock);
}

static void take_policy(struct metrics *m, const struct policy *policy)
{
	struct agent_facts *facts = &m->facts;
	size_t i, n, count = 0;

	memset(facts->profiles, 0, sizeof(facts->profiles));
	memcpy(facts->minimum, policy->minimum, sizeof(facts->minimum));
	for (i = 0; i < policy->n_profiles; i++) {
		facts->profiles[policy->profiles[i]->mode]++;
		count += policy->profiles[i]->n_exemptions;
	}
	free(m->until);
	m->until = calloc(count ? count : 1, sizeof(*m->until));
	m->n_until = 0;
	for (i = 0; m->until && i < policy->n_profiles; i++)
		for (n = 0; n < policy->profiles[i]->n_exemptions; n++)
			m->until[m->n_until++] =
				policy->profiles[i]->exemptions[n].until;
}

static uint64_t masked_kinds(const struct host *host)
{
	static const enum tech techs[KINDS] = { TECH_SEV, TECH_SEV_ES,
						TECH_SEV_SNP };
	uint64_t masked = 0;
	enum kind kind;

	for (kind = 0; kind < KINDS; kind++)
		if (host_masks(host, techs[kind]))
			masked |= 1u << kind;
	return masked;
}

void metrics_policy(struct metrics *m, const struct policy *policy,
		    const struct host *host)
{
	pthread_mutex_lock(&m->lock);
	m->facts.policy_ok = policy != NULL;
	m->facts.masked = masked_kinds(host);
	if (policy) {
		m->facts.generation++;
		m->facts.loaded = (uint64_t)time(NULL);
		take_policy(m, policy);
	}
	metrics_changed(m);
}

/* --- guests --------------------------------------------------------------- */

static struct measured *find_measured(struct metrics *m, const char *uuid)
{
	size_t i;

	for (i = 0; i < m->facts.n_measured; i++)
		if (!strcmp(m->facts.measured[i].uuid, uuid))
			return &m->facts.measured[i];
	return NULL;
}

static struct measured *add_measured(struct metrics *m, const char *uuid)
{
	struct agent_facts *facts = &m->facts;
	struct measured *at = find_measured(m, uuid);

	if (at)
		return at;
	if (!facts->measured)
		facts->measured = calloc(MEASURED_MAX, sizeof(*at));
	if (!facts->measured || facts->n_measured == MEASURED_MAX)
		return NULL;
	at = &facts->measured[facts->n_measured++];
	snprintf(at->uuid, sizeof(at->uuid), "%s", uuid);
	return at;
}

void metrics_guest(struct metrics *m, struct task *task, enum tech tech)
{
	if (task->runs && task->tech == tech)
		return;
	metrics_ended(m, task);
	pthread_mutex_lock(&m->lock);
	task->runs = true;
	task->tech = tech;
	m->facts.guests[tech]++;
	metrics_changed(m);
}

void metrics_measured(struct metrics *m, struct task *task, bool match,
		      uint64_t when)
{
	struct measured *at;

	pthread_mutex_lock(&m->lock);
	at = add_measured(m, task->uuid);
	if (at) {
		at->match = match;
		at->when = when;
	} else if (!task->dropped) {
		task->dropped = true;
		m->facts.dropped++;
	}
	metrics_changed(m);
}

void metrics_ended(struct metrics *m, struct task *task)
{
	struct measured *at;

	if (!task->runs)
		return;
	pthread_mutex_lock(&m->lock);
	m->facts.guests[task->tech]--;
	at = find_measured(m, task->uuid);
	if (at)
		*at = m->facts.measured[--m->facts.n_measured];
	m->facts.dropped -= task->dropped;
	task->runs = task->dropped = false;
	metrics_changed(m);
}
