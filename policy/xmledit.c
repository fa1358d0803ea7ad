/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xmledit.c - small edits that keep the look of a document */
#include <stdio.h>
#include <string.h>

#include "xml.h"
#include "xmlmap.h"

static void touch(xmlNode *node)
{
	struct xml_span *span = node->_private;

	if (span)
		span->touched = true;
}

static void note_failure(const xmlNode *node, const void *made)
{
	if (!made && node)
		((struct xml *)node->doc->_private)->failed = true;
}

void xml_set_attr(xmlNode *node, const char *name, const char *value)
{
	if (!node || xml_attr_is(node, name, value))
		return;
	touch(node);
	note_failure(node, xmlSetProp(node, BAD_CAST name, BAD_CAST value));
}

void xml_remove_attr(xmlNode *node, const char *name)
{
	xmlAttr *attr = node ? xmlHasNsProp(node, BAD_CAST name, NULL) : NULL;

	if (!attr)
		return;
	touch(node);
	xmlRemoveProp(attr);
}

static void drop(xmlNode *node)
{
	xmlUnlinkNode(node);
	xmlFreeNode(node);
}

void xml_set_content(xmlNode *node, const char *text)
{
	xmlNode *content;

	if (!node)
		return;
	while (node->children)
		drop(node->children);
	content = xmlNewDocText(node->doc, BAD_CAST text);
	note_failure(node, content);
	if (content)
		xmlAddChild(node, content);
}

static bool is_blank(const xmlNode *node)
{
	return node && node->type == XML_TEXT_NODE && xmlIsBlankNode(node);
}

/* The line break and blanks in front of a node, "" when it follows a tag. */
static const char *indent_of(const xmlNode *node)
{
	const xmlNode *before = node ? node->prev : NULL;
	const char *nl;

	if (!is_blank(before))
		return "";
	nl = strrchr((const char *)before->content, '\n');
	return nl ? nl : "";
}

/* Two blanks deeper than the parent stands, as libvirt writes it. */
static const char *indent_below(const xmlNode *parent)
{
	const char *outer = parent->parent->type == XML_ELEMENT_NODE
				    ? indent_of(parent)
				    : "\n";
	char buf[600];

	if (*outer != '\n' || strlen(outer) > sizeof(buf) - 3)
		return "";
	snprintf(buf, sizeof(buf), "%s  ", outer);
	return xml_keep(parent, buf, strlen(buf));
}

static xmlNode *new_text(const xmlNode *near, const char *text)
{
	xmlNode *node = xmlNewDocText(near->doc, BAD_CAST text);

	note_failure(near, node);
	return node;
}

/*
 * xmlAddChild() and its like merge neighbouring text nodes, and with that
 * their bytes: link by hand.
 */
static void link_after(xmlNode *parent, xmlNode *prev, xmlNode *node)
{
	node->parent = parent;
	node->prev = prev;
	node->next = prev ? prev->next : parent->children;
	if (prev)
		prev->next = node;
	else
		parent->children = node;
	if (node->next)
		node->next->prev = node;
	else
		parent->last = node;
}

static xmlNode *add_behind(xmlNode *parent, xmlNode *prev, const char *name,
			   const char *indent)
{
	xmlNode *node = xmlNewDocNode(parent->doc, NULL, BAD_CAST name, NULL);
	xmlNode *space;

	note_failure(parent, node);
	if (!node)
		return NULL;
	if (indent && *indent) {
		space = new_text(parent, indent);
		if (space) {
			link_after(parent, prev, space);
			prev = space;
		}
	}
	link_after(parent, prev, node);
	return node;
}

static xmlNode *last_element(const xmlNode *parent)
{
	xmlNode *node = parent->last;

	while (node && node->type != XML_ELEMENT_NODE)
		node = node->prev;
	return node;
}

/* The first element in an otherwise empty parent, or behind its text. */
static xmlNode *add_first(xmlNode *parent, const char *name)
{
	xmlNode *before =
		is_blank(parent->last) ? parent->last->prev : parent->last;
	xmlNode *node = add_behind(parent, before, name, indent_below(parent));
	const char *close = parent->parent->type == XML_ELEMENT_NODE
				    ? indent_of(parent)
				    : "\n";

	if (node && !node->next && is_blank(node->prev) && *close) {
		xmlNode *space = new_text(parent, close);

		if (space)
			link_after(parent, node, space);
	}
	return node;
}

/* A comment on the same line belongs to the element before it. */
static xmlNode *with_comment(xmlNode *node)
{
	xmlNode *next = node->next;

	if (is_blank(next) && !strchr((const char *)next->content, '\n'))
		next = next->next;
	return next && next->type == XML_COMMENT_NODE ? next : node;
}

xmlNode *xml_add(xmlNode *parent, const char *name)
{
	xmlNode *last = parent ? last_element(parent) : NULL;

	if (!parent)
		return NULL;
	if (!last)
		return add_first(parent, name);
	return add_behind(parent, with_comment(last), name, indent_of(last));
}

xmlNode *xml_add_after(xmlNode *sibling, const char *name)
{
	return add_behind(sibling->parent, with_comment(sibling), name,
			  indent_of(sibling));
}

xmlNode *xml_add_near(xmlNode *parent, const char *name, const char *siblings)
{
	while (*siblings) {
		size_t len = strcspn(siblings, " ");
		char word[64];
		xmlNode *sibling;

		snprintf(word, sizeof(word), "%.*s", (int)len, siblings);
		sibling = xml_child(parent, word);
		if (sibling)
			return xml_add_after(sibling, name);
		siblings += len + (siblings[len] == ' ');
	}
	return xml_add(parent, name);
}

/* What held only the removed element shall not keep its white space. */
static void drop_blanks(xmlNode *parent)
{
	for (const xmlNode *child = parent->children; child;
	     child = child->next)
		if (!is_blank(child))
			return;
	while (parent->children)
		drop(parent->children);
	touch(parent);
}

void xml_remove(xmlNode *node)
{
	xmlNode *parent = node ? node->parent : NULL;

	if (!node)
		return;
	if (is_blank(node->prev))
		drop(node->prev);
	drop(node);
	drop_blanks(parent);
}

xmlNode *xml_get_or_add(xmlNode *parent, const char *name)
{
	xmlNode *node = xml_child(parent, name);

	return node ? node : xml_add(parent, name);
}
