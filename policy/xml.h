/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xml.h - hostile XML in, small edits, and the same bytes out */
#ifndef POLICY_XML_H
#define POLICY_XML_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

#include "err.h"

/*
 * DOC: Theory of operation
 *
 * A document is parsed once, without network, DTD or entities.  Before it is
 * edited, xml_editable() makes a map beside the libxml2 tree, of the bytes
 * that each node came from (xmlmap.c).  Edits go through the functions below,
 * which mark what they touch; xml_text_of() then copies the original bytes of
 * everything that was not touched.  So a document that needs no edit comes
 * back byte for byte, and a diff shows the edits alone.
 *
 * libvirt's elements are in no namespace.  All lookups here ignore elements
 * and attributes that are in one, so that <x:memory> in somebody's metadata
 * is never taken for <memory>.
 *
 * Edits do not return errors: the first that runs out of memory is
 * remembered, and xml_text_of() fails.
 */

struct xml_span;

/**
 * struct xml - one parsed document
 * @doc:	the tree; @doc->_private points back here
 * @root:	the root element
 * @text:	the original bytes, owned
 * @len:	bytes in @text
 * @spans:	where each node came from, NULL while there is no map
 * @quote:	the quote character the document uses
 * @crlf:	its lines end in CR LF
 * @failed:	an edit ran out of memory
 */
struct xml {
	xmlDoc *doc;
	xmlNode *root;
	char *text;
	size_t len;
	struct xml_span *spans;
	char quote;
	bool crlf, failed;
};

/**
 * xml_parse() - parse a text that others wrote
 * @text:	need not end in NUL
 * @len:	bytes in @text
 * @max:	most bytes accepted
 * @ret:	the document; release with xml_free()
 * @err:	"line N: why"
 *
 * Refuses a DOCTYPE, more than 256 levels, and encodings other than UTF-8.
 *
 * Return: 0, or -1.
 */
int xml_parse(const char *text, size_t len, size_t max, struct xml **ret,
	      struct err *err);

/**
 * xml_new() - an empty document with a root element, to be filled by edits
 *
 * Return: the document, or NULL when out of memory.
 */
struct xml *xml_new(const char *root);

/**
 * xml_editable() - to be called once before the first edit of a parsed text
 *
 * Return: 0, or -1 when out of memory.
 */
int xml_editable(struct xml *xml, struct err *err);

/**
 * xml_free() - release a document and all nodes and strings got from it
 * @xml:	may be NULL
 */
void xml_free(struct xml *xml);

static inline void xml_freep(struct xml **xml)
{
	xml_free(*xml);
}

/**
 * xml_text_of() - the document as text, untouched parts byte for byte
 * @ret_text:	with a NUL after it; the caller frees it
 *
 * Return: 0, or -1 when an edit failed or memory is short.
 */
int xml_text_of(struct xml *xml, char **ret_text, size_t *ret_len,
		struct err *err);

/* --- looking: every function takes NULL nodes and then finds nothing ------ */

/**
 * xml_child() - the first child element of that name (any name when NULL)
 */
xmlNode *xml_child(const xmlNode *parent, const char *name);

/**
 * xml_next() - the next sibling element of that name (any name when NULL)
 */
xmlNode *xml_next(const xmlNode *node, const char *name);

#define xml_for_each(node, parent, name)                    \
	for (xmlNode *node = xml_child(parent, name); node; \
	     node = xml_next(node, name))

/**
 * xml_find() - follow first children: "os/loader"
 */
xmlNode *xml_find(const xmlNode *from, const char *path);

/**
 * xml_child_ns() - the first child element in a namespace
 * @name:	any name when NULL
 */
xmlNode *xml_child_ns(const xmlNode *parent, const char *ns, const char *name);

/**
 * xml_is() - is it the element of that name
 */
bool xml_is(const xmlNode *node, const char *name);

/**
 * xml_attr() - an attribute's value
 *
 * Return: a string that lives as long as the document, NULL when absent.
 */
const char *xml_attr(const xmlNode *node, const char *name);

/**
 * xml_attr_is() - is the attribute there, with this value
 */
bool xml_attr_is(const xmlNode *node, const char *name, const char *value);

/**
 * xml_content() - the text in an element
 *
 * Return: a string that lives as long as the document, NULL for no node.
 */
const char *xml_content(const xmlNode *node);

/**
 * xml_trimmed() - the text in an element, without white space around it
 *
 * Return: a string that lives as long as the document, NULL for no node.
 */
const char *xml_trimmed(const xmlNode *node);

/**
 * xml_line() - the line an element starts on, 0 for one added by an edit
 */
int xml_line(const xmlNode *node);

/**
 * xml_where() - the XPath of an element: "/domain/devices/disk[2]"
 *
 * Return: the path, which the caller frees, or NULL when out of memory.
 */
char *xml_where(const xmlNode *node);

/**
 * xml_keep() - a copy of a string that lives as long as the document
 *
 * Return: the one copy of it, or NULL when out of memory.
 */
const char *xml_keep(const xmlNode *node, const char *s, size_t len);

/* --- editing -------------------------------------------------------------- */

/**
 * xml_set_attr() - set or add an attribute
 */
void xml_set_attr(xmlNode *node, const char *name, const char *value);

/**
 * xml_remove_attr() - remove an attribute if it is there
 */
void xml_remove_attr(xmlNode *node, const char *name);

/**
 * xml_set_content() - replace all that is in an element by a text
 */
void xml_set_content(xmlNode *node, const char *text);

/**
 * xml_add() - append a child element, indented as its siblings are
 *
 * Return: the element, or NULL when out of memory (@parent NULL included).
 */
xmlNode *xml_add(xmlNode *parent, const char *name);

/**
 * xml_add_after() - add an element behind another, indented as that is
 */
xmlNode *xml_add_after(xmlNode *sibling, const char *name);

/**
 * xml_add_near() - add an element behind the first sibling that is there
 * @siblings:	names separated by blanks, best first; with none of them
 *		there it is appended
 */
xmlNode *xml_add_near(xmlNode *parent, const char *name, const char *siblings);

/**
 * xml_remove() - remove an element and the white space in front of it
 */
void xml_remove(xmlNode *node);

/**
 * xml_get_or_add() - the first child of that name, added when there is none
 */
xmlNode *xml_get_or_add(xmlNode *parent, const char *name);

#endif
