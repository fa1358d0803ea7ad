/* SPDX-License-Identifier: GPL-2.0-or-later */
/* faults.h - a mailbox that misbehaves on demand */
#ifndef PSP_PCI_FAULTS_H
#define PSP_PCI_FAULTS_H

#include "tests/psp/fault.h"

/**
 * struct mailbox_faults - beside what the firmware itself does wrong
 * @hang:	the command is not answered while this stands
 * @length:	what the command says it needs or gave
 * @scramble:	bytes from the first on of what LAUNCH_UPDATE_DATA or
 *		LAUNCH_UPDATE_VMSA loads that are others afterwards, as if the
 *		memory were encrypted in place
 * @dead:	from the next command on nothing is answered, ever
 */
struct mailbox_faults {
	bool hang[PSP_CMD_COUNT];
	struct psp_untruth length[PSP_CMD_COUNT];
	uint32_t scramble[PSP_CMD_COUNT];
	bool dead;
};

/**
 * faults_read() - read the fault file
 * @path:	one directive a line: those of psp_faults_line(), and
 *		"hang COMMAND", "length COMMAND BYTES", "scramble COMMAND
 *		BYTES", "dead"; "#" begins a comment.  A file that is not there
 *		is empty.
 * @firmware, @mailbox:	what was in them is lost, on failure too
 * @err:	"PATH: line N: why"
 *
 * Return: 0, or -1: a test that misspells a fault must not pass.
 */
int faults_read(const char *path, struct psp_faults *firmware,
		struct mailbox_faults *mailbox, struct err *err);

#endif
