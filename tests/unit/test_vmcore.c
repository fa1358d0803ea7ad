/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_vmcore.c - headers of memory dumps, made up byte by byte */
#include "vmcore.h"

#include "unit.h"

#define HEAD_SIZE 512
#define EHDR64	  64
#define PHDR64	  56
#define EHDR32	  52
#define PHDR32	  32

enum { NOTE = 4, LOAD = 1 };

static void put(uint8_t *p, uint64_t value, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		p[i] = (uint8_t)(value >> 8 * i);
}

static void put_ehdr(uint8_t *head, bool wide, uint16_t phnum)
{
	static const uint8_t ident[] = { 0x7f, 'E', 'L', 'F', 0, 1, 1 };

	memset(head, 0, HEAD_SIZE);
	memcpy(head, ident, sizeof(ident));
	head[4] = wide ? 2 : 1;
	put(head + 16, 4, 2);
	put(head + (wide ? 32 : 28), wide ? EHDR64 : EHDR32, wide ? 8 : 4);
	put(head + (wide ? 54 : 42), wide ? PHDR64 : PHDR32, 2);
	put(head + (wide ? 56 : 44), phnum, 2);
}

static void put_phdr(uint8_t *head, bool wide, size_t i, uint32_t type,
		     uint64_t offset, uint64_t address, uint64_t size)
{
	uint8_t *p = head + (wide ? EHDR64 + i * PHDR64 : EHDR32 + i * PHDR32);

	put(p, type, 4);
	put(p + (wide ? 8 : 4), offset, wide ? 8 : 4);
	put(p + (wide ? 24 : 12), address, wide ? 8 : 4);
	put(p + (wide ? 32 : 16), size, wide ? 8 : 4);
}

/* registers, 1 MiB at 0, 64 KiB below 4 GiB */
static void put_guest(uint8_t *head, bool wide)
{
	put_ehdr(head, wide, 3);
	put_phdr(head, wide, 0, NOTE, 400, 0, 100);
	put_phdr(head, wide, 1, LOAD, 500, 0, 0x100000);
	put_phdr(head, wide, 2, LOAD, 0x100000 + 500, 0xffff0000, 0xfff0);
}

static void parse(const uint8_t *head, size_t len, struct vmcore *core)
{
	struct err err = { "" };

	if (vmcore_parse(head, len, core, &err) < 0)
		fail_msg("%s", err.text);
}

static void check_guest(bool wide)
{
	static struct vmcore core;
	uint8_t head[HEAD_SIZE];
	uint64_t address;

	put_guest(head, wide);
	parse(head, sizeof(head), &core);
	assert_int_equal(core.size, 500 + 0x100000 + 0xfff0);
	assert_int_equal(core.memory, 0x100000 + 0xfff0);
	assert_int_equal(core.n_segments, 2);
	assert_false(vmcore_address(&core, 450, &address));
	assert_false(vmcore_address(&core, 499, &address));
	assert_true(vmcore_address(&core, 500, &address));
	assert_int_equal(address, 0);
	assert_true(vmcore_address(&core, 0x100000 + 499, &address));
	assert_int_equal(address, 0xfffff);
	assert_true(vmcore_address(&core, 0x100000 + 500, &address));
	assert_int_equal(address, 0xffff0000);
	assert_false(vmcore_address(&core, core.size, &address));
}

static void guest64(void **state)
{
	(void)state;
	check_guest(true);
}

static void guest32(void **state)
{
	(void)state;
	check_guest(false);
}

/* The start of what QEMU 7.2 wrote of a guest with 64 MiB. */
static void as_qemu_writes_it(void **state)
{
	_cleanup_free_ char *head = NULL;
	static struct vmcore core;
	uint64_t address;
	size_t len;

	(void)state;
	head = unit_read("tests/fuzz/corpus/vmcore/qemu-7.2.bin", &len);
	parse((uint8_t *)head, len, &core);
	assert_int_equal(core.size, 67372171 - 11);
	assert_int_equal(core.memory, (64u << 20) + (256u << 10));
	assert_true(vmcore_address(&core, 0x480 + 0x8000, &address));
	assert_int_equal(address, 0x8000);
}

/* --- bad ones ------------------------------------------------------------------ */

/* A good dump with @size bytes at @at replaced, cut after @len. */
static const struct bad_case {
	const char *name;
	size_t at, size;
	uint64_t value;
	size_t len;
	const char *message;
} bad_cases[] = {
	{ "empty", 0, 0, 0, 0, "memory dump: not an ELF file" },
	{ "cut in the identification", 0, 0, 0, 15,
	  "memory dump: not an ELF file" },
	{ "no ELF", 0, 1, 0, HEAD_SIZE, "memory dump: not an ELF file" },
	{ "big-endian", 5, 1, 2, HEAD_SIZE,
	  "memory dump: not of a little-endian guest" },
	{ "no core file", 16, 2, 2, HEAD_SIZE,
	  "memory dump: its ELF header is not a core file's" },
	{ "cut in the header", 0, 0, 0, 63,
	  "memory dump: its ELF header is not a core file's" },
	{ "no class", 4, 1, 0, HEAD_SIZE,
	  "memory dump: its ELF header is not a core file's" },
	{ "the other class's entries", 54, 2, PHDR32, HEAD_SIZE,
	  "memory dump: its ELF header is not a core file's" },
	{ "no program headers", 56, 2, 0, HEAD_SIZE,
	  "memory dump: has 0 program headers, not 1 to 512" },
	{ "too many", 56, 2, 513, HEAD_SIZE,
	  "memory dump: has 513 program headers, not 1 to 512" },
	{ "table cut", 0, 0, 0, EHDR64 + 3 * PHDR64 - 1,
	  "memory dump: its program headers are not in the first 231 bytes" },
	{ "table far away", 32, 8, UINT64_MAX, HEAD_SIZE,
	  "memory dump: its program headers are not in the first 512 bytes" },
	{ "segment that ends nowhere", EHDR64 + PHDR64 + 8, 8, UINT64_MAX,
	  HEAD_SIZE, "memory dump: segment 1 is larger than there can be" },
	{ "address that ends nowhere", EHDR64 + PHDR64 + 24, 8, UINT64_MAX,
	  HEAD_SIZE, "memory dump: segment 1 is larger than there can be" },
	{ "only registers", 56, 2, 1, HEAD_SIZE,
	  "memory dump: has no memory in it" },
};

static void bad(void **state)
{
	const struct bad_case *c = *state;
	static struct vmcore core;
	uint8_t head[HEAD_SIZE];
	_cleanup_free_ uint8_t *exact = malloc(c->len + 1);
	struct err err = { "" };

	put_guest(head, true);
	put(head + c->at, c->value, c->size);
	/* so that a sanitizer sees what is read behind the end */
	memcpy(exact, head, c->len);
	assert_int_equal(vmcore_parse(exact, c->len, &core, &err), -1);
	assert_string_equal(err.text, c->message);
}

int main(void)
{
	UNIT(guest64);
	UNIT(guest32);
	UNIT(as_qemu_writes_it);
	UNIT_CASES(bad, bad_cases);
	return unit_run();
}
