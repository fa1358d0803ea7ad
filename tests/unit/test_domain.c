/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_domain.c - domain documents: what is refused, and what is read */
#include "domain.h"

#include "unit.h"

#define UUID "c7a5fdbd-edaf-9455-926a-d65c16db1809"

/* --- what is refused ------------------------------------------------------ */

static const struct bad_case {
	const char *name, *text, *message;
} bad_cases[] = {
	{ "empty", "", "empty, no XML document" },
	{ "not XML", "domain", "line 1: Start tag expected, '<' not found" },
	{ "truncated", "<domain>\n<name>a</name>\n<os>",
	  "line 3: Premature end of data in tag os line 3" },
	{ "DOCTYPE", "<!DOCTYPE domain><domain><name>a</name></domain>",
	  "line 1: a DOCTYPE is not allowed" },
	{ "another document", "\n<network><name>a</name></network>",
	  "line 2: <network> is not a libvirt <domain>" },
	{ "domain in a namespace",
	  "<domain xmlns='urn:x'><name>a</name></domain>",
	  "line 1: <domain> is not a libvirt <domain>" },
	{ "a status document",
	  "<domstatus><domain><name>a</name></domain></domstatus>",
	  "line 1: <domstatus> is not a libvirt <domain>" },
	{ "no name", "\n\n<domain/>", "line 3: <domain> has no <name>" },
	{ "empty name", "<domain><name/></domain>",
	  "line 1: <domain> has no <name>" },
	{ "name in a namespace",
	  "<domain xmlns:x='urn:x'><x:name>a</x:name></domain>",
	  "line 1: <domain> has no <name>" },
	{ "name below another element",
	  "<domain><metadata><name>a</name></metadata></domain>",
	  "line 1: <domain> has no <name>" },
	{ "two names", "<domain><name>a</name>\n<name>b</name></domain>",
	  "line 2: a second <name>" },
	{ "three devices",
	  "<domain><name>a</name>\n<devices/>\n<devices/>\n<devices/></domain>",
	  "line 3: a second <devices>" },
	{ "empty uuid", "<domain><name>a</name>\n<uuid/></domain>",
	  "line 2: <uuid> is not a UUID" },
	{ "uuid with 31 digits",
	  "<domain><name>a</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db180"
	  "</uuid></domain>",
	  "line 1: <uuid> is not a UUID" },
	{ "uuid with 33 digits",
	  "<domain><name>a</name><uuid>" UUID "0</uuid></domain>",
	  "line 1: <uuid> is not a UUID" },
	{ "uuid with a letter",
	  "<domain><name>a</name><uuid>g7a5fdbd-edaf-9455-926a-d65c16db1809"
	  "</uuid></domain>",
	  "line 1: <uuid> is not a UUID" },
	{ "uuid that leads elsewhere",
	  "<domain><name>a</name><uuid>../../../../etc/passwd</uuid></domain>",
	  "line 1: <uuid> is not a UUID" },
	{ "uuid and more",
	  "<domain><name>a</name><uuid>" UUID " x</uuid></domain>",
	  "line 1: <uuid> is not a UUID" },
};

static void refused(void **state)
{
	const struct bad_case *c = *state;
	struct domain *dom = NULL;
	struct err err = { "" };

	assert_int_equal(domain_parse(c->text, strlen(c->text), &dom, &err),
			 -1);
	assert_null(dom);
	assert_string_equal(err.text, c->message);
}

/* Elements of which libvirt takes one. */
static const struct once_case {
	const char *name;
} once_cases[] = {
	{ "uuid" },	 { "title" },	{ "memory" },
	{ "memtune" },	 { "vcpu" },	{ "memoryBacking" },
	{ "maxMemory" }, { "os" },	{ "features" },
	{ "cpu" },	 { "devices" }, { "launchSecurity" },
};

static void only_once(void **state)
{
	const struct once_case *c = *state;
	_cleanup_free_ char *text = NULL;
	struct domain *dom = NULL;
	struct err err = { "" };
	char message[64];

	assert_true(asprintf(&text,
			     "<domain><name>a</name><%s x='1'/>\n<metadata>"
			     "<%s/></metadata>\n<%s x='2'/></domain>",
			     c->name, c->name, c->name) > 0);
	snprintf(message, sizeof(message), "line 3: a second <%s>", c->name);
	assert_int_equal(domain_parse(text, strlen(text), &dom, &err), -1);
	assert_string_equal(err.text, message);
}

