/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_secrets.c - files with keys and secrets, read as they are or not */
#include "hook/client/secrets.h"

#include "hook/secret_file.h"
#include "unit.h"

#define GUID "736869e5-84f0-4973-92ec-06879ce3da0b"

static void untouched_beyond(const uint8_t *buf, size_t len, size_t size)
{
	for (; len < size; len++)
		assert_int_equal(buf[len], 0xaa);
}

/* --- files ---------------------------------------------------------------- */

static const struct size_case {
	const char *name;
	size_t size;
} size_cases[] = {
	{ "empty", 0 },
	{ "one byte", 1 },
	{ "most", 64 },
};

static void read_whole(void **state)
{
	const struct size_case *c = *state;
	uint8_t buf[65 + 1], data[64];
	struct err err = { "" };
	size_t len = 77;

	memset(data, 0x55, sizeof(data));
	memset(buf, 0xaa, sizeof(buf));
	unit_write("f", data, c->size);
	assert_int_equal(secret_file_read(unit_dirfd, "f", 64, buf, &len, &err),
			 0);
	assert_int_equal(len, c->size);
	assert_memory_equal(buf, data, len);
	untouched_beyond(buf, len, sizeof(buf));
}

/* What was read of it before it turned out too long is not left either. */
static void too_long(void **state)
{
	static const uint8_t zeros[65];
	uint8_t buf[65], data[1000];
	struct err err = { "" };
	size_t len = 77;

	(void)state;
	memset(data, 0x55, sizeof(data));
	unit_write("f", data, sizeof(data));
	assert_int_equal(secret_file_read(unit_dirfd, "f", 64, buf, &len, &err),
			 -1);
	assert_string_equal(err.text, "f: more than 64 bytes");
	assert_memory_equal(buf, zeros, sizeof(buf));
	assert_int_equal(len, 77);
}

static const struct odd_case {
	const char *name;
	char what;
	const char *target, *message;
} odd_cases[] = {
	{ "missing", 0, NULL, "f: No such file or directory" },
	{ "a directory", 'd', NULL, "f: is a directory, not a regular file" },
	{ "a FIFO", 'p', NULL, "f: is a FIFO, not a regular file" },
	{ "a device", 'l', "/dev/zero", "f: is a device, not a regular file" },
	{ "a dangling link", 'l', "nowhere", "f: No such file or directory" },
};

static void odd_file(void **state)
{
	const struct odd_case *c = *state;
	struct secrets secrets = { .count = 0 };
	uint8_t key[KEY_FILE_SIZE];
	struct err err = { "" };

	if (c->what)
		unit_make(c->what, "f", c->target);
	assert_int_equal(secret_file_key(unit_dirfd, "f", key, &err), -1);
	assert_string_equal(err.text, c->message);
	err.text[0] = '\0';
	assert_int_equal(
		secrets_add(&secrets, "luks-key", unit_dirfd, "f", &err), -1);
	assert_string_equal(err.text, c->message);
	assert_int_equal(secrets.count, 0);
}

static const struct key_case {
	const char *name;
	size_t size;
	const char *message;
} key_cases[] = {
	{ "empty", 0, "f: has 0 bytes, a key has 16" },
	{ "a byte short", 15, "f: has 15 bytes, a key has 16" },
	{ "a byte long", 17, "f: more than 16 bytes" },
	{ "right", 16, NULL },
};

static void keys(void **state)
{
	const struct key_case *c = *state;
	static const uint8_t zeros[KEY_FILE_SIZE];
	uint8_t key[KEY_FILE_SIZE], data[17];
	struct err err = { "" };

	memset(data, 0x55, sizeof(data));
	memset(key, 0xaa, sizeof(key));
	unit_write("f", data, c->size);
	assert_int_equal(secret_file_key(unit_dirfd, "f", key, &err),
			 c->message ? -1 : 0);
	assert_string_equal(err.text, c->message ? c->message : "");
	assert_memory_equal(key, c->message ? zeros : data, sizeof(key));
}

/* --- secrets -------------------------------------------------------------- */

static const struct guid_case {
	const char *name, *guid;
	bool good;
} guid_cases[] = {
	{ "of a key", "luks-key", true },
	{ "GUID", GUID, true },
	{ "in capitals", "736869E5-84F0-4973-92EC-06879CE3DA0B", true },
	{ "empty", "", false },
	{ "in braces", "{" GUID "}", false },
	{ "cut", "736869e5-84f0-4973-92ec-06879ce3da0", false },
	{ "no hexadecimal", "736869g5-84f0-4973-92ec-06879ce3da0b", false },
};

