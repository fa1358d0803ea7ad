/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_xml_identity.c - no edit, no change; one edit, one tag changed */
#include "xml.h"

#include "files.h"
#include "unit.h"
#include "xmlmap.h"

static struct files files;

static const struct dir_case {
	const char *name;
	size_t at_least;
} dir_cases[] = {
	{ "corpus", 766 },
	{ "tests/vectors", 30 },
	{ "tests/golden", 100 },
	{ "packaging/policy.d", 1 },
};

static void list(const struct dir_case *c)
{
	files_list(&files,
		   !strcmp(c->name, "corpus") ? files_corpus() : c->name,
		   ".xml");
	if (files.n < c->at_least)
		fail_msg("%zu files in %s, not %zu", files.n, c->name,
			 c->at_least);
}

static struct xml *parsed(const char *path, const char *text, size_t len)
{
	struct xml *xml = NULL;
	struct err err = { "" };

	if (xml_parse(text, len, UNIT_FILE_MAX, &xml, &err) < 0 ||
	    xml_editable(xml, &err) < 0)
		fail_msg("%s: %s", path, err.text);
	if (!xml->spans)
		fail_msg("%s: text and tree do not agree", path);
	return xml;
}

/* --- no edit -------------------------------------------------------------- */

static void same_bytes(const char *path)
{
	size_t len, out_len;
	_cleanup_free_ char *text = unit_read(path, &len), *out = NULL;
	_cleanup_(xml_freep) struct xml *xml = parsed(path, text, len);

	assert_int_equal(xml_text_of(xml, &out, &out_len, NULL), 0);
	if (out_len != len || memcmp(out, text, len) != 0)
		fail_msg("%s: comes back changed", path);
}

static void unchanged(void **state)
{
	size_t i;

	list(*state);
	for (i = 0; i < files.n; i++)
		same_bytes(files.paths[i]);
	printf("# %zu files come back byte for byte\n", files.n);
	files_clear(&files);
}

/* --- one edit ------------------------------------------------------------- */

static xmlNode *next_element(xmlNode *node, const xmlNode *root)
{
	do {
		if (node->children) {
			node = node->children;
			continue;
		}
		while (node != root && !node->next)
			node = node->parent;
		node = node == root ? NULL : node->next;
	} while (node && node->type != XML_ELEMENT_NODE);
	return node;
}

static xmlNode *element_number(struct xml *xml, size_t n)
{
	xmlNode *node = xml->root;

	while (node && n--)
		node = next_element(node, xml->root);
	return node;
}

/* Sets an attribute on the n-th element; false when there is none. */
static bool one_tag_changes(const char *path, const char *text, size_t len,
			    size_t n)
{
	_cleanup_(xml_freep) struct xml *xml = parsed(path, text, len);
	xmlNode *node = element_number(xml, n);
	_cleanup_free_ char *out = NULL;
	const struct xml_span *span;
	size_t out_len, behind;

	if (!node)
		return false;
	span = node->_private;
	xml_set_attr(node, "edited", "x");
	assert_int_equal(xml_text_of(xml, &out, &out_len, NULL), 0);
	/* <x></x> may become <x/> */
	behind = len - (node->children ? span->end : span->close_end);
	if (out_len < span->start + behind ||
	    memcmp(out, text, span->start) != 0 ||
	    memcmp(out + out_len - behind, text + len - behind, behind) != 0 ||
	    !memmem(out + span->start, out_len - span->start - behind,
		    " edited=", 8))
		fail_msg("%s: editing <%s>, line %d, changed more", path,
			 (const char *)node->name, xml_line(node));
	return true;
}

static size_t edit_each(const char *path)
{
	size_t len, n = 0;
	_cleanup_free_ char *text = unit_read(path, &len);

	while (one_tag_changes(path, text, len, n))
		n++;
	return n;
}

static void edited(void **state)
{
	size_t i, edits = 0;

	list(*state);
	for (i = 0; i < files.n; i++)
		edits += edit_each(files.paths[i]);
	printf("# %zu tags edited in %zu files, nothing else changed\n", edits,
	       files.n);
	files_clear(&files);
}

int main(void)
{
	UNIT_CASES(unchanged, dir_cases);
	UNIT_CASES(edited, dir_cases);
	return unit_run();
}
