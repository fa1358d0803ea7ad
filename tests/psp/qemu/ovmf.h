/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ovmf.h - the GUID table at the end of an OVMF image */
#ifndef PSP_QEMU_OVMF_H
#define PSP_QEMU_OVMF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct ovmf_area - where the firmware wants something in guest memory
 */
struct ovmf_area {
	uint32_t base;
	uint32_t size;
};

/**
 * ovmf_reset_vector() - where application processors of SEV-ES begin
 * @image:	the firmware, read from its end
 *
 * Source: edk2, OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm.
 *
 * Return: false when the image does not say.
 */
bool ovmf_reset_vector(const uint8_t *image, size_t len, uint32_t *ret_addr);

/**
 * ovmf_hash_area() - where the hashes of kernel and initrd go
 *
 * A base of 0 means that this build can not hold them.
 */
bool ovmf_hash_area(const uint8_t *image, size_t len,
		    struct ovmf_area *ret_area);

/**
 * ovmf_secret_area() - where a launch secret goes
 */
bool ovmf_secret_area(const uint8_t *image, size_t len,
		      struct ovmf_area *ret_area);

/**
 * ovmf_has_metadata() - can the image be launched with SEV-SNP
 */
bool ovmf_has_metadata(const uint8_t *image, size_t len);

#endif
