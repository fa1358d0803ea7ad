/* SPDX-License-Identifier: GPL-2.0-or-later */
/* encrypts.h - does this machine encrypt the memory of its guests */
#ifndef HOOK_CLIENT_ENCRYPTS_H
#define HOOK_CLIENT_ENCRYPTS_H

#include "err.h"

/**
 * encrypts_test() - have one page of our own encrypted, and look at it
 * @err:	on -1 why it cannot be told: what is missing or not permitted,
 *		which call failed, and the firmware's status by number and name
 *
 * What CPUID, the kernel and the firmware say of themselves can be made up, by
 * an emulator for one.  So a guest of one page is launched, as far as its
 * first LAUNCH_UPDATE_DATA, which encrypts in place with a key that the host
 * does not have: afterwards the host has to read something else there.
 *
 * The guest has no processor and never runs.  It holds one ASID of SEV for
 * some milliseconds, and is gone when this returns.
 *
 * Source: SEV API (55766) 6.2 LAUNCH_START, 6.3 LAUNCH_UPDATE_DATA; Linux,
 * Documentation/virt/kvm/x86/amd-memory-encryption.rst.
 *
 * Return: 1 it does, 0 it does not, -1 not to be told.
 */
int encrypts_test(struct err *err);

#endif
