/* SPDX-License-Identifier: GPL-2.0-or-later */
/* snapshot.c - everything that metrics say, at one moment */
#include "hook/metrics/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/decision.h"

/* Below the root; an absolute link in it leads into the root that is real. */
#define HOOKS_DIR "etc/libvirt/hooks/qemu.d"
#define HOOK	  "50-sevgate"

static uint64_t now_in(clockid_t clock, uint64_t per_second)
{
	struct timespec now = { 0 };

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * per_second +
	       (uint64_t)now.tv_nsec / (1000000000 / per_second);
}

/* --- what is there -------------------------------------------------------- */

/* Who may not look there does not know. */
static struct number is_there(int rootfd, const char *path)
{
	struct stat st;

	if (fstatat(rootfd, path, &st, 0) == 0)
		return number(1);
	if (errno == ENOENT || errno == ENOTDIR)
		return number(0);
	return (struct number){ .known = false };
}

static struct number is_hook_there(int rootfd)
{
	_cleanup_close_ int dir =
		openat(rootfd, HOOKS_DIR, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct number there =
		dir < 0 ? is_there(rootfd, HOOKS_DIR) : is_there(dir, HOOK);
	struct stat st;

	if (dir >= 0 && there.known && there.value &&
	    fstatat(dir, HOOK, &st, 0) == 0)
		there.value = S_ISREG(st.st_mode) && st.st_mode & S_IXUSR;
	return there;
}

/* --- what the agent adds -------------------------------------------------- */

/* An answer from before a suspend is as old as that makes it. */
static void add_firmware(struct snapshot *s)
{
	struct platform_facts *p = &s->platform;
	const struct agent_facts *a = &s->agent;
	uint64_t now = now_in(CLOCK_BOOTTIME, 1);

	if (p->origin == ORIGIN_SEVSTAT || !a->queries.known)
		return;
	memcpy(p->interfaces, a->firmware, sizeof(p->interfaces));
	p->current_tcb = a->current_tcb;
	p->reported_tcb = a->reported_tcb;
	p->cost_us = a->cost_us;
	p->queries = a->queries;
	p->errors = a->errors;
	if (a->asked.known && a->asked.value <= now)
		p->age_ms = number((now - a->asked.value) * 1000);
	p->origin = ORIGIN_IOCTL;
}

/*
 * With ciphertext hiding the kernel counts SEV-ES and SEV-SNP together; how
 * many of them are SEV-SNP only the firmware says.
 */
static void split_use(struct platform_facts *p, struct number together)
{
	struct number snp = p->interfaces[FIRMWARE_SNP].guests;

	if (p->origin == ORIGIN_SEVSTAT || !p->divided || !snp.known ||
	    !together.known)
		return;
	p->pools[KIND_SEV_SNP].used = snp;
	p->pools[KIND_SEV_ES].used = number(
		together.value > snp.value ? together.value - snp.value : 0);
}

static void add_agent(struct snapshot *s)
{
	struct number *startable = s->platform.startable;
	enum kind kind;

	add_firmware(s);
	platform_forget_startable(&s->platform);
	split_use(&s->platform, s->platform.together);
	for (kind = 0; kind < KINDS; kind++)
		if (s->agent.masked & 1u << kind)
			startable[kind].value = 0;
}

/* --- all of it ------------------------------------------------------------ */

static void read_agent(int rootfd, struct snapshot *s)
{
	uint64_t now = now_in(CLOCK_BOOTTIME, 1);
	int got = agent_facts_read(rootfd, &s->agent, NULL);

	s->errors[COLLECTOR_AGENT] += got < 0;
	/* what is from the future is from before the last boot */
	s->agent_up = got > 0 && s->agent.written <= now &&
		      now - s->agent.written <= AGENT_SILENT;
}

static void set_refreshed(struct snapshot *s)
{
	uint64_t now = now_in(CLOCK_REALTIME, 1000);
	struct number age = s->platform.age_ms;

	if (age.known && age.value <= now)
		s->refreshed = number(now - age.value);
}

void snapshot_take(int rootfd, struct snapshot *ret)
{
	uint64_t started = now_in(CLOCK_MONOTONIC, 1000000);
	unsigned int *errors;

	memset(ret, 0, sizeof(*ret));
	errors = ret->errors;
	platform_read(rootfd, &ret->platform, &errors[COLLECTOR_SEVSTAT],
		      &errors[COLLECTOR_KERNEL], &errors[COLLECTOR_PSP]);
	ret->counted = counters_read(rootfd, &ret->counters, NULL) == 0;
	errors[COLLECTOR_COUNTERS] += !ret->counted;
	ret->late = counters_late(rootfd);
	ret->hook = is_hook_there(rootfd);
	ret->break_glass = is_there(rootfd, DECISION_BREAK_GLASS);
	read_agent(rootfd, ret);
	if (ret->agent_up)
		add_agent(ret);
	set_refreshed(ret);
	ret->usec = now_in(CLOCK_MONOTONIC, 1000000) - started;
}

struct number snapshot_minimum(const struct snapshot *s,
			       enum firmware_interface i)
{
	const struct interface_facts *f = &s->platform.interfaces[i];

	if (!s->agent_up || !s->agent.minimum[i].set || !f->api_major.known ||
	    !f->api_minor.known || !f->build.known)
		return (struct number){ .known = false };
	return number(firmware_minimum_met(&s->agent.minimum[i],
					   (unsigned int)f->api_major.value,
					   (unsigned int)f->api_minor.value,
					   (unsigned int)f->build.value));
}

void snapshot_clear(struct snapshot *snapshot)
{
	agent_facts_clear(&snapshot->agent);
}

int metrics_text(int rootfd, char **ret, size_t *ret_len)
{
	struct snapshot snapshot;
	int result;

	snapshot_take(rootfd, &snapshot);
	result = snapshot_text(&snapshot, ret, ret_len);
	snapshot_clear(&snapshot);
	return result;
}
