/* SPDX-License-Identifier: GPL-2.0-or-later */
/* marker_search.c - markers in a stream of bytes that is too long to be kept */
#include "marker_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* As much as stays in a processor's cache while every marker passes over it. */
#define PIECE_SIZE (256u << 10)
/* one for each pair of bytes */
#define SKIP_SIZE (1u << 16)

/* --- markers -------------------------------------------------------------- */

static size_t distinct(const char *text)
{
	bool seen[256] = { false };
	size_t n = 0;

	for (; *text; text++) {
		n += !seen[(unsigned char)*text];
		seen[(unsigned char)*text] = true;
	}
	return n;
}

static int check(const struct search *s, const char *label, const char *text,
		 struct err *err)
{
	size_t len = strlen(text);

	/* the window has room for the longest marker there was */
	if (s->window)
		return err_set(err, "%s: the search has begun", label);
	if (s->n_markers == SEARCH_MAX_MARKERS)
		return err_set(err, "%s: more than %d markers", label,
			       SEARCH_MAX_MARKERS);
	if (len < SEARCH_MIN_LEN)
		return err_set(err,
			       "%s: has %zu bytes, which can be in any memory "
			       "by chance; use %d or more",
			       label, len, SEARCH_MIN_LEN);
	if (len > SEARCH_MAX_LEN)
		return err_set(err, "%s: has %zu bytes, more than %d", label,
			       len, SEARCH_MAX_LEN);
	if (distinct(text) < SEARCH_MIN_DISTINCT)
		return err_set(err,
			       "%s: has %zu different characters, which can be "
			       "in any memory by chance; use %d or more",
			       label, distinct(text), SEARCH_MIN_DISTINCT);
	return 0;
}

static void clear_marker(struct search_marker *m)
{
	size_t form;

	for (form = 0; form < SEARCH_FORMS; form++) {
		if (m->bytes[form])
			explicit_bzero(m->bytes[form], m->len[form]);
		free(m->bytes[form]);
	}
}

static int fill(struct search_marker *m, const char *label, const char *text)
{
	size_t len = strlen(text);

	*m = (struct search_marker){
		.len = { len, 2 * len },
		.bytes = { malloc(len), malloc(2 * len) },
	};
	if (!m->bytes[SEARCH_AS_GIVEN] || !m->bytes[SEARCH_UTF16LE])
		return -1;
	text_cut(m->label, sizeof(m->label), label);
	memcpy(m->bytes[SEARCH_AS_GIVEN], text, len);
	m->len[SEARCH_UTF16LE] = text_utf16le(text, m->bytes[SEARCH_UTF16LE]);
	return 0;
}

int search_add(struct search *s, const char *label, const char *text,
	       struct err *err)
{
	struct search_marker *m;
	size_t form;

	if (check(s, label, text, err) < 0)
		return -1;
	if (!s->markers)
		s->markers = calloc(SEARCH_MAX_MARKERS, sizeof(*s->markers));
	if (!s->markers)
		return err_set(err, "out of memory");
	m = &s->markers[s->n_markers];
	if (fill(m, label, text) < 0) {
		clear_marker(m);
		return err_set(err, "out of memory");
	}
	for (form = 0; form < SEARCH_FORMS; form++)
		if (m->len[form] > s->longest)
			s->longest = m->len[form];
	s->n_markers++;
	return 0;
}

static int add_line(struct search *s, const char *label, size_t number,
		    char *line, size_t len, struct err *err)
{
	char name[SEARCH_LABEL_SIZE];

	snprintf(name, sizeof(name), "%s line %zu", label, number);
	if (len && line[len - 1] == '\r')
		line[--len] = '\0';
	if (strlen(line) != len)
		return err_set(err, "%s: has a NUL byte; markers are text",
			       name);
	return len ? search_add(s, name, line, err) : 0;
}

int search_add_lines(struct search *s, const char *label, char *text,
		     size_t len, struct err *err)
{
	size_t before = s->n_markers, number;
	char *line = text, *end = text + len;

	for (number = 1; line < end; number++) {
		char *nl = memchr(line, '\n', (size_t)(end - line));
		char *stop = nl ? nl : end;

		*stop = '\0';
		if (add_line(s, label, number, line, (size_t)(stop - line),
			     err) < 0)
			return -1;
		line = stop + 1;
	}
	if (s->n_markers == before)
		return err_set(err, "%s: has no marker in it", label);
	return 0;
}

