/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firmware.c - the secure processor's firmware, as the module or the agent
 * heard from it */
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "firmware_known.h"
#include "hook/host/look.h"

#define UNKNOWN "the firmware was not asked"
#define WHO	"load the module sevstat, or let sevgated run as root"

static bool is_state(const struct interface_facts *f, const char *word)
{
	return f->state && !strcmp(f->state, word);
}

/* --- state ---------------------------------------------------------------- */

static void check_state(struct look *l)
{
	const struct interface_facts *f =
		&l->snapshot.platform.interfaces[FIRMWARE_SEV];

	if (!f->state || is_state(f, "unknown"))
		told(l, "firmware-state", CHECK_SKIP, WHO, UNKNOWN);
	else if (is_state(f, "dead"))
		told(l, "firmware-state", CHECK_FAIL,
		     "the processor did not answer and the driver gave it up; "
		     "only a reboot, often a power cycle, brings it back",
		     "the firmware is dead");
	else if (is_state(f, "absent"))
		told(l, "firmware-state", CHECK_FAIL,
		     "BIOS setup: the secure processor may be switched off",
		     "there is no secure processor");
	else if (is_state(f, "uninit"))
		told(l, "firmware-state", CHECK_INFO, NULL,
		     "SEV is not initialized; kvm_amd does it when it is loaded, "
		     "or the first guest's start");
	else
		told(l, "firmware-state", CHECK_PASS, NULL,
		     "SEV is initialized%s",
		     is_state(f, "working") ? ", and there are guests" : "");
}

static void check_es(struct look *l)
{
	struct number es =
		l->snapshot.platform.interfaces[FIRMWARE_SEV].flags[1];

	if (!es.known)
		told(l, "firmware-es", CHECK_SKIP, WHO, UNKNOWN);
	else
		told(l, "firmware-es", es.value ? CHECK_PASS : CHECK_INFO, NULL,
		     "SEV-ES is %sinitialized", es.value ? "" : "not ");
}

static void check_snp_state(struct look *l)
{
	const struct platform_facts *p = &l->snapshot.platform;
	const struct interface_facts *f = &p->interfaces[FIRMWARE_SNP];
	enum check_status if_not =
		l->host.enabled[TECH_SEV_SNP] == YES ? CHECK_WARN : CHECK_INFO;

	if (!f->state || is_state(f, "unknown"))
		told(l, "firmware-snp", CHECK_SKIP, WHO,
		     p->cpu[KIND_SEV_SNP].value ? UNKNOWN
						: "there is no SEV-SNP");
	else
		told(l, "firmware-snp",
		     is_state(f, "init") ? CHECK_PASS : if_not,
		     "see cpu-sev-snp and iommu, and \"SEV-SNP\" in the kernel's "
		     "log",
		     "SEV-SNP is %sinitialized",
		     is_state(f, "init") ? "" : "not ");
	if (!f->flags[0].known)
		told(l, "firmware-rmp", CHECK_SKIP, WHO, UNKNOWN);
	else
		told(l, "firmware-rmp", f->flags[0].value ? CHECK_PASS : if_not,
		     "see rmp-table", "the RMP is %sset up",
		     f->flags[0].value ? "" : "not ");
}

static void check_owner(struct look *l)
{
	struct number owned =
		l->snapshot.platform.interfaces[FIRMWARE_SEV].flags[0];

	if (!owned.known)
		told(l, "firmware-owner", CHECK_SKIP, WHO, UNKNOWN);
	else
		told(l, "firmware-owner", CHECK_INFO, NULL,
		     owned.value ? "the platform has an owner of its own "
				   "(sevgate platform)"
				 : "the platform owns itself");
}

/* --- version -------------------------------------------------------------- */

static bool has_version(const struct interface_facts *f)
{
	return f->api_major.known && f->api_minor.known && f->build.known;
}

static void check_version(struct look *l, enum firmware_interface i,
			  const char *name)
{
	const struct interface_facts *f = &l->snapshot.platform.interfaces[i];

	if (!has_version(f))
		told(l, name, CHECK_SKIP, WHO,
		     i == FIRMWARE_SNP &&
				     !l->snapshot.platform.cpu[KIND_SEV_SNP]
					      .value
			     ? "there is no SEV-SNP"
			     : UNKNOWN);
	else
		told(l, name, CHECK_INFO, NULL, "%s firmware %u.%u build %u",
		     i == FIRMWARE_SNP ? "SEV-SNP" : "SEV",
		     (unsigned int)f->api_major.value,
		     (unsigned int)f->api_minor.value,
		     (unsigned int)f->build.value);
}

