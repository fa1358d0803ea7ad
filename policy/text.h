/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.h - strict numbers, and hostile text made safe for one line */
#ifndef POLICY_TEXT_H
#define POLICY_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A name as text_token() shows it: 64 bytes, escaped, quoted, "..." added. */
#define TEXT_TOKEN_SIZE 272

/**
 * text_one_line() - replace what would break a line or a terminal
 * @s:	changed in place: control characters (C0, DEL, C1) and bytes that are
 *	not UTF-8 become '?'
 */
void text_one_line(char *s);

/**
 * text_cut() - copy as many whole UTF-8 characters as fit
 * @size:	bytes in @buf, at least 1; the copy always ends in NUL
 */
void text_cut(char *buf, size_t size, const char *s);

/**
 * text_token() - show an outside name as one word of a log line
 * @buf:	result, TEXT_TOKEN_SIZE bytes
 * @s:		any bytes, or NULL
 *
 * A plain name stays as it is.  Anything else is put in double quotes with
 * \" \\ and \xNN escapes; more than 64 bytes are cut with "...".
 *
 * Return: @buf.
 */
const char *text_token(char buf[static TEXT_TOKEN_SIZE], const char *s);

/**
 * text_to_u64() - the only way from text to number
 * @s:		digits of @base and nothing else, or NULL
 * @base:	10, or 16 (then an optional 0x is taken)
 * @max:	largest value allowed
 * @ret:	set on success only
 *
 * Return: true when @s is such a number.
 */
bool text_to_u64(const char *s, int base, uint64_t max, uint64_t *ret);

/**
 * text_to_policy() - read a guest policy of SEV or SEV-ES
 * @s:		hexadecimal with or without 0x, as libvirt reads it; decimal
 *		needs 0d
 * @ret:	set on success only
 *
 * Return: true when @s is a number of 32 bits.
 */
bool text_to_policy(const char *s, uint32_t *ret);

/**
 * text_has_word() - is @word one of the blank separated words of @list
 */
bool text_has_word(const char *list, const char *word);

/**
 * text_base64() - decode base64 (RFC 4648 section 4)
 * @s:		may have white space in it, as libvirt allows
 * @out:	gets at most @max bytes; NULL to count only
 * @ret_len:	bytes that @s decodes to, which may be more than @max
 *
 * Return: true when @s is base64, with correct padding.
 */
bool text_base64(const char *s, uint8_t *out, size_t max, size_t *ret_len);

/* characters that @len bytes take in base64 */
#define TEXT_BASE64_SIZE(len) (((len) + 2) / 3 * 4)

/**
 * text_base64_encode() - encode base64 (RFC 4648 section 4), in one line
 * @out:	TEXT_BASE64_SIZE(@len) + 1 bytes
 */
void text_base64_encode(const uint8_t *data, size_t len, char *out);

/**
 * text_utf16le() - text as UEFI and Windows hold it (Unicode 15, section 3.9)
 * @s:		UTF-8
 * @out:	two bytes for each byte of @s are enough
 *
 * Return: bytes in @out, 0 when @s is empty or not UTF-8.
 */
size_t text_utf16le(const char *s, uint8_t *out);

/**
 * text_hex() - bytes as lower case hexadecimal
 * @out:	2 * @len + 1 bytes
 */
void text_hex(const uint8_t *data, size_t len, char *out);

#endif
