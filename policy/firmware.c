/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firmware.c - what an OVMF image can do for a confidential guest */
#include "firmware.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"

/*
 * DOC: Layout
 *
 * Counted from the end of the image: 32 bytes of reset vector, before them
 * the footer (u16 length of the whole table, GUID), before it the entries,
 * each as data, u16 length of data + 18, GUID.  So the table is read
 * backwards.  All integers are little-endian.
 */
#define RESET_VECTOR_SIZE 32
#define GUID_SIZE	  16
#define ENTRY_HEAD	  (2 + GUID_SIZE)
#define METADATA_HEAD	  16
#define SECTION_SIZE	  12u
#define PAGE_SIZE	  4096
/* The padded kernel hashes table (QEMU, struct PaddedSevHashTable). */
#define HASH_TABLE_SIZE 176

typedef uint8_t guid_t[GUID_SIZE];

/* 96b582de-1fb2-45f7-baea-a366c55a082d */
static const guid_t footer_guid = { 0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f,
				    0xf7, 0x45, 0xba, 0xea, 0xa3, 0x66,
				    0xc5, 0x5a, 0x08, 0x2d };
/* 00f771de-1a7e-4fcb-890e-68c77e2fb44e */
static const guid_t es_reset_guid = { 0xde, 0x71, 0xf7, 0x00, 0x7e, 0x1a,
				      0xcb, 0x4f, 0x89, 0x0e, 0x68, 0xc7,
				      0x7e, 0x2f, 0xb4, 0x4e };
/* 4c2eb361-7d9b-4cc3-8081-127c90d3d294 */
static const guid_t secret_guid = { 0x61, 0xb3, 0x2e, 0x4c, 0x9b, 0x7d,
				    0xc3, 0x4c, 0x80, 0x81, 0x12, 0x7c,
				    0x90, 0xd3, 0xd2, 0x94 };
/* 7255371f-3a3b-4b04-927b-1da6efa8d454 */
static const guid_t hashes_guid = { 0x1f, 0x37, 0x55, 0x72, 0x3b, 0x3a,
				    0x04, 0x4b, 0x92, 0x7b, 0x1d, 0xa6,
				    0xef, 0xa8, 0xd4, 0x54 };
/* dc886566-984a-4798-a75e-5585a7bf67cc */
static const guid_t metadata_guid = { 0x66, 0x65, 0x88, 0xdc, 0x4a, 0x98,
				      0x98, 0x47, 0xa7, 0x5e, 0x55, 0x85,
				      0xa7, 0xbf, 0x67, 0xcc };

static uint32_t get_u16(const uint8_t *p)
{
	return (uint32_t)(p[0] | p[1] << 8);
}

static uint32_t get_u32(const uint8_t *p)
{
	return get_u16(p) | get_u16(p + 2) << 16;
}

static int read_at(int fd, uint64_t offset, uint8_t *buf, size_t len,
		   struct err *err)
{
	while (len) {
		ssize_t n = pread(fd, buf, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, "cannot read: %m");
		if (n == 0)
			return err_set(err, "became shorter while it was read");
		buf += n;
		offset += (uint64_t)n;
		len -= (size_t)n;
	}
	return 0;
}

/* --- SEV metadata --------------------------------------------------------- */

static bool overlaps(const struct firmware *fw, uint64_t base, uint64_t end)
{
	unsigned int i;

	for (i = 0; i < fw->n_sections; i++) {
		const struct firmware_section *s = &fw->sections[i];

		if (base < (uint64_t)s->base + s->size && s->base < end)
			return true;
	}
	return false;
}

static int add_section(struct firmware *fw, const uint8_t *p, struct err *err)
{
	struct firmware_section s = { get_u32(p), get_u32(p + 4),
				      get_u32(p + 8) };
	uint64_t end = (uint64_t)s.base + s.size;

	if (s.base % PAGE_SIZE || s.size % PAGE_SIZE || !s.size)
		return err_set(err,
			       "SEV metadata: section at 0x%x is not of pages",
			       s.base);
	if (end > UINT64_C(1) << 32 || overlaps(fw, s.base, end))
		return err_set(err,
			       "SEV metadata: section at 0x%x overlaps another "
			       "or 4 GiB",
			       s.base);
	switch (s.type) {
	case FIRMWARE_SEC_MEM:
	case FIRMWARE_SECRETS:
	case FIRMWARE_CPUID:
	case FIRMWARE_SVSM_CAA:
	case FIRMWARE_KERNEL_HASHES:
		break;
	default:
		fw->unknown_section = true;
	}
	fw->sections[fw->n_sections++] = s;
	return 0;
}

static int read_metadata(int fd, struct firmware *fw, struct err *err)
{
	uint8_t buf[METADATA_HEAD + SECTION_SIZE * FIRMWARE_MAX_SECTIONS];
	uint64_t from_end = fw->metadata, at = fw->size - from_end;
	uint32_t count, i;

	if (from_end > fw->size || from_end < METADATA_HEAD)
		return err_set(err, "SEV metadata: offset 0x%x is outside",
			       fw->metadata);
	if (read_at(fd, at, buf, METADATA_HEAD, err) < 0)
		return -1;
	count = get_u32(buf + 12);
	if (memcmp(buf, "ASEV", 4) != 0 || get_u32(buf + 8) != 1)
		return err_set(err, "SEV metadata: no ASEV header, version 1");
	if (count > FIRMWARE_MAX_SECTIONS ||
	    METADATA_HEAD + SECTION_SIZE * count > from_end ||
	    get_u32(buf + 4) < METADATA_HEAD + SECTION_SIZE * count)
		return err_set(err, "SEV metadata: %u sections do not fit",
			       count);
	if (read_at(fd, at + METADATA_HEAD, buf, (size_t)SECTION_SIZE * count,
		    err) < 0)
		return -1;
	for (i = 0; i < count; i++)
		if (add_section(fw, buf + (size_t)SECTION_SIZE * i, err) < 0)
			return -1;
	return 0;
}

