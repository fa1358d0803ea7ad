/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_text.c - numbers, names and base64 from outside */
#include "text.h"

#include "unit.h"

/* --- one line ------------------------------------------------------------- */

static const struct line_case {
	const char *name, *in, *out;
} line_cases[] = {
	{ "empty", "", "" },
	{ "plain", "abc 123 ~", "abc 123 ~" },
	{ "newline", "a\nb", "a?b" },
	{ "carriage return and tab", "a\r\tb", "a??b" },
	{ "escape sequence", "\x1b[31mred", "?[31mred" },
	{ "DEL", "a\x7f", "a?" },
	{ "C1 control as UTF-8", "a\xc2\x85z", "a??z" },
	{ "last C1 control", "\xc2\x9f", "??" },
	{ "no-break space is no control", "\xc2\xa0", "\xc2\xa0" },
	{ "two, three and four bytes", "\xc3\xbc \xe2\x82\xac \xf0\x9f\x98\x80",
	  "\xc3\xbc \xe2\x82\xac \xf0\x9f\x98\x80" },
	{ "smallest and largest of two bytes", "\xc2\xa0\xdf\xbf",
	  "\xc2\xa0\xdf\xbf" },
	{ "smallest and largest of three", "\xe0\xa0\x80\xef\xbf\xbf",
	  "\xe0\xa0\x80\xef\xbf\xbf" },
	{ "smallest and largest of four", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf",
	  "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf" },
	{ "before the surrogates", "\xed\x9f\xbf", "\xed\x9f\xbf" },
	{ "lone continuation byte", "a\x80z", "a?z" },
	{ "byte that no UTF-8 has", "\xff\xfe", "??" },
	{ "overlong slash", "\xc0\xaf", "??" },
	{ "overlong in three bytes", "\xe0\x9f\xbf", "???" },
	{ "overlong in four bytes", "\xf0\x8f\xbf\xbf", "????" },
	{ "surrogate", "\xed\xa0\x80", "???" },
	{ "beyond U+10FFFF", "\xf4\x90\x80\x80", "????" },
	{ "first byte too large", "\xf5\x80\x80\x80", "????" },
	{ "cut short at the end", "a\xe2\x82", "a??" },
	{ "cut short by a letter", "\xe2\x82z", "??z" },
	{ "two byte start, then newline", "\xc3\n", "??" },
};

static void one_line(void **state)
{
	const struct line_case *c = *state;
	_cleanup_free_ char *text = strdup(c->in);

	text_one_line(text);
	assert_string_equal(text, c->out);
}

/* --- cutting -------------------------------------------------------------- */

static const struct cut_case {
	const char *name, *in;
	size_t size;
	const char *out;
} cut_cases[] = {
	{ "room for one NUL", "abc", 1, "" },
	{ "fits exactly", "abc", 4, "abc" },
	{ "one too long", "abcd", 4, "abc" },
	{ "empty", "", 4, "" },
	{ "not in a two byte character", "ab\xc3\xbc", 4, "ab" },
	{ "behind a two byte character", "a\xc3\xbcx", 4, "a\xc3\xbc" },
	{ "not in a four byte character", "a\xf0\x9f\x98\x80", 5, "a" },
	{ "nothing but continuation bytes", "\x80\x80\x80\x80", 3, "" },
};

static void cut(void **state)
{
	const struct cut_case *c = *state;
	char buf[16];

	memset(buf, '#', sizeof(buf));
	text_cut(buf, c->size, c->in);
	assert_string_equal(buf, c->out);
	assert_int_equal(buf[c->size], '#');
}

/* --- names ---------------------------------------------------------------- */

#define TEN    "0123456789"
#define SIXTY  TEN TEN TEN TEN TEN TEN
#define X8(s)  s s s s s s s s
#define X64(s) X8(X8(s))

