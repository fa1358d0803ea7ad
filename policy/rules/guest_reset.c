/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guest_reset.c - a reboot from inside does not end in a QEMU abort */
#include <string.h>

#include "engine.h"
#include "rule.h"

static const struct reason unsupported = {
	.code = "reset-unsupported",
	.level = MODE_AUDIT,
	.fix = "use <on_reboot>destroy</on_reboot> and start the guest anew: "
	       "before QEMU 11 a reset ends QEMU, as register state is "
	       "encrypted",
};

static void check(struct check *c)
{
	const struct host *host = c->env->host;
	const xmlNode *node = xml_child(c->dom->root, "on_reboot");
	const char *action = xml_trimmed(node);

	if (host && host->qemu >= HOST_VERSION(11, 0, 0))
		skip(c, "QEMU 11 and newer can reset the guest");
	else if (!action || !strcmp(action, "restart"))
		violation(c, &unsupported, node,
			  "on_reboot is 'restart'%s, which this QEMU can not "
			  "do",
			  action ? "" : " by default");
}

const struct rule rule_guest_reset = {
	.id = "guest-reset",
	.title = "a reboot of the guest is something QEMU can do",
	.source = "QEMU 11.1, KVM vCPU rebind on confidential guest reset",
	.techs = TECHS_ENCRYPTED_STATE,
	.reasons = (const struct reason *const[]){ &unsupported, NULL },
	.check = check,
};
