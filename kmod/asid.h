/* SPDX-License-Identifier: GPL-2.0-only */
/* asid.h - which ASIDs are for what, and how many are left; plain arithmetic */
#ifndef SEVSTAT_ASID_H
#define SEVSTAT_ASID_H

#include <linux/types.h>

enum asid_type { ASID_SEV, ASID_SEV_ES, ASID_SEV_SNP, ASID_TYPES };

/**
 * struct asid_cpu - what the CPU has
 * @es:		SEV-ES
 * @snp:	SEV-SNP
 * @max:	highest ASID, CPUID 0x8000001f ECX; 0: none
 * @min_sev:	lowest ASID for plain SEV, CPUID 0x8000001f EDX
 */
struct asid_cpu {
	bool es;
	bool snp;
	u32 max;
	u32 min_sev;
};

/**
 * struct asid_kvm - what KVM makes of it: parameters of kvm_amd
 * @loaded:	kvm_amd is there at all
 * @sev:	SEV guests can be started
 * @es:		SEV-ES guests can be started
 * @snp:	SEV-SNP guests can be started
 * @hiding:	ciphertext_hiding_asids: highest ASID for SNP, and for SNP
 *		only; 0: SEV-ES and SNP share
 */
struct asid_kvm {
	bool loaded;
	bool sev;
	bool es;
	bool snp;
	u32 hiding;
};

/**
 * struct asid_range - first to last; both 0 when there are none
 * @first:	ASID 0 is the host's
 * @last:	included
 */
struct asid_range {
	u32 first;
	u32 last;
};

/**
 * struct asid_ranges - the whole division
 * @of:		for each type; SEV-ES and SNP are the same range when they share
 * @shared:	SEV-ES and SNP take from one range
 */
struct asid_ranges {
	struct asid_range of[ASID_TYPES];
	bool shared;
};

/**
 * struct asid_use - what is taken
 * @sev:	by SEV guests, as the misc controller counts
 * @pool:	by SEV-ES and SNP guests, which it counts together
 * @snp:	by SNP guests, as the firmware counts
 * @snp_known:	the firmware said so
 */
struct asid_use {
	u64 sev;
	u64 pool;
	u32 snp;
	bool snp_known;
};

/**
 * struct asid_count - one type
 * @used:		ASIDs
 * @available:		ASIDs, that is guests that can still be started
 * @used_known:		whether @used says anything
 * @available_known:	whether @available says anything
 */
struct asid_count {
	u64 used;
	u64 available;
	bool used_known;
	bool available_known;
};

/**
 * asid_divide() - which ASIDs are for what
 * @cpu:	what the CPU has
 * @kvm:	what KVM makes of it
 * @ret:	empty ranges for what can not be started
 *
 * The same as sev_hardware_setup() of the kernel's arch/x86/kvm/svm/sev.c.
 * Plain SEV has the upper part, SEV-ES and SNP share the lower one unless
 * ciphertext hiding divides it. What a CPU can not mean, an ASID 0 for SEV or
 * a part beyond the highest, is cut off.
 */
void asid_divide(const struct asid_cpu *cpu, const struct asid_kvm *kvm,
		 struct asid_ranges *ret);

/**
 * asid_capacity() - how many there are
 * @range:	of asid_divide()
 *
 * Return: 0 to 2^32 - 1.
 */
u32 asid_capacity(const struct asid_range *range);

/**
 * asid_account() - what is used and what is left
 * @ranges:	of asid_divide()
 * @use:	may be from slightly different moments: no count goes below 0
 * @ret:	ASID_TYPES of them
 */
void asid_account(const struct asid_ranges *ranges, const struct asid_use *use,
		  struct asid_count *ret);

#endif
