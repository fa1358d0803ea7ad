// SPDX-License-Identifier: GPL-2.0-only
// asid.c - which ASIDs are for what, and how many are left; plain arithmetic
#include "asid.h"

#include <linux/minmax.h>
#include <linux/string.h>

static struct asid_range range(u32 first, u32 last)
{
	return first <= last ? (struct asid_range){ first, last }
			     : (struct asid_range){};
}

/* The part below plain SEV's: to SNP what is set aside for it, the rest to both */
static void divide_pool(u32 last, const struct asid_cpu *cpu,
			const struct asid_kvm *kvm, struct asid_ranges *ret)
{
	u32 hiding = min(kvm->hiding, last);

	if (cpu->snp && kvm->snp)
		ret->of[ASID_SEV_SNP] = range(1, hiding ?: last);
	ret->of[ASID_SEV_ES] = range(hiding + 1, last);
	ret->shared = !hiding && ret->of[ASID_SEV_SNP].first;
}

void asid_divide(const struct asid_cpu *cpu, const struct asid_kvm *kvm,
		 struct asid_ranges *ret)
{
	u32 min_sev = max(cpu->min_sev, 1u);

	memset(ret, 0, sizeof(*ret));
	if (!kvm->loaded || !kvm->sev || !cpu->max)
		return;
	ret->of[ASID_SEV] = range(min_sev, cpu->max);
	if (cpu->es && kvm->es)
		divide_pool(min(min_sev - 1, cpu->max), cpu, kvm, ret);
}

u32 asid_capacity(const struct asid_range *range)
{
	return range->first ? range->last - range->first + 1 : 0;
}

static u64 left(u64 capacity, u64 used)
{
	return capacity > used ? capacity - used : 0;
}

void asid_account(const struct asid_ranges *ranges, const struct asid_use *use,
		  struct asid_count *ret)
{
	u32 snp_capacity = asid_capacity(&ranges->of[ASID_SEV_SNP]);
	/* without SNP everything in the pool is SEV-ES */
	u64 snp = snp_capacity ? use->snp : 0;
	bool known = !snp_capacity || use->snp_known;
	const u64 used[] = { use->sev, left(use->pool, snp), snp };
	enum asid_type i;

	for (i = 0; i < ASID_TYPES; i++) {
		bool pooled = ranges->shared && i != ASID_SEV;
		u64 capacity = asid_capacity(&ranges->of[i]);

		ret[i] = (struct asid_count){
			.used = used[i],
			.available =
				left(capacity, pooled ? use->pool : used[i]),
			.used_known = known || i == ASID_SEV,
			/* a range that is shared is as full as its users say */
			.available_known = known || pooled || i == ASID_SEV,
		};
	}
}
