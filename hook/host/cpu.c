/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cpu.c - the processor, as the kernel sees it */
#include <stdio.h>
#include <string.h>

#include "firmware_known.h"
#include "hook/host/look.h"

#define BIOS "BIOS setup: "

static const char *vendor_hint =
	"SEV is in AMD's EPYC processors from the 7001 series on";

static void check_vendor(struct look *l)
{
	const struct cpu_facts *cpu = &l->snapshot.platform.processor;

	told(l, "cpu-vendor",
	     !*cpu->vendor			   ? CHECK_SKIP
	     : strcmp(cpu->vendor, "AuthenticAMD") ? CHECK_FAIL
						   : CHECK_PASS,
	     vendor_hint, "%s", *cpu->vendor ? cpu->vendor : "not known");
}

static void check_model(struct look *l)
{
	const struct platform_facts *p = &l->snapshot.platform;
	const struct cpu_facts *cpu = &p->processor;
	bool known = strcmp(p->family, "unknown") != 0;

	if (!cpu->family.known || !cpu->model.known) {
		told(l, "cpu-model", CHECK_SKIP, NULL, "not known");
		return;
	}
	told(l, "cpu-model", known ? CHECK_PASS : CHECK_WARN, vendor_hint,
	     "%s, family 0x%llx model 0x%02llx, %s", cpu->name,
	     (unsigned long long)cpu->family.value,
	     (unsigned long long)cpu->model.value,
	     known ? p->family : "no EPYC that is known here");
}

/* --- microcode ------------------------------------------------------------- */

static void check_microcode(struct look *l)
{
	const struct cpu_facts *cpu = &l->snapshot.platform.processor;
	struct known_machine m = { .has[KNOWN_BY_MICROCODE] =
					   cpu->microcode.known };
	const struct known_bad *bad;

	m.values[KNOWN_BY_MICROCODE] = (uint32_t)cpu->microcode.value;
	bad = firmware_known_bad(&m, NULL);
	if (!cpu->microcode.known)
		told(l, "cpu-microcode", CHECK_SKIP, NULL, "not known");
	else if (bad)
		told(l, "cpu-microcode", CHECK_WARN,
		     "install a BIOS with newer microcode",
		     "revision 0x%08llx has %s (%s)",
		     (unsigned long long)cpu->microcode.value, bad->bulletin,
		     bad->cve);
	else
		told(l, "cpu-microcode", CHECK_PASS, NULL, "revision 0x%08llx",
		     (unsigned long long)cpu->microcode.value);
}

/* --- what it can do -------------------------------------------------------- */

/* The first generation that has it. */
static bool is_before(const char *family, enum kind kind)
{
	bool naples = strcmp(family, "naples") == 0;

	return kind == KIND_SEV_ES    ? naples
	       : kind == KIND_SEV_SNP ? naples || strcmp(family, "rome") == 0
				      : false;
}

static const struct kind_words {
	const char *check, *name, *hint;
	unsigned int cpuid;
} kinds[KINDS] = {
	[KIND_SEV] = { "cpu-sev", "SEV",
		       BIOS "SMEE, and SEV-ES ASID Space Limit above 1",
		       1u << 1 },
	[KIND_SEV_ES] = { "cpu-sev-es", "SEV-ES",
			  BIOS "SEV-ES ASID Space Limit above 1", 1u << 3 },
	[KIND_SEV_SNP] = { "cpu-sev-snp", "SEV-SNP",
			   BIOS "SNP Memory (RMP Table) Coverage, SEV-SNP "
				"Support, IOMMU; the kernel has to be 6.11 or "
				"newer",
			   1u << 4 },
};

static void check_kind(struct look *l, enum kind kind)
{
	const struct platform_facts *p = &l->snapshot.platform;
	const struct kind_words *w = &kinds[kind];
	bool has = p->cpu[kind].value, chip = l->cpuid.eax & w->cpuid;

	if (!p->cpu[kind].known)
		told(l, w->check, CHECK_SKIP, NULL, "not known");
	else if (has)
		told(l, w->check, CHECK_PASS, NULL, "%s", w->name);
	else if (is_before(p->family, kind))
		told(l, w->check, CHECK_INFO, NULL,
		     "processors of this generation have no %s", w->name);
	else
		told(l, w->check, kind == KIND_SEV ? CHECK_FAIL : CHECK_WARN,
		     w->hint,
		     chip ? "the CPU has %s, but it is off"
			  : "the kernel sees no %s",
		     w->name);
}

static void check_sme(struct look *l)
{
	struct number sme = l->snapshot.platform.sme;

	if (!sme.known)
		told(l, "cpu-sme", CHECK_SKIP, NULL, "not known");
	else if (sme.value)
		told(l, "cpu-sme", CHECK_PASS, NULL, "memory encryption is on");
	else
		told(l, "cpu-sme",
		     l->snapshot.platform.cpu[KIND_SEV].value ? CHECK_INFO
							      : CHECK_WARN,
		     BIOS "SMEE",
		     "the kernel sees no memory encryption of its "
		     "own (SME)");
}

void check_cpu(struct look *l)
{
	enum kind kind;

	check_vendor(l);
	check_model(l);
	check_microcode(l);
	check_sme(l);
	for (kind = 0; kind < KINDS; kind++)
		check_kind(l, kind);
}
