/* SPDX-License-Identifier: GPL-2.0-or-later */
/* schema.c - is a policy document of the form that policy.rng demands */
#include "schema.h"

#include <libxml/relaxng.h>
#include <libxml/xmlregexp.h>
#include <stdarg.h>
#include <string.h>

#include "cleanup.h"
#include "text.h"

/*
 * DOC: Theory of operation
 *
 * libxml2 decides, with the compiled schema.  What it says when a document
 * does not fit ("Element policy has extra content: profile") helps nobody, so
 * then the document is walked beside the schema's own text, and the first
 * place that differs is reported with what the schema allows there.  Because
 * policy.rng has no named definitions, the pattern of an element is always
 * found directly below that of its parent.
 */

#define RNG_NS "http://relaxng.org/ns/structure/1.0"

/* --- looking into the schema ---------------------------------------------- */

static bool is_rng(const xmlNode *node, const char *name)
{
	return node && node->type == XML_ELEMENT_NODE && node->ns &&
	       !strcmp((const char *)node->ns->href, RNG_NS) &&
	       !strcmp((const char *)node->name, name);
}

/* The next node of the pattern @top in document order, not looking into
 * <element> and <attribute> patterns below it. */
static const xmlNode *pattern_next(const xmlNode *node, const xmlNode *top)
{
	bool closed = node != top &&
		      (is_rng(node, "element") || is_rng(node, "attribute"));

	if (node->children && !closed)
		return node->children;
	while (node != top && !node->next)
		node = node->parent;
	return node == top ? NULL : node->next;
}

/* A pattern <element name=...> or <attribute name=...> directly in @top. */
static const xmlNode *pattern_find(const xmlNode *top, const char *kind,
				   const char *name)
{
	for (const xmlNode *p = pattern_next(top, top); p;
	     p = pattern_next(p, top))
		if (is_rng(p, kind) && xml_attr_is(p, "name", name))
			return p;
	return NULL;
}

static bool is_optional(const xmlNode *pattern, const xmlNode *top)
{
	const xmlNode *p;

	for (p = pattern->parent; p != top; p = p->parent)
		if (is_rng(p, "optional") || is_rng(p, "zeroOrMore"))
			return true;
	return false;
}

static bool may_repeat(const xmlNode *pattern)
{
	return is_rng(pattern->parent, "zeroOrMore") ||
	       is_rng(pattern->parent, "oneOrMore");
}

/* --- what is allowed, in words -------------------------------------------- */

struct words {
	char text[ERR_TEXT_SIZE];
	size_t len;
};

static void add_word(struct words *w, const char *word)
{
	int n = snprintf(w->text + w->len, sizeof(w->text) - w->len, "%s%s",
			 w->len ? ", " : "", word);

	if (n > 0 && w->len + (size_t)n < sizeof(w->text))
		w->len += (size_t)n;
}

static const char *allowed_names(struct words *w, const xmlNode *top,
				 const char *kind)
{
	for (const xmlNode *p = pattern_next(top, top); p;
	     p = pattern_next(p, top))
		if (is_rng(p, kind))
			add_word(w, xml_attr(p, "name"));
	return w->len ? w->text : "nothing";
}

static const char *allowed_values(struct words *w, const xmlNode *top)
{
	for (const xmlNode *p = pattern_next(top, top); p;
	     p = pattern_next(p, top)) {
		const xmlAttr *say =
			is_rng(p, "data")
				? xmlHasProp((xmlNode *)p, BAD_CAST "say")
				: NULL;

		if (is_rng(p, "value"))
			add_word(w, xml_content(p));
		else if (say && say->children)
			add_word(w, (const char *)say->children->content);
	}
	return w->text;
}

/* --- does a value fit ----------------------------------------------------- */

static bool fits_pattern(const char *pattern, const char *value)
{
	xmlRegexp *regexp = xmlRegexpCompile(BAD_CAST pattern);
	bool fits = regexp && xmlRegexpExec(regexp, BAD_CAST value) == 1;

	xmlRegFreeRegexp(regexp);
	return fits;
}

