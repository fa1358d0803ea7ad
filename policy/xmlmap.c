/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xmlmap.c - which bytes of the text a node came from */
#include "xmlmap.h"

#include <stdlib.h>
#include <string.h>

/*
 * DOC: Theory of operation
 *
 * libxml2 has accepted the text, so it is well-formed and has no DOCTYPE, and
 * a scanner that knows only where markup begins and ends is enough to cut it
 * into tags, comments, instructions, CDATA sections and the text between
 * them.  These pieces come in the order in which the tree is walked.  Each
 * piece is paired with its node; if ever a kind differs the map is dropped,
 * and writing falls back to libxml2.
 */

/* --- scanning ------------------------------------------------------------- */

enum piece { OPEN, EMPTY, CLOSE, TEXT, CDATA, COMMENT, INSTRUCTION, END };

static size_t behind(const char *text, size_t from, const char *mark)
{
	const char *at = strstr(text + from, mark);

	return at ? (size_t)(at - text) + strlen(mark) : strlen(text);
}

static size_t behind_tag(const char *text, size_t at)
{
	char quote = '\0';

	for (; text[at]; at++) {
		if (quote && text[at] == quote)
			quote = '\0';
		else if (quote)
			continue;
		else if (text[at] == '\'' || text[at] == '"')
			quote = text[at];
		else if (text[at] == '>')
			return at + 1;
	}
	return at;
}

/* What starts at @at, and where it ends. */
static enum piece scan(const char *text, size_t at, size_t *ret_end)
{
	if (!text[at]) {
		*ret_end = at;
		return END;
	}
	if (text[at] != '<') {
		*ret_end = at + strcspn(text + at, "<");
		return TEXT;
	}
	if (!strncmp(text + at, "<!--", 4)) {
		*ret_end = behind(text, at + 4, "-->");
		return COMMENT;
	}
	if (!strncmp(text + at, "<![CDATA[", 9)) {
		*ret_end = behind(text, at + 9, "]]>");
		return CDATA;
	}
	if (text[at + 1] == '?') {
		*ret_end = behind(text, at + 2, "?>");
		return INSTRUCTION;
	}
	*ret_end = behind_tag(text, at);
	if (text[at + 1] == '/')
		return CLOSE;
	return text[*ret_end - 2] == '/' ? EMPTY : OPEN;
}

/* --- pairing -------------------------------------------------------------- */

static bool fits(enum piece piece, const xmlNode *node)
{
	switch (node->type) {
	case XML_ELEMENT_NODE:
		return piece == OPEN || piece == EMPTY;
	case XML_TEXT_NODE:
		return piece == TEXT;
	case XML_CDATA_SECTION_NODE:
		return piece == CDATA;
	case XML_COMMENT_NODE:
		return piece == COMMENT;
	case XML_PI_NODE:
		return piece == INSTRUCTION;
	default:
		return false;
	}
}

/* The next node in document order below @root, not into @node's children. */
static xmlNode *step_over(xmlNode *node, const xmlNode *root)
{
	while (node != root && !node->next)
		node = node->parent;
	return node == root ? NULL : node->next;
}

static size_t count_nodes(xmlNode *root)
{
	size_t n = 0;

	for (xmlNode *node = root; node;
	     node = node->children ? node->children : step_over(node, root))
		n++;
	return n;
}

/*
 * struct pairing - where the walk over text and tree has come to
 * @parent:	the element whose content is being read, NULL before the root
 * @next:	the node that the next piece must be, NULL: an end tag
 */
struct pairing {
	struct xml *xml;
	xmlNode *parent, *next;
	struct xml_span *spare;
};

static bool pair_close(struct pairing *p, size_t at, size_t end)
{
	struct xml_span *span = p->parent ? p->parent->_private : NULL;

	if (p->next || !span)
		return false;
	span->close = (uint32_t)at;
	span->close_end = (uint32_t)end;
	p->next = p->parent->next;
	p->parent = p->parent == p->xml->root ? NULL : p->parent->parent;
	return true;
}

/* Some releases of libxml2 make one node of neighbouring CDATA sections. */
static bool pair_more(struct pairing *p, enum piece piece, size_t at,
		      size_t end)
{
	const xmlNode *node =
		p->next ? p->next->prev : (p->parent ? p->parent->last : NULL);
	struct xml_span *span = node ? node->_private : NULL;

	if (piece != CDATA || !span || !fits(CDATA, node) || span->end != at)
		return false;
	span->end = (uint32_t)end;
	return true;
}

static bool pair_node(struct pairing *p, enum piece piece, size_t at,
		      size_t end)
{
	xmlNode *node = p->next;
	struct xml_span *span = p->spare;

	if (!node || !fits(piece, node))
		return pair_more(p, piece, at, end);
	*span = (struct xml_span){ (uint32_t)at, (uint32_t)end, (uint32_t)end,
				   (uint32_t)end, false };
	node->_private = span;
	p->spare++;
	p->next = node->next;
	if (piece == OPEN) {
		p->parent = node;
		p->next = node->children;
	}
	return piece != EMPTY || !node->children;
}

/* The root's start tag: behind the declaration, comments and instructions. */
static size_t find_root(const char *text)
{
	enum piece piece;
	size_t at = 0, end;

	while ((piece = scan(text, at, &end)) != OPEN && piece != EMPTY &&
	       piece != END)
		at = end;
	return at;
}

static bool pair_all(struct pairing *p)
{
	const char *text = p->xml->text;
	size_t at = find_root(text), end;

	do {
		enum piece piece = scan(text, at, &end);

		if (piece == END)
			return false;
		if (piece == CLOSE ? !pair_close(p, at, end)
				   : !pair_node(p, piece, at, end))
			return false;
		at = end;
	} while (p->parent);
	return true;
}

static void forget(xmlNode *root)
{
	for (xmlNode *node = root; node;
	     node = node->children ? node->children : step_over(node, root))
		node->_private = NULL;
}

/* What the document's author uses, for what edits add. */
static void find_style(struct xml *xml)
{
	const char *quote = strpbrk(xml->text + find_root(xml->text), "'\"");
	const char *line_end = strpbrk(xml->text, "\r\n");

	if (quote)
		xml->quote = *quote;
	xml->crlf = line_end && *line_end == '\r';
}

int xmlmap_make(struct xml *xml)
{
	struct pairing p = { .xml = xml, .next = xml->root };

	xml->spans = calloc(count_nodes(xml->root) + 1, sizeof(*xml->spans));
	if (!xml->spans)
		return -1;
	p.spare = xml->spans;
	find_style(xml);
	if (pair_all(&p))
		return 0;
	forget(xml->root);
	free(xml->spans);
	xml->spans = NULL;
	return 0;
}
