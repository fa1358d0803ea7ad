/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_xml_edit.c - edits change what they are about, and no other byte */
#include "xml.h"

#include "unit.h"

/*
 * The edits of a case are words: "set PATH NAME VALUE", where PATH is what
 * xml_find() takes and "." the root.  "~" stands for a blank in VALUE, "|"
 * separates edits.  The root of every document is <a>.
 */
static const struct edit_case {
	const char *name, *edits, *in, *out;
} edit_cases[] = {
	/* attributes */
	{ "add an attribute", "set b x 1", "<a><b/></a>", "<a><b x='1'/></a>" },
	{ "the document's quotes", "set b x 1", "<a y=\"2\"><b/></a>",
	  "<a y=\"2\"><b x=\"1\"/></a>" },
	{ "quotes before the root do not count", "set b x 1",
	  "<?xml version=\"1.0\"?><!-- \"\" --><a><b/></a>",
	  "<?xml version=\"1.0\"?><!-- \"\" --><a><b x='1'/></a>" },
	{ "change an attribute", "set b x 2", "<a><b w='0' x='1' y='3'/></a>",
	  "<a><b w='0' x='2' y='3'/></a>" },
	{ "same value, no edit", "set b x 1", "<a><b  x = \"1\"\n/></a>",
	  "<a><b  x = \"1\"\n/></a>" },
	{ "start tag with content", "set b x 1", "<a><b > t </b ></a>",
	  "<a><b x='1'> t </b ></a>" },
	{ "start and end tag, empty", "set b x 1", "<a><b></b></a>",
	  "<a><b x='1'/></a>" },
	{ "the root", "set . x 1", "<a><b  c = '1'/>\n</a >",
	  "<a x='1'><b  c = '1'/>\n</a >" },
	{ "value that needs escapes", "set b x \"'<>&~\n\t\r", "<a><b/></a>",
	  "<a><b x='\"&apos;&lt;&gt;&amp; &#10;&#9;&#13;'/></a>" },
	{ "value in double quotes", "set b x \"'", "<a y=\"\"><b/></a>",
	  "<a y=\"\"><b x=\"&quot;'\"/></a>" },
	{ "entities beside the edit", "set b x 1",
	  "<a><b c='&lt;&#10;&#9;&gt;&apos;&amp;\xc3\xbc'/>&lt;&#13;</a>",
	  "<a><b c='&lt;&#10;&#9;&gt;&apos;&amp;\xc3\xbc' x='1'/>"
	  "&lt;&#13;</a>" },
	{ "> in a value and in text", "set b x 1", "<a y='>'>><b/>></a>",
	  "<a y='>'>><b x='1'/>></a>" },
	{ "> in a value of the tag", "set b x 1", "<a><b y='>'>t</b></a>",
	  "<a><b y='&gt;' x='1'>t</b></a>" },
	{ "quotes in values of the tag", "set b x 1",
	  "<a><b y=\">'>\" z='\">'/></a>",
	  "<a><b y=\"&gt;'&gt;\" z=\"&quot;&gt;\" x=\"1\"/></a>" },
	{ "namespaces in the tag", "set b x 1",
	  "<a><b xmlns:q='urn:q' q:c='1' xml:space='default'/></a>",
	  "<a><b xmlns:q='urn:q' q:c='1' xml:space='default' x='1'/></a>" },
	{ "same name in a namespace", "set b x 1",
	  "<a><b xmlns:q='urn:q' q:x='2'/></a>",
	  "<a><b xmlns:q='urn:q' q:x='2' x='1'/></a>" },
	{ "remove an attribute", "unset b x", "<a><b w='0' x='1'/></a>",
	  "<a><b w='0'/></a>" },
	{ "remove one that is not there", "unset b y", "<a><b  w = '0'/></a>",
	  "<a><b  w = '0'/></a>" },
	{ "remove leaves the namespace's", "unset b x",
	  "<a><b xmlns:q='urn:q' q:x='2'  x = '1'/></a>",
	  "<a><b xmlns:q='urn:q' q:x='2'/></a>" },
	{ "set and remove", "set b x 1|unset b x", "<a><b/></a>",
	  "<a><b/></a>" },

	/* content */
	{ "replace a text", "text b new", "<a><b  c='1' >old</b ></a>",
	  "<a><b  c='1' >new</b ></a>" },
	{ "text in an empty element", "text b new", "<a><b c='1'/></a>",
	  "<a><b c='1'>new</b></a>" },
	{ "text in an empty pair", "text b new", "<a><b></b></a>",
	  "<a><b>new</b></a>" },
	{ "text instead of all kinds", "text b new",
	  "<a><b>1<!-- 2 --><c/><![CDATA[3]]><?four?>&lt;</b></a>",
	  "<a><b>new</b></a>" },
	{ "text that needs escapes", "text b <&>\"'\n\r", "<a><b/></a>",
	  "<a><b>&lt;&amp;&gt;\"'\n&#13;</b></a>" },
	{ "text twice", "text b 1|text b 2", "<a><b/></a>", "<a><b>2</b></a>" },
	{ "text and attribute", "set b x 1|text b 2", "<a><b/></a>",
	  "<a><b x='1'>2</b></a>" },

	/* adding */
	{ "behind siblings", "add . c", "<a>\n    <b/>\n</a>",
	  "<a>\n    <b/>\n    <c/>\n</a>" },
	{ "behind siblings on one line", "add . c", "<a><b/></a>",
	  "<a><b/><c/></a>" },
	{ "behind the last sibling's comment", "add . c",
	  "<a>\n  <b/>\n  <!-- end -->\n</a>",
	  "<a>\n  <b/>\n  <c/>\n  <!-- end -->\n</a>" },
	{ "in the empty root", "add . c", "<a/>", "<a>\n  <c/>\n</a>" },
	{ "in the root's empty pair", "add . c", "<a></a>",
	  "<a>\n  <c/>\n</a>" },
	{ "in an empty element", "add b c", "<a>\n  <b/>\n</a>",
	  "<a>\n  <b>\n    <c/>\n  </b>\n</a>" },
	{ "in an empty pair", "add b c", "<a>\n\t<b></b>\n</a>",
	  "<a>\n\t<b>\n\t  <c/>\n\t</b>\n</a>" },
	{ "in a pair on two lines", "add b c", "<a>\n  <b>\n  </b>\n</a>",
	  "<a>\n  <b>\n    <c/>\n  </b>\n</a>" },
	{ "in an element on one line", "add b c", "<a><b/></a>",
	  "<a><b><c/></b></a>" },
	{ "behind a comment alone", "add b c",
	  "<a>\n  <b>\n    <!-- x -->\n  </b>\n</a>",
	  "<a>\n  <b>\n    <!-- x -->\n    <c/>\n  </b>\n</a>" },
	{ "behind a text", "add b c", "<a>\n  <b>text</b>\n</a>",
	  "<a>\n  <b>text\n    <c/>\n  </b>\n</a>" },
	{ "two, with attributes", "add b c|add b d|set b/c x 1|set b/d y 2",
	  "<a>\n  <b/>\n</a>",
	  "<a>\n  <b>\n    <c x='1'/>\n    <d y='2'/>\n  </b>\n</a>" },
	{ "one in the other", "add b c|add b/c d|text b/c/d t",
	  "<a>\n  <b/>\n</a>",
	  "<a>\n  <b>\n    <c>\n      <d>t</d>\n    </c>\n  </b>\n</a>" },
	{ "behind a given element", "after b c", "<a>\n  <b/>\n  <d/>\n</a>",
	  "<a>\n  <b/>\n  <c/>\n  <d/>\n</a>" },
	{ "behind one on the same line", "after b c", "<a>\n  <b/><d/>\n</a>",
	  "<a>\n  <b/>\n  <c/><d/>\n</a>" },
	{ "near the best", "near . new d~b", "<a>\n  <b/>\n  <d/>\n</a>",
	  "<a>\n  <b/>\n  <d/>\n  <new/>\n</a>" },
	{ "near the second best", "near . new x~b", "<a>\n  <b/>\n  <d/>\n</a>",
	  "<a>\n  <b/>\n  <new/>\n  <d/>\n</a>" },
	{ "near none", "near . new x~y", "<a>\n  <b/>\n  <d/>\n</a>",
	  "<a>\n  <b/>\n  <d/>\n  <new/>\n</a>" },
	{ "not near a foreign one", "near . new b",
	  "<a>\n  <b xmlns='urn:x'/>\n  <d/>\n</a>",
	  "<a>\n  <b xmlns='urn:x'/>\n  <d/>\n  <new/>\n</a>" },
	{ "get what is there", "get . b|set b x 1", "<a><b/><b/></a>",
	  "<a><b x='1'/><b/></a>" },
	{ "get what is not there", "get . c|set c x 1", "<a><b/></a>",
	  "<a><b/><c x='1'/></a>" },

	/* removing */
	{ "with the blanks before it", "remove b", "<a>\n  <b/>\n  <c/>\n</a>",
	  "<a>\n  <c/>\n</a>" },
	{ "with all that is in it", "remove b",
	  "<a>\n  <b>\n    <c>t<!-- --></c>\n  </b>\n  <d/>\n</a>",
	  "<a>\n  <d/>\n</a>" },
	{ "the last one", "remove b", "<a  x = '1' >\n  <b/>\n</a>",
	  "<a x='1'/>" },
	{ "the last but a comment", "remove b",
	  "<a>\n  <!-- k -->\n  <b/>\n</a>", "<a>\n  <!-- k -->\n</a>" },
	{ "between texts", "remove b", "<a>one <b/>two</a>", "<a>one two</a>" },
	{ "the first of two", "remove b", "<a><b n='1'/><b n='2'/></a>",
	  "<a><b n='2'/></a>" },
	{ "one that was added", "add . c|remove c", "<a>\n  <b/>\n</a>",
	  "<a>\n  <b/>\n</a>" },
	{ "and add again", "remove b|add . b", "<a>\n  <b/>\n</a>",
	  "<a>\n  <b/>\n</a>" },
	{ "the only grandchild", "remove b/c",
	  "<a>\n  <b>\n    <c/>\n  </b>\n</a>", "<a>\n  <b/>\n</a>" },
	{ "nothing", "remove c", "<a>\n  <b  />\n</a>", "<a>\n  <b  />\n</a>" },

	/* odd documents */
	{ "around the root", "set b x 1",
	  "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- <a> '' -->\n<?p <a>?>\n"
	  "<a>\n<b/></a>\n<!-- \xc3\xbc -->\n<?q?>\n\n",
	  "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- <a> '' -->\n<?p <a>?>\n"
	  "<a>\n<b x='1'/></a>\n<!-- \xc3\xbc -->\n<?q?>\n\n" },
	{ "lines that end in CR LF", "set b x 1|add . c",
	  "<?xml version='1.0'?>\r\n<a>\r\n  <b/>\r\n  <!-- \r\n -->\r\n</a>\r\n",
	  "<?xml version='1.0'?>\r\n<a>\r\n  <b x='1'/>\r\n  <c/>\r\n"
	  "  <!-- \r\n -->\r\n</a>\r\n" },
	{ "tags over several lines", "set c x 1",
	  "<a\n  z = '1'\n>\n<b\n/><c\n/></a\n>",
	  "<a\n  z = '1'\n>\n<b\n/><c x='1'/></a\n>" },
	{ "CDATA beside the edit", "set b x 1",
	  "<a><![CDATA[1]]]]><![CDATA[>2]]>3<![CDATA[]]><b/><![CDATA[</b>]]></a>",
	  "<a><![CDATA[1]]]]><![CDATA[>2]]>3<![CDATA[]]><b x='1'/>"
	  "<![CDATA[</b>]]></a>" },
	{ "comments that look like markup", "set b x 1",
	  "<a><!-- <b/> ' --><b/><!-- </a> \" --></a>",
	  "<a><!-- <b/> ' --><b x='1'/><!-- </a> \" --></a>" },
	{ "empty comment and instruction", "set b x 1",
	  "<a><!----><?p?><b/><!----><?p?></a>",
	  "<a><!----><?p?><b x='1'/><!----><?p?></a>" },
	{ "instruction that looks like markup", "set b x 1",
	  "<a><?p <b/> '?><b/></a>", "<a><?p <b/> '?><b x='1'/></a>" },
	{ "foreign elements", "set b x 1",
	  "<a><q:b xmlns:q='urn:q'/><b xmlns='urn:r'/><b/></a>",
	  "<a><q:b xmlns:q='urn:q'/><b xmlns='urn:r'/><b x='1'/></a>" },
};

