/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_mailbox_faults.c - a mailbox that misbehaves on demand */
#include "psp_mailbox.h"

#include <unistd.h>

/* An address as two words of a command buffer. */
#define AT(offset) (uint32_t)(MEMORY + (offset)), 0

/* Faults are read from a file before each command. */
static const char *fault_path(void)
{
	static char path[64];

	snprintf(path, sizeof(path), "/tmp/test_psp_mailbox.%d", getpid());
	return path;
}

static void set_faults(const char *text)
{
	FILE *file = fopen(fault_path(), "we");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	mailbox_device.mailbox.faults_path = fault_path();
}

static void faults_take_effect(void **state)
{
	struct mailbox *mailbox = &mailbox_device.mailbox;

	(void)state;
	set_faults("status PLATFORM_STATUS 19\nlength GET_ID 5\n");
	assert_int_equal(ASK(0x04, 0, 0, 0), 19);
	assert_int_equal(ASK(0x0c, AT(0), 64), PSP_SUCCESS);
	assert_int_equal(answered(2), 5);
	set_faults("hang PLATFORM_STATUS\n");
	assert_int_equal(ASK(0x04, 0, 0, 0), 0xffff);
	assert_true(mailbox_wait_ms(mailbox) > 0);
	set_faults("");
	mailbox_run(mailbox);
	assert_true(mailbox_read(mailbox, MAILBOX_COMMAND) & MAILBOX_RESPONSE);
	set_faults("delay PLATFORM_STATUS 60000\n");
	assert_int_equal(ASK(0x04, 0, 0, 0), 0xffff);
	assert_true(mailbox_wait_ms(mailbox) > 50000);
	set_faults("dead\n");
	assert_int_equal(ASK(0x04, 0, 0, 0), 0xffff);
	set_faults("");
	assert_int_equal(ASK(0x04, 0, 0, 0), 0xffff);
	assert_int_equal(mailbox_wait_ms(mailbox), -1);
	device_reset(&mailbox_device);
	assert_int_equal(ASK(0x04, 0, 0, 0), PSP_SUCCESS);
	assert_false(mailbox->failed);
	set_faults("hang NOTHING\n");
	assert_int_equal(ASK(0x04, 0, 0, 0), 0xffff);
	assert_true(mailbox->failed);
	unlink(fault_path());
}

/* A guest whose memory can be loaded, handle 1. */
static void begin_launch(void)
{
	assert_int_equal(ASK(0x01, 0), PSP_SUCCESS);
	assert_int_equal(ask_at(0x0a, 0), PSP_SUCCESS);
	assert_int_equal(ASK(0x30, 0, 1, [8] = 0), PSP_SUCCESS);
	assert_int_equal(ASK(0x21, 1, 5), PSP_SUCCESS);
}

static bool is_plain(size_t from, size_t to)
{
	while (from < to && mailbox_memory[from] == 'x')
		from++;
	return from == to;
}

static void what_is_loaded_is_scrambled(void **state)
{
	uint8_t plain[3 * 4096], digest[32];

	(void)state;
	begin_launch();
	memset(plain, 'x', sizeof(plain));
	memset(mailbox_memory + 0x8000, 'x', 0x2000);
	assert_int_equal(ASK(0x31, 1, 0, AT(0x8000), 4096), PSP_SUCCESS);
	assert_true(is_plain(0x8000, 0xa000));
	/* so many bytes */
	set_faults("scramble LAUNCH_UPDATE_DATA 64\n");
	assert_int_equal(ASK(0x31, 1, 0, AT(0x8000), 4096), PSP_SUCCESS);
	assert_false(is_plain(0x8000, 0x8040));
	assert_true(is_plain(0x8040, 0xa000));
	/* but no more than were loaded */
	memset(mailbox_memory + 0x8000, 'x', 64);
	set_faults("scramble LAUNCH_UPDATE_DATA 5000\n");
	assert_int_equal(ASK(0x31, 1, 0, AT(0x8000), 4096), PSP_SUCCESS);
	assert_false(is_plain(0x8fe0, 0x9000));
	assert_true(is_plain(0x9000, 0xa000));
	/* and what was measured is what was there before */
	assert_int_equal(ASK(0x33, 1, 0, AT(0), 48), PSP_SUCCESS);
	assert_true(EVP_Digest(plain, sizeof(plain), digest, NULL, EVP_sha256(),
			       NULL));
	assert_memory_equal(mailbox_device.mailbox.guest[0].digest, digest, 32);
	unlink(fault_path());
}

static void only_what_loads_scrambles(void **state)
{
	(void)state;
	set_faults("scramble LAUNCH_SECRET 16\n");
	assert_int_equal(ASK(0x04, 0, 0, 0), 0xffff);
	assert_true(mailbox_device.mailbox.failed);
	unlink(fault_path());
}

int main(void)
{
#define WITH(fn) \
	cmocka_unit_test_setup_teardown(fn, mailbox_setup, mailbox_teardown)
	const struct CMUnitTest tests[] = {
		WITH(faults_take_effect),
		WITH(what_is_loaded_is_scrambled),
		WITH(only_what_loads_scrambles),
	};

	return cmocka_run_group_tests_name("psp_mailbox_faults", tests, NULL,
					   NULL);
}
