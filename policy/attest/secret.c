/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secret.c - launch secrets: what a measured guest is given */
#include "attest/secret.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#include "attest/le.h"
#include "attest/sym.h"
#include "cleanup.h"
#include "text.h"

/* the cipher's block; the table is padded to whole ones */
#define BLOCK 16u
/* SEV API (55766) 6.6: what the MAC begins with */
#define MAC_CONTEXT 0x01

_Static_assert(SECRET_MAX % BLOCK == 0, "padding never exceeds the limit");

/* --- GUIDs ---------------------------------------------------------------- */

/* edk2: the table itself */
static const uint8_t table_guid[16] = { 0x42, 0xf5, 0x74, 0x1e, 0xdd, 0x71,
					0x66, 0x4d, 0x96, 0x3e, 0xef, 0x42,
					0x87, 0xff, 0x17, 0x3b };

/* where the digits of each byte in memory are in the text */
static const uint8_t digit_at[16] = { 6,  4,  2,  0,  11, 9,  16, 14,
				      19, 21, 24, 26, 28, 30, 32, 34 };

static const char luks_key[] = "736869e5-84f0-4973-92ec-06879ce3da0b";

static bool is_dash_at(size_t i)
{
	return i == 8 || i == 13 || i == 18 || i == 23;
}

bool secret_guid(const char *text, uint8_t guid[16])
{
	size_t i;

	if (!strcmp(text, "luks-key"))
		text = luks_key;
	if (strlen(text) != SECRET_GUID_TEXT)
		return false;
	for (i = 0; i < SECRET_GUID_TEXT; i++)
		if ((text[i] == '-') != is_dash_at(i))
			return false;
	for (i = 0; i < sizeof(digit_at); i++) {
		const char *digits = text + digit_at[i];
		uint64_t value;

		if (!text_to_u64((char[]){ '0', 'x', digits[0], digits[1], 0 },
				 16, UINT8_MAX, &value))
			return false;
		guid[i] = (uint8_t)value;
	}
	return true;
}

void secret_guid_text(const uint8_t guid[16],
		      char text[static SECRET_GUID_TEXT + 1])
{
	char digits[3];
	size_t i;

	memset(text, '-', SECRET_GUID_TEXT);
	text[SECRET_GUID_TEXT] = '\0';
	for (i = 0; i < sizeof(digit_at); i++) {
		text_hex(guid + i, 1, digits);
		memcpy(text + digit_at[i], digits, 2);
	}
}

/* --- the table ------------------------------------------------------------ */

static int check_entry(const struct secret_entry *entries, size_t i,
		       struct err *err)
{
	char name[SECRET_GUID_TEXT + 1];
	size_t before;

	secret_guid_text(entries[i].guid, name);
	if (!entries[i].len)
		return err_set(err, "secret %s is empty", name);
	for (before = 0; before < i; before++)
		if (!memcmp(entries[before].guid, entries[i].guid, 16))
			return err_set(err, "secret %s is given twice", name);
	return 0;
}

/* Bytes of the table without padding. */
static int table_size(const struct secret_entry *entries, size_t count,
		      size_t *ret, struct err *err)
{
	size_t size = SECRET_ENTRY_HEADER, i;

	if (!count)
		return err_set(err, "there is no secret");
	for (i = 0; i < count; i++) {
		if (check_entry(entries, i, err) < 0)
			return -1;
		/* one by one, so that no sum can overflow */
		if (entries[i].len > SECRET_MAX ||
		    size + SECRET_ENTRY_HEADER + entries[i].len > SECRET_MAX)
			return err_set(err,
				       "the secrets take more than the %u "
				       "bytes that a guest can be given",
				       SECRET_MAX);
		size += SECRET_ENTRY_HEADER + entries[i].len;
	}
	*ret = size;
	return 0;
}

static uint8_t *put_header(uint8_t *at, const uint8_t guid[16], size_t len)
{
	memcpy(at, guid, 16);
	put_le32(at + 16, (uint32_t)len);
	return at + SECRET_ENTRY_HEADER;
}

static void fill_table(const struct secret_entry *entries, size_t count,
		       size_t size, uint8_t *table)
{
	uint8_t *at = put_header(table, table_guid, size);
	size_t i;

	for (i = 0; i < count; i++) {
		at = put_header(at, entries[i].guid,
				SECRET_ENTRY_HEADER + entries[i].len);
		memcpy(at, entries[i].data, entries[i].len);
		at += entries[i].len;
	}
}

/* --- the packet ----------------------------------------------------------- */

static int sign(const struct session_keys *keys, const uint8_t *measure,
		const uint8_t *payload, size_t len,
		struct secret_header *header, struct err *err)
{
	const uint8_t context = MAC_CONTEXT;
	uint8_t size[4];
	const struct sym_part parts[] = {
		{ &context, 1 },
		{ header->flags, sizeof(header->flags) },
		{ header->iv, sizeof(header->iv) },
		/* as the guest gets it, and as it is sent: not compressed */
		{ size, sizeof(size) },
		{ size, sizeof(size) },
		{ payload, len },
		{ measure, SECRET_MEASURE_SIZE },
	};

	put_le32(size, (uint32_t)len);
	return sym_mac(keys->tik, TIK_SIZE, parts, ARRAY_SIZE(parts),
		       header->mac, err);
}

/* @table becomes the payload; it is wiped when that fails. */
static int seal(const struct session_keys *keys, const uint8_t *measure,
		uint8_t *table, size_t len, struct secret_header *header,
		struct err *err)
{
	if (sym_ctr(keys->tek, header->iv, table, len, table, err) == 0 &&
	    sign(keys, measure, table, len, header, err) == 0)
		return 0;
	OPENSSL_cleanse(table, len);
	return -1;
}

int secret_pack_iv(const struct session_keys *keys,
		   const uint8_t measure[SECRET_MEASURE_SIZE],
		   const struct secret_entry *entries, size_t count,
		   size_t room, const uint8_t iv[16], struct secret_packet *ret,
		   struct err *err)
{
	struct secret_header header = { .flags = { 0 } };
	_cleanup_free_ uint8_t *table = NULL;
	size_t size = 0, padded;

	if (table_size(entries, count, &size, err) < 0)
		return -1;
	padded = (size + BLOCK - 1) / BLOCK * BLOCK;
	if (room && padded > room)
		return err_set(err,
			       "the secrets take %zu bytes, the firmware has "
			       "room for %zu",
			       padded, room);
	table = calloc(1, SECRET_MAX);
	if (!table)
		return err_set(err, "out of memory");
	fill_table(entries, count, size, table);
	memcpy(header.iv, iv, sizeof(header.iv));
	if (seal(keys, measure, table, padded, &header, err) < 0)
		return -1;
	ret->header = header;
	ret->payload = TAKE_PTR(table);
	ret->len = padded;
	return 0;
}

int secret_pack(const struct session_keys *keys,
		const uint8_t measure[SECRET_MEASURE_SIZE],
		const struct secret_entry *entries, size_t count, size_t room,
		struct secret_packet *ret, struct err *err)
{
	uint8_t iv[16];

	if (RAND_bytes(iv, sizeof(iv)) != 1)
		return err_set(err, "libcrypto has no random bytes");
	return secret_pack_iv(keys, measure, entries, count, room, iv, ret,
			      err);
}