/* --- reading a case's edits ----------------------------------------------- */

static void do_edit(xmlNode *root, const char *op, const char *path,
		    const char *name, char *value)
{
	xmlNode *node = !strcmp(path, ".") ? root : xml_find(root, path);
	char *blank;

	for (blank = value; blank && (blank = strchr(blank, '~')); blank++)
		*blank = ' ';
	if (!strcmp(op, "set"))
		xml_set_attr(node, name, value);
	else if (!strcmp(op, "unset"))
		xml_remove_attr(node, name);
	else if (!strcmp(op, "text"))
		xml_set_content(node, name);
	else if (!strcmp(op, "add"))
		assert_non_null(xml_add(node, name));
	else if (!strcmp(op, "after"))
		assert_non_null(xml_add_after(node, name));
	else if (!strcmp(op, "near"))
		assert_non_null(xml_add_near(node, name, value));
	else if (!strcmp(op, "get"))
		assert_non_null(xml_get_or_add(node, name));
	else if (!strcmp(op, "remove"))
		xml_remove(node);
	else
		fail_msg("no edit %s", op);
}

static void do_edits(xmlNode *root, const char *edits)
{
	_cleanup_free_ char *copy = strdup(edits);
	char *rest = copy, *edit;

	while ((edit = strsep(&rest, "|"))) {
		char *op = strsep(&edit, " ");
		char *path = strsep(&edit, " ");
		char *name = strsep(&edit, " ");

		do_edit(root, op, path, name, edit);
	}
}

