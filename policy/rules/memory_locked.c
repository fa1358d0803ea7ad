/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memory_locked.c - QEMU may pin all memory of an SEV or SEV-ES guest */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine.h"
#include "rule.h"

/*
 * KVM pins every RAM block that QEMU registers: guest RAM, video RAM, flash
 * and option ROMs.  libvirt's documentation and KubeVirt count RAM + 256 MiB.
 */
#define OVERHEAD (UINT64_C(256) << 20)

static const struct reason no_locked_memory = {
	.code = "no-locked-memory",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "add <memoryBacking><locked/></memoryBacking>",
};

static const struct reason hard_limit_too_small = {
	.code = "hard-limit-too-small",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "raise <memtune><hard_limit> to the guest's memory + 256 MiB",
};

static const struct reason hard_limit_with_locked = {
	.code = "hard-limit-with-locked",
	.level = MODE_AUDIT,
	.fix = "with both, <hard_limit> has to cover all of QEMU's own memory "
	       "too: drop one of them",
};

static xmlNode *locked(const struct domain *dom)
{
	return xml_find(dom->root, "memoryBacking/locked");
}

static xmlNode *hard_limit(const struct domain *dom)
{
	return xml_find(dom->root, "memtune/hard_limit");
}

static bool is_inherited(const struct check *c)
{
	return !strcmp(c->value, "inherit") && c->env->host &&
	       c->env->host->memlock_unlimited;
}

/* libvirt: a hard_limit decides, even beside <locked/>. */
static void check_limit(struct check *c)
{
	const xmlNode *node = hard_limit(c->dom);
	uint64_t limit, memory;

	if (!domain_memory(c->dom, &memory) || !domain_scaled(node, &limit)) {
		unknown(c, &hard_limit_too_small, node,
			"memory or hard_limit is not a size");
		return;
	}
	if (limit < memory + OVERHEAD)
		violation(c, &hard_limit_too_small, node,
			  "hard_limit is %" PRIu64 " KiB, needed are %" PRIu64
			  " KiB",
			  limit / 1024, (memory + OVERHEAD) / 1024);
	else if (locked(c->dom))
		violation(c, &hard_limit_with_locked, node,
			  "<locked/> pins all of QEMU, and hard_limit bounds "
			  "it to %" PRIu64 " KiB",
			  limit / 1024);
}

static void check(struct check *c)
{
	if (hard_limit(c->dom))
		check_limit(c);
	else if (!locked(c->dom) && !is_inherited(c))
		violation(c, &no_locked_memory, NULL,
			  "no <locked/> and no hard_limit: QEMU inherits the "
			  "daemon's RLIMIT_MEMLOCK");
}

static void raise_limit(struct check *c)
{
	xmlNode *node = hard_limit(c->dom);
	uint64_t limit, memory;
	char text[32];

	if (!domain_memory(c->dom, &memory) ||
	    (domain_scaled(node, &limit) && limit >= memory + OVERHEAD))
		return;
	snprintf(text, sizeof(text), "%" PRIu64,
		 (memory + OVERHEAD + 1023) / 1024);
	xml_set_attr(node, "unit", "KiB");
	xml_set_content(node, text);
}

static void fix(struct check *c)
{
	xmlNode *backing;

	if (hard_limit(c->dom)) {
		raise_limit(c);
		return;
	}
	if (locked(c->dom) || is_inherited(c))
		return;
	backing = xml_child(c->dom->root, "memoryBacking");
	if (!backing)
		backing = xml_add_near(c->dom->root, "memoryBacking",
				       "currentMemory memory uuid name");
	xml_add(backing, "locked");
}

const struct rule rule_memory_locked = {
	.id = "memory-locked",
	.title = "the guest's memory may be locked",
	.source = "libvirt, Launch security with AMD SEV, \"Memory\"; "
		  "qemuDomainGetMemLockLimitBytes()",
	.techs = TECHS_LAUNCHED,
	.host_side = true,
	.values = (const char *const[]){ "demand", "inherit", NULL },
	.reasons =
		(const struct reason *const[]){ &no_locked_memory,
						&hard_limit_too_small,
						&hard_limit_with_locked, NULL },
	.check = check,
	.fix = fix,
};
