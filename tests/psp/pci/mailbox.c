/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mailbox.c - the registers through which a kernel speaks to the firmware */
#include "mailbox.h"

#include <limits.h>
#include <string.h>
#include <time.h>

#include "commands.h"

/*
 * What the driver may ask the device about itself: SEV, and that the bits
 * about security below are valid; the part is fused, debugging is locked,
 * rollback is prevented.
 */
#define FEATURES    (1 << 0 | 1 << 7 | 1 << 8 | 1 << 10 | 1 << 15)
#define BOOT_LOADER 0x002d0077

/* How late the end of a fault may be noticed. */
#define SLICE_MS 20

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void mailbox_reset(struct mailbox *mailbox)
{
	command_end_guests(mailbox);
	psp_snp_forget(mailbox->psp);
	mailbox->psp->state = PSP_UNINIT;
	mailbox->psp->es_enabled = false;
	mailbox->enable = mailbox->status = mailbox->command = 0;
	mailbox->buffer = 0;
	mailbox->pending = mailbox->dead = false;
}

uint32_t mailbox_read(const struct mailbox *mailbox, uint64_t offset)
{
	switch (offset) {
	case MAILBOX_INTERRUPT_ENABLE:
		return mailbox->enable;
	case MAILBOX_INTERRUPT_STATUS:
		return mailbox->status;
	case MAILBOX_COMMAND:
		return mailbox->command;
	case MAILBOX_BUFFER_LOW:
		return (uint32_t)mailbox->buffer;
	case MAILBOX_BUFFER_HIGH:
		return (uint32_t)(mailbox->buffer >> 32);
	case MAILBOX_BOOT_LOADER:
		return BOOT_LOADER;
	case MAILBOX_FEATURES:
		return FEATURES;
	default:
		return 0;
	}
}

static const struct command *current(const struct mailbox *mailbox)
{
	return command_find(mailbox->command >> MAILBOX_COMMAND_SHIFT &
			    MAILBOX_COMMAND_MASK);
}

static bool read_faults(struct mailbox *mailbox)
{
	struct err err;

	if (!mailbox->faults_path ||
	    faults_read(mailbox->faults_path, &mailbox->psp->faults,
			&mailbox->faults, &err) == 0)
		return true;
	fprintf(stderr, "psp-pci: %s\n", err.text);
	mailbox->failed = true;
	return false;
}

static bool hangs(const struct mailbox *mailbox)
{
	const struct command *command = current(mailbox);

	return command && mailbox->faults.hang[command->cmd];
}

static void begin(struct mailbox *mailbox)
{
	const struct command *command = current(mailbox);

	if (!read_faults(mailbox))
		return;
	mailbox->dead |= mailbox->faults.dead;
	mailbox->pending = true;
	mailbox->due_ms = now_ms();
	if (command)
		mailbox->due_ms +=
			mailbox->psp->faults.cmd[command->cmd].delay_ms;
}

void mailbox_write(struct mailbox *mailbox, uint64_t offset, uint32_t value)
{
	switch (offset) {
	case MAILBOX_INTERRUPT_ENABLE:
		mailbox->enable = value;
		break;
	case MAILBOX_INTERRUPT_STATUS:
		mailbox->status &= ~value;
		break;
	case MAILBOX_BUFFER_LOW:
		mailbox->buffer =
			(mailbox->buffer & ~UINT64_C(0xffffffff)) | value;
		break;
	case MAILBOX_BUFFER_HIGH:
		mailbox->buffer =
			(uint64_t)value << 32 | (uint32_t)mailbox->buffer;
		break;
	case MAILBOX_COMMAND:
		mailbox->command = value;
		if (!(value & MAILBOX_RESPONSE))
			begin(mailbox);
		break;
	default:
		break;
	}
}

int mailbox_wait_ms(const struct mailbox *mailbox)
{
	uint64_t now = now_ms();

	if (!mailbox->pending || mailbox->dead)
		return -1;
	if (hangs(mailbox))
		return SLICE_MS;
	if (mailbox->due_ms <= now)
		return 0;
	return mailbox->due_ms - now < INT_MAX ? (int)(mailbox->due_ms - now)
					       : INT_MAX;
}

static void trace(const struct mailbox *mailbox, const struct command *command,
		  enum psp_status status)
{
	if (!mailbox->trace)
		return;
	if (command)
		fprintf(mailbox->trace, "%s", psp_cmd_name(command->cmd));
	else
		fprintf(mailbox->trace, "%#x",
			mailbox->command >> MAILBOX_COMMAND_SHIFT &
				MAILBOX_COMMAND_MASK);
	fprintf(mailbox->trace, " %d\n", status);
	fflush(mailbox->trace);
}

static void finish(struct mailbox *mailbox)
{
	const struct command *command = current(mailbox);
	bool interrupt = mailbox->command & MAILBOX_ON_FINISH;
	enum psp_status status;

	/* that was waited for where registers can be read meanwhile */
	if (command)
		mailbox->psp->faults.cmd[command->cmd].delay_ms = 0;
	status = command_run(mailbox, command);
	trace(mailbox, command, status);
	mailbox->pending = false;
	mailbox->command &= MAILBOX_COMMAND_MASK << MAILBOX_COMMAND_SHIFT;
	mailbox->command |= MAILBOX_RESPONSE | ((uint32_t)status & 0xffff);
	mailbox->status |= MAILBOX_SEV_FINISHED;
	if (interrupt && (mailbox->enable & MAILBOX_SEV_FINISHED))
		mailbox->interrupt(mailbox->context);
}

void mailbox_run(struct mailbox *mailbox)
{
	if (!mailbox->pending || mailbox->dead)
		return;
	/* whoever ends the fault gets the answer late */
	if (hangs(mailbox) && (!read_faults(mailbox) || hangs(mailbox)))
		return;
	if (mailbox->due_ms <= now_ms())
		finish(mailbox);
}