static void too_large(void **state)
{
	struct domain *dom = NULL;
	struct err err = { "" };

	(void)state;
	assert_int_equal(domain_parse("<domain/>", 100u << 20, &dom, &err), -1);
	assert_string_equal(err.text, "more than 16777216 bytes of XML");
}

/* --- names and identities ------------------------------------------------- */

static struct domain *parsed(const char *text)
{
	struct domain *dom = NULL;
	struct err err = { "" };

	if (domain_parse(text, strlen(text), &dom, &err) < 0)
		fail_msg("%s", err.text);
	return dom;
}

static struct domain *parsed_with(const char *elements)
{
	_cleanup_free_ char *text = NULL;

	assert_true(asprintf(&text, "<domain><name>a</name>%s</domain>",
			     elements) > 0);
	return parsed(text);
}

static const struct name_case {
	const char *name, *text, *is;
} name_cases[] = {
	{ "plain", "web1", "web1" },
	{ "blanks count", " a ", " a " },
	{ "newline", "a\nb", "a\nb" },
	{ "newline by number", "a&#10;b", "a\nb" },
	{ "quotes", "a'b\"c", "a'b\"c" },
	{ "way up", "../../etc/passwd", "../../etc/passwd" },
	{ "markup", "&lt;b&gt;", "<b>" },
	{ "CDATA", "a<![CDATA[<b>]]>", "a<b>" },
	{ "comment in it", "a<!-- x -->b", "ab" },
	{ "umlaut", "\xc3\xbc", "\xc3\xbc" },
};

static void name(void **state)
{
	const struct name_case *c = *state;
	_cleanup_(domain_freep) struct domain *dom = NULL;
	char text[128];

	snprintf(text, sizeof(text), "<domain><name>%s</name></domain>",
		 c->text);
	dom = parsed(text);
	assert_string_equal(dom->name, c->is);
}

static const struct name_case uuid_cases[] = {
	{ "with dashes", UUID, UUID },
	{ "upper case", "C7A5FDBD-EDAF-9455-926A-D65C16DB1809", UUID },
	{ "without dashes", "c7a5fdbdedaf9455926ad65c16db1809", UUID },
	{ "dashes elsewhere", "c7-a5fdbdedaf9455926ad65c16-db1809", UUID },
	{ "blanks around", "\n  " UUID "\n", UUID },
};

static void uuid(void **state)
{
	const struct name_case *c = *state;
	_cleanup_(domain_freep) struct domain *dom = NULL;
	char text[128];

	snprintf(text, sizeof(text), "<uuid>%s</uuid>", c->text);
	dom = parsed_with(text);
	assert_string_equal(dom->uuid, c->is);
}

static void smallest(void **state)
{
	_cleanup_(domain_freep) struct domain *dom = parsed_with("");
	uint64_t memory = 42;

	(void)state;
	assert_string_equal(dom->uuid, "");
	assert_string_equal(dom->machine, "");
	assert_null(dom->title);
	assert_null(dom->os);
	assert_null(dom->devices);
	assert_null(dom->launch);
	assert_int_equal(dom->tech, TECH_NONE);
	assert_false(dom->policy_ok);
	assert_false(domain_memory(dom, &memory));
	assert_true(memory == 42);
	assert_int_equal(domain_vcpus(dom), 1);
	domain_free(NULL);
}

static void facts(void **state)
{
	_cleanup_(domain_freep) struct domain *dom = parsed_with(
		"<title>T</title><os><type machine='q35'>hvm</type></os>"
		"<devices/><x:os xmlns:x='urn:x'/>");

	(void)state;
	assert_string_equal(dom->title, "T");
	assert_string_equal(dom->machine, "q35");
	assert_ptr_equal(dom->os, xml_child(dom->root, "os"));
	assert_ptr_equal(dom->devices, xml_child(dom->root, "devices"));
}

/* --- what kind of guest --------------------------------------------------- */

