/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xmlmap.h - which bytes of the text a node came from (used by xml.c only) */
#ifndef POLICY_XMLMAP_H
#define POLICY_XMLMAP_H

#include <stdint.h>

#include "xml.h"

/**
 * struct xml_span - the bytes of one node, offsets into the text
 * @start:	first byte of the node (of the start tag for an element)
 * @end:	one behind it (behind the start tag for an element)
 * @close:	first byte of the end tag; equal to @close_end in <x/>
 * @close_end:	one behind the end tag
 * @touched:	an edit changed the node itself, its bytes are void
 */
struct xml_span {
	uint32_t start, end;
	uint32_t close, close_end;
	bool touched;
};

/**
 * xmlmap_make() - pair the bytes of @xml->text with the nodes of @xml->doc
 *
 * Sets @xml->spans, @xml->quote, @xml->crlf and the _private field of every
 * node.  Where text and tree do not agree, which no known document does,
 * @xml->spans stays NULL and the document is written by libxml2 alone.
 *
 * Return: 0, or -1 when out of memory.
 */
int xmlmap_make(struct xml *xml);

/**
 * xmlmap_write() - the document's text with all edits (xmlwrite.c)
 *
 * Return: 0, or -1 when out of memory.
 */
int xmlmap_write(struct xml *xml, char **ret_text, size_t *ret_len);

#endif
