/* SPDX-License-Identifier: GPL-2.0-or-later */
/* psp_vectors.h - published values that the firmware model is tested with */
#ifndef UNIT_PSP_VECTORS_H
#define UNIT_PSP_VECTORS_H

/* cmocka needs these four first */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/psp/base64.h"
#include "tests/psp/readfile.h"

#define VECTORS "tests/vectors/"

/* A whole file below tests/vectors; the test fails when it is not there. */
static inline uint8_t *vector_file(const char *name, size_t *ret_len)
{
	struct err err = { "" };
	char path[256], *data = NULL;

	snprintf(path, sizeof(path), VECTORS "%s", name);
	if (psp_read_file(path, 1u << 20, &data, ret_len, &err) < 0)
		fail_msg("%s", err.text);
	return (uint8_t *)data;
}

static inline json_t *vector_json(const char *name)
{
	char path[256];
	json_t *json;

	snprintf(path, sizeof(path), VECTORS "%s", name);
	json = json_load_file(path, 0, NULL);
	if (!json)
		fail_msg("%s: no JSON", path);
	return json;
}

static inline const char *vector_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* A hexadecimal value of exactly @len bytes. */
static inline void vector_hex(const json_t *object, const char *key,
			      uint8_t *out, size_t len)
{
	const char *text = vector_text(object, key);
	size_t i;

	assert_non_null(text);
	assert_int_equal(strlen(text), 2 * len);
	for (i = 0; i < len; i++) {
		char byte[] = { text[2 * i], text[2 * i + 1], '\0' };

		out[i] = (uint8_t)strtoul(byte, NULL, 16);
	}
}

/* A base64 value of exactly @len bytes. */
static inline void vector_b64(const json_t *object, const char *key, void *out,
			      size_t len)
{
	const char *text = vector_text(object, key);
	uint8_t *data;
	size_t got = 0;

	assert_non_null(text);
	data = psp_base64_decode(text, &got);
	assert_non_null(data);
	assert_int_equal(got, len);
	memcpy(out, data, len);
	free(data);
}

#endif
