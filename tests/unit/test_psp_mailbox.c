/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_mailbox.c - commands through the mailbox: addresses, lengths, order */
#include "psp_mailbox.h"

/* Addresses as two words of a command buffer. */
#define AT(offset) (uint32_t)(MEMORY + (offset)), 0
#define BEYOND	   (uint32_t)(MEMORY + MEMORY_SIZE - 16), 0
#define NOWHERE	   0x1000, 0
#define HIGH	   0xfffffff0, 0xffffffff
#define NULL_AT	   0, 0

/* Commands that are refused before there is a guest: number, buffer, why. */
static const struct {
	const char *name;
	unsigned int number;
	uint32_t words[16];
	unsigned int status;
} refused[] = {
	{ "no such command", 0x7f, { 0 }, PSP_INVALID_COMMAND },
	{ "DOWNLOAD_FIRMWARE", 0x0b, { AT(0) }, PSP_INVALID_COMMAND },
	{ "INIT again", 0x01, { 0 }, PSP_INVALID_PLATFORM_STATE },
	{ "INIT with unknown flags", 0x01, { 2 }, PSP_INVALID_PARAM },
	{ "INIT for ES without memory", 0x01, { 1 }, PSP_INVALID_LENGTH },
	{ "INIT for ES, memory not aligned",
	  0x01,
	  { 1, 0, AT(0x1000), 0x100000 },
	  PSP_INVALID_ADDRESS },
	{ "INIT for ES, memory ends early",
	  0x01,
	  { 1, 0, AT(0x300000), 0x200000 },
	  PSP_INVALID_ADDRESS },
	{ "INIT_EX of another length", 0x0d, { 35 }, PSP_INVALID_LENGTH },
	{ "INIT_EX, storage elsewhere",
	  0x0d,
	  { 36, 0, NULL_AT, 0, 0, NOWHERE, 0x8000 },
	  PSP_INVALID_ADDRESS },
	{ "PEK_GEN without a place for it", 0x05, { 0 }, PSP_HWERROR_PLATFORM },
	{ "PLATFORM_RESET after INIT",
	  0x03,
	  { 0 },
	  PSP_INVALID_PLATFORM_STATE },
	{ "GET_ID without room", 0x0c, { AT(0), 63 }, PSP_INVALID_LENGTH },
	{ "GET_ID, the end", 0x0c, { BEYOND, 64 }, PSP_INVALID_ADDRESS },
	{ "GET_ID, wrapped", 0x0c, { HIGH, 64 }, PSP_INVALID_ADDRESS },
	{ "PDH_CERT_EXPORT, little room for the chain",
	  0x08,
	  { AT(0), 2084, 0, AT(0x4000), 6251 },
	  PSP_INVALID_LENGTH },
	{ "PDH_CERT_EXPORT, the chain elsewhere",
	  0x08,
	  { AT(0), 2084, 0, NOWHERE, 6252 },
	  PSP_INVALID_ADDRESS },
	{ "PEK_CERT_IMPORT, one byte more",
	  0x07,
	  { AT(0), 2085, 0, AT(0x4000), 2084 },
	  PSP_INVALID_LENGTH },
	{ "PEK_CERT_IMPORT, elsewhere",
	  0x07,
	  { AT(0), 2084, 0, BEYOND, 2084 },
	  PSP_INVALID_ADDRESS },
	{ "LAUNCH_START, owner elsewhere",
	  0x30,
	  { 0, 1, NOWHERE, 2084, 0, AT(0), 128 },
	  PSP_INVALID_ADDRESS },
	{ "LAUNCH_START, session elsewhere",
	  0x30,
	  { 0, 1, AT(0), 2084, 0, BEYOND, 128 },
	  PSP_INVALID_ADDRESS },
	{ "LAUNCH_START, owner without session",
	  0x30,
	  { 0, 1, AT(0), 2084, 0, NULL_AT, 0 },
	  PSP_INVALID_ADDRESS },
	{ "LAUNCH_START, a short session",
	  0x30,
	  { 0, 1, AT(0), 2084, 0, AT(0x4000), 127 },
	  PSP_INVALID_LENGTH },
	{ "LAUNCH_START, no certificate",
	  0x30,
	  { 0, 1, AT(0), 2084, 0, AT(0x4000), 128 },
	  PSP_INVALID_CERTIFICATE },
	{ "LAUNCH_START, keys of nobody", 0x30, { 1, 1 }, PSP_INVALID_GUEST },
	{ "LAUNCH_START, newer firmware",
	  0x30,
	  { 0, 0xff010001 },
	  PSP_POLICY_FAILURE },
	{ "LAUNCH_START, ES not set up", 0x30, { 0, 5 }, PSP_UNSUPPORTED },
	{ "LAUNCH_UPDATE_DATA of nobody",
	  0x31,
	  { 1, 0, AT(0), 16 },
	  PSP_INVALID_GUEST },
	{ "LAUNCH_MEASURE of nobody",
	  0x33,
	  { 0, 0, AT(0), 48 },
	  PSP_INVALID_GUEST },
	{ "LAUNCH_SECRET of nobody",
	  0x34,
	  { 9, 0, AT(0), 52, 0, AT(64), 16, 0, AT(128), 16 },
	  PSP_INVALID_GUEST },
	{ "ACTIVATE of nobody", 0x21, { 1, 5 }, PSP_INVALID_GUEST },
	{ "DEACTIVATE of nobody", 0x22, { 1 }, PSP_INVALID_GUEST },
	{ "DECOMMISSION of nobody", 0x20, { 0 }, PSP_INVALID_GUEST },
	{ "GUEST_STATUS of nobody", 0x23, { 77 }, PSP_INVALID_GUEST },
	{ "LAUNCH_FINISH of nobody", 0x35, { 1 }, PSP_INVALID_GUEST },
	{ "ATTESTATION of nobody", 0x36, { 1 }, PSP_INVALID_GUEST },
	{ "SNP_INIT after INIT", 0x81, { 0 }, PSP_INVALID_PLATFORM_STATE },
	{ "SNP_INIT_EX with unknown flags", 0x85, { 0x20 }, PSP_INVALID_PARAM },
	{ "SNP_INIT_EX, a list elsewhere",
	  0x85,
	  { 2, 0, NOWHERE },
	  PSP_INVALID_ADDRESS },
	{ "SNP_SHUTDOWN_EX of another length",
	  0x86,
	  { 4 },
	  PSP_INVALID_LENGTH },
	{ "SNP_PLATFORM_STATUS, the end",
	  0x83,
	  { BEYOND },
	  PSP_INVALID_ADDRESS },
	{ "SNP_FEATURE_INFO of another length",
	  0xce,
	  { 8, 0, AT(0) },
	  PSP_INVALID_LENGTH },
	{ "SNP_FEATURE_INFO, elsewhere",
	  0xce,
	  { 16, 0, HIGH },
	  PSP_INVALID_ADDRESS },
	{ "SNP_GCTX_CREATE, no page", 0x93, { AT(8) }, PSP_INVALID_ADDRESS },
	{ "SNP_GCTX_CREATE before SNP_INIT",
	  0x93,
	  { AT(0x2000) },
	  PSP_INVALID_PLATFORM_STATE },
	{ "SNP_PAGE_RECLAIM, large, not aligned",
	  0xc7,
	  { AT(0x1001) },
	  PSP_INVALID_ADDRESS },
	{ "SNP_PAGE_RECLAIM, elsewhere",
	  0xc7,
	  { NOWHERE },
	  PSP_INVALID_ADDRESS },
	{ "SNP_LAUNCH_UPDATE, no such type",
	  0xa1,
	  { AT(0), 0xe, 0, AT(0x2000) },
	  PSP_INVALID_PARAM },
	{ "SNP_LAUNCH_UPDATE, no page",
	  0xa1,
	  { AT(0), 2, 0, AT(0x2010) },
	  PSP_INVALID_ADDRESS },
	{ "SNP_COMMIT of another length", 0xcb, { 8 }, PSP_INVALID_LENGTH },
	{ "SNP_VERIFY_MITIGATION, elsewhere",
	  0xb2,
	  { 64, 1, 0, 0, 1, 0, 0, 0, NOWHERE },
	  PSP_INVALID_ADDRESS },
};

