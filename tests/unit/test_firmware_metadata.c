/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_firmware_metadata.c - made-up SEV metadata */
#include "image.h"

/* --- the header ----------------------------------------------------------- */

#define AT 0x1000 /* bytes from the header to the end of the image */

static void put_header(struct image *im, const char *mark, uint32_t size,
		       uint32_t version, uint32_t count)
{
	uint8_t *head = im->bytes + IMAGE_SIZE - AT;

	image_start(im);
	image_add(im, image_metadata, 4, AT, 0);
	memcpy(head, mark, 4);
	image_put_u32(head + 4, size);
	image_put_u32(head + 8, version);
	image_put_u32(head + 12, count);
}

static void put_section(struct image *im, uint32_t n, uint32_t base,
			uint32_t size, uint32_t type)
{
	uint8_t *at = im->bytes + IMAGE_SIZE - AT + 16 + 12 * n;

	image_put_u32(at, base);
	image_put_u32(at + 4, size);
	image_put_u32(at + 8, type);
}

#define NO_HEADER "SEV metadata: no ASEV header, version 1"

static const struct header_case {
	const char *name, *mark;
	uint32_t size, version, count;
	const char *message;
} header_cases[] = {
	{ "no sections", "ASEV", 16, 1, 0, NULL },
	{ "one", "ASEV", 28, 1, 1, NULL },
	{ "one in a larger header", "ASEV", 100, 1, 1, NULL },
	{ "other mark", "ASEW", 28, 1, 1, NO_HEADER },
	{ "version 0", "ASEV", 28, 0, 1, NO_HEADER },
	{ "version 2", "ASEV", 28, 2, 1, NO_HEADER },
	{ "size too small", "ASEV", 27, 1, 1,
	  "SEV metadata: 1 sections do not fit" },
	{ "64 sections", "ASEV", 16 + 64 * 12, 1, 64, NULL },
	{ "65 sections", "ASEV", 16 + 65 * 12, 1, 65,
	  "SEV metadata: 65 sections do not fit" },
	{ "2^32-1 sections", "ASEV", UINT32_MAX, 1, UINT32_MAX,
	  "SEV metadata: 4294967295 sections do not fit" },
};

static void header(void **state)
{
	const struct header_case *c = *state;
	struct firmware fw = { .n_sections = 42 };
	struct err err = { "" };
	struct image im;
	uint32_t i;

	put_header(&im, c->mark, c->size, c->version, c->count);
	for (i = 0; i < 65; i++)
		put_section(&im, i, i << 12, 4096, FIRMWARE_SEC_MEM);
	assert_int_equal(image_inspect(&im, &fw, &err), c->message ? -1 : 0);
	assert_string_equal(err.text, c->message ? c->message : "");
	assert_int_equal(fw.n_sections, c->message ? 42 : c->count);
	if (c->count == 64)
		assert_int_equal(fw.sections[63].base, 63 << 12);
}

/* --- where it is ---------------------------------------------------------- */

static const struct offset_case {
	const char *name;
	uint32_t offset, count;
	const char *message;
} offset_cases[] = {
	{ "at the start of the image", IMAGE_SIZE, 1, NULL },
	{ "before the start", IMAGE_SIZE + 1, 0,
	  "SEV metadata: offset 0x2001 is outside" },
	{ "far away", UINT32_MAX, 0,
	  "SEV metadata: offset 0xffffffff is outside" },
	{ "15 bytes before the end", 15, 0,
	  "SEV metadata: offset 0xf is outside" },
	{ "16 bytes before the end", 16, 0, NULL },
	{ "sections behind the end", 27, 1,
	  "SEV metadata: 1 sections do not fit" },
	{ "sections up to the end", 28, 1, NULL },
};

