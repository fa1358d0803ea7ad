/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xmlwrite.c - give back the bytes of every node that no edit touched */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xmlmap.h"

/*
 * Nodes that have a span and are not touched are copied, the others are
 * written anew.  What stands before and behind the root element is copied as
 * it is.
 */

struct writer {
	struct xml *xml;
	FILE *out;
};

static void copy(struct writer *w, size_t from, size_t to)
{
	fwrite(w->xml->text + from, 1, to - from, w->out);
}

static void put_escaped(struct writer *w, const char *s, char quote)
{
	for (; *s; s++) {
		if (*s == '&')
			fputs("&amp;", w->out);
		else if (*s == '<')
			fputs("&lt;", w->out);
		else if (*s == '>')
			fputs("&gt;", w->out);
		else if (quote && *s == quote)
			fputs(quote == '"' ? "&quot;" : "&apos;", w->out);
		else if (*s == '\r' || (quote && (*s == '\n' || *s == '\t')))
			fprintf(w->out, "&#%d;", *s);
		else if (*s == '\n' && w->xml->crlf)
			fputs("\r\n", w->out);
		else
			putc(*s, w->out);
	}
}

static void put_name(struct writer *w, const xmlNs *ns, const xmlChar *name)
{
	if (ns && ns->prefix)
		fprintf(w->out, "%s:", (const char *)ns->prefix);
	fputs((const char *)name, w->out);
}

static void put_value(struct writer *w, const char *value)
{
	fprintf(w->out, "=%c", w->xml->quote);
	put_escaped(w, value, w->xml->quote);
	putc(w->xml->quote, w->out);
}

static void put_attrs(struct writer *w, const xmlNode *node)
{
	for (const xmlNs *ns = node->nsDef; ns; ns = ns->next) {
		fprintf(w->out, " xmlns%s%s", ns->prefix ? ":" : "",
			ns->prefix ? (const char *)ns->prefix : "");
		put_value(w, ns->href ? (const char *)ns->href : "");
	}
	for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
		xmlChar *value = xmlNodeGetContent((const xmlNode *)attr);

		putc(' ', w->out);
		put_name(w, attr->ns, attr->name);
		put_value(w, value ? (const char *)value : "");
		xmlFree(value);
	}
}

static bool was_empty(const struct xml_span *span)
{
	return span->close == span->close_end;
}

static void put_start(struct writer *w, const xmlNode *node)
{
	const struct xml_span *span = node->_private;

	if (span && !span->touched && !(was_empty(span) && node->children)) {
		copy(w, span->start, span->end);
		return;
	}
	putc('<', w->out);
	put_name(w, node->ns, node->name);
	put_attrs(w, node);
	fputs(node->children ? ">" : "/>", w->out);
}

static void put_end(struct writer *w, const xmlNode *node)
{
	const struct xml_span *span = node->_private;

	if (span && !was_empty(span) && !(span->touched && !node->children)) {
		copy(w, span->close, span->close_end);
	} else if (node->children) {
		fputs("</", w->out);
		put_name(w, node->ns, node->name);
		putc('>', w->out);
	}
}

/* A comment, an instruction or a text; edits make only texts. */
static void put_leaf(struct writer *w, const xmlNode *node)
{
	const struct xml_span *span = node->_private;

	if (span)
		copy(w, span->start, span->end);
	else
		put_escaped(w, (const char *)node->content, 0);
}

static void put_tree(struct writer *w, xmlNode *root)
{
	xmlNode *node = root;

	for (;;) {
		if (node->type == XML_ELEMENT_NODE)
			put_start(w, node);
		else
			put_leaf(w, node);
		if (node->type == XML_ELEMENT_NODE && node->children) {
			node = node->children;
			continue;
		}
		if (node->type == XML_ELEMENT_NODE)
			put_end(w, node);
		while (node != root && !node->next) {
			node = node->parent;
			put_end(w, node);
		}
		if (node == root)
			return;
		node = node->next;
	}
}

static void put_prolog(struct writer *w)
{
	const struct xml_span *span = w->xml->root->_private;

	if (span)
		copy(w, 0, span->start);
}

static void put_epilog(struct writer *w)
{
	const struct xml_span *span = w->xml->root->_private;

	if (span)
		copy(w, span->close_end, w->xml->len);
	else
		putc('\n', w->out);
}

static int write_plain(struct xml *xml, char **ret_text, size_t *ret_len)
{
	xmlChar *text = NULL;
	int len = 0;

	xmlDocDumpMemory(xml->doc, &text, &len);
	if (!text)
		return -1;
	*ret_text = strdup((char *)text);
	*ret_len = (size_t)len;
	xmlFree(text);
	return *ret_text ? 0 : -1;
}

int xmlmap_write(struct xml *xml, char **ret_text, size_t *ret_len)
{
	struct writer w = { .xml = xml };
	char *text = NULL;
	size_t len = 0;
	int bad;

	if (xml->text && !xml->spans)
		return write_plain(xml, ret_text, ret_len);
	w.out = open_memstream(&text, &len);
	if (!w.out)
		return -1;
	put_prolog(&w);
	put_tree(&w, xml->root);
	put_epilog(&w);
	bad = ferror(w.out);
	if (fclose(w.out) || bad) {
		free(text);
		return -1;
	}
	*ret_text = text;
	*ret_len = len;
	return 0;
}
