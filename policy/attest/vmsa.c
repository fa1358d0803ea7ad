/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmsa.c - the state a vCPU of an SEV-ES guest starts in */
#include "attest/vmsa.h"

#include <string.h>

#include "attest/le.h"
#include "cleanup.h"

/* Offsets in the save area, APM volume 2 (24593), table B-4. */
#define CS	     0x010
#define RIP	     0x178
#define RDX	     0x310
#define SEV_FEATURES 0x3b0
#define MXCSR	     0x408
#define X87_FCW	     0x410

/**
 * struct segment - a segment or table register, 16 bytes
 */
struct segment {
	size_t at;
	uint16_t selector, attributes;
	uint32_t limit;
};

static const struct segment segments[] = {
	{ 0x000, 0, 0x0093, 0xffff },				      /* ES */
	{ CS, 0xf000, 0x009b, 0xffff }, { 0x020, 0, 0x0093, 0xffff }, /* SS */
	{ 0x030, 0, 0x0093, 0xffff },				      /* DS */
	{ 0x040, 0, 0x0093, 0xffff },				      /* FS */
	{ 0x050, 0, 0x0093, 0xffff },				      /* GS */
	{ 0x060, 0, 0x0000, 0xffff },				      /* GDTR */
	{ 0x070, 0, 0x0082, 0xffff },				      /* LDTR */
	{ 0x080, 0, 0x0000, 0xffff },				      /* IDTR */
	{ 0x090, 0, 0x008b, 0xffff },				      /* TR */
};

static const struct {
	size_t at;
	uint64_t value;
} registers[] = {
	{ 0x0d0, 0x1000 },			 /* EFER: SVME */
	{ 0x148, 0x40 },			 /* CR4: MCE */
	{ 0x158, 0x10 },			 /* CR0: ET */
	{ 0x160, 0x400 },			 /* DR7 */
	{ 0x168, 0xffff0ff0 },			 /* DR6 */
	{ 0x170, 2 },				 /* RFLAGS */
	{ 0x268, UINT64_C(0x0007040600070406) }, /* G_PAT */
	{ 0x3e8, 1 },				 /* XCR0 */
};

static void put_segment(uint8_t *page, const struct segment *s)
{
	put_le16(page + s->at, s->selector);
	put_le16(page + s->at + 2, s->attributes);
	put_le32(page + s->at + 4, s->limit);
}

void vmsa_fill(uint8_t page[VMSA_SIZE], uint32_t eip,
	       const struct launch_shape *shape)
{
	size_t i;

	memset(page, 0, VMSA_SIZE);
	for (i = 0; i < ARRAY_SIZE(segments); i++)
		put_segment(page, &segments[i]);
	for (i = 0; i < ARRAY_SIZE(registers); i++)
		put_le64(page + registers[i].at, registers[i].value);
	put_le64(page + CS + 8, eip & 0xffff0000);
	put_le64(page + RIP, eip & 0xffff);
	put_le64(page + RDX, shape->cpu_signature);
	put_le64(page + SEV_FEATURES, shape->sev_features);
	if (shape->form == VMSA_LEGACY)
		return;
	put_le32(page + MXCSR, 0x1f80);
	put_le16(page + X87_FCW, 0x037f);
}
