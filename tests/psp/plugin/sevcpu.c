/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sevcpu.c - lets an emulated processor answer like one that has SEV */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nested.h"
#include "registers.h"

/**
 * DOC: Theory of operation
 *
 * QEMU's TCG has SVM, and nothing of SEV: CPUID leaf 0x8000001F is zero, and
 * no property of a processor changes that.  This plugin is asked before every
 * CPUID, RDMSR, WRMSR, RMPUPDATE and PSMASH.  Where the answer concerns SEV it
 * puts it into the registers and lets execution go on behind the instruction;
 * otherwise QEMU does what it does.  What guests need is in nested.c.
 *
 * Memory is not encrypted, and there is no reverse map table: RMPUPDATE and
 * PSMASH always succeed.
 *
 * Arguments: max-asid=N, min-sev-asid=N, es=on|off, snp=on|off, rmp=ADDRESS
 * (a range of RMP_SIZE that the kernel was told to leave alone), segments=on|off
 * (the RMP is in parts, which only registers say), rmpread=on|off (from Turin on Linux does SEV-SNP only where CPUID has RMPREAD; the
 * instruction itself, which it needs to report faults, is not there).
 *
 * Sources: AMD 24593 (APM volume 2) 15.34 and 15.36, appendix A; AMD 24594
 * (APM volume 3) appendix E.4.
 */

#define EXPORT __attribute__((visibility("default")))

#define RMP_SIZE (8u << 20)

#define CPUID_SVM 0x8000000a
#define CPUID_SEV 0x8000001f

#define CPUID_SEV_SME	     (1u << 0)
#define CPUID_SEV_SEV	     (1u << 1)
#define CPUID_SEV_PAGE_FLUSH (1u << 2)
#define CPUID_SEV_ES	     (1u << 3)
#define CPUID_SEV_SNP	     (1u << 4)
#define CPUID_SEV_VMPL	     (1u << 5)
#define CPUID_SEV_RMPREAD    (1u << 21)
#define CPUID_SEV_SEGMENTS   (1u << 23)
/* C-bit 51, one bit of physical addresses less, four VMPLs */
#define CPUID_SEV_EBX (SEV_C_BIT | 1u << 6 | 4u << 12)

/* nested paging, LBR, saved next RIP, flush by ASID, decode assists: KVM does
 * not do SEV without; what of it is not there matters when a guest runs */
#define CPUID_SVM_EDX	(1u << 0 | 1u << 1 | 1u << 3 | 1u << 6 | 1u << 7)
#define CPUID_SVM_ASIDS 0x8000

#define MSR_SYSCFG	   0xc0010010
#define SYSCFG_MEM_ENCRYPT (1u << 23)
#define MSR_HWCR	   0xc0010015
#define HWCR_SMM_LOCK	   1
#define MSR_SEV_STATUS	   0xc0010131
#define SEV_STATUS_SEV	   1
#define MSR_RMP_BASE	   0xc0010132
#define MSR_RMP_END	   0xc0010133
#define MSR_RMP_CFG	   0xc0010136
#define RMP_CFG_SEGMENTS   1

static uint64_t syscfg[MAX_VCPUS];
static struct {
	uint32_t max_asid, min_sev_asid;
	bool es, snp, rmpread, segments;
	uint64_t rmp;
} options = { .max_asid = 509, .min_sev_asid = 100, .es = true };

static void put_pair(uint64_t value)
{
	put(RAX, (uint32_t)value);
	put(RDX, value >> 32);
}

static void on_cpuid(unsigned int vcpu, void *context)
{
	uint32_t leaf = (uint32_t)get(RAX);

	if (nested_is_running(vcpu))
		return;
	if (leaf == CPUID_SEV) {
		put(RAX, CPUID_SEV_SME | CPUID_SEV_SEV | CPUID_SEV_PAGE_FLUSH |
				 (options.es ? CPUID_SEV_ES : 0) |
				 (options.snp ? CPUID_SEV_SNP : 0) |
				 (options.snp ? CPUID_SEV_VMPL : 0) |
				 (options.segments ? CPUID_SEV_SEGMENTS : 0) |
				 (options.rmpread ? CPUID_SEV_RMPREAD : 0));
		put(RBX, CPUID_SEV_EBX);
		put(RCX, options.max_asid);
		put(RDX, options.min_sev_asid);
	} else if (leaf == CPUID_SVM) {
		put(RAX, 1);
		put(RBX, CPUID_SVM_ASIDS);
		put(RCX, 0);
		put(RDX, CPUID_SVM_EDX);
	} else {
		return;
	}
	skip(context);
}

/* What nobody can intercept: a guest asks whether it has SEV. */
static void on_guest_rdmsr(unsigned int vcpu, void *context)
{
	if ((uint32_t)get(RCX) != MSR_SEV_STATUS || !nested_is_sev(vcpu))
		return;
	put_pair(SEV_STATUS_SEV);
	skip(context);
}