static bool fits_data(const xmlNode *data, const char *value)
{
	for (const xmlNode *p = data->children; p; p = p->next) {
		if (!is_rng(p, "param"))
			continue;
		if (xml_attr_is(p, "name", "pattern") &&
		    !fits_pattern(xml_content(p), value))
			return false;
		if (xml_attr_is(p, "name", "minLength") && !*value)
			return false;
	}
	return true;
}

static bool fits_one(const xmlNode *top, const char *value)
{
	bool any = false;

	for (const xmlNode *p = pattern_next(top, top); p;
	     p = pattern_next(p, top)) {
		if (is_rng(p, "value") && !strcmp(xml_content(p), value))
			return true;
		if (is_rng(p, "data") && fits_data(p, value))
			return true;
		any |= is_rng(p, "value") || is_rng(p, "data");
	}
	return !any;
}

static bool is_list(const xmlNode *top)
{
	return is_rng(xmlFirstElementChild((xmlNode *)top), "list");
}

/* @value is an attribute's value or an element's text. */
static bool fits(const xmlNode *top, const char *value)
{
	_cleanup_free_ char *words = strdup(value);
	char *save = NULL, *word = NULL;
	bool some = false;

	if (!words || !is_list(top))
		return words && fits_one(top, value);
	for (word = strtok_r(words, " \t\r\n", &save); word;
	     word = strtok_r(NULL, " \t\r\n", &save)) {
		some = true;
		if (!fits_one(top, word))
			return false;
	}
	return some;
}

/* --- walking the document ------------------------------------------------- */

