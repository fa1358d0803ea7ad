/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmsa.h - the first state of a virtual processor, as KVM measures it */
#ifndef PSP_QEMU_VMSA_H
#define PSP_QEMU_VMSA_H

#include <stdbool.h>
#include <stdint.h>

#define VMSA_SIZE 4096
/* Where an x86 processor begins. */
#define VMSA_BOOT_EIP UINT32_C(0xfffffff0)

/**
 * vmsa_build() - the save area of a processor after reset
 * @page:	the result
 * @eip:	VMSA_BOOT_EIP, or the firmware's vector for the other processors
 * @signature:	CPUID leaf 1, EAX
 *
 * In the form of a VM made with KVM_SEV_ES_INIT, which is what libvirt's
 * SEV-ES guests use: the state of the FPU is not in it.
 * Source: APM volume 2 (AMD 24593), table B-4; Linux, sev_es_sync_vmsa().
 */
void vmsa_build(uint8_t page[static VMSA_SIZE], uint32_t eip,
		uint32_t signature);

/**
 * vmsa_signature() - CPUID leaf 1, EAX of a family, model and stepping
 */
uint32_t vmsa_signature(unsigned int family, unsigned int model,
			unsigned int stepping);

/**
 * vmsa_cpu_signature() - the same of QEMU's -cpu argument
 * @cpu:	"MODEL,option=..."; "host" and "max" are this machine's
 *		processor, as they are under KVM
 *
 * Return: false when the model is not known here.
 */
bool vmsa_cpu_signature(const char *cpu, uint32_t *ret_signature);

#endif
