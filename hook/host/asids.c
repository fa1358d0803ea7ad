/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asids.c - how many guests can still be started */
#include "hook/host/look.h"

#define LIMIT "BIOS setup: minimum SEV non-ES ASID (SEV-ES ASID Space Limit): "

static const struct pool_words {
	const char *check, *who, *none;
} pools[KINDS] = {
	[KIND_SEV] = { "asids-sev", "SEV",
		       LIMIT "1 less than its value are for SEV-ES, the rest "
			     "for SEV" },
	[KIND_SEV_ES] = { "asids-sev-es", "SEV-ES and SEV-SNP",
			  LIMIT "1 less than its value are for SEV-ES and "
				"SEV-SNP" },
	[KIND_SEV_SNP] = { "asids-sev-snp", "SEV-SNP",
			   "kvm_amd ciphertext_hiding_asids divides them" },
};

/* What has no ASIDs because the CPU has not got it, or kvm_amd is not there. */
static bool is_missed(const struct look *l, enum kind kind)
{
	const struct number *cpu = l->snapshot.platform.cpu;

	if (l->host.kvm_amd != YES)
		return false;
	return kind == KIND_SEV_ES
		       ? cpu[KIND_SEV_ES].value || cpu[KIND_SEV_SNP].value
		       : cpu[kind].value;
}

static void check_pool(struct look *l, enum kind kind)
{
	const struct platform_facts *p = &l->snapshot.platform;
	const struct pool_facts *pool = &p->pools[kind];
	const struct pool_words *w = &pools[kind];
	unsigned long long size = pool->size.value, used = pool->used.value;
	const char *who = kind == KIND_SEV_ES && p->divided ? "SEV-ES" : w->who;

	if (kind == KIND_SEV_SNP && !p->divided)
		told(l, w->check, CHECK_SKIP, NULL,
		     "SEV-SNP has none of its own");
	else if (!pool->size.known || !size)
		told(l, w->check, is_missed(l, kind) ? CHECK_WARN : CHECK_SKIP,
		     w->none, "no ASIDs for %s", who);
	else if (!pool->used.known)
		told(l, w->check, CHECK_INFO, NULL,
		     "%llu for %s; how many are in use is not known", size,
		     who);
	else
		told(l, w->check, used >= size ? CHECK_WARN : CHECK_PASS,
		     "no guest of that kind starts until one has ended; the BIOS "
		     "setup divides ASIDs: minimum SEV non-ES ASID",
		     "%llu of %llu for %s in use, %llu left", used, size, who,
		     used >= size ? 0 : size - used);
}

void check_asids(struct look *l)
{
	enum kind kind;

	for (kind = 0; kind < KINDS; kind++)
		check_pool(l, kind);
}