void search_clear(struct search *s)
{
	size_t i;

	for (i = 0; i < s->n_markers; i++)
		clear_marker(&s->markers[i]);
	free(s->markers);
	/* what was in the guest's memory, markers among it */
	if (s->window)
		explicit_bzero(s->window, s->longest + PIECE_SIZE);
	free(s->window);
	free(s->skip);
	*s = (struct search){ 0 };
}

/* --- the stream ----------------------------------------------------------- */

static void count_hit(struct search_hits *hits, uint64_t place)
{
	if (hits->count < SEARCH_PLACES)
		hits->places[hits->count] = place;
	hits->count++;
}

static size_t pair(const uint8_t *p)
{
	return (size_t)p[0] << 8 | p[1];
}

/*
 * All markers are looked for in one pass, since the guest is paused until the
 * last byte is read: Wu and Manber's algorithm (TR-94-17, University of
 * Arizona, 1994) with blocks of two bytes.  Of every form the first
 * SEARCH_MIN_LEN bytes count; skip[] says for the last two bytes of a place of
 * that length how far away the next place is that can be one of them.
 */
static void fill_skip(struct search *s)
{
	const size_t last = SEARCH_MIN_LEN - 2;
	size_t i, form, j;

	memset(s->skip, (int)last + 1, SKIP_SIZE);
	for (i = 0; i < s->n_markers; i++)
		for (form = 0; form < SEARCH_FORMS; form++)
			for (j = 0; j <= last && s->markers[i].len[form]; j++) {
				uint8_t *skip = &s->skip[pair(
					s->markers[i].bytes[form] + j)];

				if (*skip > last - j)
					*skip = (uint8_t)(last - j);
			}
}

/*
 * Which forms are at @at?  What ends among the bytes that were kept was counted
 * before; what goes on behind the window is when there is more of it.
 */
static void look_at(struct search *s, size_t at, size_t filled)
{
	size_t form, i;

	for (i = 0; i < s->n_markers; i++) {
		struct search_marker *m = &s->markers[i];

		for (form = 0; form < SEARCH_FORMS; form++) {
			size_t len = m->len[form];

			if (!len || at + len > filled || at + len <= s->kept ||
			    memcmp(s->window + at, m->bytes[form], len) != 0)
				continue;
			count_hit(&m->hits[form], s->total - s->kept + at);
		}
	}
}

static void look_through(struct search *s, size_t filled)
{
	size_t at = 0;

	while (at + SEARCH_MIN_LEN <= filled) {
		size_t skip =
			s->skip[pair(s->window + at + SEARCH_MIN_LEN - 2)];

		if (!skip)
			look_at(s, at, filled);
		at += skip ? skip : 1;
	}
}

static void feed_piece(struct search *s, const uint8_t *data, size_t len)
{
	size_t filled = s->kept + len;

	memcpy(s->window + s->kept, data, len);
	look_through(s, filled);
	s->total += len;
	/* the start of a marker that goes on in the next piece */
	s->kept = filled < s->longest ? filled : s->longest - 1;
	memmove(s->window, s->window + filled - s->kept, s->kept);
}

static int begin(struct search *s)
{
	s->skip = s->skip ? s->skip : malloc(SKIP_SIZE);
	if (!s->skip)
		return -1;
	fill_skip(s);
	s->window = malloc(s->longest + PIECE_SIZE);
	return s->window ? 0 : -1;
}

int search_feed(struct search *s, const uint8_t *data, size_t len,
		struct err *err)
{
	if (!s->n_markers)
		return err_set(err, "there is no marker to look for");
	if (!s->window && begin(s) < 0)
		return err_set(err, "out of memory");
	while (len) {
		size_t n = len < PIECE_SIZE ? len : PIECE_SIZE;

		feed_piece(s, data, n);
		data += n;
		len -= n;
	}
	return 0;
}

bool search_found(const struct search_marker *marker)
{
	return marker->hits[SEARCH_AS_GIVEN].count ||
	       marker->hits[SEARCH_UTF16LE].count;
}
