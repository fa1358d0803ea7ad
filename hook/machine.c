/* SPDX-License-Identifier: GPL-2.0-or-later */
/* machine.c - what this process can see of the machine it runs on */
#include "machine.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "cleanup.h"

bool machine_encryption(struct machine_encryption *ret)
{
#if defined(__x86_64__)
	return __get_cpuid_count(0x8000001f, 0, &ret->eax, &ret->ebx, &ret->ecx,
				 &ret->edx) != 0;
#else
	(void)ret;
	return false;
#endif
}

/* AMD64 APM volume 3 (24594), E.4.17: EBX 5:0 is the C-bit's position. */
static unsigned int read_cbitpos(void)
{
	struct machine_encryption m;

	return machine_encryption(&m) && m.eax & 2 ? m.ebx & 0x3f : 0;
}

/* linux/kvm.h; the number of the capability is younger than some headers. */
#define CHECK_EXTENSION _IO(0xAE, 0x03)
#define CAP_VM_TYPES	235

/* What is no KVM, or one that does not know the question, answers 0. */
static unsigned int read_vm_types(int rootfd)
{
	_cleanup_close_ int fd =
		openat(rootfd, "dev/kvm", O_RDWR | O_CLOEXEC | O_NOCTTY);
	int types = fd < 0 ? -1 : ioctl(fd, CHECK_EXTENSION, CAP_VM_TYPES);

	return types > 0 ? (unsigned int)types : 0;
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
	ret->vm_types = read_vm_types(rootfd);
	ret->cbitpos = read_cbitpos();
	ret->memlock_unlimited = read_memlock();
}

uint32_t machine_cpu_signature(void)
{
#if defined(__x86_64__)
	unsigned int eax, ebx, ecx, edx;

	if (__get_cpuid(1, &eax, &ebx, &ecx, &edx))
		return eax;
#endif
	return 0;
}