static void is_refused(void **state)
{
	const typeof(refused[0]) *c = *state;

	assert_int_equal(mailbox_setup(NULL), 0);
	mailbox_psp.state = PSP_INIT;
	assert_int_equal(ask(c->number, c->words, ARRAY_SIZE(c->words)),
			 c->status);
	assert_int_equal(mailbox_psp.guest_count, 0);
	mailbox_teardown(NULL);
}

/* A buffer that is not wholly in memory, for each command that has one. */
static void buffers_are_checked(void **state)
{
	static const uint64_t bad[] = { 0, MEMORY - 4, MEMORY + MEMORY_SIZE,
					MEMORY + MEMORY_SIZE - 3,
					~UINT64_C(3) };
	unsigned int number;
	size_t i;

	(void)state;
	mailbox_psp.state = PSP_INIT;
	for (number = 0; number < 0x100; number++)
		for (i = 0; i < ARRAY_SIZE(bad); i++) {
			unsigned int status = ask_at(number, bad[i]);

			/* commands without a buffer are not meant */
			if (number == 0x02 || number == 0x03 ||
			    number == 0x05 || number == 0x09 ||
			    number == 0x0a || (number & ~0x7u) == 0x80)
				continue;
			assert_true(status == PSP_INVALID_ADDRESS ||
				    status == PSP_INVALID_COMMAND);
		}
}

