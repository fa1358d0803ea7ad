// SPDX-License-Identifier: GPL-2.0-only
// platform.c - what this machine has, for as long as it runs
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "platform.h"

#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <asm/cpu_device_id.h>
#include <asm/cpufeature.h>
#include <asm/processor.h>

#include "compat.h"

#define CPUID_ENCRYPTION     0x8000001f
#define CPUID_ENCRYPTION_SEV BIT(1) /* in EAX */

/* udev loads the module where the kernel found SEV usable */
static const struct x86_cpu_id sev_cpus[] = {
	X86_MATCH_FEATURE(X86_FEATURE_SEV, NULL), {}
};
MODULE_DEVICE_TABLE(x86cpu, sev_cpus);

static bool cpu_knows_sev(void)
{
	return boot_cpu_data.extended_cpuid_level >= CPUID_ENCRYPTION &&
	       (cpuid_eax(CPUID_ENCRYPTION) & CPUID_ENCRYPTION_SEV);
}

/* The kernel drops the feature when the machine's setup has it switched off. */
static int no_sev(void)
{
	if (cpu_knows_sev())
		pr_err("the CPU has SEV, but it is not enabled in the machine's firmware setup\n");
	else
		pr_err("this CPU has no SEV\n");
	return -ENODEV;
}

int platform_detect(struct platform *ret)
{
	u32 eax, ebx, ecx, edx;

	if (!x86_match_cpu(sev_cpus))
		return no_sev();
	cpuid(CPUID_ENCRYPTION, &eax, &ebx, &ecx, &edx);
	*ret = (struct platform){
		.cpu = {
			.es = boot_cpu_has(X86_FEATURE_SEV_ES),
			.snp = CPU_HAS_SNP(),
			.max = ecx,
			.min_sev = edx,
		},
		.snp = HAVE_SNP_COMMANDS && CPU_HAS_SNP(),
		.usage = HAVE_ASID_USAGE,
	};
	return 0;
}
