/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asid.c - which address space identifiers are in use */
#include "asid.h"

enum { FREE, USED, DIRTY };

/* CPUID 0x8000001F, and SNP ABI (AMD 56860), SNP_INIT_EX, MAX_SNP_ASID. */
static void range(const struct psp_asids *asids, enum psp_asid_kind kind,
		  uint32_t *ret_first, uint32_t *ret_last)
{
	*ret_first = 1;
	*ret_last = asids->min_sev - 1;
	if (kind == PSP_ASID_SEV) {
		*ret_first = asids->min_sev;
		*ret_last = asids->max;
	} else if (kind == PSP_ASID_ES) {
		*ret_first = asids->max_snp + 1;
	} else if (asids->max_snp) {
		*ret_last = asids->max_snp;
	}
}

enum psp_status psp_asid_take(struct psp_asids *asids, enum psp_asid_kind kind,
			      uint32_t asid)
{
	uint32_t first, last;

	range(asids, kind, &first, &last);
	if (asid < first || asid > last || asid >= PSP_ASIDS)
		return PSP_INVALID_ASID;
	if (asids->state[asid] == USED)
		return PSP_ASID_OWNED;
	if (asids->state[asid] == DIRTY)
		return PSP_DFFLUSH_REQUIRED;
	asids->state[asid] = USED;
	return PSP_SUCCESS;
}

void psp_asid_give(struct psp_asids *asids, uint32_t asid)
{
	if (asid > 0 && asid < PSP_ASIDS && asids->state[asid] == USED)
		asids->state[asid] = DIRTY;
}

void psp_asid_flush(struct psp_asids *asids)
{
	uint32_t asid;

	for (asid = 0; asid < PSP_ASIDS; asid++)
		if (asids->state[asid] == DIRTY)
			asids->state[asid] = FREE;
}

void psp_asid_forget(struct psp_asids *asids)
{
	uint32_t asid;

	for (asid = 0; asid < PSP_ASIDS; asid++)
		if (asids->state[asid] == FREE)
			asids->state[asid] = DIRTY;
}
