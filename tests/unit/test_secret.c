/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_secret.c - secrets: published packets, and limits */
#include "attest/secret.h"

#include "attest_vectors.h"

#define DIR	   "tests/vectors/sevctl/"
#define VECTOR_MAX 4

#define GUID_A "736869e5-84f0-4973-92ec-06879ce3da0b"
#define GUID_B "01020304-0506-0708-090a-0b0c0d0e0f10"

static const uint8_t measure[SECRET_MEASURE_SIZE] =
	"a measurement, 32 bytes of it..";
static const struct session_keys keys = { "tik tik tik tik",
					  "tek tek tek tek" };

/* --- GUIDs ---------------------------------------------------------------- */

static const struct guid_case {
	const char *name;
	bool good;
} guid_cases[] = {
	{ GUID_A, true },
	{ "736869E5-84F0-4973-92EC-06879CE3DA0B", true },
	{ "luks-key", true },
	{ "", false },
	{ "luks-keys", false },
	{ "LUKS-KEY", false },
	{ "736869e5-84f0-4973-92ec-06879ce3da0", false },
	{ "736869e5-84f0-4973-92ec-06879ce3da0bb", false },
	{ "{36869e5-84f0-4973-92ec-06879ce3da0b}", false },
	{ "736869e584f0-4973-92ec-06879ce3da0b-", false },
	{ "736869e5_84f0-4973-92ec-06879ce3da0b", false },
	{ "73686-e5-84f0-4973-92ec-06879ce3da0b", false },
	{ "736869e5084f0-4973-92ec-06879ce3da0b", false },
	{ "0x6869e5-84f0-4973-92ec-06879ce3da0b", false },
	{ "736869e5-84f0-4973-92ec-06879ce3dag0", false },
	{ " 36869e5-84f0-4973-92ec-06879ce3da0b", false },
	{ "736869e584f0497392ec06879ce3da0b", false },
	{ "------------------------------------", false },
};

static void guid(void **state)
{
	static const uint8_t wanted[] = { 0xe5, 0x69, 0x68, 0x73, 0xf0, 0x84,
					  0x73, 0x49, 0x92, 0xec, 0x06, 0x87,
					  0x9c, 0xe3, 0xda, 0x0b };
	const struct guid_case *c = *state;
	uint8_t bytes[16];

	assert_int_equal(secret_guid(c->name, bytes), c->good);
	if (c->good)
		assert_memory_equal(bytes, wanted, sizeof(wanted));
}

static void guid_there_and_back(void **state)
{
	char text[SECRET_GUID_TEXT + 1];
	uint8_t bytes[16];

	(void)state;
	assert_true(secret_guid(GUID_B, bytes));
	assert_memory_equal(bytes,
			    "\x04\x03\x02\x01\x06\x05\x08\x07"
			    "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10",
			    16);
	secret_guid_text(bytes, text);
	assert_string_equal(text, GUID_B);
}

/* --- published packets ---------------------------------------------------- */

/* A file of the vector's, of exactly @len bytes. */
static void vector_key(const json_t *v, const char *key, uint8_t *out,
		       size_t len)
{
	_cleanup_free_ char *data = NULL;
	char path[UNIT_PATH_SIZE];
	size_t got;

	snprintf(path, sizeof(path), DIR "%s", vectors_text(v, key));
	data = unit_read(path, &got);
	assert_int_equal(got, len);
	memcpy(out, data, len);
}

static size_t vector_entries(const json_t *v, struct secret_entry *entries)
{
	json_t *pair;
	size_t i;

	json_array_foreach(json_object_get(v, "secrets"), i, pair)
	{
		char path[UNIT_PATH_SIZE];

		assert_true(i < VECTOR_MAX);
		assert_true(
			secret_guid(json_string_value(json_array_get(pair, 0)),
				    entries[i].guid));
		snprintf(path, sizeof(path), DIR "%s",
			 json_string_value(json_array_get(pair, 1)));
		entries[i].data = (uint8_t *)unit_read(path, &entries[i].len);
	}
	return i;
}

