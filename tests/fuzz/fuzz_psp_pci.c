/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_psp_pci.c - messages to the emulated PCI device, commands in its mailbox */
#include <openssl/ec.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "tests/psp/pci/vfio_user.h"

/*
 * The input is a list of steps: what, two bytes of length, so many bytes.
 *	'v'	a message: its command in two bytes, and the payload
 *	'c'	a command: its number in two bytes, and the command buffer
 *	'm'	a page of the guest's memory is filled with this
 */
#define MEMORY	    UINT64_C(0x40000000)
#define MEMORY_SIZE (2u << 20)
#define FILLED	    0x8000 /* where 'm' writes */

static struct psp psp;
static struct device device;

static void interrupt(void *context)
{
	(void)context;
}

static void set_up(void)
{
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("guest", MFD_CLOEXEC);
		MUST(ftruncate(fd, MEMORY_SIZE) == 0);
		psp.identity.pdh = EVP_EC_gen("P-384");
		psp.identity.pek = EVP_EC_gen("P-384");
		psp.api_major = PSP_API_MAJOR;
		psp.api_minor = PSP_API_MINOR;
		psp.dirfd = -1;
	}
	memset(&psp.asids, 0, sizeof(psp.asids));
	psp.asids.max = 9;
	psp.asids.min_sev = 5;
	memset(&psp.snp, 0, sizeof(psp.snp));
	psp.last_handle = 0;
	memset(&device, 0, sizeof(device));
	device.mailbox.psp = &psp;
	device_init(&device);
	device.mailbox.interrupt = interrupt;
	MUST(dma_map(&device.mailbox.dma, MEMORY, MEMORY_SIZE, fd, 0) == 0);
}

static void check(void)
{
	uint32_t guests = 0, i;

	for (i = 0; i < MAILBOX_GUESTS; i++)
		guests += device.mailbox.guest[i].handle != 0;
	MUST(psp.guest_count == guests);
	MUST((psp.state == PSP_WORKING) == (guests > 0));
}

static void message(const uint8_t *data, size_t len)
{
	static struct vfio_user_message in, out;

	if (len < 2 || len - 2 > sizeof(in.payload))
		return;
	memset(&in, 0, sizeof(in));
	memcpy(&in.header.command, data, 2);
	in.len = len - 2;
	memcpy(in.payload, data + 2, in.len);
	vfio_user_serve(&device, &in, &out);
	MUST(out.header.size == sizeof(out.header) + out.len);
	MUST(out.len <= sizeof(out.payload));
	MUST(!out.header.error || out.len == 0);
	mailbox_run(&device.mailbox);
}

static void command(const uint8_t *data, size_t len)
{
	struct mailbox *mailbox = &device.mailbox;
	void *memory = dma_at(&mailbox->dma, MEMORY, 128);
	uint16_t number;

	/* the guest may have taken its memory back */
	if (len < 2 || len > 128 || !memory)
		return;
	memcpy(&number, data, 2);
	memcpy(memory, data + 2, len - 2);
	mailbox_write(mailbox, MAILBOX_BUFFER_LOW, (uint32_t)MEMORY);
	mailbox_write(mailbox, MAILBOX_BUFFER_HIGH, 0);
	mailbox_write(mailbox, MAILBOX_COMMAND,
		      (number & MAILBOX_COMMAND_MASK) << MAILBOX_COMMAND_SHIFT);
	mailbox_run(mailbox);
	MUST(mailbox_read(mailbox, MAILBOX_COMMAND) & MAILBOX_RESPONSE);
}

static void fill(const uint8_t *data, size_t len)
{
	void *memory = dma_at(&device.mailbox.dma, MEMORY + FILLED, 4096);

	if (memory)
		memcpy(memory, data, len < 4096 ? len : 4096);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len;

	set_up();
	for (; size >= 3; data += 3 + len, size -= 3 + len) {
		len = (size_t)data[1] | (size_t)data[2] << 8;
		if (len > size - 3)
			break;
		if (data[0] == 'v')
			message(data + 3, len);
		else if (data[0] == 'c')
			command(data + 3, len);
		else if (data[0] == 'm')
			fill(data + 3, len);
		check();
	}
	device_clear(&device);
	return 0;
}
