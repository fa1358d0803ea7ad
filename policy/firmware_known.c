/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firmware_known.c - which firmware and microcode is known to be broken */
#include "firmware_known.h"

#include <stddef.h>

#include "cleanup.h"

#define MICROCODE(last)                                                       \
	{                                                                     \
		"AMD-SB-7033", "CVE-2024-36347", KNOWN_BY_MICROCODE, 0, 0, 0, \
			last, "a BIOS with newer microcode"                   \
	}

/*
 * Sources:
 *  CVE-2019-9836: Cohen, "AMD Secure Encrypted Virtualization (SEV) key
 *	recovery", full-disclosure, 2019-06-25: Naples, 0.17 build 11 and below;
 *	fixed in build 22.
 *  AMD-SB-3019, SVNs: bulletin, as microsoft/CCF issue 6812 gives them.
 *  AMD-SB-3023, SVNs: Linux 7.2, drivers/crypto/ccp/sev-dev.c,
 *	sev_firmware_allows_es(): the fix is there from 0x1b (Zen 3 and Zen 4)
 *	and 4 (Zen 5) on.
 *  AMD-SB-7033, and AMD-SB-3019 for SEV, microcode: Linux 6.16,
 *	arch/x86/kernel/cpu/microcode/amd.c, need_sha_check(): the last
 *	revisions that take microcode which AMD did not sign.
 */
static const struct known_bad known[] = {
	{ "CVE-2019-9836", "CVE-2019-9836", KNOWN_BY_BUILD, 0x17, 0x00, 0x0f,
	  KNOWN_BUILD(0, 17, 11), "firmware 0.17 build 22" },
	{ "AMD-SB-3019", "CVE-2024-56161", KNOWN_BY_SNP_SVN, 0x19, 0x00, 0x0f,
	  0x17, "firmware with SNP SVN 24" },
	{ "AMD-SB-3019", "CVE-2024-56161", KNOWN_BY_SNP_SVN, 0x19, 0x10, 0x1f,
	  0x16, "firmware with SNP SVN 23" },
	{ "AMD-SB-3023", "CVE-2025-48514", KNOWN_BY_SNP_SVN, 0x19, 0x00, 0x1f,
	  0x1a, "firmware with SNP SVN 27" },
	{ "AMD-SB-3023", "CVE-2025-48514", KNOWN_BY_SNP_SVN, 0x19, 0xa0, 0xaf,
	  0x1a, "firmware with SNP SVN 27" },
	{ "AMD-SB-3023", "CVE-2025-48514", KNOWN_BY_SNP_SVN, 0x1a, 0x00, 0x1f,
	  0x03, "firmware with SNP SVN 4" },
	MICROCODE(0x08001277), /* Naples */
	MICROCODE(0x0830107c), /* Rome */
	MICROCODE(0x0a00107a), /* Milan, stepping 0 */
	MICROCODE(0x0a0011da), /* Milan */
	MICROCODE(0x0a001243), /* Milan-X */
	MICROCODE(0x0a101153), /* Genoa */
	MICROCODE(0x0a10124e), /* Genoa-X */
	MICROCODE(0x0aa00116), /* Bergamo, stepping 1 */
	MICROCODE(0x0aa00218), /* Bergamo, Siena */
	MICROCODE(0x0b002146), /* Turin */
	MICROCODE(0x0b101046), /* Turin Dense */
};

static bool is_about(const struct known_bad *k, const struct known_machine *m)
{
	if (k->by == KNOWN_BY_MICROCODE)
		return k->worst >> 8 == m->values[k->by] >> 8;
	return m->family == k->family && m->model >= k->first &&
	       m->model <= k->last;
}

const struct known_bad *firmware_known_bad(const struct known_machine *machine,
					   const struct known_bad *after)
{
	const struct known_bad *k = after ? after + 1 : known;

	for (; k < known + ARRAY_SIZE(known); k++)
		if (machine->has[k->by] && is_about(k, machine) &&
		    machine->values[k->by] <= k->worst)
			return k;
	return NULL;
}

bool firmware_known_about(const struct known_machine *machine,
			  enum known_by *ret_by)
{
	const struct known_bad *k;
	bool found = false;

	for (k = known; k < known + ARRAY_SIZE(known); k++)
		if (k->by != KNOWN_BY_MICROCODE && is_about(k, machine)) {
			*ret_by = k->by;
			found = true;
		}
	return found;
}
