/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xml.c - parsing hostile XML, looking into it, editing it */
#include "xml.h"

#include <ctype.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <string.h>

#include "cleanup.h"
#include "xmlmap.h"

/* --- parsing -------------------------------------------------------------- */

/**
 * struct attempt - one parsing, at the parser's _private
 * @refused:	@err is filled; what is said after that follows from it
 */
struct attempt {
	struct err *err;
	bool refused;
};

/* A DOCTYPE is the door to entities and files: stop at it. */
static void refuse_doctype(void *ctx, const xmlChar *name,
			   const xmlChar *external_id, const xmlChar *system_id)
{
	xmlParserCtxt *ctxt = ctx;
	struct attempt *attempt = ctxt->_private;

	(void)name;
	(void)external_id;
	(void)system_id;
	attempt->refused = true;
	err_set(attempt->err, "line %d: a DOCTYPE is not allowed",
		xmlSAX2GetLineNumber(ctxt));
	xmlStopParser(ctxt);
}

/* Called instead of printing, for warnings too. */
static void take_error(void *ctx, const xmlError *error)
{
	struct attempt *attempt = ((xmlParserCtxt *)ctx)->_private;
	const char *text = error->message ? error->message : "not XML";

	if (error->level < XML_ERR_FATAL || attempt->refused)
		return;
	attempt->refused = true;
	err_set(attempt->err, "line %d: %.*s", error->line,
		(int)strcspn(text, "\n"), text);
}

static bool is_utf8(const xmlDoc *doc)
{
	return !doc->encoding ||
	       !xmlStrcasecmp(doc->encoding, BAD_CAST "UTF-8") ||
	       !xmlStrcasecmp(doc->encoding, BAD_CAST "US-ASCII");
}

static xmlDoc *parse_doc(const char *text, size_t len, struct err *err)
{
	xmlParserCtxt *ctxt = xmlNewParserCtxt();
	struct attempt attempt = { .err = err };
	xmlDoc *doc;

	if (!ctxt) {
		err_set(err, "out of memory");
		return NULL;
	}
	ctxt->_private = &attempt;
	ctxt->sax->internalSubset = refuse_doctype;
	ctxt->sax->serror = (xmlStructuredErrorFunc)take_error;
	doc = xmlCtxtReadMemory(ctxt, text, (int)len, NULL, NULL,
				XML_PARSE_NONET | XML_PARSE_BIG_LINES);
	if (!doc && !attempt.refused)
		err_set(err, "not XML");
	if (doc && !attempt.refused && !is_utf8(doc)) {
		attempt.refused = true;
		err_set(err, "encoding %s: only UTF-8 is taken",
			(const char *)doc->encoding);
	}
	if (attempt.refused) {
		xmlFreeDoc(doc);
		doc = NULL;
	}
	xmlFreeParserCtxt(ctxt);
	return doc;
}

static struct xml *new_xml(xmlDoc *doc)
{
	struct xml *xml = calloc(1, sizeof(*xml));

	if (!xml)
		return NULL;
	xml->doc = doc;
	xml->root = xmlDocGetRootElement(doc);
	xml->quote = '\'';
	doc->_private = xml;
	return xml;
}

int xml_parse(const char *text, size_t len, size_t max, struct xml **ret,
	      struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	xmlDoc *doc;

	if (len > max)
		return err_set(err, "more than %zu bytes of XML", max);
	if (!len)
		return err_set(err, "empty, no XML document");
	if (memchr(text, '\0', len))
		return err_set(err, "contains a NUL byte, not XML");
	doc = parse_doc(text, len, err);
	if (!doc)
		return -1;
	xml = new_xml(doc);
	if (!xml) {
		xmlFreeDoc(doc);
		return err_set(err, "out of memory");
	}
	xml->text = malloc(len + 1);
	if (!xml->text)
		return err_set(err, "out of memory");
	memcpy(xml->text, text, len);
	xml->text[len] = '\0';
	xml->len = len;
	*ret = TAKE_PTR(xml);
	return 0;
}

struct xml *xml_new(const char *root)
{
	xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
	xmlNode *node =
		doc ? xmlNewDocNode(doc, NULL, BAD_CAST root, NULL) : NULL;
	struct xml *xml;

	if (node)
		xmlDocSetRootElement(doc, node);
	xml = node ? new_xml(doc) : NULL;
	if (!xml)
		xmlFreeDoc(doc);
	return xml;
}

