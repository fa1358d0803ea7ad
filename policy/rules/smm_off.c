/* SPDX-License-Identifier: GPL-2.0-or-later */
/* smm_off.c - no System Management Mode with encrypted register state */
#include "rule.h"

static const struct reason secure_boot = {
	.code = "secure-boot-smm",
	.level = MODE_ENFORCE,
	.fix = "drop secure='yes' and the secure-boot feature: they need SMM, "
	       "which SEV-ES and SEV-SNP guests can not have",
};

static const struct reason smm_enabled = {
	.code = "smm-enabled",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "use <smm state='off'/>",
};

static xmlNode *smm_on(const struct domain *dom)
{
	xmlNode *smm = xml_find(dom->root, "features/smm");
	const char *state = xml_attr(smm, "state");

	/* <smm/> without state is on */
	return smm && (!state || xml_attr_is(smm, "state", "on")) ? smm : NULL;
}

static void check(struct check *c)
{
	const xmlNode *loader = xml_child(c->dom->os, "loader");
	const xmlNode *firmware = xml_child(c->dom->os, "firmware");
	const xmlNode *smm = smm_on(c->dom);

	if (xml_attr_is(loader, "secure", "yes"))
		violation(c, &secure_boot, loader, "loader has secure='yes'");
	xml_for_each(feature, firmware, "feature")
		if (xml_attr_is(feature, "name", "secure-boot") &&
		    xml_attr_is(feature, "enabled", "yes"))
			violation(c, &secure_boot, feature,
				  "firmware feature secure-boot is enabled");
	if (smm)
		violation(c, &smm_enabled, smm, "<smm> is on");
}

static void fix(struct check *c)
{
	xml_set_attr(smm_on(c->dom), "state", "off");
}

const struct rule rule_smm_off = {
	.id = "smm-off",
	.title = "System Management Mode is off",
	.source = "QEMU, sev.c: \"SEV-SNP does not support SMM\"; SEV-ES "
		  "likewise",
	.techs = TECHS_ENCRYPTED_STATE,
	.reasons = (const struct reason *const[]){ &secure_boot, &smm_enabled,
						   NULL },
	.check = check,
	.fix = fix,
};
