/* SPDX-License-Identifier: GPL-2.0-or-later */
/* snp.h - the part of the firmware that serves SEV-SNP */
#ifndef PSP_SNP_H
#define PSP_SNP_H

#include <stdbool.h>

#include "asid.h"

struct psp;

/**
 * DOC: What is modelled of SEV-SNP
 *
 * The platform's state, guest contexts with their ASIDs and their order of
 * commands, and the limits that the firmware sets.  The reverse map table is
 * not: RMPUPDATE always succeeds, see plugin/, so nothing here looks into it.
 * There is no launch digest, no ID block check and no attestation report.
 *
 * Source: SEV-SNP Firmware ABI Specification, AMD 56860, chapter 8.
 */

/* Contexts at a time; the firmware has a limit too. */
#define PSP_SNP_GUESTS PSP_ASIDS

/**
 * enum psp_snp_state - of a guest, SNP ABI 4.2
 */
enum psp_snp_state {
	PSP_SNP_NONE = 0, /* no context */
	PSP_SNP_GUEST_INIT = 1,
	PSP_SNP_LAUNCH = 2,
	PSP_SNP_RUNNING = 3,
};

/**
 * struct psp_snp_guest - a guest context page, and what is in it
 * @gctx:	its address
 */
struct psp_snp_guest {
	uint64_t gctx, policy;
	uint32_t asid;
	enum psp_snp_state state;
};

/**
 * struct psp_snp - the platform as far as SEV-SNP goes
 * @init:			SNP_INIT has been done
 * @ciphertext_hiding:		and wanted this
 * @rapl_off:			and this: no power measurement in guests
 * @reported_tcb:		as SNP_CONFIG set it; 0: the current one
 * @mask_chip:			bits of SNP_CONFIG: MASK_CHIP_ID, MASK_CHIP_KEY
 * @guest:			contexts
 */
struct psp_snp {
	bool init, ciphertext_hiding, rapl_off;
	uint64_t reported_tcb;
	uint32_t mask_chip;
	struct psp_snp_guest guest[PSP_SNP_GUESTS];
};

/**
 * struct psp_snp_platform - SNP_PLATFORM_STATUS, SNP ABI 8.3
 */
struct psp_snp_platform {
	uint8_t api_major, api_minor;
	uint8_t state;	/* 0 UNINIT, 1 INIT */
	uint8_t is_rmp; /* bit 0: the RMP is initialized, bit 1: no aliases */
	uint32_t build;
	uint32_t features; /* PSP_SNP_* below */
	uint32_t guest_count;
	uint64_t current_tcb, reported_tcb;
} __attribute__((packed));

/* SNP ABI 8.3, offset 8. */
#define PSP_SNP_MASK_CHIP	  (UINT32_C(3) << 0)
#define PSP_SNP_FEATURE_INFO	  (UINT32_C(1) << 3)
#define PSP_SNP_RAPL_DIS	  (UINT32_C(1) << 4)
#define PSP_SNP_CIPHER_HIDING_CAP (UINT32_C(1) << 5)
#define PSP_SNP_CIPHER_HIDING_EN  (UINT32_C(1) << 6)

/* SNP ABI, SNP_FEATURE_INFO, Fn8000_0024 ECX. */
#define PSP_SNP_INFO_RAPL	(UINT32_C(1) << 2)
#define PSP_SNP_INFO_CIPHER	(UINT32_C(1) << 3)
#define PSP_SNP_INFO_MITIGATION (UINT32_C(1) << 13)

/**
 * struct psp_snp_init - what SNP_INIT_EX asks for
 * @max_snp_asid:	with @ciphertext_hiding
 */
struct psp_snp_init {
	bool ciphertext_hiding, rapl_off;
	uint16_t max_snp_asid;
};

enum psp_status psp_snp_init(struct psp *psp, const struct psp_snp_init *init);
enum psp_status psp_snp_shutdown(struct psp *psp);
enum psp_status psp_snp_platform_status(const struct psp *psp,
					struct psp_snp_platform *ret_status);

/**
 * psp_snp_feature_info() - SNP_FEATURE_INFO: what CPUID would say
 * @function:	0 for leaf 0x80000024
 * @info:	EAX, EBX, ECX, EDX
 */
enum psp_status psp_snp_feature_info(const struct psp *psp, uint32_t function,
				     uint32_t info[static 4]);

/**
 * psp_snp_config() - SNP_CONFIG: what reports will say
 * @mask_chip:	bit 0 masks the chip's ID, bit 1 its key
 */
enum psp_status psp_snp_config(struct psp *psp, uint64_t reported_tcb,
			       uint32_t mask_chip);

enum psp_status psp_snp_gctx_create(struct psp *psp, uint64_t gctx);
enum psp_status psp_snp_launch_start(struct psp *psp, uint64_t gctx,
				     uint64_t policy);
enum psp_status psp_snp_activate(struct psp *psp, uint64_t gctx, uint32_t asid);
enum psp_status psp_snp_launch_update(struct psp *psp, uint64_t gctx);
enum psp_status psp_snp_launch_finish(struct psp *psp, uint64_t gctx);
enum psp_status psp_snp_guest_status(const struct psp *psp, uint64_t gctx,
				     struct psp_snp_guest *ret_guest);
enum psp_status psp_snp_decommission(struct psp *psp, uint64_t gctx);

/**
 * psp_snp_simple() - a command that has nothing to do but to be allowed
 * @cmd:	SNP_DF_FLUSH, SNP_COMMIT, SNP_PAGE_RECLAIM, ...
 */
enum psp_status psp_snp_simple(struct psp *psp, enum psp_cmd cmd);

/**
 * psp_snp_forget() - the platform starts anew: no guests, not initialized
 */
void psp_snp_forget(struct psp *psp);

#endif