int xml_editable(struct xml *xml, struct err *err)
{
	if (!xml->spans && xmlmap_make(xml) < 0)
		return err_set(err, "out of memory");
	return 0;
}

void xml_free(struct xml *xml)
{
	if (!xml)
		return;
	xmlFreeDoc(xml->doc);
	free(xml->spans);
	free(xml->text);
	free(xml);
}

int xml_text_of(struct xml *xml, char **ret_text, size_t *ret_len,
		struct err *err)
{
	if (xml->failed || xmlmap_write(xml, ret_text, ret_len) < 0)
		return err_set(err, "out of memory");
	return 0;
}

/* --- looking -------------------------------------------------------------- */

bool xml_is(const xmlNode *node, const char *name)
{
	return node && node->type == XML_ELEMENT_NODE && !node->ns &&
	       (!name || !strcmp((const char *)node->name, name));
}

static xmlNode *first_from(xmlNode *node, const char *name)
{
	while (node && !xml_is(node, name))
		node = node->next;
	return node;
}

xmlNode *xml_child(const xmlNode *parent, const char *name)
{
	return parent ? first_from(parent->children, name) : NULL;
}

xmlNode *xml_next(const xmlNode *node, const char *name)
{
	return node ? first_from(node->next, name) : NULL;
}

xmlNode *xml_child_ns(const xmlNode *parent, const char *ns, const char *name)
{
	xmlNode *node = parent ? parent->children : NULL;

	for (; node; node = node->next)
		if (node->type == XML_ELEMENT_NODE && node->ns &&
		    !strcmp((const char *)node->ns->href, ns) &&
		    (!name || !strcmp((const char *)node->name, name)))
			return node;
	return NULL;
}

xmlNode *xml_find(const xmlNode *from, const char *path)
{
	xmlNode *node = NULL;
	char name[64];

	while (from && *path) {
		size_t len = strcspn(path, "/");

		if (len >= sizeof(name))
			return NULL;
		memcpy(name, path, len);
		name[len] = '\0';
		node = xml_child(from, name);
		from = node;
		path += len + (path[len] == '/');
	}
	return from ? node : NULL;
}

const char *xml_keep(const xmlNode *node, const char *s, size_t len)
{
	xmlDoc *doc = node->doc;

	if (!doc->dict)
		doc->dict = xmlDictCreate();
	return doc->dict ? (const char *)xmlDictLookup(doc->dict, BAD_CAST s,
						       (int)len)
			 : NULL;
}

const char *xml_attr(const xmlNode *node, const char *name)
{
	xmlAttr *attr = node ? xmlHasNsProp(node, BAD_CAST name, NULL) : NULL;
	xmlChar *value;
	const char *kept;

	if (!attr)
		return NULL;
	if (!attr->children)
		return "";
	if (!attr->children->next && attr->children->type == XML_TEXT_NODE)
		return (const char *)attr->children->content;
	value = xmlNodeGetContent((xmlNode *)attr);
	kept = value ? xml_keep(node, (char *)value, strlen((char *)value))
		     : NULL;
	xmlFree(value);
	return kept;
}

bool xml_attr_is(const xmlNode *node, const char *name, const char *value)
{
	const char *is = xml_attr(node, name);

	return is && !strcmp(is, value);
}

const char *xml_content(const xmlNode *node)
{
	xmlChar *content;
	const char *kept;

	if (!node)
		return NULL;
	content = xmlNodeGetContent(node);
	if (!content)
		return "";
	kept = xml_keep(node, (char *)content, strlen((char *)content));
	xmlFree(content);
	return kept ? kept : "";
}

const char *xml_trimmed(const xmlNode *node)
{
	const char *s = xml_content(node), *kept;
	size_t len;

	if (!s)
		return NULL;
	while (isspace((unsigned char)*s))
		s++;
	len = strlen(s);
	while (len && isspace((unsigned char)s[len - 1]))
		len--;
	kept = xml_keep(node, s, len);
	return kept ? kept : "";
}

int xml_line(const xmlNode *node)
{
	long line = node ? xmlGetLineNo(node) : 0;

	return line > 0 ? (int)line : 0;
}

char *xml_where(const xmlNode *node)
{
	xmlChar *path = node ? xmlGetNodePath(node) : NULL;
	char *copy = path ? strdup((char *)path) : NULL;

	xmlFree(path);
	return copy;
}
