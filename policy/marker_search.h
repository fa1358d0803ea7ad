/* SPDX-License-Identifier: GPL-2.0-or-later */
/* marker_search.h - markers in a stream of bytes that is too long to be kept */
#ifndef POLICY_MARKER_SEARCH_H
#define POLICY_MARKER_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

/* Bytes of a marker; anything shorter is found in any memory by chance. */
#define SEARCH_MIN_LEN 8
#define SEARCH_MAX_LEN 1024
/* "--------" is in any memory, too: this many bytes of it must differ. */
#define SEARCH_MIN_DISTINCT 4
#define SEARCH_MAX_MARKERS  64
#define SEARCH_LABEL_SIZE   128
/* Places that are remembered, of each marker in each form. */
#define SEARCH_PLACES 4

/* A guest's console keeps what is typed as bytes, UEFI's as UTF-16. */
enum search_form { SEARCH_AS_GIVEN, SEARCH_UTF16LE, SEARCH_FORMS };

/**
 * struct search_hits - where one form of a marker is
 * @count:	times it was found, overlapping ones counted each
 * @places:	offsets in the stream of the first min(@count, SEARCH_PLACES)
 */
struct search_hits {
	uint64_t count, places[SEARCH_PLACES];
};

/**
 * struct search_marker - what is looked for, and what came of it
 * @label:	how messages name it; never its text
 */
struct search_marker {
	char label[SEARCH_LABEL_SIZE];
	size_t len[SEARCH_FORMS];
	uint8_t *bytes[SEARCH_FORMS];
	struct search_hits hits[SEARCH_FORMS];
};

/**
 * struct search - a search under way; zeroed it is one without markers
 * @total:	bytes searched
 * @kept:	bytes at the start of @window that were searched already
 * @skip:	see search.c
 */
struct search {
	struct search_marker *markers;
	size_t n_markers, longest, kept;
	uint64_t total;
	uint8_t *window, *skip;
};

/**
 * search_add() - look for a marker; before the first search_feed()
 * @label:	copied, cut to SEARCH_LABEL_SIZE - 1 bytes
 * @text:	copied; where it is UTF-8 it is looked for as UTF-16LE as well
 * @err:	"LABEL: why", without the text
 *
 * Return: 0, or -1 when @text is too short, too long or too plain, when there
 * are SEARCH_MAX_MARKERS, or without memory.
 */
int search_add(struct search *s, const char *label, const char *text,
	       struct err *err);

/**
 * search_add_lines() - look for each line of a text
 * @label:	the labels are "LABEL line N"
 * @len:	bytes of @text, which has a NUL behind them
 *
 * Empty lines are left out; a carriage return before the end of a line does
 * not belong to it.
 *
 * Return: 0, or -1: as search_add(), or no marker in @text.
 */
int search_add_lines(struct search *s, const char *label, char *text,
		     size_t len, struct err *err);

/**
 * search_feed() - search the next bytes of the stream
 *
 * What lies across the border to the bytes before is found.
 *
 * Return: 0, or -1 without memory.
 */
int search_feed(struct search *s, const uint8_t *data, size_t len,
		struct err *err);

/**
 * search_found() - was the marker found in any form
 */
bool search_found(const struct search_marker *marker);

/**
 * search_clear() - wipe and release markers and window
 */
void search_clear(struct search *s);

#endif
