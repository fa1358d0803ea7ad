/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_text_bytes.c - bytes as text: base64, hexadecimal, UTF-16 */
#include "text.h"
#include "unit.h"

/* --- base64 --------------------------------------------------------------- */

static const struct base64_case {
	const char *name, *in;
	bool good;
	const char *out;
} base64_cases[] = {
	/* RFC 4648, section 10 */
	{ "RFC 4648, empty", "", true, "" },
	{ "RFC 4648, f", "Zg==", true, "f" },
	{ "RFC 4648, fo", "Zm8=", true, "fo" },
	{ "RFC 4648, foo", "Zm9v", true, "foo" },
	{ "RFC 4648, foob", "Zm9vYg==", true, "foob" },
	{ "RFC 4648, fooba", "Zm9vYmE=", true, "fooba" },
	{ "RFC 4648, foobar", "Zm9vYmFy", true, "foobar" },
	{ "plus and slash", "+/+/", true, "\xfb\xff\xbf" },
	{ "white space anywhere", " Zm\n9v\tYm Fy\r\n", true, "foobar" },
	{ "blank in the padding", "Zg= =", true, "f" },
	{ "no padding", "Zg", false, NULL },
	{ "half the padding", "Zg=", false, NULL },
	{ "too much padding", "Zm8==", false, NULL },
	{ "padding of a whole group", "Zm9v====", false, NULL },
	{ "padding alone", "====", false, NULL },
	{ "one digit", "Z===", false, NULL },
	{ "digit behind padding", "Zg==Zg==", false, NULL },
	{ "digit between padding", "Zg=v", false, NULL },
	{ "URL alphabet", "-_-_", false, NULL },
	{ "hyphen", "Zm-v", false, NULL },
	{ "high byte", "Zm\xc3v", false, NULL },
	{ "markup", "Zm9v<", false, NULL },
};

static void base64(void **state)
{
	const struct base64_case *c = *state;
	uint8_t out[16];
	size_t len = 99, counted = 99;

	assert_int_equal(text_base64(c->in, out, sizeof(out), &len), c->good);
	assert_int_equal(text_base64(c->in, NULL, 0, &counted), c->good);
	assert_int_equal(len, counted);
	assert_int_equal(len, c->good ? strlen(c->out) : 99);
	if (c->good)
		assert_memory_equal(out, c->out, len);
}

/* Every digit in order: 0, 1, 2 ... 63, six bits each. */
static void base64_alphabet(void **state)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t out[48];
	size_t len, i;

	(void)state;
	assert_true(text_base64(digits, out, sizeof(out), &len));
	assert_int_equal(len, sizeof(out));
	for (i = 0; i < 64; i++) {
		unsigned int at = (unsigned int)i * 6;
		unsigned int pair = out[at / 8] << 8;

		if (at / 8 + 1 < sizeof(out))
			pair |= out[at / 8 + 1];
		assert_int_equal(pair >> (10 - at % 8) & 63, i);
	}
}

/* More than there is room for is counted, not written. */
static void base64_longer_than_the_buffer(void **state)
{
	uint8_t out[4] = { 0, 0, 0, 0xaa };
	size_t len = 0;

	(void)state;
	assert_true(text_base64("Zm9vYmFy", out, 3, &len));
	assert_int_equal(len, 6);
	assert_memory_equal(out, "foo\xaa", 4);
}

/* RFC 4648 section 10 */
static const struct encode_case {
	const char *name, *out;
} encode_cases[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

static void base64_encode(void **state)
{
	const struct encode_case *c = *state;
	size_t len = strlen(c->name);
	char out[16];

	memset(out, '#', sizeof(out));
	text_base64_encode((const uint8_t *)c->name, len, out);
	assert_string_equal(out, c->out);
	assert_int_equal(strlen(out), TEXT_BASE64_SIZE(len));
	assert_int_equal(out[TEXT_BASE64_SIZE(len) + 1], '#');
}

/* Every byte at every place of a group comes back. */
static void base64_there_and_back(void **state)
{
	uint8_t data[256 * 3], back[sizeof(data)];
	char text[TEXT_BASE64_SIZE(sizeof(data)) + 1];
	size_t i, len = 0;

	(void)state;
	for (i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7 + i / 256);
	text_base64_encode(data, sizeof(data), text);
	assert_true(text_base64(text, back, sizeof(back), &len));
	assert_int_equal(len, sizeof(data));
	assert_memory_equal(back, data, sizeof(data));
}

static void hex(void **state)
{
	static const uint8_t data[] = { 0x00, 0x0f, 0xa5, 0xff };
	char out[10] = "#########";

	(void)state;
	text_hex(data, sizeof(data), out);
	assert_string_equal(out, "000fa5ff");
	text_hex(data, 0, out);
	assert_string_equal(out, "");
}

/* --- UTF-16 --------------------------------------------------------------- */

static const struct utf16_case {
	const char *name, *in, *out;
	size_t len;
} utf16_cases[] = {
#define OUT(text) text, sizeof(text) - 1
	{ "empty", "", OUT("") },
	{ "ASCII", "aZ~", OUT("a\0Z\0~\0") },
	{ "two bytes", "\xc2\x80\xdf\xbf", OUT("\x80\0\xff\x07") },
	{ "three bytes", "\xe0\xa0\x80\xef\xbf\xbf", OUT("\0\x08\xff\xff") },
	{ "a pair of surrogates", "\xf0\x9f\x98\x80", OUT("\x3d\xd8\0\xde") },
	{ "first and last that need one", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf",
	  OUT("\0\xd8\0\xdc\xff\xdb\xff\xdf") },
	{ "not UTF-8", "a\xff", OUT("") },
	{ "cut short", "a\xe2\x82", OUT("") },
#undef OUT
};

static void utf16(void **state)
{
	const struct utf16_case *c = *state;
	uint8_t out[64];
	size_t len = text_utf16le(c->in, out);

	assert_int_equal(len, c->len);
	assert_true(len <= 2 * strlen(c->in));
	assert_memory_equal(out, c->out, len);
}

int main(void)
{
	UNIT_CASES(base64, base64_cases);
	UNIT_CASES(base64_encode, encode_cases);
	UNIT(base64_there_and_back);
	UNIT(base64_alphabet);
	UNIT(base64_longer_than_the_buffer);
	UNIT(hex);
	UNIT_CASES(utf16, utf16_cases);
	return unit_run();
}
