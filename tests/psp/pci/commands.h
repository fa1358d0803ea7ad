/* SPDX-License-Identifier: GPL-2.0-or-later */
/* commands.h - what the mailbox's commands carry, and who serves them */
#ifndef PSP_PCI_COMMANDS_H
#define PSP_PCI_COMMANDS_H

#include "mailbox.h"

/* The longest command buffer, SNP_INIT_EX. */
#define COMMAND_BUFFER 64

/* The C-bit may be set in an address of guest memory. */
#define COMMAND_C_BIT (UINT64_C(1) << 51)

#define COMMAND_PAGE 4096

/**
 * struct command - one row of a table
 * @number:	as in the mailbox
 * @cmd:	the model's name for it, for faults and the trace
 * @size:	of its command buffer, 0: it has none
 * @run:	gets a copy of the buffer, which goes back after it, whatever
 *		it answers: lengths that were too short come back right
 */
struct command {
	uint16_t number;
	enum psp_cmd cmd;
	uint16_t size;
	enum psp_status (*run)(struct mailbox *mailbox, void *buffer);
};

/* Each ends with @run NULL. */
extern const struct command platform_commands[];
extern const struct command guest_commands[];
extern const struct command snp_commands[];

/**
 * command_find() - the row for a number, or NULL
 */
const struct command *command_find(uint32_t number);

/**
 * command_run() - do what the registers say
 * @command:	may be NULL: nobody knows it
 */
enum psp_status command_run(struct mailbox *mailbox,
			    const struct command *command);

/**
 * command_memory() - guest memory that a command points at
 *
 * Return: NULL unless all of it can be reached.
 */
void *command_memory(const struct mailbox *mailbox, uint64_t address,
		     uint64_t len);

/**
 * command_length() - the length that a command answers
 * @truth:	what it has to be; a fault may say something else
 */
uint32_t command_length(const struct mailbox *mailbox, enum psp_cmd cmd,
			uint32_t truth);

/**
 * command_end_guests() - the platform ends, and its guests with it
 */
void command_end_guests(struct mailbox *mailbox);

#endif
