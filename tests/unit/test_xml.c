/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_xml.c - what is taken for XML, and what is found in it */
#include "xml.h"

#include "unit.h"

#define MAX (16u << 20)

/* --- what is refused ------------------------------------------------------ */

#define LAUGHS                                                       \
	"<?xml version='1.0'?>\n<!DOCTYPE domain [\n"                \
	"<!ENTITY a 'ha'>\n<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>\n" \
	"<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>\n]>\n"               \
	"<domain>&c;</domain>\n"

/* Where libxml2 words it anew from release to release, only the start. */
static const struct bad_case {
	const char *name, *text, *message;
	bool start_only;
} bad_cases[] = {
	{ "empty", "", "empty, no XML document", false },
	{ "blanks", "  \n ", "line 2: Start tag expected, '<' not found",
	  false },
	{ "no markup", "hello", "line 1: Start tag expected, '<' not found",
	  false },
	{ "another format", "{ \"a\": 1 }",
	  "line 1: Start tag expected, '<' not found", false },

	{ "DOCTYPE", "<!DOCTYPE a><a/>", "line 1: a DOCTYPE is not allowed",
	  false },
	{ "billion laughs", LAUGHS, "line 2: a DOCTYPE is not allowed", false },
	{ "external entity",
	  "<!-- -->\n\n<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n"
	  "<a>&x;</a>",
	  "line 3: a DOCTYPE is not allowed", false },
	{ "external DTD", "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'><a/>",
	  "line 1: a DOCTYPE is not allowed", false },
	{ "parameter entity",
	  "<!DOCTYPE a [<!ENTITY % x SYSTEM '/dev/zero'> %x;]><a/>",
	  "line 1: a DOCTYPE is not allowed", false },
	{ "broken behind a DOCTYPE", "<!DOCTYPE a><a>",
	  "line 1: a DOCTYPE is not allowed", false },
	{ "entity without DOCTYPE", "<a>\n&x;</a>",
	  "line 2: Entity 'x' not defined", false },

	{ "invalid UTF-8", "<a>\n\xff</a>", "line 2: ", true },
	{ "UTF-8 cut short", "<a>\xc3</a>", "line 1: ", true },
	{ "surrogate", "<a>\xed\xa0\x80</a>", "line 1: ", true },
	{ "control character", "<a>\x01</a>",
	  "line 1: PCDATA invalid Char value 1", false },
	{ "control character by number", "<a>&#1;</a>",
	  "line 1: xmlParseCharRef: invalid xmlChar value 1", false },
	{ "no character", "<a>&#x110000;</a>",
	  "line 1: xmlParseCharRef: character reference out of bounds", false },
	{ "ISO-8859-1",
	  "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>",
	  "encoding ISO-8859-1: only UTF-8 is taken", false },
	{ "ISO-8859-1, all ASCII",
	  "<?xml version='1.0' encoding='iso-8859-1'?><a/>",
	  "encoding iso-8859-1: only UTF-8 is taken", false },
	{ "UTF-16 by name only", "<?xml version='1.0' encoding='UTF-16'?><a/>",
	  "line 1: ", true },
	{ "unknown encoding", "<?xml version='1.0' encoding='bogus'?><a/>",
	  "line 1: Unsupported encoding", true },
	{ "UTF-7", "+ADw-a/+AD4-", "line 1: Start tag expected, '<' not found",
	  false },

	{ "truncated in text", "<a>\n<b>text",
	  "line 2: Premature end of data in tag b line 2", false },
	{ "truncated in a tag", "<a>\n<b c='d'", "line 2: ", true },
	{ "truncated in a value", "<a>\n<b c='d", "line 2: ", true },
	{ "truncated in a comment", "<a>\n<!-- b", "line 2: ", true },
	{ "truncated in CDATA", "<a>\n<![CDATA[ b", "line 2: ", true },
	{ "truncated declaration", "<?xml version='1.0'", "line 1: ", true },
	{ "crossed tags", "<a>\n<b>\n</a>",
	  "line 3: Opening and ending tag mismatch: b line 2 and a", false },
	{ "two roots", "<a/>\n<b/>",
	  "line 2: Extra content at the end of the document", false },
	{ "text behind the root", "<a/>\nx",
	  "line 2: Extra content at the end of the document", false },
	{ "attribute twice", "<a>\n<b c='1' c='2'/></a>",
	  "line 2: Attribute c redefined", false },
	{ "value without quotes", "<a b=1/>",
	  "line 1: AttValue: \" or ' expected", false },
	{ "< in a value", "<a b='<'/>",
	  "line 1: Unescaped '<' not allowed in attributes values", false },
	{ "blank before the declaration", " <?xml version='1.0'?><a/>",
	  "line 1: XML declaration allowed only at the start of the document",
	  false },
};

static int parse(const char *text, size_t len, struct xml **ret,
		 struct err *err)
{
	/* Without a NUL behind it, so that reading on is noticed. */
	_cleanup_free_ char *copy = malloc(len ? len : 1);

