/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ovmf.c - the GUID table at the end of an OVMF image */
#include "ovmf.h"

#include <string.h>

#define GUID_SIZE  16
#define ENTRY_HEAD 18 /* u16 length and GUID, behind the data */
#define TABLE_END  32 /* the table ends this far from the image's end */

/* First three groups byte-swapped, as in memory. */
static const uint8_t footer_guid[GUID_SIZE] = {
	/* 96b582de-1fb2-45f7-baea-a366c55a082d */
	0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f, 0xf7, 0x45,
	0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d
};
static const uint8_t reset_guid[GUID_SIZE] = {
	/* 00f771de-1a7e-4fcb-890e-68c77e2fb44e */
	0xde, 0x71, 0xf7, 0x00, 0x7e, 0x1a, 0xcb, 0x4f,
	0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e
};
static const uint8_t secret_guid[GUID_SIZE] = {
	/* 4c2eb361-7d9b-4cc3-8081-127c90d3d294 */
	0x61, 0xb3, 0x2e, 0x4c, 0x9b, 0x7d, 0xc3, 0x4c,
	0x80, 0x81, 0x12, 0x7c, 0x90, 0xd3, 0xd2, 0x94
};
static const uint8_t hashes_guid[GUID_SIZE] = {
	/* 7255371f-3a3b-4b04-927b-1da6efa8d454 */
	0x1f, 0x37, 0x55, 0x72, 0x3b, 0x3a, 0x04, 0x4b,
	0x92, 0x7b, 0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54
};
static const uint8_t metadata_guid[GUID_SIZE] = {
	/* dc886566-984a-4798-a75e-5585a7bf67cc */
	0x66, 0x65, 0x88, 0xdc, 0x4a, 0x98, 0x98, 0x47,
	0xa7, 0x5e, 0x55, 0x85, 0xa7, 0xbf, 0x67, 0xcc
};

static uint32_t le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/* Length and GUID of the block that ends at @end. */
static size_t head(const uint8_t *end, const uint8_t **ret_guid)
{
	*ret_guid = end - GUID_SIZE;
	return end[-ENTRY_HEAD] | (size_t)end[1 - ENTRY_HEAD] << 8;
}

/* The entries, without the footer: [begin, end). */
static bool table(const uint8_t *image, size_t len, const uint8_t **ret_begin,
		  const uint8_t **ret_end)
{
	const uint8_t *guid, *end;
	size_t total;

	if (len < TABLE_END + ENTRY_HEAD)
		return false;
	end = image + len - TABLE_END;
	total = head(end, &guid);
	if (memcmp(guid, footer_guid, GUID_SIZE) || total < ENTRY_HEAD ||
	    total > len - TABLE_END)
		return false;
	*ret_begin = end - total;
	*ret_end = end - ENTRY_HEAD;
	return true;
}

/* The data of one entry: @size bytes. */
static const uint8_t *find(const uint8_t *image, size_t len,
			   const uint8_t *wanted, size_t size)
{
	const uint8_t *begin, *end, *guid;

	if (!table(image, len, &begin, &end))
		return NULL;
	while (end - begin >= ENTRY_HEAD) {
		size_t entry = head(end, &guid);

		if (entry < ENTRY_HEAD || entry > (size_t)(end - begin))
			return NULL;
		end -= entry;
		if (memcmp(guid, wanted, GUID_SIZE))
			continue;
		return entry - ENTRY_HEAD >= size ? end : NULL;
	}
	return NULL;
}

static bool area(const uint8_t *image, size_t len, const uint8_t *guid,
		 struct ovmf_area *ret_area)
{
	const uint8_t *data = find(image, len, guid, 8);

	if (!data)
		return false;
	ret_area->base = le32(data);
	ret_area->size = le32(data + 4);
	return true;
}

bool ovmf_reset_vector(const uint8_t *image, size_t len, uint32_t *ret_addr)
{
	const uint8_t *data = find(image, len, reset_guid, 4);

	if (!data)
		return false;
	*ret_addr = le32(data);
	return true;
}

bool ovmf_hash_area(const uint8_t *image, size_t len,
		    struct ovmf_area *ret_area)
{
	return area(image, len, hashes_guid, ret_area);
}

bool ovmf_secret_area(const uint8_t *image, size_t len,
		      struct ovmf_area *ret_area)
{
	return area(image, len, secret_guid, ret_area);
}

bool ovmf_has_metadata(const uint8_t *image, size_t len)
{
	static const uint8_t magic[] = { 'A', 'S', 'E', 'V' };
	const uint8_t *data = find(image, len, metadata_guid, 4);
	uint32_t offset = data ? le32(data) : 0;

	return offset >= sizeof(magic) && offset <= len &&
	       !memcmp(image + len - offset, magic, sizeof(magic));
}
