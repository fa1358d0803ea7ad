/* SPDX-License-Identifier: GPL-2.0-or-later */
/* machine_q35.c - the machine type is q35 */
#include <string.h>

#include "rule.h"
#include "topology.h"

static const struct reason not_q35 = {
	.code = "machine-not-q35",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "use <type machine='q35'> and drop the PCI addresses of i440fx",
};

/* microvm, isapc, xenfv ...: nobody can say what they would be on q35 */
static const struct reason not_convertible = {
	.code = "machine-not-q35",
	.level = MODE_ENFORCE,
	.fix = "define the guest anew with <type machine='q35'>",
};

static bool is_accepted(const struct check *c)
{
	return topology_is_q35(c->dom) ||
	       (topology_is_pc(c->dom) && !strcmp(c->value, "allow-i440fx"));
}

static void check(struct check *c)
{
	const char *machine = c->dom->machine;

	if (is_accepted(c))
		return;
	violation(c, topology_is_pc(c->dom) ? &not_q35 : &not_convertible,
		  xml_child(c->dom->os, "type"), "machine type is '%s'",
		  *machine ? machine : "pc (libvirt's default)");
}

/*
 * The alias, not the same version: a version of i440fx need not exist for
 * q35, and the guest's hardware changes anyhow.
 */
static void fix(struct check *c)
{
	if (is_accepted(c) || !topology_is_pc(c->dom))
		return;
	xml_set_attr(xml_child(c->dom->os, "type"), "machine", "q35");
	topology_forget(c->dom);
}

const struct rule rule_machine_q35 = {
	.id = "machine-q35",
	.title = "the machine type is q35",
	.source = "libvirt, Launch security with AMD SEV, \"Machine type\"",
	.techs = TECHS_AMD,
	.values = (const char *const[]){ "demand", "allow-i440fx", NULL },
	.reasons = (const struct reason *const[]){ &not_q35, &not_convertible,
						   NULL },
	.check = check,
	.fix = fix,
};
