/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base64.h - base64 as QEMU writes and reads it */
#ifndef PSP_BASE64_H
#define PSP_BASE64_H

#include <stddef.h>
#include <stdint.h>

/**
 * psp_base64_encode() - one line, padded
 *
 * Return: the text, freed by the caller, or NULL when memory is out.
 */
char *psp_base64_encode(const void *data, size_t len);

/**
 * psp_base64_decode() - read base64, passing over what is not
 * @ret_len:	bytes of the result
 *
 * QEMU decodes with GLib, which ignores foreign characters: so do we.
 *
 * Return: the bytes, freed by the caller, or NULL when memory is out.
 */
uint8_t *psp_base64_decode(const char *text, size_t *ret_len);

#endif
