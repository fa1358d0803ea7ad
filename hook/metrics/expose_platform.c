/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expose_platform.c - families of the platform: what any exporter could say */
#include <string.h>

#include "hook/metrics/exposition.h"
#include "hook/metrics/families.h"

/* --- the host ------------------------------------------------------------- */

static void expose_host(FILE *out, const struct platform_facts *p)
{
	const char *name = "sev_host_info";
	enum kind kind;

	expose_family(out, name, "gauge",
		      "Generation of the CPU, and where these facts are from: "
		      "the module sevstat, an ioctl of the agent, the kernel's "
		      "files.");
	expose(out, name, 1, "family=\"%s\",source=\"%s\"", p->family,
	       origin_name(p->origin));
	name = "sev_cpu_feature";
	expose_family(out, name, "gauge", "Whether the CPU has it.");
	for (kind = 0; kind < KINDS; kind++)
		if (p->cpu[kind].known)
			expose(out, name, p->cpu[kind].value, "feature=\"%s\"",
			       kind_name(kind));
	name = "sev_feature_enabled";
	expose_family(out, name, "gauge",
		      "Whether KVM starts guests of this kind now.");
	for (kind = 0; kind < KINDS; kind++)
		if (p->startable[kind].known)
			expose(out, name, p->startable[kind].value,
			       "feature=\"%s\"", kind_name(kind));
}

static void expose_psp(FILE *out, const struct platform_facts *p)
{
	const char *const *attributes = psp_attributes(), *name;
	size_t i, n;

	name = "sev_psp_attribute";
	expose_family(out, name, "gauge",
		      "What the driver ccp says of the secure processor.");
	for (i = 0; i < p->n_psp; i++)
		for (n = 0; attributes[n]; n++)
			if (p->psp[i].attributes[n].known)
				expose(out, name, p->psp[i].attributes[n].value,
				       "device=\"%s\",attribute=\"%s\"",
				       p->psp[i].device, attributes[n]);
}

/* --- ASIDs ---------------------------------------------------------------- */

static void expose_pool(FILE *out, const struct platform_facts *p,
			const char *name, size_t field)
{
	enum kind kind;

	for (kind = 0; kind < KINDS; kind++) {
		const struct number *n =
			(const void *)((const char *)&p->pools[kind] + field);

		if (n->known)
			expose(out, name, n->value, "pool=\"%s\"",
			       kind_name(kind));
	}
}

static void expose_asids(FILE *out, const struct platform_facts *p)
{
	const char *name = "sev_asids";

	expose_family(out, name, "gauge",
		      "ASIDs of each pool. SEV-SNP guests take theirs from "
		      "sev_es unless there is a pool sev_snp.");
	expose_pool(out, p, name, offsetof(struct pool_facts, size));
	name = "sev_asids_in_use";
	expose_family(out, name, "gauge", "ASIDs that guests have.");
	expose_pool(out, p, name, offsetof(struct pool_facts, used));
	name = "sev_asids_in_use_peak";
	expose_family(out, name, "gauge",
		      "The most ASIDs that guests had since boot.");
	expose_pool(out, p, name, offsetof(struct pool_facts, peak));
}

/* --- the firmware --------------------------------------------------------- */

/* One number of both interfaces. */
static void expose_both(FILE *out, const struct platform_facts *p,
			const char *name, size_t field, const char *help)
{
	enum firmware_interface i;

	expose_family(out, name, "gauge", help);
	for (i = 0; i < FIRMWARE_INTERFACES; i++) {
		const struct number *n =
			(const void *)((const char *)&p->interfaces[i] + field);

		if (n->known)
			expose(out, name, n->value, "interface=\"%s\"",
			       firmware_interface_name(i));
	}
}

