/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sevstat.c - what the kernel module's files say */
#include <stdio.h>
#include <string.h>

#include "hook/metrics/platform.h"

#define ASIDS_MAX UINT32_MAX

static struct number asids(struct source *s, enum kind kind, const char *what)
{
	char path[48];

	snprintf(path, sizeof(path), "asid/%s_%s", kind_name(kind), what);
	return source_number(s, path, 10, ASIDS_MAX);
}

static struct number difference(struct number a, struct number b)
{
	if (!a.known || !b.known || b.value > a.value)
		return (struct number){ .known = false };
	return number(a.value - b.value);
}

/* Files that a CPU has not are for a kind of guest that it has not. */
static struct number is_startable(struct source *s, enum kind kind)
{
	unsigned int before = s->errors;
	struct number capacity = asids(s, kind, "capacity");

	if (s->errors != before)
		return (struct number){ .known = false };
	return number(capacity.known && capacity.value > 0);
}

/* The kinds share their ASIDs unless they have different ranges. */
static bool are_divided(struct source *s)
{
	struct number es = asids(s, KIND_SEV_ES, "last"),
		      snp = asids(s, KIND_SEV_SNP, "last");

	return es.known && snp.known && snp.value && es.value != snp.value;
}

/*
 * What is shared counts for both kinds, and what is left of it is known
 * without the firmware, while who took how much is not.
 */
static void read_shared(struct source *s, struct pool_facts *pool)
{
	struct number es = asids(s, KIND_SEV_ES, "capacity"),
		      snp = asids(s, KIND_SEV_SNP, "capacity");
	bool by_snp = snp.known && (!es.known || snp.value > es.value);
	enum kind kind = by_snp ? KIND_SEV_SNP : KIND_SEV_ES;

	pool->size = by_snp ? snp : es;
	pool->used = difference(pool->size, asids(s, kind, "available"));
}

static void read_own(struct source *s, enum kind kind, struct pool_facts *pool)
{
	pool->size = asids(s, kind, "capacity");
	pool->used = asids(s, kind, "used");
}

static void read_asids(struct source *s, struct platform_facts *ret)
{
	enum kind kind;

	for (kind = 0; kind < KINDS; kind++)
		ret->startable[kind] = is_startable(s, kind);
	ret->divided = are_divided(s);
	read_own(s, KIND_SEV, &ret->pools[KIND_SEV]);
	if (ret->divided) {
		read_own(s, KIND_SEV_ES, &ret->pools[KIND_SEV_ES]);
		read_own(s, KIND_SEV_SNP, &ret->pools[KIND_SEV_SNP]);
	} else {
		read_shared(s, &ret->pools[KIND_SEV_ES]);
	}
}

/* --- the firmware --------------------------------------------------------- */

static void read_sev(struct source *s, struct interface_facts *sev)
{
	static const char *const owners[] = { "self", "external", NULL };
	const char *owner = source_word(s, "firmware/owner", owners);

	source_pair(s, "firmware/api", &sev->api_major, &sev->api_minor);
	sev->build = source_number(s, "firmware/build", 10, UINT8_MAX);
	sev->guests = source_number(s, "firmware/guests", 10, UINT32_MAX);
	sev->state = source_word(s, "firmware/state",
				 interface_states(FIRMWARE_SEV));
	if (owner)
		sev->flags[0] = number(owner == owners[1]);
	sev->flags[1] = source_number(s, "firmware/es_initialized", 10, 1);
}

static void read_snp(struct source *s, struct platform_facts *ret)
{
	struct interface_facts *snp = &ret->interfaces[FIRMWARE_SNP];
	const char *const *flags = interface_flags(FIRMWARE_SNP);
	char path[48];
	size_t i;

	source_pair(s, "snp/api", &snp->api_major, &snp->api_minor);
	snp->build = source_number(s, "snp/build", 10, UINT32_MAX);
	snp->guests = source_number(s, "snp/guests", 10, UINT32_MAX);
	snp->state =
		source_word(s, "snp/state", interface_states(FIRMWARE_SNP));
	for (i = 0; flags[i]; i++) {
		snprintf(path, sizeof(path), "snp/%s", flags[i]);
		snp->flags[i] = source_number(s, path, 10, 1);
	}
	ret->current_tcb = source_number(s, "snp/current_tcb", 16, UINT64_MAX);
	ret->reported_tcb =
		source_number(s, "snp/reported_tcb", 16, UINT64_MAX);
}

void platform_read_sevstat(struct source *s, struct platform_facts *ret)
{
	read_asids(s, ret);
	read_sev(s, &ret->interfaces[FIRMWARE_SEV]);
	read_snp(s, ret);
	ret->age_ms = source_number(s, "firmware/age_ms", 10, INT64_MAX);
	ret->cost_us = source_number(s, "firmware/cost_us", 10, INT64_MAX);
	ret->queries = source_number(s, "firmware/queries", 10, INT64_MAX);
	ret->errors = source_number(s, "firmware/errors", 10, INT64_MAX);
}
