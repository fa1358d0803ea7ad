/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_vfio_user.c - messages to the emulated PCI device */
#include "psp_mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "tests/psp/pci/connection.h"

static struct vfio_user_message in, out;

/* Sends one message; what the reply says is wrong, 0: nothing. */
static unsigned int send_bytes(unsigned int command, const void *payload,
			       size_t len)
{
	in.header = (struct vfio_user_header){
		.id = 0x1234,
		.command = (uint16_t)command,
		.size = (uint32_t)(sizeof(in.header) + len),
	};
	memcpy(in.payload, payload, len);
	in.len = len;
	vfio_user_serve(&mailbox_device, &in, &out);
	assert_int_equal(out.header.id, 0x1234);
	assert_int_equal(out.header.command, command);
	assert_int_equal(out.header.size, sizeof(out.header) + out.len);
	assert_int_equal(out.header.flags,
			 VFIO_USER_REPLY |
				 (out.header.error ? VFIO_USER_ERROR : 0));
	assert_true(!out.header.error || out.len == 0);
	return out.header.error;
}

#define SEND(command, ...)                                     \
	send_bytes(command, (const uint32_t[]){ __VA_ARGS__ }, \
		   sizeof((const uint32_t[]){ __VA_ARGS__ }))

static uint32_t word(unsigned int index)
{
	uint32_t value;

	memcpy(&value, out.payload + 4 * index, sizeof(value));
	return value;
}

#define MAX_COUNT VFIO_USER_DATA_MAX
#define ALL	  UINT32_MAX

/* Messages that get an error: words of the payload, how many bytes of them. */
static const struct {
	const char *name;
	unsigned int command;
	uint32_t words[10];
	size_t len;
	int error;
} wrong[] = {
	{ "unknown", 99, { 0 }, 0, EOPNOTSUPP },
	{ "DMA_READ is ours to send", 11, { 0 }, 16, EOPNOTSUPP },
	{ "VERSION, empty", 1, { 0 }, 3, EINVAL },
	{ "VERSION 1.0", 1, { 1 }, 4, EINVAL },
	{ "DMA_MAP, short", 2, { 32, 3 }, 31, EINVAL },
	{ "DMA_MAP of nothing", 2, { 32, 3, 0, 0, 0, 0, 0, 0 }, 32, EINVAL },
	{ "DMA_MAP around the end",
	  2,
	  { 32, 3, 0, 0, 0xfffff000, ALL, 0x2000, 0 },
	  32,
	  EINVAL },
	{ "DMA_MAP, a file that large",
	  2,
	  { 32, 3, 0xfffff000, 0x7fffffff, 0, 0, 0x2000, 0 },
	  32,
	  EINVAL },
	{ "DMA_MAP over another",
	  2,
	  { 32, 3, 0, 0, 0x403ff000, 0, 0x2000, 0 },
	  32,
	  EEXIST },
	{ "DMA_UNMAP, short", 3, { 24 }, 23, EINVAL },
	{ "DMA_UNMAP of a part",
	  3,
	  { 24, 0, 0x40000000, 0, 0x1000, 0 },
	  24,
	  ENOENT },
	{ "DMA_UNMAP of nothing", 3, { 24 }, 24, ENOENT },
	{ "GET_REGION_INFO, short", 5, { 32 }, 31, EINVAL },
	{ "GET_REGION_INFO, no such", 5, { 32, 0, 9 }, 32, EINVAL },
	{ "GET_IRQ_INFO, no such", 7, { 16, 0, 5 }, 16, EINVAL },
	{ "SET_IRQS, short", 8, { 20 }, 19, EINVAL },
	{ "SET_IRQS of INTx", 8, { 20, 1, 0, 0, 1 }, 20, EINVAL },
	{ "SET_IRQS, too many", 8, { 20, 4, 2, 0, 3 }, 20, EINVAL },
	{ "SET_IRQS behind the last", 8, { 20, 4, 2, 3, 0 }, 20, EINVAL },
	{ "SET_IRQS around the end", 8, { 20, 4, 2, 2, ALL }, 20, EINVAL },
	{ "REGION_READ, short", 9, { 0 }, 15, EINVAL },
	{ "REGION_READ of none", 9, { 0, 0, 0, 4 }, 16, EINVAL },
	{ "REGION_READ, no such", 9, { 0, 0, 10, 4 }, 16, EINVAL },
	{ "REGION_READ of too much",
	  9,
	  { 0, 0, 2, MAX_COUNT + 4 },
	  16,
	  EINVAL },
	{ "REGION_READ behind the end", 9, { 0xffffe, 0, 2, 4 }, 16, EINVAL },
	{ "REGION_READ around the end", 9, { ALL, ALL, 7, 4 }, 16, EINVAL },
	{ "REGION_READ of configuration, too far",
	  9,
	  { 254, 0, 7, 4 },
	  16,
	  EINVAL },
	{ "REGION_READ of half a register",
	  9,
	  { 0x10980, 0, 2, 2 },
	  16,
	  EINVAL },
	{ "REGION_READ between registers",
	  9,
	  { 0x10982, 0, 2, 4 },
	  16,
	  EINVAL },
	{ "REGION_WRITE without data", 10, { 0, 0, 2, 4 }, 16, EINVAL },
	{ "REGION_WRITE with more data", 10, { 0, 0, 2, 4, 1, 2 }, 24, EINVAL },
	{ "REGION_WRITE of the end", 10, { 0x1ffe, 0, 5, 4, 1 }, 20, EINVAL },
};

