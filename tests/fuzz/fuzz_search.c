/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_search.c - a stream in pieces, against memmem() over all of it */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "marker_search.h"

static uint64_t count(const uint8_t *data, size_t size, const uint8_t *marker,
		      size_t len)
{
	const uint8_t *p = data, *end = data + size;
	uint64_t n = 0;

	while (len && (p = memmem(p, (size_t)(end - p), marker, len))) {
		n++;
		p++;
	}
	return n;
}

static void check(const struct search *s, const uint8_t *data, size_t size)
{
	size_t i, form;

	for (i = 0; i < s->n_markers; i++)
		for (form = 0; form < SEARCH_FORMS; form++) {
			const struct search_marker *m = &s->markers[i];

			MUST(m->hits[form].count ==
			     count(data, size, m->bytes[form], m->len[form]));
		}
	MUST(s->total == size);
}

/*
 * The first byte is the length of the pieces, then come the markers, a line
 * each, an empty line, and the stream.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *blank = size ? memmem(data, size, "\n\n", 2) : NULL;
	struct search s = { 0 };
	struct err err = { "" };
	size_t len, at, piece;
	char *lines;

	if (!blank || blank == data)
		return 0;
	piece = data[0] + 1u;
	len = (size_t)(blank - data) - 1;
	lines = calloc(1, len + 1);
	MUST(lines);
	memcpy(lines, data + 1, len);
	data = blank + 2;
	size -= len + 3;
	if (search_add_lines(&s, "f", lines, len, &err) < 0) {
		MUST(!strncmp(err.text, "f", 1));
	} else {
		for (at = 0; at < size; at += piece)
			MUST(search_feed(&s, data + at,
					 size - at < piece ? size - at : piece,
					 &err) == 0);
		check(&s, data, size);
	}
	search_clear(&s);
	free(lines);
	return 0;
}
