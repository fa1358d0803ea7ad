/* SPDX-License-Identifier: GPL-2.0-or-later */
/* machine.h - what this process can see of the machine it runs on */
#ifndef HOOK_MACHINE_H
#define HOOK_MACHINE_H

#include "host.h"

/**
 * machine_read() - the kernel's files, CPUID, and the limit that is inherited
 * @rootfd:	the directory that stands for "/"
 * @ret:	zeroed by the caller; versions and firmware images stay unset
 */
void machine_read(int rootfd, struct host *ret);

/**
 * struct machine_encryption - CPUID leaf 0x8000001f, as it comes
 *
 * Source: AMD64 APM volume 3 (24594), E.4.17.
 */
struct machine_encryption {
	unsigned int eax, ebx, ecx, edx;
};

/**
 * machine_encryption() - what this CPU says of memory encryption
 *
 * Return: false where it has no such leaf.
 */
bool machine_encryption(struct machine_encryption *ret);

/**
 * machine_cpu_signature() - CPUID leaf 1, EAX, of this machine
 *
 * Guests whose CPU is the host's have it in their VMSAs.
 *
 * Return: the signature, 0 when it is not known.
 */
uint32_t machine_cpu_signature(void);

#endif
