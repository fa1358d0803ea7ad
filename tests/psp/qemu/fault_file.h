/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fault_file.h - what a test wants to go wrong */
#ifndef PSP_QEMU_FAULT_FILE_H
#define PSP_QEMU_FAULT_FILE_H

#include "qmp_fault.h"
#include "swap.h"
#include "tests/psp/psp.h"

/* The C-bit of every SEV machine since Rome. */
#define HOST_CBITPOS 51

/**
 * struct host_faults - what the host around the firmware does differently
 * @cbitpos:		position of the C-bit, normally HOST_CBITPOS
 * @kvm_init:		what KVM_SEV_INIT returns, 0 or -errno
 * @no_es:		the platform was not set up for SEV-ES
 * @allow_migration:	QEMU does not refuse to migrate
 * @swap:		something else is launched
 * @qmp:		QEMU's answers go wrong
 */
struct host_faults {
	unsigned int cbitpos;
	int kvm_init;
	bool no_es, allow_migration;
	struct swap swap;
	struct qmp_faults qmp;
};

/**
 * fault_file_read() - read the fault file
 * @path:	one directive a line: those of psp_faults_line(), swap_line()
 *		and qmp_faults_line(), and "cbitpos N", "kvm-init ERRNO", "no-es", "allow-migration";
 *		"#" begins a comment.  A file that is not there is empty.
 * @host:	what was in it is lost; host_faults_clear() frees it, after a
 *		failure too
 * @err:	"PATH: line N: why"
 *
 * Return: 0, or -1: a test that misspells a fault must not pass.
 */
int fault_file_read(const char *path, struct psp_faults *firmware,
		    struct host_faults *host, struct err *err);

void host_faults_clear(struct host_faults *host);

#endif
