/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_search.c - markers in a stream, at every border */
#include "marker_search.h"

#include "unit.h"

/* more than the search takes at once, so that there are borders inside */
#define LONG_SIZE ((256u << 10) * 3 + 100)

static void add(struct search *s, const char *label, const char *text)
{
	struct err err = { "" };

	if (search_add(s, label, text, &err) < 0)
		fail_msg("%s", err.text);
}

static void feed(struct search *s, const void *data, size_t len)
{
	struct err err = { "" };

	if (search_feed(s, data, len, &err) < 0)
		fail_msg("%s", err.text);
}

/* --- what is found, whatever pieces it comes in ------------------------------ */

static const struct find_case {
	const char *name, *marker, *data;
	size_t len;
	uint64_t given, wide;
	uint64_t places[SEARCH_PLACES];
} find_cases[] = {
#define DATA(text) text, sizeof(text) - 1
	{ "nothing", "abcdefgh", DATA(""), 0, 0, { 0 } },
	{ "all of it", "abcdefgh", DATA("abcdefgh"), 1, 0, { 0 } },
	{ "at the start", "abcdefgh", DATA("abcdefgh."), 1, 0, { 0 } },
	{ "at the end", "abcdefgh", DATA(".......abcdefgh"), 1, 0, { 7 } },
	{ "one letter missing",
	  "abcdefgh",
	  DATA("abcdefg abcdefg"),
	  0,
	  0,
	  { 0 } },
	{ "first letter differs", "abcdefgh", DATA("xbcdefgh"), 0, 0, { 0 } },
	{ "longer than what is compared first",
	  "abcdefghij",
	  DATA("abcdefghabcdefghijabcdefghi"),
	  1,
	  0,
	  { 8 } },
	{ "three times",
	  "abcdefgh",
	  DATA("abcdefgh-abcdefghabcdefgh"),
	  3,
	  0,
	  { 0, 9, 17 } },
	{ "overlapping itself",
	  "abcdabcd",
	  DATA("abcdabcdabcdabcd"),
	  3,
	  0,
	  { 0, 4, 8 } },
	{ "more often than places are kept",
	  "abcdabcd",
	  DATA("abcdabcdabcdabcdabcdabcd"),
	  5,
	  0,
	  { 0, 4, 8, 12 } },
	{ "UTF-16",
	  "abcdefgh",
	  DATA(".a\0b\0c\0d\0e\0f\0g\0h\0."),
	  0,
	  1,
	  { 1 } },
	{ "UTF-16 cut before its last byte",
	  "abcdefgh",
	  DATA("a\0b\0c\0d\0e\0f\0g\0h"),
	  0,
	  0,
	  { 0 } },
	{ "UTF-16 of the other byte order",
	  "abcdefgh",
	  DATA("\0a\0b\0c\0d\0e\0f\0g\0h"),
	  0,
	  0,
	  { 0 } },
	{ "not ASCII",
	  "gr\xc3\xbc\xc3\x9f dich",
	  DATA("gr\xc3\xbc\xc3\x9f dich"),
	  1,
	  0,
	  { 0 } },
	{ "not ASCII as UTF-16",
	  "gr\xc3\xbc\xc3\x9f dich",
	  DATA("g\0r\0\xfc\0\xdf\0 \0d\0i\0c\0h\0"),
	  0,
	  1,
	  { 0 } },
	{ "half as many UTF-16 bytes",
	  "\xe2\x82\xac\xe2\x82\xad\xe2\x82\xae\xe2\x82\xaf",
	  DATA("..\xac\x20\xad\x20\xae\x20\xaf\x20"),
	  0,
	  1,
	  { 2 } },
	{ "not UTF-8 has no UTF-16",
	  "abcdefg\xff",
	  DATA("a\0b\0c\0d\0e\0f\0g\0\xff\0abcdefg\xff"),
	  1,
	  0,
	  { 16 } },
#undef DATA
};