static void on_rdmsr(unsigned int vcpu, void *context)
{
	if (nested_is_running(vcpu)) {
		on_guest_rdmsr(vcpu, context);
		return;
	}
	switch ((uint32_t)get(RCX)) {
	case MSR_SYSCFG:
		put_pair(syscfg[vcpu % MAX_VCPUS]);
		break;
	case MSR_HWCR:
		put_pair(HWCR_SMM_LOCK);
		break;
	case MSR_RMP_BASE:
		put_pair(options.rmp);
		break;
	case MSR_RMP_END:
		put_pair(options.rmp && !options.segments
				 ? options.rmp + RMP_SIZE - 1
				 : 0);
		break;
	case MSR_RMP_CFG:
		put_pair(options.segments ? RMP_CFG_SEGMENTS : 0);
		break;
	default:
		return;
	}
	skip(context);
}

static void on_wrmsr(unsigned int vcpu, void *context)
{
	if (nested_is_running(vcpu) || (uint32_t)get(RCX) != MSR_SYSCFG)
		return;
	syscfg[vcpu % MAX_VCPUS] = (uint32_t)get(RAX) | get(RDX) << 32;
	skip(context);
}

static void on_rmp(unsigned int vcpu, void *context)
{
	(void)vcpu;
	put(RAX, 0);
	skip(context);
}

/* RMPUPDATE is F2 0F 01 FE, PSMASH F3 0F 01 FF; QEMU knows neither, and takes
 * three or all four bytes for the instruction that it does not know. */
static bool is_rmp(const uint8_t *bytes, size_t len)
{
	if (len < 3 || len > 4 || bytes[1] != 0x0f || bytes[2] != 0x01)
		return false;
	if (bytes[0] == 0xf2)
		return len == 3 || bytes[3] == 0xfe;
	return bytes[0] == 0xf3 && len == 4 && bytes[3] == 0xff;
}

static void look_at(struct qemu_plugin_insn *insn)
{
	uint8_t bytes[16] = { 0 };
	size_t len = qemu_plugin_insn_size(insn);

	if (len > sizeof(bytes) ||
	    qemu_plugin_insn_data(insn, bytes, len) != len)
		return;
	nested_look_at(insn, bytes, len);
	if (options.snp && is_rmp(bytes, len))
		call(insn, on_rmp, 4);
	if (len != 2 || bytes[0] != 0x0f)
		return;
	if (bytes[1] == 0xa2)
		call(insn, on_cpuid, len);
	else if (bytes[1] == 0x32)
		call(insn, on_rdmsr, len);
	else if (bytes[1] == 0x30)
		call(insn, on_wrmsr, len);
}

static void on_translation(struct qemu_plugin_tb *tb, void *context)
{
	size_t i, n = qemu_plugin_tb_n_insns(tb);

	(void)context;
	for (i = 0; i < n; i++)
		look_at(qemu_plugin_tb_get_insn(tb, i));
}

static void on_vcpu(unsigned int vcpu, void *context)
{
	(void)context;
	syscfg[vcpu % MAX_VCPUS] = SYSCFG_MEM_ENCRYPT;
	if (registers_find())
		return;
	qemu_plugin_outs("sevcpu: QEMU hides a register\n");
	exit(EXIT_FAILURE);
}

static bool take_number(const char *argument, const char *name,
			unsigned long max, uint64_t *number)
{
	size_t len = strlen(name);
	unsigned long value;
	char *end;

	if (strncmp(argument, name, len) || argument[len] != '=')
		return false;
	value = strtoul(argument + len + 1, &end, 0);
	if (end == argument + len + 1 || *end || value > max)
		return false;
	*number = value;
	return true;
}

static bool take_option(const char *argument)
{
	uint64_t number;

	if (take_number(argument, "max-asid", UINT32_MAX, &number))
		options.max_asid = (uint32_t)number;
	else if (take_number(argument, "min-sev-asid", UINT32_MAX, &number))
		options.min_sev_asid = (uint32_t)number;
	else if (take_number(argument, "rmp", UINT64_MAX, &number))
		options.rmp = number;
	else if (!strcmp(argument, "es=on") || !strcmp(argument, "es=off"))
		options.es = !strcmp(argument, "es=on");
	else if (!strcmp(argument, "snp=on") || !strcmp(argument, "snp=off"))
		options.snp = !strcmp(argument, "snp=on");
	else if (!strcmp(argument, "rmpread=on") ||
		 !strcmp(argument, "rmpread=off"))
		options.rmpread = !strcmp(argument, "rmpread=on");
	else if (!strcmp(argument, "segments=on") ||
		 !strcmp(argument, "segments=off"))
		options.segments = !strcmp(argument, "segments=on");
	else
		return false;
	return true;
}

EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;
EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
			       const struct qemu_info *info, int argc,
			       char **argv);

EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
			       const struct qemu_info *info, int argc,
			       char **argv)
{
	int i;

	if (strcmp(info->target_name, "x86_64") || !info->system_emulation) {
		fprintf(stderr, "sevcpu: is for machines with x86_64\n");
		return -1;
	}
	for (i = 0; i < argc; i++) {
		if (take_option(argv[i]))
			continue;
		fprintf(stderr, "sevcpu: what is \"%s\"\n", argv[i]);
		return -1;
	}
	qemu_plugin_register_vcpu_init_cb(id, on_vcpu, NULL);
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation, NULL);
	return 0;
}