static void a_launch(void **state)
{
	(void)state;
	memset(mailbox_memory + 0x8000, 'x', 4096);
	assert_int_equal(ASK(0x30, 0, 1), PSP_INVALID_PLATFORM_STATE);
	assert_int_equal(ASK(0x01, 1, 0, AT(0x200000), 0x100000), PSP_SUCCESS);
	assert_int_equal(ASK(0x04, 0, 0, 0), PSP_SUCCESS);
	/* 1.55, INIT, ES, build 24, no guests; fields are not aligned */
	assert_memory_equal(mailbox_memory + 0x1000,
			    "\x01\x37\x01\x00\x01\x00\x00\x18\x00\x00\x00\x00",
			    12);
	assert_int_equal(ASK(0x30, 0, 1, NULL_AT, 0, 0, NULL_AT, 0), 0);
	assert_int_equal(answered(0), 1);
	assert_int_equal(ASK(0x31, 1, 0, AT(0x8000), 4096), PSP_INACTIVE);
	assert_int_equal(ASK(0x21, 1, 4), PSP_INVALID_ASID);
	assert_int_equal(ASK(0x21, 1, 10), PSP_INVALID_ASID);
	assert_int_equal(ASK(0x21, 1, 5), PSP_DFFLUSH_REQUIRED);
	assert_int_equal(ask_at(0x0a, 0), PSP_SUCCESS);
	assert_int_equal(ASK(0x21, 1, 5), PSP_SUCCESS);
	assert_int_equal(ASK(0x21, 1, 6), PSP_ACTIVE);
	assert_int_equal(ASK(0x31, 1, 0, AT(0x8000), 15), PSP_INVALID_LENGTH);
	assert_int_equal(ASK(0x31, 1, 0, AT(0x8000), 0), PSP_INVALID_LENGTH);
	assert_int_equal(ASK(0x31, 1, 0, BEYOND, 32), PSP_INVALID_ADDRESS);
	assert_int_equal(ASK(0x32, 1, 0, AT(0x8000), 4096), PSP_UNSUPPORTED);
	/* with the C-bit */
	assert_int_equal(ASK(0x31, 1, 0, (uint32_t)(MEMORY + 0x8000), 1 << 19,
			     4096),
			 PSP_SUCCESS);
	assert_int_equal(ASK(0x33, 1, 0, NULL_AT, 0), PSP_INVALID_LENGTH);
	assert_int_equal(answered(4), 48);
	assert_int_equal(ASK(0x33, 1, 0, BEYOND, 48), PSP_INVALID_ADDRESS);
	assert_int_equal(ASK(0x33, 1, 0, AT(0), 48), PSP_SUCCESS);
	assert_int_equal(ASK(0x33, 1, 0, AT(0), 48), PSP_INVALID_GUEST_STATE);
	assert_int_equal(ASK(0x34, 1, 0, AT(0), 52, 0, AT(64), 32, 0, AT(128),
			     16),
			 PSP_INVALID_LENGTH);
	assert_int_equal(ASK(0x34, 1, 0, AT(0), 52, 0, AT(64), 16, 0, AT(128),
			     16),
			 PSP_BAD_MEASUREMENT);
	assert_int_equal(ASK(0x35, 1), PSP_SUCCESS);
	assert_int_equal(ASK(0x23, 1), PSP_SUCCESS);
	assert_int_equal(answered(1), 1);
	assert_int_equal(answered(2), 5);
	assert_int_equal(answered(3) & 0xff, PSP_GUEST_RUNNING);
	assert_int_equal(ASK(0x20, 1), PSP_ACTIVE);
	assert_int_equal(ASK(0x22, 1), PSP_SUCCESS);
	assert_int_equal(ASK(0x20, 1), PSP_SUCCESS);
	assert_int_equal(ASK(0x23, 1), PSP_INVALID_GUEST);
}

