/* SPDX-License-Identifier: GPL-2.0-or-later */
/* version.c - libvirt and QEMU are new enough for what is asked */
#include "cleanup.h"
#include "engine.h"
#include "rule.h"

static const struct reason too_old = {
	.code = "version",
	.level = MODE_ENFORCE,
	.fix = "upgrade libvirt or QEMU, or do without",
};

static bool is_any(const struct check *c)
{
	(void)c;
	return true;
}

static bool is_es(const struct check *c)
{
	return c->target == TECH_SEV_ES;
}

static bool is_snp(const struct check *c)
{
	return c->target == TECH_SEV_SNP;
}

static bool has_hashes(const struct check *c)
{
	return xml_attr_is(c->dom->launch, "kernelHashes", "yes");
}

static bool has_stateless(const struct check *c)
{
	return xml_attr(xml_child(c->dom->os, "loader"), "stateless") != NULL;
}

/**
 * needs - what came with which release
 * @libvirt:	oldest libvirt, 0: any
 * @qemu:	oldest QEMU, 0: any
 */
static const struct need {
	const char *what;
	bool (*is_asked)(const struct check *c);
	unsigned int libvirt, qemu;
} needs[] = {
	{ "SEV", is_any, HOST_VERSION(4, 5, 0), HOST_VERSION(2, 12, 0) },
	{ "SEV-ES", is_es, HOST_VERSION(4, 5, 0), HOST_VERSION(6, 0, 0) },
	{ "SEV-SNP", is_snp, HOST_VERSION(10, 5, 0), HOST_VERSION(9, 1, 0) },
	{ "kernelHashes", has_hashes, HOST_VERSION(8, 0, 0),
	  HOST_VERSION(6, 2, 0) },
	{ "loader stateless", has_stateless, HOST_VERSION(8, 6, 0), 0 },
};

static void check_need(struct check *c, const struct need *need,
		       const char *part, unsigned int have, unsigned int oldest)
{
	if (!host_is_older(have, oldest))
		return;
	violation(c, &too_old, c->dom->launch,
		  "%s needs %s %u.%u, here is %u.%u.%u", need->what, part,
		  oldest / 1000000, oldest / 1000 % 1000, have / 1000000,
		  have / 1000 % 1000, have % 1000);
}

static void check(struct check *c)
{
	const struct host *host = c->env->host;
	size_t i;

	if (!host || (!host->libvirt && !host->qemu)) {
		skip(c, "the versions are not known here");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(needs); i++) {
		if (!needs[i].is_asked(c))
			continue;
		check_need(c, &needs[i], "libvirt", host->libvirt,
			   needs[i].libvirt);
		check_need(c, &needs[i], "QEMU", host->qemu, needs[i].qemu);
	}
}

const struct rule rule_version = {
	.id = "version",
	.title = "libvirt and QEMU are new enough",
	.source = "release notes of libvirt and QEMU",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &too_old, NULL },
	.check = check,
};