static void expose_identity(FILE *out, const struct platform_facts *p)
{
	const char *name = "sev_firmware_info";
	enum firmware_interface i;

	expose_family(out, name, "gauge", "Version of the firmware as text.");
	for (i = 0; i < FIRMWARE_INTERFACES; i++) {
		const struct interface_facts *f = &p->interfaces[i];

		if (f->api_major.known && f->api_minor.known && f->build.known)
			expose(out, name, 1,
			       "interface=\"%s\",api=\"%u.%u\",build=\"%u\"",
			       firmware_interface_name(i),
			       (unsigned int)f->api_major.value,
			       (unsigned int)f->api_minor.value,
			       (unsigned int)f->build.value);
	}
	expose_both(out, p, "sev_firmware_api_major",
		    offsetof(struct interface_facts, api_major),
		    "Major version of the firmware's API.");
	expose_both(out, p, "sev_firmware_api_minor",
		    offsetof(struct interface_facts, api_minor),
		    "Minor version of the firmware's API.");
	expose_both(out, p, "sev_firmware_build",
		    offsetof(struct interface_facts, build),
		    "Build of the firmware.");
	expose_both(out, p, "sev_firmware_guests",
		    offsetof(struct interface_facts, guests),
		    "Guests that the firmware knows.");
}

static void expose_states(FILE *out, const struct platform_facts *p)
{
	const char *name = "sev_platform_state", *const * word;
	enum firmware_interface i;
	size_t n;

	expose_family(out, name, "gauge", "1 for the state that holds.");
	for (i = 0; i < FIRMWARE_INTERFACES; i++)
		for (word = interface_states(i);
		     p->interfaces[i].state && *word; word++)
			expose(out, name,
			       !strcmp(*word, p->interfaces[i].state),
			       "interface=\"%s\",state=\"%s\"",
			       firmware_interface_name(i), *word);
	name = "sev_platform_flag";
	expose_family(out, name, "gauge", "What is set up or allowed.");
	for (i = 0; i < FIRMWARE_INTERFACES; i++)
		for (word = interface_flags(i), n = 0; word[n]; n++)
			if (p->interfaces[i].flags[n].known)
				expose(out, name,
				       p->interfaces[i].flags[n].value,
				       "interface=\"%s\",flag=\"%s\"",
				       firmware_interface_name(i), word[n]);
}

static void expose_tcb_of(FILE *out, const struct platform_facts *p,
			  const char *which, struct number tcb)
{
	const struct tcb_part *part;

	for (part = tcb_parts(p->family); tcb.known && part->component; part++)
		expose(out, "sev_tcb_svn", tcb.value >> 8 * part->byte & 0xff,
		       "tcb=\"%s\",component=\"%s\"", which, part->component);
}

static void expose_tcb(FILE *out, const struct platform_facts *p)
{
	expose_family(out, "sev_tcb_svn", "gauge",
		      "Security version of each part of the trusted base: "
		      "current, and the one that reports are signed for.");
	expose_tcb_of(out, p, "current", p->current_tcb);
	expose_tcb_of(out, p, "reported", p->reported_tcb);
}

static void expose_refresh(FILE *out, const struct snapshot *s)
{
	const struct platform_facts *p = &s->platform;
	const char *name = "sev_status_last_refresh_timestamp_seconds";

	expose_family(out, name, "gauge",
		      "When the firmware last answered. What it said is "
		      "cached: no scrape asks it.");
	if (s->refreshed.known)
		expose_fraction(out, name, s->refreshed.value, 1000);
	name = "sev_status_refresh_duration_seconds";
	expose_family(out, name, "gauge",
		      "How long the last question to the firmware took.");
	if (p->cost_us.known)
		expose_fraction(out, name, p->cost_us.value, 1000000);
	name = "sev_status_refreshes_total";
	expose_family(out, name, "counter", "Questions to the firmware.");
	if (p->queries.known)
		expose(out, name, p->queries.value, NULL);
	name = "sev_status_refresh_errors_total";
	expose_family(out, name, "counter",
		      "Questions to the firmware that failed.");
	if (p->errors.known)
		expose(out, name, p->errors.value, NULL);
}

void expose_platform(FILE *out, const struct snapshot *s)
{
	const struct platform_facts *p = &s->platform;

	expose_host(out, p);
	expose_identity(out, p);
	expose_states(out, p);
	expose_tcb(out, p);
	expose_asids(out, p);
	expose_psp(out, p);
	expose_refresh(out, s);
}