/* --- GUID table ----------------------------------------------------------- */

/**
 * struct entry_kind - an entry that is kept as it stands
 * @guid:	its GUID
 * @name:	what it is
 * @fields:	u32 values in it, 1 or 2
 * @to:		where in struct firmware they go, one behind the other
 */
static const struct entry_kind {
	const uint8_t *guid;
	const char *name;
	unsigned int fields;
	size_t to;
} kinds[] = {
	{ es_reset_guid, "SEV-ES reset", 1,
	  offsetof(struct firmware, es_reset) },
	{ secret_guid, "launch secret", 2,
	  offsetof(struct firmware, secret_base) },
	{ hashes_guid, "kernel hashes", 2,
	  offsetof(struct firmware, hashes_base) },
	{ metadata_guid, "SEV metadata", 1,
	  offsetof(struct firmware, metadata) },
};

/*
 * One entry.  Of a GUID that comes twice the one nearest to the end counts,
 * as in QEMU, also when it says 0: entries are met from the end, and @seen
 * has a bit for each kind that was.
 */
static int take_entry(struct firmware *fw, unsigned int *seen,
		      const uint8_t *guid, const uint8_t *data, uint32_t len,
		      struct err *err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		uint32_t *to = (uint32_t *)((char *)fw + kinds[i].to);

		if (memcmp(guid, kinds[i].guid, GUID_SIZE) != 0)
			continue;
		if (len < 4 * kinds[i].fields)
			return err_set(err, "GUID table: %s entry of %u bytes",
				       kinds[i].name, len);
		if (*seen & 1u << i)
			continue;
		*seen |= 1u << i;
		to[0] = get_u32(data);
		if (kinds[i].fields == 2)
			to[1] = get_u32(data + 4);
	}
	return 0;
}

/* @table ends where the footer begins. */
static int take_entries(struct firmware *fw, const uint8_t *table,
			uint32_t left, struct err *err)
{
	unsigned int seen = 0;

	while (left >= ENTRY_HEAD) {
		const uint8_t *head = table + left - ENTRY_HEAD;
		uint32_t len = get_u16(head);

		if (len < ENTRY_HEAD || len > left)
			return err_set(err,
				       "GUID table: entry of %u bytes where "
				       "%u are left",
				       len, left);
		if (take_entry(fw, &seen, head + 2, table + left - len,
			       len - ENTRY_HEAD, err) < 0)
			return -1;
		left -= len;
	}
	if (left)
		return err_set(err, "GUID table: %u bytes are left over", left);
	return 0;
}

static int read_table(int fd, struct firmware *fw, struct err *err)
{
	uint64_t footer = fw->size - RESET_VECTOR_SIZE - ENTRY_HEAD;
	_cleanup_free_ uint8_t *table = NULL;
	uint8_t head[ENTRY_HEAD];
	uint32_t total;

	if (read_at(fd, footer, head, sizeof(head), err) < 0)
		return -1;
	if (memcmp(head + 2, footer_guid, GUID_SIZE) != 0)
		return 0;
	fw->has_table = true;
	total = get_u16(head);
	if (total < ENTRY_HEAD || total > fw->size - RESET_VECTOR_SIZE)
		return err_set(err, "GUID table: length %u is impossible",
			       total);
	total -= ENTRY_HEAD;
	table = malloc(FIRMWARE_TABLE_MAX);
	if (!table)
		return err_set(err, "out of memory");
	if (read_at(fd, footer - total, table, total, err) < 0)
		return -1;
	return take_entries(fw, table, total, err);
}

/* UEFI PI, EFI_FIRMWARE_VOLUME_HEADER: the signature is at offset 40. */
static int read_volume_header(int fd, struct firmware *fw, struct err *err)
{
	uint8_t mark[4];

	if (read_at(fd, 40, mark, sizeof(mark), err) < 0)
		return -1;
	fw->efi = !memcmp(mark, "_FVH", sizeof(mark));
	return 0;
}

int firmware_inspect(int fd, uint64_t size, struct firmware *ret,
		     struct err *err)
{
	struct firmware fw = { .size = size };

	if (size > FIRMWARE_MAX_SIZE)
		return err_set(err, "%llu bytes, more than any firmware image",
			       (unsigned long long)size);
	if (size < RESET_VECTOR_SIZE + ENTRY_HEAD)
		return err_set(err,
			       "%llu bytes, too short for a firmware image",
			       (unsigned long long)size);
	if (read_volume_header(fd, &fw, err) < 0 ||
	    read_table(fd, &fw, err) < 0 ||
	    (fw.metadata && read_metadata(fd, &fw, err) < 0))
		return -1;
	*ret = fw;
	return 0;
}

bool firmware_hashes_kernel(const struct firmware *fw)
{
	return fw->hashes_base && fw->hashes_size >= HASH_TABLE_SIZE;
}
