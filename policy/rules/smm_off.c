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

static const struct reason smm_for_secure_boot = {
	.code = "smm-enabled",
	.level = MODE_ENFORCE,
	.fix = "drop Secure Boot, which needs SMM, then use <smm state='off'/>",
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
	const xmlNode *secure = domain_secure_boot(c->dom);
	const xmlNode *smm = smm_on(c->dom);

	if (secure)
		violation(c, &secure_boot, secure, "%s",
			  xml_is(secure, "loader")
				  ? "loader has secure='yes'"
				  : "firmware feature secure-boot is enabled");
	if (smm)
		violation(c, secure ? &smm_for_secure_boot : &smm_enabled, smm,
			  "<smm> is on");
}

/* With Secure Boot libvirt would not take the definition any more. */
static void fix(struct check *c)
{
	if (!domain_secure_boot(c->dom))
		xml_set_attr(smm_on(c->dom), "state", "off");
}

const struct rule rule_smm_off = {
	.id = "smm-off",
	.title = "System Management Mode is off",
	.source = "QEMU, sev.c: \"SEV-SNP does not support SMM\"; SEV-ES "
		  "likewise",
	.techs = TECHS_ENCRYPTED_STATE,
	.reasons = (const struct reason *const[]){ &secure_boot, &smm_enabled,
						   &smm_for_secure_boot, NULL },
	.check = check,
	.fix = fix,
};
