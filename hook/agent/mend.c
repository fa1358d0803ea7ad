/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mend.c - make definitions what their profiles demand */
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "hook/agent/agent.h"
#include "hook/client/virt_guest.h"
#include "hook/repair.h"

/* Two writers that each undo the other's work would never end. */
#define WRITES_MOST   2
#define QUIET_SECONDS 60

static void count(struct agent *a, enum counted_action action)
{
	metrics_count_one(&a->metrics, COUNTED_ACTIONS, action);
}

static bool may_write(struct agent *a, struct task *task, const char *name)
{
	const struct about about = { "gave-up", name, task->uuid };

	if (tasks_now() - task->last_write > QUIET_SECONDS) {
		task->writes = 0;
		task->gave_up = false;
	}
	if (task->writes < WRITES_MOST)
		return true;
	if (!task->gave_up)
		report(LOG_WARNING, &about,
		       "another client undoes what is mended; it stays as that "
		       "client wants it, and its start is refused. Change it "
		       "there, or run 'sevgate rewrite --apply'");
	if (!task->gave_up)
		count(a, COUNTED_GAVE_UP);
	task->gave_up = true;
	return false;
}

static int write_definition(struct agent *a, struct task *task,
			    const char *name, const char *text)
{
	const struct about about = { "rewritten", name, task->uuid };
	struct err err = { "" };

	if (!may_write(a, task, name))
		return -1;
	task->writes++;
	task->last_write = tasks_now();
	if (virt_define(a->judge.virt, text, &err) < 0) {
		report(LOG_WARNING,
		       &(struct about){ "not-rewritten", name, task->uuid },
		       "%s", err.text);
		count(a, COUNTED_NOT_REWRITTEN);
		return -1;
	}
	report(LOG_INFO, &about, "the definition is SEV-ready");
	count(a, COUNTED_REWRITTEN);
	return 1;
}

static int mend(struct agent *a, struct task *task, const char *xml,
		const struct profile **ret_profile, struct err *err)
{
	_cleanup_(domain_freep) struct domain *dom = NULL;
	const struct profile *profile;
	_cleanup_free_ char *text = NULL;
	size_t len;

	if (domain_parse(xml, strlen(xml), &dom, err) < 0)
		return -1;
	profile = *ret_profile = judge_profile(&a->judge, dom);
	if (!profile || !profile->rewrite || profile->mode != MODE_ENFORCE)
		return 0;
	if (engine_rewrite(dom, profile, &a->judge.env, false, &text, &len,
			   err) < 0)
		return -1;
	if (!strcmp(text, xml))
		return 0;
	return write_definition(a, task, dom->name, text);
}

/* The profile is NULL where the domain is nobody's business, or gone. */
static int look(struct agent *a, struct task *task,
		const struct profile **ret_profile)
{
	_cleanup_free_ char *xml = NULL;
	struct err err = { "" };
	int result;

	*ret_profile = NULL;
	/* gone since it was heard of, or without a definition to change */
	if (!virt_is_persistent(a->judge.virt, task->uuid) ||
	    virt_get_xml(a->judge.virt, task->uuid, &xml, NULL) < 0)
		return 0;
	result = mend(a, task, xml, ret_profile, &err);
	if (result < 0 && *err.text)
		report(LOG_WARNING,
		       &(struct about){ "not-rewritten", NULL, task->uuid },
		       "%s: %s", task->uuid, err.text);
	return result;
}

int agent_mend(struct agent *a, struct task *task)
{
	const struct profile *profile;

	return look(a, task, &profile);
}

/* The policy may have been read again since the note was written. */
static bool wants_repair(const struct profile *profile)
{
	return profile && profile->rewrite && profile->repair_start &&
	       profile->mode == MODE_ENFORCE;
}

/*
 * It may have been mended between its refusal and the note of it, so that it
 * is started in any case; but once for each note: its own refusal would be
 * noted, too, and it would go on like that for ever.
 */
void agent_repair(struct agent *a, struct task *task)
{
	const struct profile *profile;
	struct err err = { "" };

	if (look(a, task, &profile) < 0 || !wants_repair(profile) ||
	    virt_state(a->judge.virt, task->uuid, NULL) != VIRT_SHUT)
		return;
	if (virt_start(a->judge.virt, task->uuid,
		       profile->attest == ATTEST_BEFORE_BOOT, NULL,
		       &err) == 0) {
		report(LOG_INFO,
		       &(struct about){ "repaired", NULL, task->uuid },
		       "%s: mended and started", task->uuid);
		count(a, COUNTED_REPAIRED);
		return;
	}
	repair_drop(a->judge.rootfd, task->uuid);
	count(a, COUNTED_NOT_REPAIRED);
	report(LOG_WARNING, &(struct about){ "not-repaired", NULL, task->uuid },
	       "%s: mended, but: %s", task->uuid, err.text);
}
