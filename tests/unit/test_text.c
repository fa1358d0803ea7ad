/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_text.c - lines, names and numbers from outside */
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

int main(void)
{
	UNIT_CASES(one_line, line_cases);
	UNIT_CASES(cut, cut_cases);
	UNIT_CASES(token, token_cases);
	UNIT_CASES(to_u64, number_cases);
	UNIT_CASES(has_word, word_cases);
	UNIT_CASES(to_policy, policy_cases);
	return unit_run();
}