static void guests_end_with_their_platform(void **state)
{
	(void)state;
	assert_int_equal(ASK(0x01, 0), PSP_SUCCESS);
	assert_int_equal(ASK(0x30, 0, 1, 0, 0, 0, 0, 0, 0, 0), PSP_SUCCESS);
	assert_int_equal(mailbox_psp.state, PSP_WORKING);
	assert_int_equal(ask_at(0x02, 0), PSP_SUCCESS);
	assert_int_equal(mailbox_psp.state, PSP_UNINIT);
	assert_int_equal(mailbox_psp.guest_count, 0);
	assert_int_equal(ASK(0x01, 0), PSP_SUCCESS);
	assert_int_equal(ASK(0x30, 0, 1, 0, 0, 0, 0, 0, 0, 0), PSP_SUCCESS);
	device_reset(&mailbox_device);
	assert_int_equal(mailbox_psp.state, PSP_UNINIT);
	assert_int_equal(mailbox_psp.guest_count, 0);
}

static void only_so_many_guests(void **state)
{
	unsigned int i;

	(void)state;
	assert_int_equal(ASK(0x01, 0), PSP_SUCCESS);
	for (i = 0; i < MAILBOX_GUESTS; i++)
		assert_int_equal(ASK(0x30, 0, 1, 0, 0, 0, 0, 0, 0, 0), 0);
	assert_int_equal(ASK(0x30, 0, 1), PSP_RESOURCE_LIMIT);
}