static void is_answered_with_an_error(void **state)
{
	const typeof(wrong[0]) *c = *state;

	assert_int_equal(mailbox_setup(NULL), 0);
	assert_int_equal(send_bytes(c->command, c->words, c->len), c->error);
	mailbox_teardown(NULL);
}

static void says_what_it_is(void **state)
{
	(void)state;
	assert_int_equal(SEND(VFIO_USER_VERSION, 9 << 16), 0);
	assert_int_equal(word(0), 1 << 16);
	assert_int_equal(out.payload[out.len - 1], 0);
	assert_non_null(strstr((char *)out.payload + 4, "max_msg_fds"));
	assert_int_equal(SEND(VFIO_USER_GET_INFO, 16, 0, 0, 0), 0);
	assert_int_equal(word(2), VFIO_PCI_NUM_REGIONS);
	assert_int_equal(
		SEND(VFIO_USER_GET_REGION_INFO, 32, 0, 2, 0, 0, 0, 0, 0), 0);
	assert_int_equal(word(4), MAILBOX_SIZE);
	assert_int_equal(SEND(VFIO_USER_GET_IRQ_INFO, 16, 0, 2, 0), 0);
	assert_int_equal(word(3), DEVICE_VECTORS);
	assert_int_equal(SEND(VFIO_USER_REGION_READ, 0, 0, 7, 4), 0);
	assert_int_equal(word(4), 0x14ca1022);
	assert_int_equal(SEND(VFIO_USER_REGION_READ, MAILBOX_FEATURES, 0, 2, 4),
			 0);
	assert_true(word(4) & 1);
	assert_int_equal(SEND(VFIO_USER_RESET, 0), 0);
}

static void interrupts_go_where_they_are_to(void **state)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	uint64_t count;

	(void)state;
	device_init(&mailbox_device);
	in.n_fds = 1;
	in.fd[0] = dup(fd);
	assert_int_equal(SEND(VFIO_USER_SET_IRQS, 20, 4, 2, 0, 1), 0);
	assert_int_equal(in.fd[0], -1);
	in.n_fds = 0;
	assert_int_equal(ASK(0x04, 0, 0, 0), PSP_SUCCESS);
	assert_int_equal(read(fd, &count, sizeof(count)), sizeof(count));
	assert_int_equal(count, 1);
	assert_int_equal(SEND(VFIO_USER_SET_IRQS, 20, 1, 2, 0, 0), 0);
	assert_int_equal(ASK(0x04, 0, 0, 0), PSP_SUCCESS);
	assert_int_equal(read(fd, &count, sizeof(count)), -1);
	close(fd);
}