static const struct line_case token_cases[] = {
	{ "plain", "web-1.example:2@/a_b+c", "web-1.example:2@/a_b+c" },
	{ "no name", NULL, "\"\"" },
	{ "empty", "", "\"\"" },
	{ "blank", "a b", "\"a b\"" },
	{ "newline", "a\nb", "\"a\\x0ab\"" },
	{ "quotes and backslash", "a\"b\\c'd", "\"a\\\"b\\\\c'd\"" },
	{ "way up", "../../etc/passwd", "../../etc/passwd" },
	{ "fake field", "x rule=- : ok", "\"x rule=- : ok\"" },
	{ "all that is printed", " !#$~", "\" !#$~\"" },
	{ "umlaut", "\xc3\xbc", "\"\\xc3\\xbc\"" },
	{ "invalid UTF-8", "a\xff", "\"a\\xff\"" },
	{ "DEL", "\x7f", "\"\\x7f\"" },
	{ "64 plain bytes", SIXTY "abcd", SIXTY "abcd" },
	{ "65 plain bytes", SIXTY "abcde", "\"" SIXTY "abcd...\"" },
	{ "65, the last one odd", SIXTY "abcd\n", "\"" SIXTY "abcd...\"" },
	{ "longest possible", X64("\n") "x", "\"" X64("\\x0a") "...\"" },
};

static void token(void **state)
{
	const struct line_case *c = *state;
	char buf[TEXT_TOKEN_SIZE];

	assert_ptr_equal(text_token(buf, c->in), buf);
	assert_string_equal(buf, c->out);
}

/* --- numbers -------------------------------------------------------------- */

static const struct number_case {
	const char *name, *in;
	int base;
	uint64_t max;
	bool good;
	uint64_t value;
} number_cases[] = {
	{ "zero", "0", 10, 9, true, 0 },
	{ "leading zeros", "007", 10, 9, true, 7 },
	{ "the maximum", "4096", 10, 4096, true, 4096 },
	{ "above the maximum", "4097", 10, 4096, false, 0 },
	{ "largest", "18446744073709551615", 10, UINT64_MAX, true, UINT64_MAX },
	{ "one more", "18446744073709551616", 10, UINT64_MAX, false, 0 },
	{ "ten times", "184467440737095516150", 10, UINT64_MAX, false, 0 },
	{ "no text", NULL, 10, 9, false, 0 },
	{ "empty", "", 10, 9, false, 0 },
	{ "blank before", " 1", 10, 9, false, 0 },
	{ "blank behind", "1 ", 10, 9, false, 0 },
	{ "newline behind", "1\n", 10, 9, false, 0 },
	{ "plus", "+1", 10, 9, false, 0 },
	{ "minus", "-1", 10, UINT64_MAX, false, 0 },
	{ "fraction", "1.0", 10, 9, false, 0 },
	{ "hexadecimal digit in decimal", "1a", 10, 99, false, 0 },
	{ "0x in decimal", "0x1", 10, 99, false, 0 },
	{ "hexadecimal", "ff", 16, 255, true, 255 },
	{ "0x", "0xfF", 16, 255, true, 255 },
	{ "0X", "0X10", 16, 255, true, 16 },
	{ "lower case digits", "89abcdef", 16, UINT64_MAX, true, 0x89abcdef },
	{ "upper case digits", "4567ABCDEF", 16, UINT64_MAX, true,
	  UINT64_C(0x4567abcdef) },
	{ "decimal digits", "1234567890", 10, UINT64_MAX, true, 1234567890 },
	{ "at sign", "@", 16, 255, false, 0 },
	{ "G", "G", 16, 255, false, 0 },
	{ "0x alone", "0x", 16, 255, false, 0 },
	{ "0x twice", "0x0x1", 16, 255, false, 0 },
	{ "g", "0xg", 16, 255, false, 0 },
	{ "16 digits", "ffffffffffffffff", 16, UINT64_MAX, true, UINT64_MAX },
	{ "17 digits", "10000000000000000", 16, UINT64_MAX, false, 0 },
	{ "high byte", "\xb2", 10, 9, false, 0 },
};