static void offset(void **state)
{
	const struct offset_case *c = *state;
	uint8_t head[28] = "ASEV";
	struct firmware fw = { 0 };
	struct err err = { "" };
	struct image im;
	size_t len = sizeof(head);

	image_put_u32(head + 4, 16 + 12 * c->count);
	image_put_u32(head + 8, 1);
	image_put_u32(head + 12, c->count);
	image_put_u32(head + 20, 4096);
	image_start(&im);
	image_add(&im, image_metadata, 4, c->offset, 0);
	if (len > c->offset)
		len = c->offset;
	if (c->offset <= IMAGE_SIZE)
		memcpy(im.bytes + IMAGE_SIZE - c->offset, head, len);
	assert_int_equal(image_inspect(&im, &fw, &err), c->message ? -1 : 0);
	assert_string_equal(err.text, c->message ? c->message : "");
}

/* --- sections ------------------------------------------------------------- */

#define CLASH(base) \
	"SEV metadata: section at " base " overlaps another or 4 GiB"
#define PART(base) "SEV metadata: section at " base " is not of pages"

#define UNKNOWN 5

static const struct section_case {
	const char *name, *message;
	struct firmware_section sections[2];
} section_cases[] = {
	{ "memory, secrets",
	  NULL,
	  { { 0x800000, 0x9000, 1 }, { 0, 0x1000, 2 } } },
	{ "CPUID, SVSM", NULL, { { 0, 0x1000, 3 }, { 0x1000, 0x1000, 4 } } },
	{ "hashes, memory",
	  NULL,
	  { { 0, 0x1000, 0x10 }, { 0x1000, 0x1000, 1 } } },
	{ "unknown type",
	  NULL,
	  { { 0, 0x1000, UNKNOWN }, { 0x1000, 0x1000, 1 } } },
	{ "base inside a page", PART("0x800"), { { 0x800, 0x1000, 1 } } },
	{ "half a page", PART("0x1000"), { { 0x1000, 0x800, 1 } } },
	{ "no page", PART("0x1000"), { { 0, 0x1000, 1 }, { 0x1000, 0, 1 } } },
	{ "up to 4 GiB",
	  NULL,
	  { { 0, 0x1000, 1 }, { 0xfffff000, 0x1000, 1 } } },
	{ "beyond 4 GiB", CLASH("0xfffff000"), { { 0xfffff000, 0x2000, 1 } } },
	{ "one below", NULL, { { 0x2000, 0x1000, 1 }, { 0x1000, 0x1000, 1 } } },
	{ "one above", NULL, { { 0x2000, 0x1000, 1 }, { 0x3000, 0x1000, 1 } } },
	{ "the same",
	  CLASH("0x1000"),
	  { { 0x1000, 0x1000, 1 }, { 0x1000, 0x1000, 2 } } },
	{ "overlap below",
	  CLASH("0x1000"),
	  { { 0x2000, 0x2000, 1 }, { 0x1000, 0x2000, 2 } } },
	{ "overlap above",
	  CLASH("0x3000"),
	  { { 0x2000, 0x2000, 1 }, { 0x3000, 0x2000, 2 } } },
	{ "one in the other",
	  CLASH("0x2000"),
	  { { 0x1000, 0x4000, 1 }, { 0x2000, 0x1000, 2 } } },
};

static void sections(void **state)
{
	const struct section_case *c = *state;
	uint32_t n = c->sections[1].type ? 2 : 1, i;
	struct firmware fw = { 0 };
	struct err err = { "" };
	struct image im;

	put_header(&im, "ASEV", 16 + 12 * n, 1, n);
	for (i = 0; i < n; i++)
		put_section(&im, i, c->sections[i].base, c->sections[i].size,
			    c->sections[i].type);
	assert_int_equal(image_inspect(&im, &fw, &err), c->message ? -1 : 0);
	assert_string_equal(err.text, c->message ? c->message : "");
	if (c->message)
		return;
	assert_int_equal(fw.n_sections, n);
	assert_int_equal(fw.unknown_section, c->sections[0].type == UNKNOWN);
	assert_memory_equal(fw.sections, c->sections, n * sizeof(*c->sections));
}

int main(void)
{
	UNIT_CASES_DIR(header, header_cases);
	UNIT_CASES_DIR(offset, offset_cases);
	UNIT_CASES_DIR(sections, section_cases);
	return unit_run();
}