static void memory_comes_and_goes(void **state)
{
	int fd = memfd_create("more", MFD_CLOEXEC);

	(void)state;
	assert_int_equal(ftruncate(fd, 8192), 0);
	in.n_fds = 1;
	in.fd[0] = fd;
	assert_int_equal(
		SEND(VFIO_USER_DMA_MAP, 32, 3, 4096, 0, 0x1000, 0, 4096, 0), 0);
	in.n_fds = 0;
	assert_non_null(dma_at(&mailbox_device.mailbox.dma, 0x1ff0, 16));
	assert_null(dma_at(&mailbox_device.mailbox.dma, 0x1ff0, 17));
	assert_null(dma_at(&mailbox_device.mailbox.dma, 0xff0, 17));
	memcpy(dma_at(&mailbox_device.mailbox.dma, 0x1000, 5), "hello", 5);
	assert_int_equal(SEND(VFIO_USER_DMA_UNMAP, 24, 0, 0x1000, 0, 4096, 0),
			 0);
	assert_null(dma_at(&mailbox_device.mailbox.dma, 0x1000, 1));
	in.payload[0] = 0;
	assert_int_equal(pread(fd, in.payload, 5, 4096), 5);
	assert_memory_equal(in.payload, "hello", 5);
	/* known, and not to be reached */
	assert_int_equal(
		SEND(VFIO_USER_DMA_MAP, 32, 3, 0, 0, 0x1000, 0, 4096, 0), 0);
	assert_null(dma_at(&mailbox_device.mailbox.dma, 0x1000, 1));
	close(fd);
}

/* Over a socket: what arrives when the other side sends these bytes. */
static int receive(const void *bytes, size_t len, const char *message)
{
	struct err err = { "" };
	int pair[2], got;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(write(pair[0], bytes, len), len);
	close(pair[0]);
	got = connection_receive(pair[1], &in, &err);
	close(pair[1]);
	assert_string_equal(err.text, message);
	return got;
}

static void streams_are_not_trusted(void **state)
{
	struct vfio_user_header header = { .command = 4, .size = 20 };
	uint8_t bytes[20] = { 0 };

	(void)state;
	assert_int_equal(receive(bytes, 0, ""), 0);
	assert_int_equal(receive(bytes, 5, "a message ends in its header"), -1);
	assert_int_equal(receive(bytes, 16, "a message of 0 bytes"), -1);
	memcpy(bytes, &header, sizeof(header));
	assert_int_equal(receive(bytes, 20, ""), 1);
	assert_int_equal(in.len, 4);
	assert_int_equal(
		receive(bytes, 18, "a message ends before its 20 bytes"), -1);
	header.size = UINT32_MAX;
	memcpy(bytes, &header, sizeof(header));
	assert_int_equal(receive(bytes, 20, "a message of 4294967295 bytes"),
			 -1);
}

int main(void)
{
	struct CMUnitTest tests[ARRAY_SIZE(wrong) + 4];
	size_t n = 0, i;

#define ADD(fn)                                                          \
	tests[n++] = (struct CMUnitTest)cmocka_unit_test_setup_teardown( \
		fn, mailbox_setup, mailbox_teardown)
	ADD(says_what_it_is);
	ADD(interrupts_go_where_they_are_to);
	ADD(memory_comes_and_goes);
	ADD(streams_are_not_trusted);
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		tests[n++] = (struct CMUnitTest){
			.name = wrong[i].name,
			.test_func = is_answered_with_an_error,
			.initial_state = (void *)&wrong[i],
		};
	return _cmocka_run_group_tests("psp_vfio_user", tests, n, NULL, NULL);
}
