// SPDX-License-Identifier: GPL-2.0-only
// usage.c - ASIDs as they are used now
#include "usage.h"

#include <linux/string.h>

#include "compat.h"
#include "kvm.h"

void usage_ranges(struct host *h, struct asid_ranges *ret)
{
	struct asid_kvm kvm;

	kvm_read(&kvm);
	asid_divide(&h->platform.cpu, &kvm, ret);
}

#if HAVE_ASID_USAGE

void usage_count(struct host *h, const struct asid_ranges *ranges,
		 struct asid_count *ret)
{
	struct asid_use use = {
		.sev = misc_total_usage(MISC_CG_RES_SEV),
		.pool = misc_total_usage(MISC_CG_RES_SEV_ES),
	};
	struct fw_snapshot s;

	snapshot_read(&h->snapshot, &s);
	use.snp = s.snp.guests;
	use.snp_known = s.snp_valid;
	asid_account(ranges, &use, ret);
}

#else

void usage_count(struct host *h, const struct asid_ranges *ranges,
		 struct asid_count *ret)
{
	memset(ret, 0, ASID_TYPES * sizeof(*ret));
}

#endif
