/* SPDX-License-Identifier: GPL-2.0-or-later */
/* psp_mailbox.h - the emulated PCI device, and some memory of a guest */
#ifndef UNIT_PSP_MAILBOX_H
#define UNIT_PSP_MAILBOX_H

#include <sys/mman.h>

#include "psp_guest.h"

#include "tests/psp/pci/device.h"

/* Where the guest's memory is for the device, and how much there is. */
#define MEMORY	    UINT64_C(0x40000000)
#define MEMORY_SIZE (4u << 20)

/* Where the command buffer is. */
#define BUFFER (MEMORY + 0x1000)

static struct psp mailbox_psp;
static struct device mailbox_device;
static uint8_t *mailbox_memory;
static unsigned int mailbox_interrupts;

static inline void count_interrupt(void *context)
{
	(void)context;
	mailbox_interrupts++;
}

/* A platform before INIT, with ASIDs 1 to 9, SEV from 5. */
static inline int mailbox_setup(void **state)
{
	int fd = memfd_create("guest", MFD_CLOEXEC);

	(void)state;
	mailbox_psp = bare_platform();
	mailbox_psp.dirfd = -1;
	mailbox_psp.asids.max = 9;
	mailbox_psp.asids.min_sev = 5;
	memset(&mailbox_device, 0, sizeof(mailbox_device));
	mailbox_device.mailbox.psp = &mailbox_psp;
	device_init(&mailbox_device);
	mailbox_device.mailbox.interrupt = count_interrupt;
	mailbox_interrupts = 0;
	if (fd < 0 || ftruncate(fd, MEMORY_SIZE) < 0 ||
	    dma_map(&mailbox_device.mailbox.dma, MEMORY, MEMORY_SIZE, fd, 0))
		return -1;
	close(fd);
	mailbox_memory = dma_at(&mailbox_device.mailbox.dma, MEMORY, 1);
	return 0;
}

static inline int mailbox_teardown(void **state)
{
	(void)state;
	device_clear(&mailbox_device);
	return 0;
}

/* Writes the registers as a driver does; what it answers, 0xffff: nothing. */
static inline unsigned int ask_at(unsigned int number, uint64_t buffer)
{
	struct mailbox *mailbox = &mailbox_device.mailbox;
	uint32_t response;

	mailbox_write(mailbox, MAILBOX_INTERRUPT_ENABLE, MAILBOX_SEV_FINISHED);
	mailbox_write(mailbox, MAILBOX_BUFFER_LOW, (uint32_t)buffer);
	mailbox_write(mailbox, MAILBOX_BUFFER_HIGH, (uint32_t)(buffer >> 32));
	mailbox_write(mailbox, MAILBOX_COMMAND,
		      number << MAILBOX_COMMAND_SHIFT | MAILBOX_ON_FINISH);
	mailbox_run(mailbox);
	response = mailbox_read(mailbox, MAILBOX_COMMAND);
	return response & MAILBOX_RESPONSE ? response & 0xffff : 0xffff;
}

/* With words as the command buffer; they are there again afterwards. */
static inline unsigned int ask(unsigned int number, const uint32_t *words,
			       size_t count)
{
	memcpy(mailbox_memory + (BUFFER - MEMORY), words, count * 4);
	return ask_at(number, BUFFER);
}

#define ASK(number, ...)                               \
	ask(number, (const uint32_t[]){ __VA_ARGS__ }, \
	    sizeof((const uint32_t[]){ __VA_ARGS__ }) / 4)

/* A word of the command buffer. */
static inline uint32_t answered(unsigned int index)
{
	uint32_t word;

	memcpy(&word, mailbox_memory + (BUFFER - MEMORY) + index * 4, 4);
	return word;
}

#endif
