/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secret.h - launch secrets: what a measured guest is given */
#ifndef POLICY_ATTEST_SECRET_H
#define POLICY_ATTEST_SECRET_H

#include "attest/session.h"

#define SECRET_HEADER_SIZE 52u
/* all of it: table header, entries, padding */
#define SECRET_MAX 16384u

/**
 * struct secret_entry - one secret
 * @guid:	as it is in memory: the first three groups byte-swapped
 * @data:	the bytes, nothing added
 */
struct secret_entry {
	uint8_t guid[16];
	const uint8_t *data;
	size_t len;
};

/**
 * secret_guid() - read a GUID, or the alias "luks-key"
 * @text:	8-4-4-4-12 hexadecimal digits
 *
 * Return: true when it is one.
 */
bool secret_guid(const char *text, uint8_t guid[16]);

/**
 * secret_pack() - encrypt a secret table for one launch
 * @measure:	first 32 bytes of the launch measurement: the secret is for
 *		this launch alone
 * @room:	bytes of the firmware's secret area, 0: not known
 * @header:	the packet header
 * @ret_payload: malloc()ed, a multiple of 16 bytes
 * @ret_len:	bytes of it
 *
 * Source: SEV API (55766) 6.6, table 55; table layout: edk2, OvmfPkg/AmdSev.
 *
 * Return: 0, or -1 when the table is empty, larger than SECRET_MAX or @room,
 * or libcrypto fails.
 */
int secret_pack(const struct session_keys *keys, const uint8_t measure[32],
		const struct secret_entry *entries, size_t count, size_t room,
		uint8_t header[SECRET_HEADER_SIZE], uint8_t **ret_payload,
		size_t *ret_len, struct err *err);

#endif