static const struct tech_case {
	const char *name, *type, *policy;
	enum tech tech;
	bool policy_ok;
	uint64_t value;
} tech_cases[] = {
	{ "SEV", "sev", "0x0003", TECH_SEV, true, 3 },
	{ "SEV-ES by bit 2", "sev", "0x0007", TECH_SEV_ES, true, 7 },
	{ "without 0x it is hexadecimal too", "sev", "37", TECH_SEV_ES, true,
	  0x37 },
	{ "blanks around", "sev", " 0x33\n", TECH_SEV, true, 0x33 },
	{ "no number", "sev", "none", TECH_SEV, false, 0 },
	{ "empty", "sev", "", TECH_SEV, false, 0 },
	{ "32 bits", "sev", "0xffffffff", TECH_SEV_ES, true, 0xffffffff },
	{ "33 bits", "sev", "0x100000004", TECH_SEV, false, 0 },
	{ "SEV-SNP", "sev-snp", "0x30000", TECH_SEV_SNP, true, 0x30000 },
	{ "SEV-SNP, 64 bits", "sev-snp", "0xffffffffffffffff", TECH_SEV_SNP,
	  true, UINT64_MAX },
	{ "SEV-SNP, 65 bits", "sev-snp", "0x10000000000000000", TECH_SEV_SNP,
	  false, 0 },
	{ "IBM's", "s390-pv", "0x3", TECH_OTHER, true, 3 },
	{ "Intel's", "tdx", "0x10000001", TECH_OTHER, true, 0x10000001 },
	{ "unknown", "SEV", "0x3", TECH_OTHER, true, 3 },
	{ "no type", "", "0x3", TECH_OTHER, true, 3 },
};

static void technology(void **state)
{
	const struct tech_case *c = *state;
	_cleanup_(domain_freep) struct domain *dom = NULL;
	char text[200];

	snprintf(text, sizeof(text),
		 "<launchSecurity type='%s'><policy>%s</policy>"
		 "</launchSecurity>",
		 c->type, c->policy);
	dom = parsed_with(text);
	assert_int_equal(dom->tech, c->tech);
	assert_int_equal(dom->policy_ok, c->policy_ok);
	assert_true(dom->policy == c->value);
}

static void technology_after_an_edit(void **state)
{
	_cleanup_(domain_freep) struct domain *dom =
		parsed_with("<launchSecurity type='sev'><policy>0x3</policy>"
			    "</launchSecurity>");

	(void)state;
	xml_set_content(xml_child(dom->launch, "policy"), "0x7");
	assert_int_equal(dom->tech, TECH_SEV);
	domain_refresh(dom);
	assert_int_equal(dom->tech, TECH_SEV_ES);
	xml_remove(xml_child(dom->launch, "policy"));
	domain_refresh(dom);
	assert_int_equal(dom->tech, TECH_SEV);
	assert_false(dom->policy_ok);
	xml_remove(dom->launch);
	domain_refresh(dom);
	assert_int_equal(dom->tech, TECH_NONE);
}

static void technology_names(void **state)
{
	static const char *const names[] = { "none", "sev", "sev-es", "sev-snp",
					     "other" };
	enum tech tech;

	(void)state;
	for (tech = TECH_NONE; tech <= TECH_OTHER; tech++)
		assert_string_equal(tech_name(tech), names[tech]);
	for (tech = TECH_SEV; tech <= TECH_SEV_SNP; tech++)
		assert_int_equal(tech_from_name(names[tech]), tech);
	assert_int_equal(tech_from_name("none"), TECH_NONE);
	assert_int_equal(tech_from_name("other"), TECH_NONE);
	assert_int_equal(tech_from_name("SEV"), TECH_NONE);
	assert_int_equal(tech_from_name(NULL), TECH_NONE);
}

/* Quadratic work on the devices would show as a time limit that is hit. */
static void ten_thousand_devices(void **state)
{
	_cleanup_(domain_freep) struct domain *dom = NULL;
	_cleanup_free_ char *text = NULL;
	size_t len, n = 0;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	fputs("<domain><name>a</name><devices>", out);
	while (n++ < 10000)
		fprintf(out, "<disk><target dev='vd%zu'/></disk>\n", n);
	fputs("</devices></domain>", out);
	fclose(out);
	dom = parsed(text);
	n = 0;
	xml_for_each(disk, dom->devices, "disk")
		n++;
	assert_int_equal(n, 10000);
}

int main(void)
{
	UNIT_CASES(refused, bad_cases);
	UNIT_CASES(only_once, once_cases);
	UNIT(too_large);
	UNIT_CASES(name, name_cases);
	UNIT_CASES(uuid, uuid_cases);
	UNIT(smallest);
	UNIT(facts);
	UNIT_CASES(technology, tech_cases);
	UNIT(technology_after_an_edit);
	UNIT(technology_names);
	UNIT(ten_thousand_devices);
	return unit_run();
}