/* The policy's own word, read now, counts; not the one the agent has. */
static void check_minimum(struct look *l, enum firmware_interface i,
			  const char *name)
{
	const struct interface_facts *f = &l->snapshot.platform.interfaces[i];
	const struct firmware_minimum *m =
		l->policy ? &l->policy->minimum[i] : NULL;
	bool met;

	if (!m || !m->set) {
		told(l, name, CHECK_SKIP, NULL,
		     m ? "the policy demands none" : "there is no policy");
		return;
	}
	if (!has_version(f)) {
		told(l, name, CHECK_SKIP, WHO, UNKNOWN);
		return;
	}
	met = firmware_minimum_met(m, (unsigned int)f->api_major.value,
				   (unsigned int)f->api_minor.value,
				   (unsigned int)f->build.value);
	told(l, name, met ? CHECK_PASS : CHECK_FAIL,
	     "update the firmware: AMD's file in /lib/firmware/amd and a reboot, "
	     "or the BIOS",
	     "the policy demands %u.%u build %u at least", m->api_major,
	     m->api_minor, m->build);
}

/* --- what is known to be bad ---------------------------------------------- */

static bool svn_of(const struct platform_facts *p, const char *component,
		   uint32_t *ret)
{
	const struct tcb_part *part = tcb_parts(p->family);

	for (; p->current_tcb.known && part->component; part++)
		if (!strcmp(part->component, component)) {
			*ret = p->current_tcb.value >> 8 * part->byte & 0xff;
			return true;
		}
	return false;
}

static void identify(const struct platform_facts *p, struct known_machine *m)
{
	const struct interface_facts *f = &p->interfaces[FIRMWARE_SEV];

	memset(m, 0, sizeof(*m));
	m->family = (unsigned int)p->processor.family.value;
	m->model = (unsigned int)p->processor.model.value;
	m->has[KNOWN_BY_BUILD] = has_version(f);
	m->values[KNOWN_BY_BUILD] = KNOWN_BUILD(
		f->api_major.value, f->api_minor.value, f->build.value);
	m->has[KNOWN_BY_SNP_SVN] =
		svn_of(p, "snp", &m->values[KNOWN_BY_SNP_SVN]);
}

static void check_known(struct look *l)
{
	const struct known_bad *bad = NULL;
	char list[200] = "", hint[200] = "";
	enum known_by by = KNOWN_BY_BUILD;
	struct known_machine m;

	identify(&l->snapshot.platform, &m);
	while ((bad = firmware_known_bad(&m, bad))) {
		size_t len = strlen(list);

		snprintf(list + len, sizeof(list) - len, "%s%s (%s)",
			 len ? ", " : "", bad->bulletin, bad->cve);
		snprintf(hint, sizeof(hint), "install %s or newer",
			 bad->better);
	}
	if (*list)
		told(l, "firmware-known-bad", CHECK_WARN, hint,
		     "this firmware has %s", list);
	else if (!firmware_known_about(&m, &by))
		told(l, "firmware-known-bad", CHECK_INFO, NULL,
		     "nothing is known here of this processor's firmware");
	else if (m.has[by])
		told(l, "firmware-known-bad", CHECK_PASS, NULL,
		     "it is newer than what is known here to be broken");
	else
		told(l, "firmware-known-bad", CHECK_SKIP, WHO, "%s",
		     by == KNOWN_BY_SNP_SVN
			     ? "its SVN is not known, which only SEV-SNP tells"
			     : UNKNOWN);
}

static void check_tcb(struct look *l)
{
	const struct platform_facts *p = &l->snapshot.platform;

	if (!p->current_tcb.known || !p->reported_tcb.known)
		told(l, "firmware-tcb", CHECK_SKIP, WHO,
		     p->cpu[KIND_SEV_SNP].value ? UNKNOWN
						: "there is no SEV-SNP");
	else if (p->current_tcb.value == p->reported_tcb.value)
		told(l, "firmware-tcb", CHECK_PASS, NULL,
		     "guests are told the TCB that runs: 0x%016llx",
		     (unsigned long long)p->current_tcb.value);
	else
		told(l, "firmware-tcb", CHECK_WARN,
		     "right after an update that is normal; commit it when it "
		     "has proved itself, there is no way back then",
		     "guests are told TCB 0x%016llx, and 0x%016llx runs",
		     (unsigned long long)p->reported_tcb.value,
		     (unsigned long long)p->current_tcb.value);
}

static void check_tsme(struct look *l)
{
	const struct platform_facts *p = &l->snapshot.platform;

	/* psp_attributes(): tsme_status is the third */
	if (!p->n_psp || !p->psp[0].attributes[2].known)
		told(l, "tsme", CHECK_SKIP, NULL, "not known");
	else
		told(l, "tsme", CHECK_INFO, NULL,
		     "transparent encryption of all memory (TSME) is %s",
		     p->psp[0].attributes[2].value ? "on" : "off");
}

void check_firmware(struct look *l)
{
	check_state(l);
	check_es(l);
	check_snp_state(l);
	check_owner(l);
	check_version(l, FIRMWARE_SEV, "firmware-version");
	check_version(l, FIRMWARE_SNP, "firmware-snp-version");
	check_minimum(l, FIRMWARE_SEV, "firmware-minimum");
	check_minimum(l, FIRMWARE_SNP, "firmware-snp-minimum");
	check_known(l);
	check_tcb(l);
	check_tsme(l);
}
