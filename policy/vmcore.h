/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmcore.h - a memory dump's header: which bytes of it are which memory */
#ifndef POLICY_VMCORE_H
#define POLICY_VMCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

/* Bytes at the start of a dump that hold all its headers. */
#define VMCORE_HEAD_SIZE    (64u << 10)
#define VMCORE_MAX_SEGMENTS 512

/**
 * struct vmcore_segment - a run of guest memory
 * @offset:	in the dump
 * @address:	guest physical
 * @size:	bytes
 */
struct vmcore_segment {
	uint64_t offset, address, size;
};

/**
 * struct vmcore - what the header says
 * @size:	bytes of the whole dump
 * @memory:	bytes of guest memory in it
 */
struct vmcore {
	uint64_t size, memory;
	size_t n_segments;
	struct vmcore_segment segments[VMCORE_MAX_SEGMENTS];
};

/**
 * vmcore_parse() - read the header of an ELF core file (System V ABI,
 *		    chapters 4 and 5), 32 or 64 bits, as QEMU writes it
 * @head:	the first bytes of the dump
 * @len:	VMCORE_HEAD_SIZE, or all there are
 * @err:	"memory dump: why"
 *
 * Return: 0, or -1.
 */
int vmcore_parse(const uint8_t *head, size_t len, struct vmcore *ret,
		 struct err *err);

/**
 * vmcore_address() - the guest physical address of a byte of the dump
 *
 * Return: true, or false when it is no memory: a CPU's registers.
 */
bool vmcore_address(const struct vmcore *core, uint64_t offset,
		    uint64_t *ret_address);

#endif