static int say(struct err *err, const xmlNode *node, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int say(struct err *err, const xmlNode *node, const char *fmt, ...)
{
	char text[ERR_TEXT_SIZE];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return err_set(err, "line %d: %s", xml_line(node), text);
}

static int walk_attrs(const xmlNode *node, const xmlNode *pattern,
		      struct err *err)
{
	struct words w = { .len = 0 };

	for (const xmlAttr *a = node->properties; a; a = a->next) {
		const char *name = (const char *)a->name;
		const xmlNode *p = pattern_find(pattern, "attribute", name);
		const char *value = a->ns ? NULL : xml_attr(node, name);

		if (a->ns || !p)
			return say(err, node,
				   "<%s> takes no attribute %s; allowed: %s",
				   (const char *)node->name, name,
				   allowed_names(&w, pattern, "attribute"));
		if (!fits(p, value))
			return say(err, node, "<%s> has %s='%s'; allowed: %s",
				   (const char *)node->name, name, value,
				   allowed_values(&w, p));
	}
	for (const xmlNode *p = pattern_next(pattern, pattern); p;
	     p = pattern_next(p, pattern))
		if (is_rng(p, "attribute") && !is_optional(p, pattern) &&
		    !xml_attr(node, xml_attr(p, "name")))
			return say(err, node, "<%s> needs the attribute %s: %s",
				   (const char *)node->name,
				   xml_attr(p, "name"), allowed_values(&w, p));
	return 0;
}

/* Is there a <value> or <data> for what stands in the element itself? */
static bool takes_text(const xmlNode *pattern)
{
	for (const xmlNode *p = pattern_next(pattern, pattern); p;
	     p = pattern_next(p, pattern))
		if (is_rng(p, "value") || is_rng(p, "data"))
			return true;
	return false;
}

static bool is_text(const xmlNode *node)
{
	return (node->type == XML_TEXT_NODE ||
		node->type == XML_CDATA_SECTION_NODE) &&
	       !xmlIsBlankNode(node);
}

static int walk_text(const xmlNode *node, const xmlNode *pattern,
		     struct err *err)
{
	const char *text = xml_child(node, NULL) ? "" : xml_trimmed(node);
	bool takes = takes_text(pattern);
	struct words w = { .len = 0 };

	for (const xmlNode *c = node->children; c && !takes; c = c->next)
		if (is_text(c))
			return say(err, node, "<%s> takes no text; allowed: %s",
				   (const char *)node->name,
				   allowed_names(&w, pattern, "element"));
	if (!takes || fits_one(pattern, text))
		return 0;
	return say(err, node, "<%s> has '%s'; allowed: %s",
		   (const char *)node->name, text, allowed_values(&w, pattern));
}

static int walk_children(const xmlNode *node, const xmlNode *pattern,
			 struct err *err)
{
	struct words w = { .len = 0 };

	for (const xmlNode *c = node->children; c; c = c->next) {
		const char *name = (const char *)c->name;
		const xmlNode *p;

		if (c->type != XML_ELEMENT_NODE)
			continue;
		p = c->ns ? NULL : pattern_find(pattern, "element", name);
		if (!p)
			return say(err, c,
				   "<%s> is not known in <%s>; "
				   "allowed: %s",
				   name, (const char *)node->name,
				   allowed_names(&w, pattern, "element"));
		if (!may_repeat(p) && xml_next(c, name))
			return say(err, xml_next(c, name),
				   "a second <%s> in <%s>; allowed: one", name,
				   (const char *)node->name);
	}
	for (const xmlNode *p = pattern_next(pattern, pattern); p;
	     p = pattern_next(p, pattern))
		if (is_rng(p, "element") && !is_optional(p, pattern) &&
		    !xml_child(node, xml_attr(p, "name")))
			return say(err, node, "<%s> needs <%s>",
				   (const char *)node->name,
				   xml_attr(p, "name"));
	return 0;
}

/* @node fits @pattern so far; policy files are four levels deep. */
static int walk(const xmlNode *node, const xmlNode *pattern, struct err *err)
{
	if (walk_attrs(node, pattern, err) < 0 ||
	    walk_text(node, pattern, err) < 0 ||
	    walk_children(node, pattern, err) < 0)
		return -1;
	xml_for_each(child, node, NULL) {
		const char *name = (const char *)child->name;

		if (walk(child, pattern_find(pattern, "element", name), err) <
		    0)
			return -1;
	}
	return 0;
}

static int explain(const struct xml *xml, struct err *err)
{
	_cleanup_(xml_freep) struct xml *schema = NULL;
	const xmlNode *start;

	if (xml_parse(schema_text, schema_text_len, schema_text_len, &schema,
		      err) < 0)
		return err_wrap(err, "policy.rng");
	start = pattern_find(schema->root, "element",
			     (const char *)xml->root->name);
	if (!start || xml->root->ns)
		return say(err, xml->root,
			   "<%s> is not known here; allowed: policy",
			   (const char *)xml->root->name);
	if (walk(xml->root, start, err) == 0)
		say(err, xml->root, "does not fit policy.rng");
	return -1;
}

/* --- asking libxml2 ------------------------------------------------------- */

struct schema {
	xmlRelaxNG *rng;
};

struct schema *schema_open(struct err *err)
{
	xmlRelaxNGParserCtxt *parser =
		xmlRelaxNGNewMemParserCtxt(schema_text, (int)schema_text_len);
	struct schema *schema = calloc(1, sizeof(*schema));

	if (schema && parser)
		schema->rng = xmlRelaxNGParse(parser);
	xmlRelaxNGFreeParserCtxt(parser);
	if (schema && schema->rng)
		return schema;
	free(schema);
	err_set(err, "the schema cannot be used: out of memory");
	return NULL;
}

void schema_close(struct schema *schema)
{
	if (!schema)
		return;
	xmlRelaxNGFree(schema->rng);
	free(schema);
}

static void no_message(void *ctx, const xmlError *error)
{
	(void)ctx;
	(void)error;
}

int schema_check(const struct schema *schema, const struct xml *xml,
		 struct err *err)
{
	xmlRelaxNGValidCtxt *valid = xmlRelaxNGNewValidCtxt(schema->rng);
	int result = -1;

	if (valid) {
		xmlRelaxNGSetValidStructuredErrors(
			valid, (xmlStructuredErrorFunc)no_message, NULL);
		result = xmlRelaxNGValidateDoc(valid, xml->doc);
	}
	xmlRelaxNGFreeValidCtxt(valid);
	if (result == 0)
		return 0;
	if (result < 0)
		return err_set(err, "the schema cannot be used: out of memory");
	return explain(xml, err);
}
