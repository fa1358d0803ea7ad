/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firmware.h - what an OVMF image can do for a confidential guest */
#ifndef POLICY_FIRMWARE_H
#define POLICY_FIRMWARE_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

/* QEMU maps at most 16 MiB of firmware below 4 GiB ("max-fw-size"). */
#define FIRMWARE_MAX_SIZE (16u << 20)
/* The GUID table counts its bytes in 16 bits. */
#define FIRMWARE_TABLE_MAX 65536
/* OVMF has seven sections; a table is refused before it is large. */
#define FIRMWARE_MAX_SECTIONS 64

/**
 * enum firmware_section_type - SEV metadata sections (edk2, OvmfSevMetadata)
 */
enum firmware_section_type {
	FIRMWARE_SEC_MEM = 1,
	FIRMWARE_SECRETS = 2,
	FIRMWARE_CPUID = 3,
	FIRMWARE_SVSM_CAA = 4,
	FIRMWARE_KERNEL_HASHES = 0x10,
};

/**
 * struct firmware_section - one range the SNP launch has to prepare
 * @base:	guest physical address, a multiple of 4096
 * @size:	bytes, a multiple of 4096
 * @type:	enum firmware_section_type, or unknown
 */
struct firmware_section {
	uint32_t base, size, type;
};

/**
 * struct firmware - an inspected image
 * @size:		bytes of the image
 * @efi:		it begins with an UEFI firmware volume
 * @has_table:		it ends in the OVMF GUID table
 * @es_reset:		SEV-ES AP reset vector, linear address, 0: none
 * @secret_base:	launch secret area, 0: none
 * @secret_size:	bytes of it
 * @hashes_base:	kernel hashes area, 0: none
 * @hashes_size:	bytes of it
 * @metadata:		bytes from the SEV metadata to the image's end, 0: none
 * @n_sections:		SEV metadata sections, 0: the image cannot do SEV-SNP
 * @sections:		the sections, in file order
 * @unknown_section:	one has a type that no QEMU can prepare
 */
struct firmware {
	uint64_t size;
	bool efi, has_table, unknown_section;
	uint32_t es_reset;
	uint32_t secret_base, secret_size;
	uint32_t hashes_base, hashes_size;
	uint32_t metadata;
	unsigned int n_sections;
	struct firmware_section sections[FIRMWARE_MAX_SECTIONS];
};

/**
 * firmware_inspect() - read what the image says of itself
 * @fd:		a regular file, only read with pread()
 * @size:	its size from fstat()
 * @ret:	set on success only
 * @err:	why not, does not name the file
 *
 * An image without a GUID table is no error: it is not OVMF, or older than
 * 2021.  A table that contradicts itself is one.
 *
 * Source: QEMU pc_sysfw_ovmf.c and edk2 ResetVectorVtf0.asm for the table,
 * edk2 OvmfSevMetadata.h for the sections.
 *
 * Return: 0, or -1.
 */
int firmware_inspect(int fd, uint64_t size, struct firmware *ret,
		     struct err *err);

/**
 * firmware_hashes_kernel() - can a direct kernel boot be measured
 *
 * QEMU writes a table of 176 bytes; without room for it, it does not start.
 */
bool firmware_hashes_kernel(const struct firmware *fw);

#endif
