/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guest_agent.c - the host has no agent in the guest */
#include <string.h>

#include "rule.h"

static const struct reason agent = {
	.code = "guest-agent-channel",
	.level = MODE_AUDIT,
	.fix = "remove the channel: the agent runs commands, reads files and "
	       "sets passwords for the host",
};

static void check(struct check *c)
{
	xml_for_each(channel, c->dom->devices, "channel") {
		const char *name =
			xml_attr(xml_child(channel, "target"), "name");

		if (name && !strncmp(name, "org.qemu.guest_agent", 20))
			violation(c, &agent, channel,
				  "channel '%s' lets the host act in the guest",
				  name);
	}
}

const struct rule rule_guest_agent = {
	.id = "guest-agent",
	.title = "the host has no agent in the guest",
	.source = "QEMU, docs/interop/qemu-ga",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &agent, NULL },
	.check = check,
};
