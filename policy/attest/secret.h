/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secret.h - launch secrets: what a measured guest is given */
#ifndef POLICY_ATTEST_SECRET_H
#define POLICY_ATTEST_SECRET_H

#include "attest/session.h"

/* all of it: table header, entries, padding */
#define SECRET_MAX 16384u
/* what the table and each entry begin with: GUID, LE32 length */
#define SECRET_ENTRY_HEADER 20u
/* bytes of a launch measurement that a secret is bound to */
#define SECRET_MEASURE_SIZE 32u
/* 8-4-4-4-12 digits */
#define SECRET_GUID_TEXT 36u

/**
 * struct secret_header - packet header of LAUNCH_SECRET, SEV API (55766) 6.6
 * @flags:	LE32, 0: not compressed
 * @iv:		of the payload's encryption
 * @mac:	HMAC-SHA-256 by the TIK
 */
struct secret_header {
	uint8_t flags[4];
	uint8_t iv[16];
	uint8_t mac[32];
};

#define SECRET_HEADER_SIZE 52u

_Static_assert(sizeof(struct secret_header) == SECRET_HEADER_SIZE,
	       "SEV API 6.6, table 55");

/**
 * struct secret_entry - one secret
 * @guid:	as it is in memory: the first three groups byte-swapped
 * @data:	the bytes, nothing added
 * @len:	bytes of it, not 0
 */
struct secret_entry {
	uint8_t guid[16];
	const uint8_t *data;
	size_t len;
};

/**
 * struct secret_packet - what a guest is given
 * @header:	the packet header
 * @payload:	the encrypted table, malloc()ed
 * @len:	bytes of @payload, a multiple of 16
 */
struct secret_packet {
	struct secret_header header;
	uint8_t *payload;
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
 * secret_guid_text() - write a GUID as people do
 */
void secret_guid_text(const uint8_t guid[16],
		      char text[static SECRET_GUID_TEXT + 1]);

/**
 * secret_pack() - encrypt a secret table for one launch
 * @measure:	first 32 bytes of the launch measurement: the secret is for
 *		this launch alone
 * @room:	bytes of the firmware's secret area, 0: not known
 * @ret:	set on success only; @ret->payload is freed by the caller
 *
 * The table is padded with zeros to whole blocks of 16 bytes, as sevctl does.
 *
 * Return: 0, or -1 when there is no secret, an empty one, two of a GUID, more
 * than SECRET_MAX or @room, or libcrypto fails.
 */
int secret_pack(const struct session_keys *keys,
		const uint8_t measure[SECRET_MEASURE_SIZE],
		const struct secret_entry *entries, size_t count, size_t room,
		struct secret_packet *ret, struct err *err);

/**
 * secret_pack_iv() - the same, with a given IV
 *
 * Source: SEV API (55766) 6.6, table 55; table layout: edk2, OvmfPkg/AmdSev.
 *
 * Return: as secret_pack().
 */
int secret_pack_iv(const struct session_keys *keys,
		   const uint8_t measure[SECRET_MEASURE_SIZE],
		   const struct secret_entry *entries, size_t count,
		   size_t room, const uint8_t iv[16], struct secret_packet *ret,
		   struct err *err);

#endif
