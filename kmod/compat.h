/* SPDX-License-Identifier: GPL-2.0-only */
/* compat.h - where kernels differ; nothing else of the module asks which it is */
#ifndef SEVSTAT_COMPAT_H
#define SEVSTAT_COMPAT_H

#include <linux/misc_cgroup.h>
#include <asm/cpufeature.h>

/*
 * cpuid() moved from asm/processor.h to asm/cpuid/api.h in 6.17, by way of
 * asm/cpuid.h.
 */
#if HAVE_ASM_CPUID_API
#include <asm/cpuid/api.h>
#else
#include <asm/processor.h>
#endif

/*
 * The SNP firmware can be asked since 6.9, in which ccp became able to
 * initialise it: sev_do_cmd() was static before, and the pages that the
 * firmware writes to have to come from snp_alloc_firmware_page().
 */
#define HAVE_SNP_COMMANDS (HAVE_SEV_DO_CMD && HAVE_SNP_ALLOC_FIRMWARE_PAGE)

/* SNP as a feature of the host's CPU has a name since 6.9 as well. */
#ifdef X86_FEATURE_SEV_SNP
#define CPU_HAS_SNP() boot_cpu_has(X86_FEATURE_SEV_SNP)
#else
#define CPU_HAS_SNP() false
#endif

/*
 * ASIDs are counted by the misc controller since 5.13, where it is configured
 * and KVM is built with SEV; the constants do not exist elsewhere.
 * misc_cg_res_total_usage() went in 6.15 for want of a user; since then the
 * root of the hierarchy is where the sum is.
 */
#if defined(CONFIG_CGROUP_MISC) && defined(CONFIG_KVM_AMD_SEV)
#define HAVE_ASID_USAGE 1

#if HAVE_MISC_CG_RES_TOTAL_USAGE
static inline u64 misc_total_usage(enum misc_res_type type)
{
	return misc_cg_res_total_usage(type);
}
#else
static inline u64 misc_total_usage(enum misc_res_type type)
{
	struct misc_cg *own = get_current_misc_cg();
	struct cgroup_subsys_state *css = &own->css;
	u64 usage;

	while (css->parent)
		css = css->parent;
	usage = atomic64_read(&css_misc(css)->res[type].usage);
	put_misc_cg(own);
	return usage;
}
#endif
#else
#define HAVE_ASID_USAGE 0
#endif

#endif