static void check_case(const struct find_case *c, struct search *s)
{
	const struct search_marker *m = &s->markers[0];
	const struct search_hits *hits =
		c->wide ? &m->hits[SEARCH_UTF16LE] : &m->hits[SEARCH_AS_GIVEN];
	size_t i;

	assert_int_equal(m->hits[SEARCH_AS_GIVEN].count, c->given);
	assert_int_equal(m->hits[SEARCH_UTF16LE].count, c->wide);
	assert_int_equal(search_found(m), c->given || c->wide);
	for (i = 0; i < hits->count && i < SEARCH_PLACES; i++)
		assert_int_equal(hits->places[i], c->places[i]);
	assert_int_equal(s->total, c->len);
	search_clear(s);
}

static void find_in_pieces(const struct find_case *c, size_t piece,
			   bool with_longer)
{
	struct search s = { 0 };
	size_t at;

	add(&s, "m", c->marker);
	/* with a longer one more of what was searched is kept */
	if (with_longer)
		add(&s, "other", "0123456789abcdef0123456789abcdef");
	for (at = 0; at < c->len; at += piece)
		feed(&s, c->data + at,
		     c->len - at < piece ? c->len - at : piece);
	/* the first case has no bytes at all */
	feed(&s, "", 0);
	check_case(c, &s);
}

static void find(void **state)
{
	const struct find_case *c = *state;
	size_t piece;

	for (piece = 1; piece <= c->len + 1; piece++) {
		find_in_pieces(c, piece, false);
		find_in_pieces(c, piece, true);
	}
}

/* --- long streams ----------------------------------------------------------- */

/* The marker at every place around the borders between pieces. */
static void borders(void **state)
{
	static const char marker[] = "over-the-border!";
	_cleanup_free_ char *data = calloc(1, LONG_SIZE);
	const size_t len = sizeof(marker) - 1;
	size_t border, at;

	(void)state;
	assert_non_null(data);
	for (border = 256u << 10; border < LONG_SIZE; border += 256u << 10)
		for (at = border - len - 1; at <= border + 1; at++) {
			struct search s = { 0 };

			memcpy(data + at, marker, len);
			add(&s, "m", marker);
			feed(&s, data, LONG_SIZE);
			memset(data + at, 0, len);
			assert_int_equal(s.markers[0].hits[0].count, 1);
			assert_int_equal(s.markers[0].hits[0].places[0], at);
			search_clear(&s);
		}
}

static void last_byte_of_a_long_stream(void **state)
{
	_cleanup_free_ char *data = calloc(1, LONG_SIZE);
	struct search s = { 0 };

	(void)state;
	assert_non_null(data);
	memcpy(data + LONG_SIZE - 8, "12345678", 8);
	add(&s, "m", "12345678");
	feed(&s, data, LONG_SIZE);
	feed(&s, data, LONG_SIZE);
	assert_int_equal(s.markers[0].hits[0].count, 2);
	assert_int_equal(s.markers[0].hits[0].places[1], 2 * LONG_SIZE - 8);
	search_clear(&s);
}

/* As many as there can be, each with the others' bytes in it. */
static void many(void **state)
{
	struct search s = { 0 };
	struct err err = { "" };
	char text[32];
	int i;

	(void)state;
	for (i = 0; i < SEARCH_MAX_MARKERS; i++) {
		snprintf(text, sizeof(text), "marker-%d-marker", i);
		add(&s, text, text);
	}
	assert_int_equal(search_add(&s, "m", "12345678", &err), -1);
	assert_string_equal(err.text, "m: more than 64 markers");
	for (i = 0; i < SEARCH_MAX_MARKERS; i += 2) {
		snprintf(text, sizeof(text), "marker-%d-marker", i);
		feed(&s, text, strlen(text));
	}
	for (i = 0; i < SEARCH_MAX_MARKERS; i++)
		assert_int_equal(search_found(&s.markers[i]), i % 2 == 0);
	search_clear(&s);
}

static void longest(void **state)
{
	char text[SEARCH_MAX_LEN + 2];
	struct search s = { 0 };
	struct err err = { "" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(text) - 1; i++)
		text[i] = (char)('a' + i % 26);
	text[i] = '\0';
	assert_int_equal(search_add(&s, "m", text, &err), -1);
	assert_string_equal(err.text, "m: has 1025 bytes, more than 1024");
	text[--i] = '\0';
	add(&s, "m", text);
	feed(&s, text, 500);
	feed(&s, text + 500, i - 500);
	assert_true(search_found(&s.markers[0]));
	search_clear(&s);
}

