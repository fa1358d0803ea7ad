/* SPDX-License-Identifier: GPL-2.0-or-later */
/* image.h - make up firmware images, right and wrong ones */
#ifndef TESTS_IMAGE_H
#define TESTS_IMAGE_H

#include "firmware.h"
#include "unit.h"

/* Firmware is at most 16 MiB, its table and metadata fit in 8 KiB. */
#define IMAGE_SIZE 8192

typedef uint8_t guid_t[16];

/* As they stand in the image: the first three groups are little-endian. */
static const guid_t __attribute__((unused))
image_footer = { 0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f, 0xf7, 0x45,
		 0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d };
static const guid_t __attribute__((unused))
image_reset = { 0xde, 0x71, 0xf7, 0x00, 0x7e, 0x1a, 0xcb, 0x4f,
		0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e };
static const guid_t __attribute__((unused))
image_secret = { 0x61, 0xb3, 0x2e, 0x4c, 0x9b, 0x7d, 0xc3, 0x4c,
		 0x80, 0x81, 0x12, 0x7c, 0x90, 0xd3, 0xd2, 0x94 };
static const guid_t __attribute__((unused))
image_hashes = { 0x1f, 0x37, 0x55, 0x72, 0x3b, 0x3a, 0x04, 0x4b,
		 0x92, 0x7b, 0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54 };
static const guid_t __attribute__((unused))
image_metadata = { 0x66, 0x65, 0x88, 0xdc, 0x4a, 0x98, 0x98, 0x47,
		   0xa7, 0x5e, 0x55, 0x85, 0xa7, 0xbf, 0x67, 0xcc };
static const guid_t __attribute__((unused)) image_foreign = { 1, 2, 3 };

/* --- making an image ------------------------------------------------------ */

/**
 * struct image - an image whose table grows towards its start
 * @table:	first byte of the table so far
 */
struct image {
	uint8_t bytes[IMAGE_SIZE];
	size_t table;
};

static inline void image_put_u16(uint8_t *to, uint32_t value)
{
	to[0] = (uint8_t)value;
	to[1] = (uint8_t)(value >> 8);
}

static inline void image_put_u32(uint8_t *to, uint32_t value)
{
	image_put_u16(to, value);
	image_put_u16(to + 2, value >> 16);
}

static inline void image_start(struct image *im)
{
	memset(im, 0, sizeof(*im));
	im->table = IMAGE_SIZE - 50;
	memcpy(im->bytes + IMAGE_SIZE - 48, image_footer, 16);
}

static inline void image_set_total(struct image *im)
{
	image_put_u16(im->bytes + IMAGE_SIZE - 50,
		      (uint32_t)(IMAGE_SIZE - 32 - im->table));
}

/* Data of @size bytes, of which the first two words are given. */
static inline void image_add(struct image *im, const uint8_t *guid, size_t size,
			     uint32_t word0, uint32_t word1)
{
	uint8_t words[8];

	image_put_u32(words, word0);
	image_put_u32(words + 4, word1);
	im->table -= 16;
	memcpy(im->bytes + im->table, guid, 16);
	im->table -= 2;
	image_put_u16(im->bytes + im->table, (uint32_t)size + 18);
	im->table -= size;
	memcpy(im->bytes + im->table, words, size < 8 ? size : 8);
	image_set_total(im);
}

static inline int image_inspect(const struct image *im, struct firmware *fw,
				struct err *err)
{
	_cleanup_close_ int fd = -1;

	unit_write("image", im->bytes, IMAGE_SIZE);
	fd = openat(unit_dirfd, "image", O_RDONLY | O_CLOEXEC);
	return firmware_inspect(fd, IMAGE_SIZE, fw, err);
}

#endif
