/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hashes.h - the table that binds a directly booted kernel */
#ifndef PSP_QEMU_HASHES_H
#define PSP_QEMU_HASHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 168 bytes, filled up to a multiple of 16. */
#define HASHES_SIZE 176

/**
 * hashes_build() - the table of hashes of kernel, initrd and command line
 * @initrd_len:	0 when there is none
 * @cmdline:	hashed with its NUL; "" when there is none
 *
 * Source: QEMU, docs/system/i386/amd-memory-encryption.rst and the layout
 * that OVMF reads (edk2, OvmfPkg/AmdSev/BlobVerifierLibSevHashes).
 *
 * Return: false when libcrypto fails.
 */
bool hashes_build(uint8_t table[static HASHES_SIZE], const void *kernel,
		  size_t kernel_len, const void *initrd, size_t initrd_len,
		  const char *cmdline);

#endif