	memcpy(copy, text, len);
	return xml_parse(copy, len, MAX, ret, err);
}

static void refused(void **state)
{
	const struct bad_case *c = *state;
	struct xml *xml = NULL;
	struct err err = { "" };

	assert_int_equal(parse(c->text, strlen(c->text), &xml, &err), -1);
	assert_null(xml);
	assert_int_equal(xml_parse(c->text, strlen(c->text), MAX, &xml, NULL),
			 -1);
	if (!c->start_only) {
		assert_string_equal(err.text, c->message);
		return;
	}
	assert_true(strlen(err.text) > strlen(c->message));
	assert_memory_equal(err.text, c->message, strlen(c->message));
}

static void nul_byte(void **state)
{
	static const char utf16[] = "\xff\xfe<\0a\0/\0>\0";
	struct xml *xml = NULL;
	struct err err = { "" };

	(void)state;
	assert_int_equal(parse("<a/>\0", 5, &xml, &err), -1);
	assert_string_equal(err.text, "contains a NUL byte, not XML");
	assert_int_equal(parse(utf16, sizeof(utf16) - 1, &xml, &err), -1);
	assert_string_equal(err.text, "contains a NUL byte, not XML");
}

static void larger_than_allowed(void **state)
{
	struct xml *xml = NULL;
	struct err err = { "" };

	(void)state;
	assert_int_equal(xml_parse("<a/>", 4, 3, &xml, &err), -1);
	assert_string_equal(err.text, "more than 3 bytes of XML");
	assert_int_equal(xml_parse("<a/>", 4, 4, &xml, &err), 0);
	xml_free(xml);
	/* 100 MB: nothing of it is looked at */
	assert_int_equal(xml_parse("<a/>", 100000000, MAX, &xml, &err), -1);
	assert_string_equal(err.text, "more than 16777216 bytes of XML");
}

/* --- what is taken -------------------------------------------------------- */

static char *nested(unsigned int depth)
{
	char *text = malloc(depth * 7 + 1), *end = text;
	unsigned int i;

	for (i = 0; i < depth; i++)
		end = stpcpy(end, "<a>");
	for (i = 0; i < depth; i++)
		end = stpcpy(end, "</a>");
	return text;
}

static void depth(void **state)
{
	_cleanup_free_ char *deep = nested(300), *ok = nested(250);
	struct xml *xml = NULL;
	struct err err = { "" };

	(void)state;
	assert_int_equal(parse(deep, strlen(deep), &xml, &err), -1);
	assert_memory_equal(err.text, "line 1: Excessive depth in document",
			    35);
	assert_int_equal(parse(ok, strlen(ok), &xml, &err), 0);
	xml_free(xml);
}

static void long_text(void **state)
{
	size_t len = 9000000;
	_cleanup_free_ char *text = malloc(len);
	_cleanup_(xml_freep) struct xml *xml = NULL;

	(void)state;
	memset(text, 'x', len);
	memcpy(text, "<a>", 3);
	memcpy(text + len - 4, "</a>", 4);
	assert_int_equal(parse(text, len, &xml, NULL), 0);
	assert_int_equal(strlen(xml_content(xml->root)), len - 7);
}

static const struct good_case {
	const char *name, *text;
} good_cases[] = {
	{ "smallest", "<a/>" },
	{ "byte order mark", "\xef\xbb\xbf<a/>" },
	{ "UTF-8 by name",
	  "<?xml version='1.0' encoding='utf-8'?><a>\xc3\xbc</a>" },
	{ "US-ASCII", "<?xml version='1.0' encoding='us-ascii'?><a/>" },
	{ "version 1.1", "<?xml version='1.1'?><a/>" },
	{ "undeclared prefix", "<a><x:b/></a>" },
	{ "comments and instructions around",
	  "<!-- <b> --><?x <y>?><a/><!-- -->\n" },
};

static void accepted(void **state)
{
	const struct good_case *c = *state;
	_cleanup_(xml_freep) struct xml *xml = NULL;
	struct err err = { "" };

	assert_int_equal(parse(c->text, strlen(c->text), &xml, &err), 0);
	assert_string_equal(err.text, "");
	assert_true(xml_is(xml->root, "a"));
}

/* --- what is found -------------------------------------------------------- */

static const char sample[] =
	"<domain xmlns:x='urn:x' x:id='1' id='2'>\n"
	"  <x:name>theirs</x:name>\n"
	"  <!-- <name>commented</name> -->\n"
	"  <metadata><x:os x:a='1'><loader/></x:os></metadata>\n"
	"  <name> ours <!-- or --><b>bold</b><![CDATA[<&>]]>&lt;\n</name>\n"
	"  <os><loader type='' path='a&#10;b&amp;c'/></os>\n"
	"  <disk/><x:disk/><disk n='2'/>\n"
	"  <none xmlns='urn:y'><name/></none>\n"
	"</domain>\n";

static struct xml *parse_sample(void)
{
	struct xml *xml = NULL;