static struct xml *parsed(const char *text)
{
	struct xml *xml = NULL;
	struct err err = { "" };

	if (xml_parse(text, strlen(text), 1 << 20, &xml, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	assert_int_equal(xml_editable(xml, NULL), 0);
	/* else libxml2 would write the document */
	assert_non_null(xml->spans);
	return xml;
}

static void edited(void **state)
{
	const struct edit_case *c = *state;
	_cleanup_(xml_freep) struct xml *xml = parsed(c->in), *again = NULL;
	_cleanup_free_ char *text = NULL, *same = NULL;
	size_t len;

	do_edits(xml->root, c->edits);
	assert_int_equal(xml_text_of(xml, &text, &len, NULL), 0);
	assert_string_equal(text, c->out);
	assert_int_equal(len, strlen(c->out));
	again = parsed(text);
	assert_int_equal(xml_text_of(again, &same, &len, NULL), 0);
	assert_string_equal(same, text);
}

/* --- the rest ------------------------------------------------------------- */

static void nothing_to_edit(void **state)
{
	(void)state;
	xml_set_attr(NULL, "a", "b");
	xml_remove_attr(NULL, "a");
	xml_set_content(NULL, "t");
	xml_remove(NULL);
	assert_null(xml_add(NULL, "a"));
	assert_null(xml_add_near(NULL, "a", "b c"));
	assert_null(xml_get_or_add(NULL, "a"));
}

static void new_document(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = xml_new("a");
	_cleanup_free_ char *text = NULL;
	size_t len;

	(void)state;
	xml_set_attr(xml->root, "x", "<'>");
	xml_set_content(xml_add(xml->root, "b"), "&\n");
	xml_add(xml_add(xml->root, "c"), "d");
	assert_int_equal(xml_line(xml->root), 0);
	assert_int_equal(xml_text_of(xml, &text, &len, NULL), 0);
	assert_string_equal(text, "<a x='&lt;&apos;&gt;'>\n  <b>&amp;\n</b>\n"
				  "  <c>\n    <d/>\n  </c>\n</a>\n");
}

static void added_elements_have_no_line(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = parsed("<a>\n<b/>\n</a>");

	(void)state;
	assert_int_equal(xml_line(xml_add(xml->root, "c")), 0);
	assert_int_equal(xml_line(xml_child(xml->root, "b")), 2);
}

/* An edit that ran out of memory must not look like one that was done. */
static void failed_edit(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = parsed("<a/>");
	struct err err = { "" };
	char *text = NULL;
	size_t len;

	(void)state;
	xml->failed = true;
	assert_int_equal(xml_text_of(xml, &text, &len, &err), -1);
	assert_string_equal(err.text, "out of memory");
	assert_null(text);
}

/* Deep indentation is not worth a large buffer. */
static void deep_indent(void **state)
{
	char text[2000] = "<a>\n";
	_cleanup_(xml_freep) struct xml *xml = NULL;
	_cleanup_free_ char *out = NULL;
	size_t len;

	(void)state;
	memset(text + 4, ' ', 1000);
	strcpy(text + 1004, "<b/>\n</a>");
	xml = parsed(text);
	xml_add(xml_child(xml->root, "b"), "c");
	assert_int_equal(xml_text_of(xml, &out, &len, NULL), 0);
	assert_string_equal(out + 1004, "<b><c/></b>\n</a>");
}

int main(void)
{
	UNIT_CASES(edited, edit_cases);
	UNIT(nothing_to_edit);
	UNIT(new_document);
	UNIT(added_elements_have_no_line);
	UNIT(failed_edit);
	UNIT(deep_indent);
	return unit_run();
}
