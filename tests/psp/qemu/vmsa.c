/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmsa.c - the first state of a virtual processor, as KVM measures it */
#include "vmsa.h"

#include <cpuid.h>
#include <stdlib.h>
#include <string.h>

#include "opts.h"
#include "policy/cleanup.h"
#include "policy/text.h"

static void put(uint8_t *page, size_t offset, uint64_t value, size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i++)
		page[offset + i] = (uint8_t)(value >> (8 * i));
}

/* Selector, attributes, limit, base: APM volume 2, table B-4. */
static void put_segment(uint8_t *page, size_t offset, uint16_t selector,
			uint16_t attributes, uint32_t base)
{
	put(page, offset, selector, 2);
	put(page, offset + 2, attributes, 2);
	put(page, offset + 4, 0xffff, 4);
	put(page, offset + 8, base, 8);
}

void vmsa_build(uint8_t page[static VMSA_SIZE], uint32_t eip,
		uint32_t signature)
{
	memset(page, 0, VMSA_SIZE);
	put_segment(page, 0x000, 0, 0x0093, 0);			    /* ES */
	put_segment(page, 0x010, 0xf000, 0x009b, eip & 0xffff0000); /* CS */
	put_segment(page, 0x020, 0, 0x0093, 0);			    /* SS */
	put_segment(page, 0x030, 0, 0x0093, 0);			    /* DS */
	put_segment(page, 0x040, 0, 0x0093, 0);			    /* FS */
	put_segment(page, 0x050, 0, 0x0093, 0);			    /* GS */
	put_segment(page, 0x060, 0, 0, 0);			    /* GDTR */
	put_segment(page, 0x070, 0, 0x0082, 0);			    /* LDTR */
	put_segment(page, 0x080, 0, 0, 0);			    /* IDTR */
	put_segment(page, 0x090, 0, 0x008b, 0);			    /* TR */
	put(page, 0x0d0, 0x1000, 8);			   /* EFER: SVME */
	put(page, 0x148, 0x40, 8);			   /* CR4: MCE */
	put(page, 0x158, 0x10, 8);			   /* CR0: ET */
	put(page, 0x160, 0x400, 8);			   /* DR7 */
	put(page, 0x168, 0xffff0ff0, 8);		   /* DR6 */
	put(page, 0x170, 2, 8);				   /* RFLAGS */
	put(page, 0x178, eip & 0xffff, 8);		   /* RIP */
	put(page, 0x268, UINT64_C(0x0007040600070406), 8); /* G_PAT */
	put(page, 0x310, signature, 8);			   /* RDX */
	put(page, 0x3e8, 1, 8);				   /* XCR0 */
}

/* CPUID leaf 1: APM volume 3 (AMD 24594), appendix E.3.2. */
uint32_t vmsa_signature(unsigned int family, unsigned int model,
			unsigned int stepping)
{
	uint32_t base = family > 15 ? 15 : family;
	uint32_t extended = family > 15 ? (family - 15) & 0xff : 0;

	return extended << 20 | (model >> 4 & 15) << 16 | base << 8 |
	       (model & 15) << 4 | (stepping & 15);
}

/* QEMU's models for processors that have SEV; a version may follow. */
static const struct cpu_model {
	const char *name;
	uint8_t family, model, stepping;
} cpu_models[] = {
	{ "EPYC-Rome", 23, 49, 0 },  { "EPYC-Milan", 25, 1, 1 },
	{ "EPYC-Genoa", 25, 17, 0 }, { "EPYC-Turin", 26, 0, 0 },
	{ "EPYC-IBPB", 23, 1, 2 },   { "EPYC", 23, 1, 2 },
};

static const struct cpu_model *find_model(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cpu_models); i++) {
		const char *rest = name + strlen(cpu_models[i].name);

		if (!strncmp(name, cpu_models[i].name,
			     strlen(cpu_models[i].name)) &&
		    (!*rest || !strncmp(rest, "-v", 2)))
			return &cpu_models[i];
	}
	return NULL;
}

/* An option of -cpu that overrides the model's value. */
static unsigned int option(const char *cpu, const char *key, unsigned int value)
{
	_cleanup_free_ char *text = opt_get(cpu, key);
	uint64_t number;

	return text_to_u64(text, 10, UINT8_MAX, &number) ? (unsigned int)number
							 : value;
}

static bool host_signature(uint32_t *ret_signature)
{
	unsigned int eax, ebx, ecx, edx;

	if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx))
		return false;
	*ret_signature = eax;
	return true;
}

bool vmsa_cpu_signature(const char *cpu, uint32_t *ret_signature)
{
	_cleanup_free_ char *name = opt_first(cpu);
	const struct cpu_model *model = name ? find_model(name) : NULL;

	if (name && (!strcmp(name, "host") || !strcmp(name, "max")))
		return host_signature(ret_signature);
	if (!model)
		return false;
	*ret_signature =
		vmsa_signature(option(cpu, "family", model->family),
			       option(cpu, "model", model->model),
			       option(cpu, "stepping", model->stepping));
	return true;
}