static void guids(void **state)
{
	const struct guid_case *c = *state;
	_cleanup_(secrets_wipe) struct secrets secrets = { .count = 0 };
	char message[200];
	struct err err = { "" };

	unit_write_text("f", "secret");
	snprintf(message, sizeof(message),
		 "'%s' is neither a GUID nor luks-key", c->guid);
	assert_int_equal(secrets_add(&secrets, c->guid, unit_dirfd, "/f", &err),
			 c->good ? 0 : -1);
	assert_string_equal(err.text, c->good ? "" : message);
	assert_int_equal(secrets.count, c->good);
	if (!c->good)
		return;
	assert_int_equal(secrets.entries[0].len, 6);
	assert_memory_equal(secrets.entries[0].data, "secret", 6);
}

static void sizes(void **state)
{
	static const uint8_t data[SECRET_MAX + 1];
	_cleanup_(secrets_wipe) struct secrets secrets = { .count = 0 };
	struct err err = { "" };

	(void)state;
	unit_write("empty", data, 0);
	unit_write("most", data, SECRET_MAX);
	unit_write("more", data, SECRET_MAX + 1);
	assert_int_equal(secrets_add(&secrets, GUID, unit_dirfd, "empty", &err),
			 -1);
	assert_string_equal(err.text, "empty: is empty");
	assert_int_equal(secrets_add(&secrets, GUID, unit_dirfd, "more", &err),
			 -1);
	assert_string_equal(err.text, "more: more than 16384 bytes");
	assert_int_equal(secrets.count, 0);
	assert_int_equal(secrets_add(&secrets, GUID, unit_dirfd, "most", &err),
			 0);
	assert_int_equal(secrets.entries[0].len, SECRET_MAX);
}

static void as_many_as_fit(void **state)
{
	struct secrets secrets = { .count = 0 };
	struct err err = { "" };
	size_t i;

	(void)state;
	unit_write_text("f", "x");
	for (i = 0; i < SECRETS_MAX; i++)
		assert_int_equal(
			secrets_add(&secrets, GUID, unit_dirfd, "f", NULL), 0);
	assert_int_equal(secrets_add(&secrets, GUID, unit_dirfd, "f", &err),
			 -1);
	assert_string_equal(err.text,
			    "a guest can be given at most 819 secrets");
	assert_int_equal(secrets.count, SECRETS_MAX);
	secrets_wipe(&secrets);
	assert_int_equal(secrets.count, 0);
	secrets_wipe(&secrets);
}

/* --- as a command line names them ----------------------------------------- */

static const struct word_case {
	const char *name, *word, *message;
} word_cases[] = {
	{ "no colon", "luks-key", "'luks-key' is not GUID:FILE" },
	{ "empty", "", "'' is not GUID:FILE" },
	{ "no GUID", ":f", "'' is neither a GUID nor luks-key" },
	{ "no file", "luks-key:", ": No such file or directory" },
	{ "exchanged", "f:luks-key", "'f' is neither a GUID nor luks-key" },
	{ "missing", GUID ":/nonexistent/x",
	  "/nonexistent/x: No such file or directory" },
};

static void bad_word(void **state)
{
	const struct word_case *c = *state;
	struct secrets secrets = { .count = 0 };
	struct err err = { "" };

	assert_int_equal(secrets_add_word(&secrets, c->word, &err), -1);
	assert_string_equal(err.text, c->message);
	assert_int_equal(secrets.count, 0);
}

static void path_with_colons(void **state)
{
	_cleanup_(secrets_wipe) struct secrets secrets = { .count = 0 };
	char word[UNIT_PATH_SIZE + 20];
	struct err err = { "" };

	(void)state;
	unit_write_text("a:b:c", "secret");
	snprintf(word, sizeof(word), "luks-key:%s/a:b:c", unit_path);
	if (secrets_add_word(&secrets, word, &err) < 0)
		fail_msg("%s", err.text);
	assert_memory_equal(secrets.entries[0].data, "secret", 6);
}

int main(void)
{
	UNIT_CASES_DIR(read_whole, size_cases);
	UNIT_DIR(too_long);
	UNIT_CASES_DIR(odd_file, odd_cases);
	UNIT_CASES_DIR(keys, key_cases);
	UNIT_CASES_DIR(guids, guid_cases);
	UNIT_DIR(sizes);
	UNIT_DIR(as_many_as_fit);
	UNIT_CASES(bad_word, word_cases);
	UNIT_DIR(path_with_colons);
	return unit_run();
}
