/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest_vectors.h - published values that policy/attest is tested with */
#ifndef TESTS_ATTEST_VECTORS_H
#define TESTS_ATTEST_VECTORS_H

#include <jansson.h>

#include "text.h"
#include "unit.h"

#define ATTEST_VECTORS "tests/vectors/"

/* A list of vectors; the test fails when it has not @count. */
static inline json_t *vectors_load(const char *name, size_t count)
{
	char path[UNIT_PATH_SIZE];
	json_t *list;

	snprintf(path, sizeof(path), ATTEST_VECTORS "%s", name);
	list = json_load_file(path, 0, NULL);
	assert_non_null(list);
	assert_int_equal(json_array_size(list), count);
	return list;
}

static inline const char *vectors_text(const json_t *vector, const char *key)
{
	const char *text = json_string_value(json_object_get(vector, key));

	assert_non_null(text);
	return text;
}

static inline unsigned int vectors_number(const json_t *vector, const char *key)
{
	const json_t *value = json_object_get(vector, key);

	assert_true(json_is_integer(value));
	return (unsigned int)json_integer_value(value);
}

/* A member in hexadecimal, of exactly @len bytes. */
static inline void vectors_hex(const json_t *vector, const char *key,
			       uint8_t *out, size_t len)
{
	const char *text = vectors_text(vector, key);
	size_t i;

	assert_int_equal(strlen(text), 2 * len);
	for (i = 0; i < len; i++) {
		char digits[] = { text[2 * i], text[2 * i + 1], '\0' };
		uint64_t value = 0;

		assert_true(text_to_u64(digits, 16, UINT8_MAX, &value));
		out[i] = (uint8_t)value;
	}
}

/* A member in base64, of exactly @len bytes. */
static inline void vectors_base64(const json_t *vector, const char *key,
				  void *out, size_t len)
{
	size_t got = 0;

	assert_true(text_base64(vectors_text(vector, key), out, len, &got));
	assert_int_equal(got, len);
}

#endif