/* --- markers that are refused -------------------------------------------------- */

static const struct bad_case {
	const char *name, *text, *message;
} bad_cases[] = {
	{ "empty", "",
	  "m: has 0 bytes, which can be in any memory by chance; use 8 or more" },
	{ "short", "1234567",
	  "m: has 7 bytes, which can be in any memory by chance; use 8 or more" },
	{ "one letter", "--------",
	  "m: has 1 different characters, which can be in any memory by chance; "
	  "use 4 or more" },
	{ "three letters", "abcabcabc",
	  "m: has 3 different characters, which can be in any memory by chance; "
	  "use 4 or more" },
};

static void bad(void **state)
{
	const struct bad_case *c = *state;
	struct search s = { 0 };
	struct err err = { "" };

	assert_int_equal(search_add(&s, "m", c->text, &err), -1);
	assert_string_equal(err.text, c->message);
	assert_int_equal(s.n_markers, 0);
	search_clear(&s);
}

static void out_of_order(void **state)
{
	struct search s = { 0 };
	struct err err = { "" };

	(void)state;
	assert_int_equal(search_feed(&s, (const uint8_t *)"x", 1, &err), -1);
	assert_string_equal(err.text, "there is no marker to look for");
	add(&s, "m", "12345678");
	feed(&s, "x", 1);
	assert_int_equal(search_add(&s, "n", "abcdefgh", &err), -1);
	assert_string_equal(err.text, "n: the search has begun");
	search_clear(&s);
}

/* --- lines --------------------------------------------------------------------- */

static const struct lines_case {
	const char *name, *text;
	size_t len;
	/* labels, or NULL and the message */
	const char *labels, *message;
} lines_cases[] = {
#define LINES(text) text, sizeof(text) - 1
	{ "one", LINES("12345678"), "f line 1", NULL },
	{ "one with an end", LINES("12345678\n"), "f line 1", NULL },
	{ "carriage returns", LINES("12345678\r\nabcdefgh\r\n"),
	  "f line 1,f line 2", NULL },
	{ "empty lines", LINES("\n\n12345678\n\r\nabcdefgh\n\n"),
	  "f line 3,f line 5", NULL },
	{ "empty", LINES(""), NULL, "f: has no marker in it" },
	{ "only empty lines", LINES("\n\r\n"), NULL, "f: has no marker in it" },
	{ "a bad one", LINES("12345678\nabc\n"), NULL,
	  "f line 2: has 3 bytes, which can be in any memory by chance; use 8 or "
	  "more" },
	{ "a carriage return does not count", LINES("1234567\r\n"), NULL,
	  "f line 1: has 7 bytes, which can be in any memory by chance; use 8 or "
	  "more" },
	{ "a NUL", LINES("12345678\n1234\0005678\n"), NULL,
	  "f line 2: has a NUL byte; markers are text" },
#undef LINES
};

static void lines(void **state)
{
	const struct lines_case *c = *state;
	_cleanup_free_ char *text = calloc(1, c->len + 1);
	char labels[256] = "";
	struct search s = { 0 };
	struct err err = { "" };
	size_t i, used = 0;
	int result;

	memcpy(text, c->text, c->len);
	result = search_add_lines(&s, "f", text, c->len, &err);
	assert_int_equal(result, c->labels ? 0 : -1);
	for (i = 0; i < s.n_markers; i++)
		used += (size_t)snprintf(labels + used, sizeof(labels) - used,
					 "%s%s", i ? "," : "",
					 s.markers[i].label);
	if (c->labels)
		assert_string_equal(labels, c->labels);
	else
		assert_string_equal(err.text, c->message);
	search_clear(&s);
}

int main(void)
{
	UNIT_CASES(find, find_cases);
	UNIT(borders);
	UNIT(last_byte_of_a_long_stream);
	UNIT(many);
	UNIT(longest);
	UNIT_CASES(bad, bad_cases);
	UNIT(out_of_order);
	UNIT_CASES(lines, lines_cases);
	return unit_run();
}