static void published_one(const json_t *v)
{
	struct secret_entry entries[VECTOR_MAX];
	size_t count = vector_entries(v, entries), i;
	uint8_t iv[16], blob[48], wanted[256];
	struct secret_packet packet = { .payload = NULL };
	struct session_keys own;

	vector_key(v, "tik", own.tik, TIK_SIZE);
	vector_key(v, "tek", own.tek, TEK_SIZE);
	vectors_base64(v, "iv_b64", iv, sizeof(iv));
	vectors_base64(v, "launch_measure_blob", blob, sizeof(blob));
	assert_int_equal(secret_pack_iv(&own, blob, entries, count, 0, iv,
					&packet, NULL),
			 0);
	vectors_base64(v, "header_b64", wanted, SECRET_HEADER_SIZE);
	assert_memory_equal(&packet.header, wanted, SECRET_HEADER_SIZE);
	/* where it is not published, the header's MAC is over it */
	if (json_object_get(v, "payload_b64")) {
		assert_true(packet.len <= sizeof(wanted));
		vectors_base64(v, "payload_b64", wanted, packet.len);
		assert_memory_equal(packet.payload, wanted, packet.len);
	}
	for (i = 0; i < count; i++)
		free((void *)entries[i].data);
	free(packet.payload);
}

static void published(void **state)
{
	json_t *list = vectors_load("sevctl/secret-expected.json", 2), *v;
	size_t i;

	(void)state;
	json_array_foreach(list, i, v) published_one(v);
	json_decref(list);
}

/* --- limits --------------------------------------------------------------- */

static const uint8_t zeros[SECRET_MAX];

#define TOO_MUCH \
	"the secrets take more than the 16384 bytes that a guest can be given"

/* One secret of @len bytes, another of @other when that is not 0. */
static const struct size_case {
	const char *name;
	size_t len, other, room;
	size_t padded;
	const char *message;
} size_cases[] = {
	{ "one byte", 1, 0, 0, 48, NULL },
	{ "whole blocks", 8, 0, 0, 48, NULL },
	{ "one byte more", 9, 0, 0, 64, NULL },
	{ "all there is", 16344, 0, 0, 16384, NULL },
	{ "only padding left", 16343, 0, 0, 16384, NULL },
	{ "one too many", 16345, 0, 0, 0, TOO_MUCH },
	{ "all there is, in two", 16000, 324, 0, 16384, NULL },
	{ "one too many, in two", 16000, 325, 0, 0, TOO_MUCH },
	{ "no room for a second header", 16344, 1, 0, 0, TOO_MUCH },
	{ "larger than everything", SIZE_MAX, 0, 0, 0, TOO_MUCH },
	{ "a sum that wraps", 100, SIZE_MAX - 100, 0, 0, TOO_MUCH },
	{ "fills the room", 3072 - 40, 0, 3072, 3072, NULL },
	{ "padding counts", 3071 - 40, 0, 3071, 0,
	  "the secrets take 3072 bytes, the firmware has room for 3071" },
	{ "one more than the room", 3072 - 39, 0, 3072, 0,
	  "the secrets take 3088 bytes, the firmware has room for 3072" },
	{ "room for nothing", 1, 0, 1, 0,
	  "the secrets take 48 bytes, the firmware has room for 1" },
	{ "room for more than can be", 16345, 0, 65536, 0, TOO_MUCH },
	{ "empty", 0, 0, 0, 0, "secret " GUID_A " is empty" },
};

static void sizes(void **state)
{
	const struct size_case *c = *state;
	struct secret_entry entries[] = {
		{ .data = zeros, .len = c->len },
		{ .data = zeros, .len = c->other },
	};
	struct secret_packet packet = { .len = 77 };
	struct err err = { "" };

	assert_true(secret_guid(GUID_A, entries[0].guid));
	assert_true(secret_guid(GUID_B, entries[1].guid));
	assert_int_equal(secret_pack(&keys, measure, entries, c->other ? 2 : 1,
				     c->room, &packet, &err),
			 c->message ? -1 : 0);
	assert_string_equal(err.text, c->message ? c->message : "");
	assert_int_equal(packet.len, c->message ? 77 : c->padded);
	free(packet.payload);
}

static void no_entry(void **state)
{
	struct secret_packet packet;
	struct err err = { "" };

	(void)state;
	assert_int_equal(secret_pack(&keys, measure, NULL, 0, 0, &packet, &err),
			 -1);
	assert_string_equal(err.text, "there is no secret");
}

static void given_twice(void **state)
{
	struct secret_entry entries[] = {
		{ .data = zeros, .len = 1 },
		{ .guid = { 1 }, .data = zeros, .len = 1 },
		{ .data = zeros, .len = 2 },
	};
	struct secret_packet packet;
	struct err err = { "" };

	(void)state;
	assert_int_equal(
		secret_pack(&keys, measure, entries, 3, 0, &packet, &err), -1);
	assert_string_equal(err.text,
			    "secret 00000000-0000-0000-0000-000000000000 is "
			    "given twice");
}

int main(void)
{
	UNIT_CASES(guid, guid_cases);
	UNIT(guid_there_and_back);
	UNIT(published);
	UNIT_CASES(sizes, size_cases);
	UNIT(no_entry);
	UNIT(given_twice);
	return unit_run();
}
