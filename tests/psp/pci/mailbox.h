/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mailbox.h - the registers through which a kernel speaks to the firmware */
#ifndef PSP_PCI_MAILBOX_H
#define PSP_PCI_MAILBOX_H

#include <stdbool.h>
#include <stdio.h>

#include "dma.h"
#include "faults.h"
#include "tests/psp/psp.h"

/* Offsets in BAR 2 of PCI device 1022:14CA; the driver calls them "pspv4". */
#define MAILBOX_INTERRUPT_ENABLE 0x10690
#define MAILBOX_INTERRUPT_STATUS 0x10694
#define MAILBOX_COMMAND		 0x10980 /* command, and its response */
#define MAILBOX_BUFFER_LOW	 0x109e0
#define MAILBOX_BUFFER_HIGH	 0x109e4
#define MAILBOX_BOOT_LOADER	 0x109ec
#define MAILBOX_FEATURES	 0x109fc

#define MAILBOX_SIZE 0x100000 /* BAR 2 */

/* SEV API 4.1: the command register. */
#define MAILBOX_RESPONSE      (UINT32_C(1) << 31)
#define MAILBOX_ON_FINISH     (UINT32_C(1) << 0) /* interrupt when done */
#define MAILBOX_COMMAND_SHIFT 16
#define MAILBOX_COMMAND_MASK  UINT32_C(0x7ff)

/* Bit of both interrupt registers. */
#define MAILBOX_SEV_FINISHED (UINT32_C(1) << 1)

/* Guests at a time; what the firmware answers beyond is RESOURCE_LIMIT. */
#define MAILBOX_GUESTS PSP_ASIDS

/**
 * struct mailbox - the device without its bus; starts zeroed
 * @psp:		the firmware
 * @dma:		memory that commands point into
 * @faults_path:	read before every command, may be NULL
 * @faults:		what was in it
 * @trace:		gets a line for every command, may be NULL
 * @guest:		in LAUNCH_START's order; handle 0: free
 * @enable, @status, @command, @buffer: the registers
 * @pending:		a command was given and not answered
 * @due_ms:		when it is to be answered, CLOCK_MONOTONIC
 * @failed:		the fault file is wrong, and that was said: nothing
 *			that comes now is what the test wanted
 * @dead:		the firmware answers nothing until the next reset
 * @interrupt:		called when the device wants to interrupt
 * @context:		for it
 */
struct mailbox {
	struct psp *psp;
	struct dma dma;
	const char *faults_path;
	struct mailbox_faults faults;
	FILE *trace;
	struct psp_guest guest[MAILBOX_GUESTS];
	uint32_t enable, status, command;
	uint64_t buffer;
	bool pending, dead, failed;
	uint64_t due_ms;
	void (*interrupt)(void *context);
	void *context;
};

/**
 * mailbox_reset() - what a reset of the machine does: firmware starts anew
 */
void mailbox_reset(struct mailbox *mailbox);

/**
 * mailbox_read() - the 32 bit register at @offset; others read as zero
 */
uint32_t mailbox_read(const struct mailbox *mailbox, uint64_t offset);

/**
 * mailbox_write() - write it; a command begins when its register is written
 */
void mailbox_write(struct mailbox *mailbox, uint64_t offset, uint32_t value);

/**
 * mailbox_wait_ms() - how long until mailbox_run() has something to do
 *
 * Return: milliseconds, or -1: until something else happens.
 */
int mailbox_wait_ms(const struct mailbox *mailbox);

/**
 * mailbox_run() - answer the command when its time has come
 */
void mailbox_run(struct mailbox *mailbox);

#endif
