/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hashes.c - the table that binds a directly booted kernel */
#include "hashes.h"

#include <assert.h>
#include <endian.h>
#include <openssl/evp.h>
#include <string.h>

struct entry {
	uint8_t guid[16];
	uint16_t len;
	uint8_t hash[32];
} __attribute__((packed));
static_assert(sizeof(struct entry) == 50, "entry");

struct table {
	uint8_t guid[16];
	uint16_t len; /* without the padding */
	struct entry cmdline, initrd, kernel;
	uint8_t padding[8];
} __attribute__((packed));
static_assert(sizeof(struct table) == HASHES_SIZE, "table");

static const uint8_t table_guid[16] = {
	/* 9438d606-4f22-4cc9-b479-a793d411fd21 */
	0x06, 0xd6, 0x38, 0x94, 0x22, 0x4f, 0xc9, 0x4c,
	0xb4, 0x79, 0xa7, 0x93, 0xd4, 0x11, 0xfd, 0x21
};
static const uint8_t cmdline_guid[16] = {
	/* 97d02dd8-bd20-4c94-aa78-e7714d36ab2a */
	0xd8, 0x2d, 0xd0, 0x97, 0x20, 0xbd, 0x94, 0x4c,
	0xaa, 0x78, 0xe7, 0x71, 0x4d, 0x36, 0xab, 0x2a
};
static const uint8_t initrd_guid[16] = {
	/* 44baf731-3a2f-4bd7-9af1-41e29169781d */
	0x31, 0xf7, 0xba, 0x44, 0x2f, 0x3a, 0xd7, 0x4b,
	0x9a, 0xf1, 0x41, 0xe2, 0x91, 0x69, 0x78, 0x1d
};
static const uint8_t kernel_guid[16] = {
	/* 4de79437-abd2-427f-b835-d5b172d2045b */
	0x37, 0x94, 0xe7, 0x4d, 0xd2, 0xab, 0x7f, 0x42,
	0xb8, 0x35, 0xd5, 0xb1, 0x72, 0xd2, 0x04, 0x5b
};

static bool fill(struct entry *entry, const uint8_t *guid, const void *data,
		 size_t len)
{
	memcpy(entry->guid, guid, sizeof(entry->guid));
	entry->len = htole16(sizeof(*entry));
	return EVP_Digest(data, len, entry->hash, NULL, EVP_sha256(), NULL) ==
	       1;
}

bool hashes_build(uint8_t table[static HASHES_SIZE], const void *kernel,
		  size_t kernel_len, const void *initrd, size_t initrd_len,
		  const char *cmdline)
{
	struct table out = { .len = htole16(sizeof(out) -
					    sizeof(out.padding)) };

	memcpy(out.guid, table_guid, sizeof(out.guid));
	if (!fill(&out.cmdline, cmdline_guid, cmdline, strlen(cmdline) + 1) ||
	    !fill(&out.initrd, initrd_guid, initrd, initrd_len) ||
	    !fill(&out.kernel, kernel_guid, kernel, kernel_len))
		return false;
	memcpy(table, &out, sizeof(out));
	return true;
}
