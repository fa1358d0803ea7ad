/* SPDX-License-Identifier: GPL-2.0-or-later */
/* registers.h - registers of the processor, and memory of the machine */
#ifndef PSP_PLUGIN_REGISTERS_H
#define PSP_PLUGIN_REGISTERS_H

#include "qemu_api.h"

#define MAX_VCPUS 64
#define PAGE_SIZE 4096u

enum reg { RAX, RBX, RCX, RDX, RIP, N_REGS };

/**
 * registers_find() - learn what QEMU calls them; in a new vCPU's thread
 *
 * Return: whether all are there
 */
bool registers_find(void);

uint64_t get(enum reg reg);
void put(enum reg reg, uint64_t value);

/**
 * memory_load() - read the machine's memory
 * @address:	physical
 * @to:		@len bytes; zeros when there is no memory
 */
void memory_load(uint64_t address, void *to, size_t len);
void memory_store(uint64_t address, const void *from, size_t len);

/**
 * call() - be asked before an instruction is executed
 * @len:	of the instruction; what skip() goes over
 */
void call(struct qemu_plugin_insn *insn, qemu_vcpu_fn fn, size_t len);

/** skip() - go on behind the instruction; @context as call()'s function got it */
void skip(void *context);

#endif