static void to_u64(void **state)
{
	const struct number_case *c = *state;
	uint64_t value = 42;

	assert_int_equal(text_to_u64(c->in, c->base, c->max, &value), c->good);
	assert_true(value == (c->good ? c->value : 42));
}

/* --- words ---------------------------------------------------------------- */

static const struct word_case {
	const char *name, *list, *word;
	bool found;
} word_cases[] = {
	{ "only word", "sev", "sev", true },
	{ "first", "sev none", "sev", true },
	{ "last", "none sev", "sev", true },
	{ "tabs and newlines", "\n\tnone\n\t sev\n", "sev", true },
	{ "not a prefix", "sev-snp", "sev", false },
	{ "not a suffix", "xsev", "sev", false },
	{ "behind a longer one", "sev-snp sev", "sev", true },
	{ "carriage return", "sev\rnone", "none", true },
	{ "case counts", "SEV", "sev", false },
	{ "no list", NULL, "sev", false },
	{ "empty list", "", "sev", false },
	{ "blank list", "  ", "sev", false },
	{ "no word", "sev", "", false },
};

static void has_word(void **state)
{
	const struct word_case *c = *state;

	assert_int_equal(text_has_word(c->list, c->word), c->found);
}

/* --- guest policies ------------------------------------------------------- */

static const struct policy_case {
	const char *name, *in;
	bool good;
	uint32_t value;
} policy_cases[] = {
	{ "hexadecimal without a prefix", "37", true, 0x37 },
	{ "hexadecimal with a prefix", "0x37", true, 0x37 },
	{ "large prefix", "0X37", true, 0x37 },
	{ "leading zeros", "0x0033", true, 0x33 },
	{ "decimal", "0d37", true, 37 },
	{ "large prefix of decimal", "0D55", true, 55 },
	{ "a zero is no prefix", "0", true, 0 },
	{ "d is a digit without the zero", "d37", true, 0xd37 },
	{ "minimum firmware version", "01330003", true, 0x01330003 },
	{ "all bits", "0xffffffff", true, UINT32_MAX },
	{ "all bits in decimal", "0d4294967295", true, UINT32_MAX },
	{ "one bit too many", "0x100000000", false, 0 },
	{ "one too many in decimal", "0d4294967296", false, 0 },
	{ "hexadecimal digit in decimal", "0dff", false, 0 },
	{ "two prefixes", "0d0x37", false, 0 },
	{ "prefix alone", "0x", false, 0 },
	{ "prefix of decimal alone", "0d", false, 0 },
	{ "empty", "", false, 0 },
	{ "sign", "-1", false, 0 },
	{ "blank", " 37", false, 0 },
	{ "newline", "37\n", false, 0 },
	{ "word", "sev", false, 0 },
	{ "none", NULL, false, 0 },
};

static void to_policy(void **state)
{
	const struct policy_case *c = *state;
	uint32_t value = 0xaaaaaaaa;

	assert_int_equal(text_to_policy(c->in, &value), c->good);
	assert_true(value == (c->good ? c->value : 0xaaaaaaaa));
}

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
	UNIT_CASES(one_line, line_cases);
	UNIT_CASES(cut, cut_cases);
	UNIT_CASES(token, token_cases);
	UNIT_CASES(to_u64, number_cases);
	UNIT_CASES(has_word, word_cases);
	UNIT_CASES(to_policy, policy_cases);
	UNIT_CASES(base64, base64_cases);
	UNIT_CASES(base64_encode, encode_cases);
	UNIT(base64_there_and_back);
	UNIT(base64_alphabet);
	UNIT(base64_longer_than_the_buffer);
	UNIT(hex);
	UNIT_CASES(utf16, utf16_cases);
	return unit_run();
}
