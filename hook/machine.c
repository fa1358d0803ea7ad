/* SPDX-License-Identifier: GPL-2.0-or-later */
/* machine.c - what this process can see of the machine it runs on */
#include "machine.h"

#include <sys/resource.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

/* AMD64 APM volume 3 (24594), E.4.17: EBX 5:0 is the C-bit's position. */
static unsigned int read_cbitpos(void)
{
#if defined(__x86_64__)
	unsigned int eax, ebx, ecx, edx;

	if (__get_cpuid_count(0x8000001f, 0, &eax, &ebx, &ecx, &edx) && eax & 2)
		return ebx & 0x3f;
#endif
	return 0;
}

/* The hook is the daemon's child, so its limit is the one QEMU would get. */
static bool read_memlock(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_MEMLOCK, &limit) == 0 &&
	       limit.rlim_max == RLIM_INFINITY;
}

void machine_read(int rootfd, struct host *ret)
{
	host_read(rootfd, ret);
	ret->cbitpos = read_cbitpos();
	ret->memlock_unlimited = read_memlock();
}