static void snp_has_asids_of_its_own(void **state)
{
	(void)state;
	/* ciphertext hiding with ASIDs 1 and 2; too many; none */
	assert_int_equal(ASK(0x85, 8, 0, 0, 0, 5, [15] = 0), PSP_INVALID_PARAM);
	assert_int_equal(ASK(0x85, 8, 0, 0, 0, 0, [15] = 0), PSP_INVALID_PARAM);
	assert_int_equal(ASK(0x85, 8, 0, 0, 0, 2, [15] = 0), PSP_SUCCESS);
	assert_int_equal(ask_at(0x84, 0), PSP_SUCCESS);
	assert_int_equal(ASK(0x93, AT(0x2000)), PSP_SUCCESS);
	assert_int_equal(ASK(0x93, AT(0x2000)), PSP_INVALID_GUEST_STATE);
	/* bit 17 has to be set, bits from 26 on clear */
	assert_int_equal(ASK(0xa0, AT(0x2000), 0x10000, 0, [11] = 0),
			 PSP_INVALID_PARAM);
	assert_int_equal(ASK(0xa0, AT(0x2000), 0x4030000, 0, [11] = 0),
			 PSP_INVALID_PARAM);
	assert_int_equal(ASK(0xa0, AT(0x2000), 0x3ff00, 0, [11] = 0),
			 PSP_POLICY_FAILURE);
	assert_int_equal(ASK(0xa0, AT(0x2000), 0x30000, 0, [11] = 0), 0);
	assert_int_equal(ASK(0xa1, AT(0x2000), 2, 0, AT(0x3000), 0, 0),
			 PSP_INACTIVE);
	assert_int_equal(ASK(0x91, AT(0x2000), 3), PSP_INVALID_ASID);
	assert_int_equal(ASK(0x91, AT(0x2000), 2), PSP_SUCCESS);
	assert_int_equal(ASK(0xa1, AT(0x2000), 2, 0, AT(0x3000), 0, 0), 0);
	assert_int_equal(ASK(0xa2, AT(0x2000), [15] = 0), PSP_SUCCESS);
	assert_int_equal(ASK(0xa2, AT(0x2000), [15] = 0),
			 PSP_INVALID_GUEST_STATE);
	assert_int_equal(ASK(0x93, AT(0x4000)), PSP_SUCCESS);
	assert_int_equal(ASK(0x91, AT(0x4000), 2), PSP_ASID_OWNED);
	assert_int_equal(ASK(0x90, AT(0x2000)), PSP_SUCCESS);
	assert_int_equal(ASK(0x91, AT(0x4000), 2), PSP_DFFLUSH_REQUIRED);
	assert_int_equal(ask_at(0x84, 0), PSP_SUCCESS);
	assert_int_equal(ASK(0x91, AT(0x4000), 2), PSP_SUCCESS);
	/* an SEV-ES guest has those behind */
	assert_int_equal(ASK(0x01, 1, 0, AT(0x200000), 0x100000), PSP_SUCCESS);
	assert_int_equal(ask_at(0x0a, 0), PSP_SUCCESS);
	assert_int_equal(ASK(0x30, 0, 5, [8] = 0), PSP_SUCCESS);
	assert_int_equal(ASK(0x21, 1, 2), PSP_INVALID_ASID);
	assert_int_equal(ASK(0x21, 1, 3), PSP_SUCCESS);
	/* and SEV-SNP guests end with it */
	assert_int_equal(ASK(0x86, 8, 0), PSP_SUCCESS);
	assert_int_equal(ASK(0x93, AT(0x4000)), PSP_INVALID_PLATFORM_STATE);
}

static void interrupts_when_asked(void **state)
{
	struct mailbox *mailbox = &mailbox_device.mailbox;

	(void)state;
	assert_int_equal(ASK(0x04, 0, 0, 0), PSP_SUCCESS);
	assert_int_equal(mailbox_interrupts, 1);
	assert_int_equal(mailbox_read(mailbox, MAILBOX_INTERRUPT_STATUS),
			 MAILBOX_SEV_FINISHED);
	mailbox_write(mailbox, MAILBOX_INTERRUPT_STATUS, MAILBOX_SEV_FINISHED);
	assert_int_equal(mailbox_read(mailbox, MAILBOX_INTERRUPT_STATUS), 0);
	mailbox_write(mailbox, MAILBOX_COMMAND, 4 << MAILBOX_COMMAND_SHIFT);
	mailbox_run(mailbox);
	assert_int_equal(mailbox_interrupts, 1);
	assert_int_equal(mailbox_read(mailbox, MAILBOX_INTERRUPT_STATUS),
			 MAILBOX_SEV_FINISHED);
}

int main(void)
{
	struct CMUnitTest tests[ARRAY_SIZE(refused) + 6];
	size_t n = 0, i;

#define ADD(fn)                                                          \
	tests[n++] = (struct CMUnitTest)cmocka_unit_test_setup_teardown( \
		fn, mailbox_setup, mailbox_teardown)
	ADD(buffers_are_checked);
	ADD(a_launch);
	ADD(guests_end_with_their_platform);
	ADD(only_so_many_guests);
	ADD(snp_has_asids_of_its_own);
	ADD(interrupts_when_asked);
	for (i = 0; i < ARRAY_SIZE(refused); i++)
		tests[n++] = (struct CMUnitTest){
			.name = refused[i].name,
			.test_func = is_refused,
			.initial_state = (void *)&refused[i],
		};
	return _cmocka_run_group_tests("psp_mailbox", tests, n, NULL, NULL);
}
