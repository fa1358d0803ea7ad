/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memlock-shim.c - preloaded where root may not raise RLIMIT_MEMLOCK */
#include <assert.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * libvirt raises the limit of a QEMU with <locked/> memory and gives up when
 * it can not, which is so where root lacks CAP_SYS_RESOURCE.  Nothing is
 * pinned in the rig, so the limit is of no use there: a change of it that is
 * refused is taken for done.
 */

#define PUBLIC __attribute__((visibility("default")))

PUBLIC int prlimit64(pid_t pid, __rlimit_resource_t resource,
		     const struct rlimit64 *new_limit,
		     struct rlimit64 *old_limit)
{
	if (resource == RLIMIT_MEMLOCK && new_limit &&
	    syscall(SYS_prlimit64, pid, resource, new_limit, old_limit) < 0)
		new_limit = NULL;
	return (int)syscall(SYS_prlimit64, pid, resource, new_limit, old_limit);
}

static_assert(sizeof(struct rlimit) == sizeof(struct rlimit64), "64 bit only");

PUBLIC int prlimit(pid_t pid, __rlimit_resource_t resource,
		   const struct rlimit *new_limit, struct rlimit *old_limit)
{
	return prlimit64(pid, resource, (const void *)new_limit,
			 (void *)old_limit);
}

PUBLIC int setrlimit64(__rlimit_resource_t resource,
		       const struct rlimit64 *limit)
{
	return prlimit64(0, resource, limit, NULL);
}

PUBLIC int setrlimit(__rlimit_resource_t resource, const struct rlimit *limit)
{
	return prlimit64(0, resource, (const void *)limit, NULL);
}
