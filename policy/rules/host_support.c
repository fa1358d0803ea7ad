/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host_support.c - this host can start one more guest of this kind */
#include <inttypes.h>

#include "engine.h"
#include "rule.h"

static const struct reason unsupported = {
	.code = "host-unsupported",
	.level = MODE_ENFORCE,
	.fix = "enable it in the BIOS, load kvm_amd with sev=1 (sev_es=1, "
	       "sev_snp=1), and look into the kernel's log for the firmware",
};

static const struct reason dead = {
	.code = "firmware-dead",
	.level = MODE_ENFORCE,
	.fix = "reboot the host, and switch it off and on if that does not help",
};

static const struct reason exhausted = {
	.code = "asid-exhausted",
	.level = MODE_ENFORCE,
	.fix = "stop a confidential guest, or raise the limit "
	       "(\"SEV-ES ASID Space Limit\" in the BIOS, misc.max)",
};

/* One kind is a pool of its own, the other two share one (kernel, sev.c). */
static const struct asids *pool(const struct check *c)
{
	return c->target == TECH_SEV ? &c->env->host->sev
				     : &c->env->host->sev_es;
}

static void check(struct check *c)
{
	const struct host *host = c->env->host;
	const struct asids *asids;

	if (!host || host->kvm_amd == NOT_KNOWN) {
		skip(c, "no host to look at");
		return;
	}
	if (host->kvm_amd == NO) {
		violation(c, &unsupported, c->dom->launch,
			  "the module kvm_amd is not loaded");
		return;
	}
	if (host->enabled[c->target] == NO) {
		violation(c, &unsupported, c->dom->launch,
			  "kvm_amd has %s switched off on this host",
			  tech_name(c->target));
		return;
	}
	if (host_masks(host, c->target)) {
		violation(c, &unsupported, c->dom->launch,
			  "the firmware keeps KVM from making %s guests",
			  tech_name(c->target));
		return;
	}
	if (host->firmware_dead) {
		violation(c, &dead, c->dom->launch,
			  "the secure processor does not answer any more");
		return;
	}
	asids = pool(c);
	if (asids->known && asids->used >= asids->capacity)
		violation(c, &exhausted, c->dom->launch,
			  "%" PRIu64 " of %" PRIu64 " %s ASIDs are in use",
			  asids->used, asids->capacity, tech_name(c->target));
}

const struct rule rule_host_support = {
	.id = "host-support",
	.title = "this host can start one more guest of this kind",
	.source = "Linux, kvm_amd module parameters; ccp; cgroup-v2, misc "
		  "controller",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &unsupported, &dead,
						   &exhausted, NULL },
	.check = check,
};
