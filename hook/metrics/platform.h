/* SPDX-License-Identifier: GPL-2.0-or-later */
/* platform.h - what is known of SEV on this machine, without asking anybody */
#ifndef HOOK_METRICS_PLATFORM_H
#define HOOK_METRICS_PLATFORM_H

#include "firmware_minimum.h"
#include "hook/metrics/source.h"

/*
 * DOC: Where it is from
 *
 * The kernel module's files (docs/abi/sysfs-class-sevstat) say all of it.
 * Where the module is not loaded, kvm_amd's parameters and the misc
 * controller's counters say what guests can be started; what the firmware is
 * the agent asks it, now and then, as the answer may take minutes.
 */

/* The kernel module's files, below the root. */
#define PLATFORM_SEVSTAT "sys/class/sevstat/host"

/* Indices of what comes in three kinds. */
enum kind { KIND_SEV, KIND_SEV_ES, KIND_SEV_SNP, KINDS };

#define INTERFACE_FLAGS 7
#define PSP_DEVICES_MAX 16
#define PSP_ATTRIBUTES	5

/**
 * struct interface_facts - what the firmware said
 * @state:	one of interface_states(), or NULL
 * @flags:	0 or 1, in the order of interface_flags()
 */
struct interface_facts {
	struct number api_major, api_minor, build, guests;
	const char *state;
	struct number flags[INTERFACE_FLAGS];
};

/**
 * struct pool_facts - ASIDs
 */
struct pool_facts {
	struct number size, used, peak;
};

/**
 * struct psp_facts - what ccp says of one processor
 * @device:	its PCI address
 * @attributes:	0 or 1, in the order of psp_attributes()
 */
struct psp_facts {
	char device[16];
	struct number attributes[PSP_ATTRIBUTES];
};

/**
 * struct cpu_facts - which processor it is, as /proc/cpuinfo has it
 * @vendor, @name: "" where it does not say; anything may be in them
 */
struct cpu_facts {
	char vendor[16], name[64];
	struct number family, model, stepping, microcode;
};

/**
 * enum origin - where the facts are from
 */
enum origin { ORIGIN_NONE, ORIGIN_KERNEL, ORIGIN_IOCTL, ORIGIN_SEVSTAT };

/**
 * struct platform_facts - all of it
 * @family:	generation of the CPU, by its code name, or "unknown"
 * @processor:	the CPU
 * @sme:	the CPU has memory encryption, and the BIOS lets it
 * @cpu:	does the CPU have that kind
 * @startable:	does KVM start guests of that kind now
 * @divided:	SEV-SNP has ASIDs of its own (ciphertext hiding)
 * @together:	where @divided, ASIDs in use of SEV-ES and SEV-SNP together
 * @pools:	KIND_SEV_SNP only where @divided
 * @current_tcb, @reported_tcb: TCB_VERSION, SEV-SNP ABI (56860) 2.2
 * @age_ms:	since the firmware last answered
 * @cost_us:	how long the last question took
 * @queries, @errors: questions, and those that failed
 */
struct platform_facts {
	enum origin origin;
	const char *family;
	struct cpu_facts processor;
	struct number sme;
	struct number cpu[KINDS], startable[KINDS];
	bool divided;
	struct number together;
	struct pool_facts pools[KINDS];
	struct interface_facts interfaces[FIRMWARE_INTERFACES];
	struct number current_tcb, reported_tcb;
	struct number age_ms, cost_us, queries, errors;
	struct psp_facts psp[PSP_DEVICES_MAX];
	size_t n_psp;
};

/**
 * platform_read() - read the files of the kernel
 * @rootfd:	the directory that stands for "/"
 * @ret_sevstat, @ret_kernel, @ret_psp: errors of the files of the module, of
 *		kvm_amd and the misc controller, of ccp
 */
void platform_read(int rootfd, struct platform_facts *ret,
		   unsigned int *ret_sevstat, unsigned int *ret_kernel,
		   unsigned int *ret_psp);

/**
 * platform_forget_startable() - nothing starts without the firmware
 *
 * Every launch asks it, so that capacity is none where it is dead or absent.
 */
void platform_forget_startable(struct platform_facts *p);

/* The parts of it, each in a file of its own. */
void platform_read_sevstat(struct source *s, struct platform_facts *ret);
void platform_read_kernel(struct source *s, struct platform_facts *ret);
void platform_read_cpu(struct source *s, struct platform_facts *ret);
void platform_read_psp(struct source *s, struct platform_facts *ret);

/**
 * interface_states(), interface_flags(), psp_attributes(), kind_name(),
 * origin_name() - the words for them; lists are NULL terminated
 */
const char *const *interface_states(enum firmware_interface i);
const char *const *interface_flags(enum firmware_interface i);
const char *const *psp_attributes(void);
const char *kind_name(enum kind kind);
const char *origin_name(enum origin origin);

/**
 * struct tcb_part - a byte of TCB_VERSION
 */
struct tcb_part {
	const char *component;
	unsigned int byte;
};

/**
 * tcb_parts() - what the bytes of TCB_VERSION are; ends with a NULL name
 * @family:	from Turin on the layout is another
 *
 * Source: SEV-SNP ABI (56860) 2.2, tables for families 19h and 1Ah.
 */
const struct tcb_part *tcb_parts(const char *family);

#endif
