/* SPDX-License-Identifier: GPL-2.0-or-later */
/* commands.c - find a command, and give it its buffer */
#include "commands.h"

#include <stdalign.h>
#include <string.h>

static const struct command *find_in(const struct command *commands,
				     uint32_t number)
{
	for (; commands->run; commands++)
		if (commands->number == number)
			return commands;
	return NULL;
}

const struct command *command_find(uint32_t number)
{
	const struct command *command = find_in(platform_commands, number);

	if (!command)
		command = find_in(guest_commands, number);
	return command ? command : find_in(snp_commands, number);
}

enum psp_status command_run(struct mailbox *mailbox,
			    const struct command *command)
{
	alignas(uint64_t) uint8_t copy[COMMAND_BUFFER] = { 0 };
	void *buffer = NULL;
	enum psp_status status;

	if (!command)
		return PSP_INVALID_COMMAND;
	if (command->size) {
		buffer =
			command_memory(mailbox, mailbox->buffer, command->size);
		if (!buffer)
			return PSP_INVALID_ADDRESS;
		/* the guest may write to it at any time: it is read once */
		memcpy(copy, buffer, command->size);
	}
	status = command->run(mailbox, copy);
	if (buffer)
		memcpy(buffer, copy, command->size);
	return status;
}

void *command_memory(const struct mailbox *mailbox, uint64_t address,
		     uint64_t len)
{
	return dma_at(&mailbox->dma, address & ~COMMAND_C_BIT, len);
}

uint32_t command_length(const struct mailbox *mailbox, enum psp_cmd cmd,
			uint32_t truth)
{
	const struct psp_untruth *untruth = &mailbox->faults.length[cmd];

	return untruth->set ? untruth->value : truth;
}
