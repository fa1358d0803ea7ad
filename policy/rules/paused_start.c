/* SPDX-License-Identifier: GPL-2.0-or-later */
/* paused_start.c - a guest that is attested before it boots starts paused */
#include "engine.h"
#include "rule.h"

static const struct reason running = {
	.code = "started-running",
	.level = MODE_ENFORCE,
	.fix = "start it paused (virsh start --paused): the profile wants its "
	       "launch measurement compared before anything runs",
};

static void check(struct check *c)
{
	if (c->profile->attest != ATTEST_BEFORE_BOOT)
		skip(c, "the profile does not attest before boot");
	else if (c->env->running == NOT_KNOWN)
		skip(c, "seen only in the moment of a start");
	else if (c->env->running == YES)
		violation(c, &running, NULL,
			  "the guest runs before it was attested");
}

const struct rule rule_paused_start = {
	.id = "paused-start",
	.title = "a guest that is attested before boot starts paused",
	.source = "SEV API (55766) 6.5 and 6.6: measurement and secret come "
		  "before the first instruction",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &running, NULL },
	.check = check,
};
