/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch_security.c - <launchSecurity> is there and fits this host */
#include <stdio.h>
#include <string.h>

#include "engine.h"
#include "rule.h"
#include "text.h"

static const struct reason missing = {
	.code = "launchsecurity-missing",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "add <launchSecurity>",
};

/* the profile matched a plain domain, but does not say what to make of it */
static const struct reason missing_type = {
	.code = "launchsecurity-missing",
	.level = MODE_ENFORCE,
	.fix = "add <launch type=.../> to the profile, or <launchSecurity> to "
	       "the domain",
};

static const struct reason conflict = {
	.code = "launchsecurity-conflict",
	.level = MODE_ENFORCE,
	.fix = "use the profile's type, or match the domain with another "
	       "profile",
};

static const struct reason cbitpos = {
	.code = "cbitpos-mismatch",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "drop <cbitpos>: libvirt fills in the host's",
};

static const struct reason reduced_bits = {
	.code = "reduced-phys-bits",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "drop <reducedPhysBits>: libvirt fills in the host's",
};

static const struct reason incomplete = {
	.code = "cbitpos-missing",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "add <cbitpos> and <reducedPhysBits>: libvirt fills them in "
	       "only since 6.9.0",
};

static const char *type_for(enum tech tech)
{
	return tech == TECH_SEV_SNP ? "sev-snp" : "sev";
}

static bool is_filled_in(const struct check *c)
{
	const struct host *host = c->env->host;

	return !host || !host_is_older(host->libvirt, HOST_VERSION(6, 9, 0));
}

/* --- checking ------------------------------------------------------------- */

static bool is_wrong_cbitpos(const struct check *c, uint64_t *ret)
{
	const xmlNode *node = xml_child(c->dom->launch, "cbitpos");
	const struct host *host = c->env->host;

	if (!node)
		return false;
	if (!text_to_u64(xml_trimmed(node), 10, 63, ret))
		return true;
	return host && host->cbitpos && *ret != host->cbitpos;
}

static bool is_wrong_bits(const struct check *c)
{
	const xmlNode *node = xml_child(c->dom->launch, "reducedPhysBits");
	uint64_t bits;

	return node &&
	       (!text_to_u64(xml_trimmed(node), 10, 63, &bits) || !bits);
}

static void say_cbitpos(struct check *c, const xmlNode *node)
{
	const struct host *host = c->env->host;

	if (host && host->cbitpos)
		violation(c, &cbitpos, node,
			  "cbitpos is %s, the host's C-bit is bit %u",
			  xml_trimmed(node), host->cbitpos);
	else
		violation(c, &cbitpos, node,
			  "cbitpos is '%s', which is no bit's position",
			  xml_trimmed(node));
}

static void check_numbers(struct check *c)
{
	const xmlNode *launch = c->dom->launch;
	uint64_t at = 0;

	if (is_wrong_cbitpos(c, &at))
		say_cbitpos(c, xml_child(launch, "cbitpos"));
	if (is_wrong_bits(c))
		violation(c, &reduced_bits,
			  xml_child(launch, "reducedPhysBits"),
			  "reducedPhysBits is '%s', which is not 1 to 63",
			  xml_trimmed(xml_child(launch, "reducedPhysBits")));
	if (!is_filled_in(c) && (!xml_child(launch, "cbitpos") ||
				 !xml_child(launch, "reducedPhysBits")))
		violation(c, &incomplete, launch,
			  "<cbitpos> or <reducedPhysBits> is missing");
}

static void check(struct check *c)
{
	const xmlNode *launch = c->dom->launch;
	const char *type = xml_attr(launch, "type");

	if (!launch) {
		violation(c, c->target == TECH_NONE ? &missing_type : &missing,
			  c->dom->root,
			  "no <launchSecurity>: the guest is not confidential");
		return;
	}
	if (c->target == TECH_OTHER) {
		violation(c, &conflict, launch,
			  "launchSecurity type is '%s', which is not AMD's",
			  type ? type : "");
		return;
	}
	if (!type || strcmp(type, type_for(c->target)) != 0) {
		violation(c, &conflict, launch,
			  "launchSecurity type is '%s', profile %s wants '%s'",
			  type ? type : "", c->profile->name,
			  type_for(c->target));
		return;
	}
	check_numbers(c);
}

/* --- mending -------------------------------------------------------------- */

static void add_number(xmlNode *launch, const char *name, unsigned int value)
{
	char text[16];

	if (xml_child(launch, name))
		return;
	snprintf(text, sizeof(text), "%u", value);
	xml_set_content(xml_add(launch, name), text);
}

static void fix(struct check *c)
{
	struct domain *dom = c->dom;
	uint64_t at;

	if (c->target == TECH_NONE || c->target == TECH_OTHER)
		return;
	if (!dom->launch) {
		dom->launch = xml_add(dom->root, "launchSecurity");
		xml_set_attr(dom->launch, "type", type_for(c->target));
	}
	if (!xml_attr_is(dom->launch, "type", type_for(c->target)))
		return;
	if (is_wrong_cbitpos(c, &at))
		xml_remove(xml_child(dom->launch, "cbitpos"));
	if (is_wrong_bits(c))
		xml_remove(xml_child(dom->launch, "reducedPhysBits"));
	if (!is_filled_in(c) && c->env->host->cbitpos) {
		add_number(dom->launch, "cbitpos", c->env->host->cbitpos);
		add_number(dom->launch, "reducedPhysBits", 1);
	}
}

const struct rule rule_launch_security = {
	.id = "launch-security",
	.title = "<launchSecurity> asks for the guest the profile wants",
	.source = "libvirt, formatdomain, \"Launch Security\"; CPUID "
		  "0x8000001F EBX",
	.techs = TECHS_AMD | TECH_BIT(TECH_NONE) | TECH_BIT(TECH_OTHER),
	.reasons = (const struct reason *const[]){ &missing, &missing_type,
						   &conflict, &cbitpos,
						   &reduced_bits, &incomplete,
						   NULL },
	.check = check,
	.fix = fix,
};
