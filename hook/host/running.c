/* SPDX-License-Identifier: GPL-2.0-or-later */
/* running.c - what the hook did, the agent, the kernel module */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "hook/agent_lock.h"
#include "hook/host/look.h"
#include "text.h"

/* --- what was counted ----------------------------------------------------- */

static void check_counters(struct look *l)
{
	const struct snapshot *s = &l->snapshot;
	unsigned long long unchecked = counter(&s->counters, COUNTED_UNCHECKED),
			   open = counter(&s->counters, COUNTED_FAILURES,
					  COUNTED_FAIL_OPEN),
			   closed = counter(&s->counters, COUNTED_FAILURES,
					    COUNTED_FAIL_CLOSED);

	if (!s->counted) {
		told(l, "unchecked-starts", CHECK_SKIP, NULL,
		     "the counters cannot be read");
		told(l, "hook-failures", CHECK_SKIP, NULL,
		     "the counters cannot be read");
		return;
	}
	told(l, "unchecked-starts", unchecked ? CHECK_WARN : CHECK_PASS,
	     "see hook-seen; sevgated names them in the journal",
	     "%llu guest%s started past the hook since boot", unchecked,
	     unchecked == 1 ? "" : "s");
	told(l, "hook-failures",
	     open || closed || s->late ? CHECK_WARN : CHECK_PASS,
	     "journalctl -t sevgate-hook",
	     "the hook could not decide %llu times since boot, and ran out of "
	     "time %llu times",
	     open + closed, (unsigned long long)s->late);
}

/* --- the agent ------------------------------------------------------------ */

static uint64_t boottime(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec;
}

#define AGENT_HINT "systemctl enable --now sevgated"

/* As packaging/prometheus has it: locking a large guest's memory takes long. */
#define AGENT_BUSY 300

static void check_alive(struct look *l)
{
	const struct snapshot *s = &l->snapshot;
	uint64_t busy = s->agent.busy_since
				? s->agent.written - s->agent.busy_since
				: 0;

	/* by the clock of the machine that it runs on */
	if (told_asked(l, "agent", false))
		return;
	if (s->agent_up && busy > AGENT_BUSY)
		told(l, "agent", CHECK_WARN,
		     "virsh list --all; a QEMU or a libvirt that hangs holds "
		     "it up",
		     "sevgated has worked on one guest for %llu s",
		     (unsigned long long)busy);
	else if (s->agent_up)
		told(l, "agent", CHECK_PASS, NULL,
		     "sevgated gave a sign of life %llu s ago",
		     (unsigned long long)(boottime() - s->agent.written));
	else if (l->root && agent_is_there(l->rootfd))
		told(l, "agent", CHECK_FAIL, "systemctl restart sevgated",
		     "sevgated runs, but has given no sign of life for %d s",
		     AGENT_SILENT);
	else
		told(l, "agent", CHECK_WARN, AGENT_HINT,
		     "sevgated does not run: nothing is mended or attested");
}

static void check_agent(struct look *l)
{
	const struct snapshot *s = &l->snapshot;

	check_alive(l);
	if (!s->agent_up)
		told(l, "agent-libvirt", CHECK_SKIP, NULL, "see agent");
	else
		told(l, "agent-libvirt",
		     s->agent.libvirt ? CHECK_PASS : CHECK_WARN,
		     "it tries again by itself; journalctl -u sevgated",
		     "sevgated is %sconnected to libvirt",
		     s->agent.libvirt ? "" : "not ");
	if (!s->agent_up)
		told(l, "agent-policy", CHECK_SKIP, NULL, "see agent");
	else
		told(l, "agent-policy",
		     s->agent.policy_ok ? CHECK_PASS : CHECK_WARN,
		     "sevgate policy lint, then systemctl reload sevgated",
		     s->agent.policy_ok ? "sevgated has read the policy"
					: "sevgated goes by an older policy");
}

/* --- the module ----------------------------------------------------------- */

/* An interval is 10 s unless the module was told otherwise; 0: never. */
#define PERIOD_MS 10000
#define PERIODS	  5

/* The last byte of the variable; its first four are its attributes. */
static bool is_secure_boot(const struct look *l)
{
	_cleanup_free_ char *value = NULL;
	size_t len;

	return file_read_path(l->rootfd,
			      "sys/firmware/efi/efivars/SecureBoot-"
			      "8be4df61-93ca-11d2-aa0d-00e098032b8c",
			      64, &value, &len, NULL) == 0 &&
	       len == 5 && value[4] == 1;
}

static void check_not_loaded(struct look *l)
{
	char lockdown[SOURCE_MAX];
	bool locked = (host_text(l, "sys/kernel/security/lockdown", lockdown) &&
		       !strstr(lockdown, "[none]")) ||
		      is_secure_boot(l);

	told(l, "module", CHECK_INFO, NULL,
	     locked ? "sevstat is not loaded; Secure Boot is on, so it has to "
		      "be signed"
		    : "sevstat is not loaded: less is known of the firmware");
	told(l, "module-version", CHECK_SKIP, NULL, "see module");
	told(l, "module-fresh", CHECK_SKIP, NULL, "see module");
}

static void check_version(struct look *l)
{
	char version[SOURCE_MAX];
	bool same;

	if (!host_text(l, "sys/module/sevstat/version", version)) {
		told(l, "module-version", CHECK_SKIP, NULL, "not known");
		return;
	}
	same = !strcmp(version, VERSION);
	told(l, "module-version", same ? CHECK_PASS : CHECK_WARN,
	     "rmmod sevstat and modprobe sevstat, or look why dkms did not "
	     "build it",
	     "sevstat is %.40s, sevgate is " VERSION, version);
}

static void check_fresh(struct look *l)
{
	struct source s = { l->rootfd, 0 };
	struct number age = l->snapshot.platform.age_ms,
		      period = source_number(
			      &s, "sys/module/sevstat/parameters/period_ms", 10,
			      UINT32_MAX);
	uint64_t ms = period.known ? period.value : PERIOD_MS;

	if (!age.known)
		told(l, "module-fresh", CHECK_WARN,
		     "cat /sys/class/sevstat/host/firmware/last_error, and the "
		     "kernel's log",
		     "the firmware has not answered sevstat yet");
	else if (ms && age.value > PERIODS * ms)
		told(l, "module-fresh", CHECK_WARN,
		     "cat /sys/class/sevstat/host/firmware/last_error, and the "
		     "kernel's log",
		     "the firmware last answered sevstat %llu s ago",
		     (unsigned long long)age.value / 1000);
	else
		told(l, "module-fresh", CHECK_PASS, NULL,
		     "the firmware answered sevstat %llu s ago",
		     (unsigned long long)age.value / 1000);
}

static void check_files(struct look *l)
{
	unsigned int errors = 0;
	enum collector c;

	for (c = 0; c < COLLECTORS; c++)
		errors += l->snapshot.errors[c];
	told(l, "files", errors ? CHECK_WARN : CHECK_PASS,
	     "sevgate metrics | grep sevgate_collector_errors",
	     errors ? "%u files say nonsense" : "all files make sense", errors);
}

void check_running(struct look *l)
{
	check_counters(l);
	check_agent(l);
	if (l->snapshot.platform.origin != ORIGIN_SEVSTAT) {
		check_not_loaded(l);
	} else {
		told(l, "module", CHECK_PASS, NULL, "sevstat is loaded");
		check_version(l);
		check_fresh(l);
	}
	check_files(l);
}
