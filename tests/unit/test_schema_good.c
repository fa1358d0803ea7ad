/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_schema_good.c - right policy documents, and odd ones of every kind */
#include "schema.h"
#include "unit.h"

#define SHA256 \
	"0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"
#define UUID "c7a5fdbd-edaf-9455-926a-d65c16db1809"

static int hold(const struct xml *xml, struct err *err)
{
	_cleanup_(schema_closep) struct schema *schema = schema_open(err);

	assert_non_null(schema);
	return schema_check(schema, xml, err);
}

static int check(const char *document, struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;

	if (xml_parse(document, strlen(document), 1 << 20, &xml, err) < 0)
		fail_msg("%s: %s", document, err->text);
	return hold(xml, err);
}

#define HEAD "<policy><profile name='p'><match name='*'/>"
#define TAIL "</profile></policy>"

/* --- right documents ------------------------------------------------------ */

static const struct good_case {
	const char *name, *text;
	bool whole;
} good_cases[] = {
	{ "no profiles", "<policy/>", true },
	{ "comments and instructions",
	  "<!-- a --><policy><!-- b --><?c d?> </policy><!-- e -->", true },
	{ "longest name",
	  "<policy><profile name='ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
	  "qrstuvwxyz0123456789._'><match name='*'/></profile></policy>",
	  true },
	{ "match",
	  "<match launchSecurity='sev sev-snp none' name='a*' uuid='" UUID
	  "' title='T'/>",
	  false },
	{ "match, white space",
	  "<match launchSecurity=' sev\t\n none '> </match>", false },
	{ "match, another one",
	  "<match uuid='C7A5FDBD-EDAF-9455-926A-"
	  "D65C16DB1809'/>",
	  false },
	{ "mode", "<mode>\n off </mode>", false },
	{ "mode, CDATA and comment", "<mode><![CDATA[aud]]><!-- -->it</mode>",
	  false },
	{ "rewrite", "<rewrite repair='start'> yes </rewrite>", false },
	{ "attest", "<attest when='after-start' onMismatch='report'/>", false },
	{ "attest with secrets",
	  "<attest when='before-boot'>"
	  "<secret guid='luks-key' file='/%u'/> "
	  "<secret guid='736869e5-84f0-4973-92EC-06879ce3da0b' file='/a b'/>"
	  "</attest>",
	  false },
	{ "launch",
	  "<launch type='sev-es' policy='0xFFffffff' kernelHashes='no' "
	  "session='per-launch' firmware='/a b'/>",
	  false },
	{ "launch, nothing said", "<launch/>", false },
	{ "rules",
	  "<rule id='a'/><rule id='b' mode='off'/>"
	  "<rule id='c-1' mode='audit' value='v'/>",
	  false },
	{ "trusted",
	  "<trusted><firmware sha256='" SHA256 "'/>"
	  "<firmware sha256='" SHA256 "' note=''/></trusted>",
	  false },
	{ "exempt",
	  "<exempt rule='a' reason=' x ' domain='d*' until='2027-01-31'/>"
	  "<exempt rule='a' reason='y'/>",
	  false },
	{ "only what is demanded of the host",
	  "<policy><platform><firmware interface='sev' api='0.17'/>"
	  "<firmware interface='snp' api='255.255' build='255'/> "
	  "<firmware interface='snp' api='1.200' build='0'/></platform>"
	  "</policy>",
	  true },
	{ "the host after a profile",
	  "<policy><profile name='p'><match name='*'/></profile><platform>"
	  "<firmware interface='sev' build='249' api='10.99'/></platform>"
	  "<profile name='q'><match name='*'/></profile></policy>",
	  true },
	{ "any order",
	  "<exempt rule='a' reason='x'/><mode>off</mode>"
	  "<match title='t'/><launch/>",
	  false },
};

static void accepted(void **state)
{
	const struct good_case *c = *state;
	struct err err = { "" };

	_cleanup_free_ char *document = NULL;

	assert_true(asprintf(&document, "%s%s%s", c->whole ? "" : HEAD, c->text,
			     c->whole ? "" : TAIL) > 0);
	if (check(document, &err) < 0)
		fail_msg("%s", err.text);
}

static void shipped_policy(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	struct err err = { "" };

	(void)state;
	assert_int_equal(xml_parse(declared_text, declared_text_len, 1 << 20,
				   &xml, &err),
			 0);
	assert_int_equal(hold(xml, &err), 0);
}

/* --- never a message that helps nobody ------------------------------------ */

static const char *const elements[] = {
	"policy", "profile", "match",	 "mode",    "rewrite",
	"attest", "launch",  "rule",	 "trusted", "firmware",
	"exempt", "x",	     "platform",
};

static const char *const contents[] = {
	"",    "x", "<![CDATA[x]]>",	 "<x/>",     "enforce",
	"yes", " ", "<match name='a'/>", "<!-- -->", "<mode>off</mode>",
};

static const char *const attributes[] = {
	"",
	" x='1'",
	" name=''",
	" name='a'",
	" id='net-rom'",
	" when='off'",
	" sha256='" SHA256 "'",
	" rule='a' reason='b'",
	" interface='snp' api='1.55'",
};

static void no_general_message(const char *document)
{
	struct err err = { "" };

	if (check(document, &err) == 0)
		return;
	if (strstr(err.text, "policy.rng") ||
	    strncmp(err.text, "line ", 5) != 0)
		fail_msg("%s: %s", document, err.text);
}

/* Where it can stand; "%" is the element. */
#define IN_PROFILE(text) \
	"<policy><profile name='p'><match name='a'/>" text "</profile></policy>"

static const char *const around[] = {
	"%",
	"<policy>%</policy>",
	"<policy><platform>%</platform></policy>",
	IN_PROFILE("%"),
	IN_PROFILE("<trusted>%</trusted>"),
};

static void in_all_places(const char *element, const char *attribute,
			  const char *content)
{
	char document[500];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(around); i++) {
		const char *at = strchr(around[i], '%');

		snprintf(document, sizeof(document), "%.*s<%s%s>%s</%s>%s",
			 (int)(at - around[i]), around[i], element, attribute,
			 content, element, at + 1);
		no_general_message(document);
	}
}

static void all_kinds(void **state)
{
	size_t e, c, a;

	(void)state;
	for (e = 0; e < ARRAY_SIZE(elements); e++)
		for (c = 0; c < ARRAY_SIZE(contents); c++)
			for (a = 0; a < ARRAY_SIZE(attributes); a++)
				in_all_places(elements[e], attributes[a],
					      contents[c]);
}

int main(void)
{
	UNIT_CASES(accepted, good_cases);
	UNIT(shipped_policy);
	UNIT(all_kinds);
	return unit_run();
}
