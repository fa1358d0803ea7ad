/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel.c - what the kernel's own files say: kvm_amd, misc controller, CPU */
#include <stdio.h>
#include <string.h>

#include "hook/metrics/platform.h"
#include "text.h"

#define PARAMETERS "sys/module/kvm_amd/parameters/"
#define CAPACITY   "sys/fs/cgroup/misc.capacity"
#define CURRENT	   "sys/fs/cgroup/misc.current"
#define PEAK	   "sys/fs/cgroup/misc.peak"

/* --- ASIDs ---------------------------------------------------------------- */

/* bool reads "Y" and "N", an int "1" and "0"; no file: no such parameter */
static bool is_on(struct source *s, enum kind kind)
{
	static const char *const words[] = { "Y", "1", "N", "0", NULL };
	char path[64];
	const char *word;

	snprintf(path, sizeof(path), PARAMETERS "%s", kind_name(kind));
	word = source_word(s, path, words);
	return word && (word == words[0] || word == words[1]);
}

static bool has_any(struct number n)
{
	return n.known && n.value > 0;
}

/*
 * With ciphertext hiding the first ASIDs are for SEV-SNP, the others of the
 * pool for SEV-ES; the controller goes on counting them together.
 */
static void divide(struct platform_facts *ret, struct number snp)
{
	struct pool_facts *es = &ret->pools[KIND_SEV_ES];

	ret->divided = ret->startable[KIND_SEV_SNP].value && has_any(snp) &&
		       es->size.known && snp.value <= es->size.value;
	if (!ret->divided)
		return;
	ret->together = es->used;
	es->used.known = false;
	es->size.value -= snp.value;
	ret->pools[KIND_SEV_SNP].size = snp;
	ret->startable[KIND_SEV_ES].value &= es->size.value > 0;
}

static void read_pools(struct source *s, struct platform_facts *ret)
{
	enum kind kind;

	for (kind = KIND_SEV; kind <= KIND_SEV_ES; kind++) {
		struct pool_facts *pool = &ret->pools[kind];

		pool->size = source_line(s, CAPACITY, kind_name(kind));
		pool->used = source_line(s, CURRENT, kind_name(kind));
	}
}

static void read_peaks(struct source *s, struct platform_facts *ret)
{
	enum kind kind;

	/* where they are divided the kernel's number is of both */
	for (kind = KIND_SEV; kind <= KIND_SEV_ES; kind++)
		if (kind == KIND_SEV || !ret->divided)
			ret->pools[kind].peak =
				source_line(s, PEAK, kind_name(kind));
}

static void read_startable(struct source *s, struct platform_facts *ret)
{
	bool sev = has_any(ret->pools[KIND_SEV].size),
	     sev_es = has_any(ret->pools[KIND_SEV_ES].size);

	ret->startable[KIND_SEV] = number(is_on(s, KIND_SEV) && sev);
	ret->startable[KIND_SEV_ES] = number(is_on(s, KIND_SEV_ES) && sev_es);
	ret->startable[KIND_SEV_SNP] = number(is_on(s, KIND_SEV_SNP) && sev_es);
	if (sev || sev_es)
		ret->origin = ORIGIN_KERNEL;
}

static void read_guests(struct source *s, struct platform_facts *ret)
{
	unsigned int before = s->errors;
	enum kind kind;

	read_pools(s, ret);
	read_startable(s, ret);
	divide(ret, source_number(s, PARAMETERS "ciphertext_hiding_asids", 10,
				  UINT32_MAX));
	/* "no" would be a guess */
	for (kind = 0; kind < KINDS && s->errors != before; kind++)
		ret->startable[kind].known = false;
}

void platform_read_kernel(struct source *s, struct platform_facts *ret)
{
	if (ret->origin != ORIGIN_SEVSTAT)
		read_guests(s, ret);
	read_peaks(s, ret);
}

/* --- the CPU -------------------------------------------------------------- */

/* Source: AMD, Processor Programming References; families of EPYC. */
static const struct generation {
	uint64_t family, first, last;
	const char *name;
} generations[] = {
	{ 0x17, 0x00, 0x0f, "naples" }, { 0x17, 0x30, 0x3f, "rome" },
	{ 0x19, 0x00, 0x0f, "milan" },	{ 0x19, 0x10, 0x1f, "genoa" },
	{ 0x19, 0xa0, 0xaf, "genoa" },	{ 0x1a, 0x00, 0x1f, "turin" },
};

/* "name\t: value": what is behind the colon. */
static const char *value_of(const char *line, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(line, name, len) != 0)
		return NULL;
	line += len + strspn(line + len, "\t ");
	return line[0] == ':' && line[1] == ' ' ? line + 2 : NULL;
}

static const char *generation_of(uint64_t family, uint64_t model)
{
	const struct generation *g = generations;
	size_t i;

	for (i = 0; i < sizeof(generations) / sizeof(*g); i++, g++)
		if (g->family == family && model >= g->first &&
		    model <= g->last)
			return g->name;
	return "unknown";
}

static void take_number(const char *line, const char *name, int base,
			struct number *ret)
{
	const char *value = value_of(line, name);

	if (value)
		ret->known = text_to_u64(value, base, UINT32_MAX, &ret->value);
}

static void take_words(const char *line, const char *name, char *buf,
		       size_t size)
{
	const char *value = value_of(line, name);

	if (value)
		text_cut(buf, size, value);
}

static void take_flags(const char *line, struct platform_facts *ret)
{
	const char *value = value_of(line, "flags");
	enum kind kind;

	if (!value)
		return;
	ret->sme = number(text_has_word(value, "sme"));
	for (kind = 0; kind < KINDS; kind++)
		ret->cpu[kind] = number(text_has_word(value, kind_name(kind)));
}

static void take_line(const char *line, struct platform_facts *ret)
{
	struct cpu_facts *cpu = &ret->processor;

	take_flags(line, ret);
	take_words(line, "vendor_id", cpu->vendor, sizeof(cpu->vendor));
	take_words(line, "model name", cpu->name, sizeof(cpu->name));
	take_number(line, "cpu family", 10, &cpu->family);
	take_number(line, "model", 10, &cpu->model);
	take_number(line, "stepping", 10, &cpu->stepping);
	take_number(line, "microcode", 16, &cpu->microcode);
}

/* The first CPU's block ends with an empty line. */
void platform_read_cpu(struct source *s, struct platform_facts *ret)
{
	char text[SOURCE_MAX], *at = text, *line;
	const struct cpu_facts *cpu = &ret->processor;

	ret->family = "unknown";
	if (!source_head(s, "proc/cpuinfo", text))
		return;
	while ((line = strsep(&at, "\n")) && *line)
		take_line(line, ret);
	if (!strcmp(cpu->vendor, "AuthenticAMD"))
		ret->family =
			generation_of(cpu->family.value, cpu->model.value);
}
