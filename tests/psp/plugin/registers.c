/* SPDX-License-Identifier: GPL-2.0-or-later */
/* registers.c - registers of the processor, and memory of the machine */
#include <string.h>

#include "registers.h"

#define PAGE_MASK (PAGE_SIZE - UINT64_C(1))

static struct qemu_plugin_register *regs[N_REGS];

static GByteArray *buffer(void)
{
	static __thread GByteArray *own;

	if (!own)
		own = g_byte_array_new();
	return g_byte_array_set_size(own, 0);
}

uint64_t get(enum reg reg)
{
	GByteArray *bytes = buffer();
	uint64_t value = 0;

	qemu_plugin_read_register(regs[reg], bytes);
	memcpy(&value, bytes->data, bytes->len < 8 ? bytes->len : 8);
	return value;
}

void put(enum reg reg, uint64_t value)
{
	GByteArray *bytes = buffer();

	g_byte_array_append(bytes, (uint8_t *)&value, sizeof(value));
	qemu_plugin_write_register(regs[reg], bytes);
}

void memory_load(uint64_t address, void *to, size_t len)
{
	GByteArray *bytes = buffer();

	memset(to, 0, len);
	if (qemu_plugin_read_memory_hwaddr(address, bytes, len) ==
		    QEMU_PLUGIN_HWADDR_OK &&
	    bytes->len >= len)
		memcpy(to, bytes->data, len);
}

void memory_store(uint64_t address, const void *from, size_t len)
{
	GByteArray *bytes = buffer();

	g_byte_array_append(bytes, from, (unsigned int)len);
	qemu_plugin_write_memory_hwaddr(address, bytes);
}

/*
 * Where an instruction is in its page, and how long it is.  The page itself is
 * known only when it is executed: translated code is shared by everybody who
 * has mapped it.
 */
static void *place(const struct qemu_plugin_insn *insn, size_t len)
{
	return (void *)(uintptr_t)((qemu_plugin_insn_vaddr(insn) & PAGE_MASK) |
				   len << 12);
}

void call(struct qemu_plugin_insn *insn, qemu_vcpu_fn fn, size_t len)
{
	qemu_plugin_register_vcpu_insn_exec_cb(
		insn, fn, QEMU_PLUGIN_CB_RW_REGS_PC, place(insn, len));
}

void skip(void *context)
{
	uintptr_t at = (uintptr_t)context;

	qemu_plugin_set_pc(((get(RIP) & ~PAGE_MASK) | (at & PAGE_MASK)) +
			   (at >> 12));
}

bool registers_find(void)
{
	static const char *const names[N_REGS] = { "rax", "rbx", "rcx", "rdx",
						   "rip" };
	GArray *known = qemu_plugin_get_registers();
	size_t size = g_array_get_element_size(known), i, reg;

	for (i = 0; i < known->len; i++) {
		struct qemu_plugin_reg_descriptor it;

		memcpy(&it, known->data + i * size, sizeof(it));
		for (reg = 0; reg < N_REGS; reg++)
			if (!strcmp(it.name, names[reg]))
				regs[reg] = it.handle;
	}
	for (reg = 0; reg < N_REGS; reg++)
		if (!regs[reg])
			return false;
	return true;
}
