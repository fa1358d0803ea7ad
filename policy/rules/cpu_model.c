/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cpu_model.c - the CPU model gives a measurement that can be predicted */
#include <string.h>

#include "rule.h"

static const struct reason host_dependent = {
	.code = "cpu-host-dependent",
	.level = MODE_AUDIT,
	.fix = "use a named model such as EPYC-Milan: the CPU signature is "
	       "part of the launch measurement",
};

static const struct reason nested = {
	.code = "cpu-nested-svm",
	.level = MODE_AUDIT,
	.fix = "disable the feature svm: a confidential guest can not run "
	       "guests",
};

static void check(struct check *c)
{
	const xmlNode *cpu = xml_child(c->dom->root, "cpu");
	const char *mode = xml_attr(cpu, "mode");

	if (mode && TECH_BIT(c->target) & TECHS_ENCRYPTED_STATE &&
	    (!strcmp(mode, "host-passthrough") || !strcmp(mode, "maximum")))
		violation(c, &host_dependent, cpu,
			  "CPU mode is '%s': each host measures differently",
			  mode);
	xml_for_each(feature, cpu, "feature")
		if (xml_attr_is(feature, "name", "svm") &&
		    (xml_attr_is(feature, "policy", "require") ||
		     xml_attr_is(feature, "policy", "force")))
			violation(c, &nested, feature,
				  "the CPU feature svm is on");
}

const struct rule rule_cpu_model = {
	.id = "cpu-model",
	.title = "the CPU model is the same on every host",
	.source = "AMD64 APM volume 2 (24593), table B-4, VMSA: RDX holds the "
		  "CPU signature",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &host_dependent, &nested,
						   NULL },
	.check = check,
};
