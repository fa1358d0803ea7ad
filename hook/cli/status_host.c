/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status_host.c - the host above the domains of "sevgate status" */
#include <stdio.h>
#include <string.h>

#include "hook/cli/status.h"
#include "hook/decision.h"

#define BAR 20

/* --- text ----------------------------------------------------------------- */

static void print_label(const char *label)
{
	printf("%-11s", label);
}

static void print_pool(const char *label, const struct platform_facts *p,
		       enum kind kind)
{
	const struct pool_facts *pool = &p->pools[kind];
	uint64_t size = pool->size.value, used = pool->used.value;
	unsigned int full, i;

	if (!pool->size.known)
		return;
	print_label(label);
	printf("%-8s", kind_name(kind));
	if (!pool->used.known) {
		printf("%llu, in use: not known\n", (unsigned long long)size);
		return;
	}
	/* one that is taken is seen, and so is one that is left */
	full = size ? (unsigned int)((used * BAR + size - 1) / size) : 0;
	if (full >= BAR && used < size)
		full = BAR - 1;
	putchar('[');
	for (i = 0; i < BAR; i++)
		putchar(i < full ? '#' : '.');
	printf("] %llu of %llu in use%s\n", (unsigned long long)used,
	       (unsigned long long)size,
	       kind == KIND_SEV_ES && !p->divided ? ", by SEV-ES and SEV-SNP"
						  : "");
}

static void print_interface(const struct interface_facts *f, const char *name,
			    const char *separator)
{
	if (!f->state)
		return;
	printf("%s%s", separator, name);
	if (f->api_major.known && f->api_minor.known && f->build.known)
		printf(" %u.%u build %u", (unsigned int)f->api_major.value,
		       (unsigned int)f->api_minor.value,
		       (unsigned int)f->build.value);
	printf(" %s", f->state);
}

static void print_platform(const struct platform_facts *p)
{
	const struct interface_facts *f = p->interfaces;
	enum kind kind;

	print_label("host");
	printf("%s; starts", p->family);
	for (kind = 0; kind < KINDS; kind++)
		if (p->startable[kind].known && p->startable[kind].value)
			printf(" %s", kind_name(kind));
	if (!p->startable[KIND_SEV].value && !p->startable[KIND_SEV_ES].value &&
	    !p->startable[KIND_SEV_SNP].value)
		printf(" no confidential guests");
	printf("; known from %s\n", origin_name(p->origin));
	if (f[FIRMWARE_SEV].state || f[FIRMWARE_SNP].state) {
		print_label("firmware");
		print_interface(&f[FIRMWARE_SEV], "SEV", "");
		print_interface(&f[FIRMWARE_SNP], "SEV-SNP",
				f[FIRMWARE_SEV].state ? ", " : "");
		if (p->age_ms.known)
			printf("; %llu s ago",
			       (unsigned long long)p->age_ms.value / 1000);
		putchar('\n');
	}
	for (kind = 0; kind < KINDS; kind++)
		print_pool(kind == KIND_SEV ? "ASIDs" : "", p, kind);
}

/* At "prepare" alone: a start is asked about more than once. */
static unsigned long long decided(const struct snapshot *s,
				  enum counted_decision decision)
{
	return counter(&s->counters, COUNTED_DECISIONS,
		       counters_operation("prepare"), decision);
}

static void print_counters(const struct snapshot *s)
{
	const struct counters *c = &s->counters;

	if (!s->counted)
		return;
	print_label("starts");
	printf("%llu allowed, %llu refused, %llu undecided; launches: %llu "
	       "right, %llu wrong\n",
	       decided(s, COUNTED_ALLOW), decided(s, COUNTED_DENY),
	       decided(s, COUNTED_UNDECIDED),
	       (unsigned long long)counter(c, COUNTED_ATTESTED, 0),
	       (unsigned long long)counter(c, COUNTED_ATTESTED, 1));
}

static bool is_older(const struct snapshot *s, enum firmware_interface i)
{
	struct number met = snapshot_minimum(s, i);

	return met.known && !met.value;
}

static void print_problem(bool is_one, const char *problem)
{
	if (is_one)
		printf("%-11s%s\n", "PROBLEM", problem);
}

static void print_problems(const struct snapshot *s)
{
	unsigned int errors = 0;
	enum collector c;

	for (c = 0; c < COLLECTORS; c++)
		errors += s->errors[c];
	print_problem(s->break_glass.known && s->break_glass.value,
		      "enforcement is switched off: /" DECISION_BREAK_GLASS);
	print_problem(s->hook.known && !s->hook.value,
		      "libvirt has no hook of sevgate's, or may not execute "
		      "it");
	print_problem(s->agent_up && !s->agent.libvirt,
		      "sevgated is not connected to libvirt");
	print_problem(s->agent_up && !s->agent.policy_ok,
		      "the policy files are wrong: sevgate policy lint");
	print_problem(is_older(s, FIRMWARE_SEV) || is_older(s, FIRMWARE_SNP),
		      "the firmware is older than the policy demands");
	print_problem(counter(&s->counters, COUNTED_UNCHECKED) > 0,
		      "guests were started past the hook");
	print_problem(errors > 0, "files that say nonsense: sevgate metrics | "
				  "grep sevgate_collector_errors");
}

void status_print_host(const struct snapshot *s)
{
	print_platform(&s->platform);
	print_counters(s);
	print_problems(s);
	putchar('\n');
}

/* --- JSON ----------------------------------------------------------------- */

static json_t *json_number(struct number n)
{
	return n.known ? json_integer((json_int_t)n.value) : json_null();
}

static json_t *json_flag(struct number n)
{
	return n.known ? json_boolean(n.value) : json_null();
}

static json_t *json_firmware(const struct platform_facts *p)
{
	json_t *all = json_object();
	enum firmware_interface i;

	for (i = 0; i < FIRMWARE_INTERFACES; i++) {
		const struct interface_facts *f = &p->interfaces[i];

		json_object_set_new(
			all, firmware_interface_name(i),
			json_pack("{s:s?, s:o, s:o, s:o, s:o}", "state",
				  f->state, "api_major",
				  json_number(f->api_major), "api_minor",
				  json_number(f->api_minor), "build",
				  json_number(f->build), "guests",
				  json_number(f->guests)));
	}
	return all;
}

static json_t *json_kinds(const struct platform_facts *p)
{
	json_t *all = json_object();
	enum kind kind;

	for (kind = 0; kind < KINDS; kind++)
		json_object_set_new(
			all, kind_name(kind),
			json_pack("{s:o, s:o, s:o, s:o}", "startable",
				  json_flag(p->startable[kind]), "asids",
				  json_number(p->pools[kind].size), "in_use",
				  json_number(p->pools[kind].used), "peak",
				  json_number(p->pools[kind].peak)));
	return all;
}

json_t *status_json_host(const struct snapshot *s)
{
	const struct platform_facts *p = &s->platform;

	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "family",
			 p->family, "source", origin_name(p->origin), "kinds",
			 json_kinds(p), "firmware", json_firmware(p), "age_ms",
			 json_number(p->age_ms), "hook", json_flag(s->hook),
			 "break_glass", json_flag(s->break_glass));
}
