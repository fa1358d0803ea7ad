/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_firmware_table.c - made-up GUID tables */
#include "image.h"

/* --- tables --------------------------------------------------------------- */

/**
 * struct table_case - entries, from the end of the image on
 * @cut:	bytes that the table's length leaves out at its start
 * @total:	length to claim, 0: the right one
 */
static const struct table_case {
	const char *name;
	struct {
		const uint8_t *guid;
		size_t size;
		uint32_t word0, word1;
	} entries[3];
	int cut;
	uint32_t total;
	const char *message;
	uint32_t es_reset, hashes_base, hashes_size;
} table_cases[] = {
	{ "empty", { { NULL, 0, 0, 0 } }, 0, 18, NULL, 0, 0, 0 },
	{ "no length",
	  { { NULL, 0, 0, 0 } },
	  0,
	  0,
	  "GUID table: length 0 is impossible",
	  0,
	  0,
	  0 },
	{ "as long as the image",
	  { { NULL, 0, 0, 0 } },
	  0,
	  IMAGE_SIZE - 32,
	  "GUID table: entry of 0 bytes where 8142 are left",
	  0,
	  0,
	  0 },
	{ "longer than the image",
	  { { NULL, 0, 0, 0 } },
	  0,
	  IMAGE_SIZE - 31,
	  "GUID table: length 8161 is impossible",
	  0,
	  0,
	  0 },
	{ "foreign entry",
	  { { image_foreign, 100, 1, 2 }, { image_reset, 4, 5, 0 } },
	  0,
	  0,
	  NULL,
	  5,
	  0,
	  0 },
	{ "entry without data",
	  { { image_foreign, 0, 0, 0 }, { image_reset, 4, 5, 0 } },
	  0,
	  0,
	  NULL,
	  5,
	  0,
	  0 },
	{ "longer entries",
	  { { image_reset, 9, 5, 6 }, { image_hashes, 12, 7, 8 } },
	  0,
	  0,
	  NULL,
	  5,
	  7,
	  8 },
	{ "same GUID twice",
	  { { image_hashes, 8, 7, 8 }, { image_hashes, 8, 9, 10 } },
	  0,
	  0,
	  NULL,
	  0,
	  7,
	  8 },
	{ "same GUID twice, 0 counts",
	  { { image_hashes, 8, 0, 0 },
	    { image_hashes, 8, 9, 10 },
	    { image_reset, 4, 5, 0 } },
	  0,
	  0,
	  NULL,
	  5,
	  0,
	  0 },
	{ "reset entry of 3 bytes",
	  { { image_reset, 3, 0, 0 } },
	  0,
	  0,
	  "GUID table: SEV-ES reset entry of 3 bytes",
	  0,
	  0,
	  0 },
	{ "secret entry of 7 bytes",
	  { { image_secret, 7, 0, 0 } },
	  0,
	  0,
	  "GUID table: launch secret entry of 7 bytes",
	  0,
	  0,
	  0 },
	{ "hashes entry of 7 bytes",
	  { { image_hashes, 7, 0, 0 } },
	  0,
	  0,
	  "GUID table: kernel hashes entry of 7 bytes",
	  0,
	  0,
	  0 },
	{ "metadata entry of 3 bytes",
	  { { image_metadata, 3, 0, 0 } },
	  0,
	  0,
	  "GUID table: SEV metadata entry of 3 bytes",
	  0,
	  0,
	  0 },
	{ "first entry cut",
	  { { image_reset, 4, 5, 0 } },
	  1,
	  0,
	  "GUID table: entry of 22 bytes where 21 are left",
	  0,
	  0,
	  0 },
	{ "one byte left over",
	  { { image_reset, 4, 5, 0 } },
	  -1,
	  0,
	  "GUID table: 1 bytes are left over",
	  0,
	  0,
	  0 },
	{ "17 bytes left over",
	  { { image_reset, 4, 5, 0 } },
	  -17,
	  0,
	  "GUID table: 17 bytes are left over",
	  0,
	  0,
	  0 },
	{ "18 bytes of nothing",
	  { { image_reset, 4, 5, 0 } },
	  -18,
	  0,
	  "GUID table: entry of 0 bytes where 18 are left",
	  0,
	  0,
	  0 },
};

static void table(void **state)
{
	const struct table_case *c = *state;
	struct firmware fw = { .es_reset = 42 };
	struct err err = { "" };
	struct image im;
	size_t i;

	image_start(&im);
	for (i = 0; i < 3 && c->entries[i].guid; i++)
		image_add(&im, c->entries[i].guid, c->entries[i].size,
			  c->entries[i].word0, c->entries[i].word1);
	im.table += (size_t)c->cut;
	if (i)
		image_set_total(&im);
	if (c->total)
		image_put_u16(im.bytes + IMAGE_SIZE - 50, c->total);
	assert_int_equal(image_inspect(&im, &fw, &err), c->message ? -1 : 0);
	assert_string_equal(err.text, c->message ? c->message : "");
	assert_int_equal(fw.es_reset, c->message ? 42 : c->es_reset);
	assert_int_equal(fw.hashes_base, c->hashes_base);
	assert_int_equal(fw.hashes_size, c->hashes_size);
}

static void entry_of_17_bytes(void **state)
{
	struct firmware fw;
	struct err err = { "" };
	struct image im;

	(void)state;
	image_start(&im);
	image_add(&im, image_reset, 4, 5, 0);
	image_put_u16(im.bytes + IMAGE_SIZE - 50 - 18, 17);
	assert_int_equal(image_inspect(&im, &fw, &err), -1);
	assert_string_equal(err.text,
			    "GUID table: entry of 17 bytes where 22 are left");
}

/* --- kernel hashes -------------------------------------------------------- */

static void room_for_hashes(void **state)
{
	struct firmware fw = { .hashes_base = 0x810c00, .hashes_size = 176 };

	(void)state;
	assert_true(firmware_hashes_kernel(&fw));
	fw.hashes_size = 175;
	assert_false(firmware_hashes_kernel(&fw));
	fw.hashes_size = 1024;
	fw.hashes_base = 0;
	assert_false(firmware_hashes_kernel(&fw));
}

int main(void)
{
	UNIT_CASES_DIR(table, table_cases);
	UNIT_DIR(entry_of_17_bytes);
	UNIT(room_for_hashes);
	return unit_run();
}