	assert_int_equal(parse(sample, strlen(sample), &xml, NULL), 0);
	return xml;
}

static void elements(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = parse_sample();
	xmlNode *root = xml->root, *disk = xml_child(root, "disk");

	(void)state;
	assert_true(xml_is(root, "domain"));
	assert_true(xml_is(root, NULL));
	assert_false(xml_is(root, "Domain"));
	assert_false(xml_is(NULL, "domain"));
	assert_ptr_equal(xml_child(root, NULL), xml_child(root, "metadata"));
	assert_null(xml_child(root, "nothing"));
	assert_null(xml_child(NULL, NULL));
	assert_string_equal(xml_attr(xml_next(disk, "disk"), "n"), "2");
	assert_null(xml_next(xml_next(disk, "disk"), NULL));
	assert_null(xml_next(NULL, NULL));
}

static void paths(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = parse_sample();
	xmlNode *root = xml->root;
	char name[80];

	(void)state;
	assert_non_null(xml_find(root, "os/loader"));
	assert_ptr_equal(xml_find(root, "os"), xml_child(root, "os"));
	assert_null(xml_find(root, "os/loader/x"));
	assert_null(xml_find(root, "metadata/os"));
	assert_null(xml_find(root, "none"));
	assert_null(xml_find(NULL, "os"));
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_null(xml_find(root, name));
}

static void namespaces(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = parse_sample();
	const xmlNode *metadata = xml_child(xml->root, "metadata");
	const xmlNode *os = xml_child_ns(metadata, "urn:x", "os");

	(void)state;
	assert_non_null(os);
	assert_ptr_equal(xml_child_ns(metadata, "urn:x", NULL), os);
	assert_null(xml_child_ns(metadata, "urn:y", "os"));
	assert_null(xml_child_ns(metadata, "urn:x", "oss"));
	assert_null(xml_child_ns(NULL, "urn:x", "os"));
	assert_null(xml_child(metadata, "os"));
	assert_null(xml_attr(os, "a"));
	assert_string_equal(xml_attr(xml->root, "id"), "2");
}

static void attributes(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = parse_sample();
	const xmlNode *loader = xml_find(xml->root, "os/loader");

	(void)state;
	assert_string_equal(xml_attr(loader, "type"), "");
	assert_string_equal(xml_attr(loader, "path"), "a\nb&c");
	assert_null(xml_attr(loader, "readonly"));
	assert_null(xml_attr(NULL, "type"));
	assert_true(xml_attr_is(loader, "type", ""));
	assert_false(xml_attr_is(loader, "readonly", ""));
	assert_false(xml_attr_is(NULL, "type", ""));
	assert_true(xml_attr_is(xml->root, "id", "2"));
	assert_false(xml_attr_is(xml->root, "id", "1"));
}

static void content(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = parse_sample();
	const xmlNode *name = xml_child(xml->root, "name");

	(void)state;
	assert_string_equal(xml_content(name), " ours bold<&><\n");
	assert_string_equal(xml_trimmed(name), "ours bold<&><");
	assert_ptr_equal(xml_content(name), xml_content(name));
	assert_string_equal(xml_content(xml_child(xml->root, "disk")), "");
	assert_string_equal(xml_trimmed(xml_child(xml->root, "disk")), "");
	assert_null(xml_content(NULL));
	assert_null(xml_trimmed(NULL));
}

static void places(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = parse_sample();
	const xmlNode *disk = xml_child(xml->root, "disk");
	_cleanup_free_ char *second = xml_where(xml_next(disk, "disk"));
	_cleanup_free_ char *loader =
		xml_where(xml_find(xml->root, "os/loader"));

	(void)state;
	assert_string_equal(second, "/domain/disk[2]");
	assert_string_equal(loader, "/domain/os/loader");
	assert_null(xml_where(NULL));
	assert_int_equal(xml_line(disk), 8);
	assert_int_equal(xml_line(xml->root), 1);
	assert_int_equal(xml_line(NULL), 0);
}

/* libxml2 keeps 16 bits of a line number beside the element. */
static void line_beyond_65535(void **state)
{
	size_t lines = 70000;
	_cleanup_free_ char *text = malloc(lines + 20);
	_cleanup_(xml_freep) struct xml *xml = NULL;

	(void)state;
	memset(text, '\n', lines + 20);
	memcpy(text, "<a>", 3);
	memcpy(text + lines + 3, "<b/> </a>", 9);
	assert_int_equal(parse(text, lines + 12, &xml, NULL), 0);
	assert_int_equal(xml_line(xml_child(xml->root, "b")), lines + 1);
}

int main(void)
{
	UNIT_CASES(refused, bad_cases);
	UNIT(nul_byte);
	UNIT(larger_than_allowed);
	UNIT(depth);
	UNIT(long_text);
	UNIT_CASES(accepted, good_cases);
	UNIT(elements);
	UNIT(paths);
	UNIT(namespaces);
	UNIT(attributes);
	UNIT(content);
	UNIT(places);
	UNIT(line_beyond_65535);
	return unit_run();
}
