/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asid.h - which address space identifiers are in use */
#ifndef PSP_ASID_H
#define PSP_ASID_H

#include <stdint.h>

#include "status.h"

/* More than any processor has; CPUID 0x8000001F ECX says 509 or 1006. */
#define PSP_ASIDS 1024

/**
 * enum psp_asid_kind - what kind of guest wants one
 */
enum psp_asid_kind {
	PSP_ASID_SEV,
	PSP_ASID_ES,
	PSP_ASID_SNP,
};

/**
 * struct psp_asids - all of them, by number; all zero: there are none
 * @max:	the last one, CPUID 0x8000001F ECX; below PSP_ASIDS
 * @min_sev:	the first one for SEV guests, EDX; SEV-ES and SEV-SNP have
 *		those below
 * @max_snp:	with ciphertext hiding the last one for SEV-SNP, and those
 *		between are SEV-ES's; else 0
 * @state:	free, in use, or used and not flushed since
 */
struct psp_asids {
	uint32_t max, min_sev, max_snp;
	uint8_t state[PSP_ASIDS];
};

/**
 * psp_asid_take() - give @asid to a guest, SEV API chapter 6, ACTIVATE
 *
 * Return: PSP_INVALID_ASID for one that is not for this kind of guest,
 * PSP_ASID_OWNED for one in use, PSP_DFFLUSH_REQUIRED for one whose last
 * guest's data may still be on its way to memory.
 */
enum psp_status psp_asid_take(struct psp_asids *asids, enum psp_asid_kind kind,
			      uint32_t asid);

/**
 * psp_asid_give() - the guest is gone, or deactivated; 0 is nobody's
 */
void psp_asid_give(struct psp_asids *asids, uint32_t asid);

/**
 * psp_asid_flush() - DF_FLUSH: what is not in use is free again
 */
void psp_asid_flush(struct psp_asids *asids);

/**
 * psp_asid_forget() - INIT: nobody knows what was flushed before
 */
void psp_asid_forget(struct psp_asids *asids);

#endif
