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

bool agent_attest(struct agent *a, struct task *task)
{
	_cleanup_(attested_domain_clear) struct attested_domain done = {
		.name = NULL
	};
	const char *uuid = task->uuid;
	int state = virt_state(a->judge.virt, uuid, NULL), result;
	struct err err = { "" };

	if (state == VIRT_SHUT)
		task->tries = 0;
	if (state == VIRT_GONE)
		tasks_forget(&a->tasks, uuid);
	/* paused and resumed, and ended since: there is nothing to look at */
	if (state <= VIRT_SHUT)
		return false;
	result = attest_domain(&a->judge, uuid, NULL, &done, &err);
	if (done.unchecked)
		report(LOG_CRIT,
		       &(struct about){ "unchecked", done.name, uuid },
		       "it was started without a decision of the hook; see "
		       "that the hook is installed, executable, and that "
		       "libvirt was reloaded since");
	if (result < 0 && !done.ended)
		report(LOG_WARNING,
		       &(struct about){ "not-attested", done.name, uuid }, "%s",
		       err.text);
	else if (result == 0 && done.ours && !done.known)
		say(&done, uuid);
	return done.later;
}
