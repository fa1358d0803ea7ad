/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest.c - look at the launches of running domains */
#include "cleanup.h"
#include "hook/agent/agent.h"
#include "hook/client/attest_domain.h"

static void say(const struct attested_domain *done, const char *uuid)
{
	const struct about about = { attested_name(done->attested), done->name,
				     uuid };
	const char *why = done->message.text;

	switch (done->attested) {
	case ATTESTED_OK:
		report(LOG_INFO, &about, "the launch measurement is right%s",
		       done->resumed ? "; it runs now" : "");
		break;
	case ATTESTED_MISMATCH:
		report(LOG_CRIT, &about, "%s%s", why,
		       done->destroyed ? "; the guest was destroyed" : "");
		break;
	default:
		report(LOG_NOTICE, &about, "%s", why);
	}
}

static void count(struct agent *a, const struct attested_domain *done)
{
	struct counters by = { .value = { 0 } };

	counter(&by, COUNTED_UNCHECKED) = done->unchecked;
	counter(&by, COUNTED_ATTESTED, done->attested) = 1;
	counter(&by, COUNTED_ACTIONS, COUNTED_RESUMED) = done->resumed;
	counter(&by, COUNTED_ACTIONS, COUNTED_DESTROYED) = done->destroyed;
	if (done->attested == ATTESTED_OK)
		counter(&by, COUNTED_LAST_SUCCESS) = (uint64_t)time(NULL);
	metrics_count(&a->metrics, &by);
}

/* What was attested before is counted no more, but shown. */
static void show(struct agent *a, struct task *task,
		 const struct attested_domain *done)
{
	if (done->destroyed || done->ended)
		return;
	metrics_guest(&a->metrics, task, done->tech);
	if (done->attested == ATTESTED_OK ||
	    done->attested == ATTESTED_MISMATCH)
		metrics_measured(&a->metrics, task,
				 done->attested == ATTESTED_OK,
				 (uint64_t)done->when);
}

/* Return: does it run. */
static bool look(struct agent *a, struct task *task)
{
	int state = virt_state(a->judge.virt, task->uuid, NULL);

	if (state == VIRT_SHUT)
		task->tries = 0;
	if (state == VIRT_SHUT || state == VIRT_GONE)
		metrics_ended(&a->metrics, task);
	if (state == VIRT_GONE)
		tasks_forget(&a->tasks, task->uuid);
	/* paused and resumed, and ended since: there is nothing to look at */
	return state > VIRT_SHUT;
}

bool agent_attest(struct agent *a, struct task *task)
{
	_cleanup_(attested_domain_clear) struct attested_domain done = {
		.name = NULL
	};
	const char *uuid = task->uuid;
	struct err err = { "" };
	int result;

	if (!look(a, task))
		return false;
	result = attest_domain(&a->judge, uuid, NULL, &done, &err);
	if (done.unchecked)
		report(LOG_CRIT,
		       &(struct about){ "unchecked", done.name, uuid },
		       "it was started without a decision of the hook; see "
		       "that the hook is installed, executable, and that "
		       "libvirt was reloaded since");
	if (result < 0 && !done.ended) {
		report(LOG_WARNING,
		       &(struct about){ "not-attested", done.name, uuid }, "%s",
		       err.text);
		metrics_count_one(&a->metrics, COUNTED_ATTEST_ERRORS);
	} else if (result == 0 && done.ours && !done.known) {
		say(&done, uuid);
		count(a, &done);
	}
	if (result == 0)
		show(a, task, &done);
	return done.later;
}
