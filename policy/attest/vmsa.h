/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmsa.h - the state a vCPU of an SEV-ES guest starts in */
#ifndef POLICY_ATTEST_VMSA_H
#define POLICY_ATTEST_VMSA_H

#include "attest/launch.h"

#define VMSA_SIZE 4096u

/* Where the boot processor starts: the x86 reset vector. */
#define VMSA_BSP_EIP UINT32_C(0xfffffff0)

/**
 * vmsa_fill() - one page as Linux/KVM makes it for QEMU
 * @eip:	linear address the vCPU starts at
 * @shape:	CPU signature, form, SEV_FEATURES
 *
 * Source: APM volume 2 (24593), table B-4; Linux, sev_es_sync_vmsa(); QEMU,
 * x86_cpu_reset().
 */
void vmsa_fill(uint8_t page[VMSA_SIZE], uint32_t eip,
	       const struct launch_shape *shape);

#endif
