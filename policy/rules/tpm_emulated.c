/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tpm_emulated.c - no TPM whose state the host holds */
#include "rule.h"

static const struct reason host_controlled = {
	.code = "vtpm-host-controlled",
	.level = MODE_AUDIT,
	.fix = "do not trust what is sealed to it: its keys and state are "
	       "the host's; use the launch measurement instead",
};

static void check(struct check *c)
{
	xml_for_each(tpm, c->dom->devices, "tpm") {
		const char *type = xml_attr(xml_child(tpm, "backend"), "type");

		violation(c, &host_controlled, tpm,
			  "the TPM (backend '%s') is in the host's hands",
			  type ? type : "");
	}
}

const struct rule rule_tpm_emulated = {
	.id = "tpm-emulated",
	.title = "no TPM is in the host's hands",
	.source = "libvirt, formatdomain, \"TPM device\"",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &host_controlled, NULL },
	.check = check,
};
