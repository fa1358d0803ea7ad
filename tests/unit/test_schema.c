/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_schema.c - every refusal of a policy document says what is allowed */
#include "schema.h"

#include "unit.h"

#define ELEMENTS  "match, mode, rewrite, attest, launch, rule, trusted, exempt"
#define A_RULE	  "an ID that 'sevgate rules' lists"
#define A_VERSION "a version such as 1.55"
#define A_BUILD	  "a number from 0 to 255"
#define A_SECRET(attributes) \
	"<attest when='before-boot'><secret " attributes "/></attest>"
#define PLATFORM(text) "<policy><platform>" text "</platform></policy>"
#define A_FIRMWARE(interface, api) \
	"<firmware interface='" interface "' api='" api "'/>"
#define A_POLICY "a hexadecimal number with 0x, such as 0x0033"
#define SHA256 \
	"0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"
#define UUID "c7a5fdbd-edaf-9455-926a-d65c16db1809"

/* --- wrong documents ------------------------------------------------------ */

/*
 * @text is what stands in a profile that is right otherwise, on line 3; or the
 * whole document where it begins with "<policy", or is named so.
 */
static const struct bad_case {
	const char *name, *text, *message;
} bad_cases[] = {
	{ "document: another root", "\n<policies/>",
	  "line 2: <policies> is not known here; allowed: policy" },
	{ "document: root in a namespace", "<policy xmlns='urn:x'/>",
	  "line 1: <policy> is not known here; allowed: policy" },
	{ "document: a profile alone", "<profile name='p'/>",
	  "line 1: <profile> is not known here; allowed: policy" },
	{ "policy: attribute", "<policy x='1'/>",
	  "line 1: <policy> takes no attribute x; allowed: nothing" },
	{ "policy: text", "<policy>text</policy>",
	  "line 1: <policy> takes no text; allowed: platform, profile" },
	{ "policy: CDATA", "<policy><![CDATA[text]]></policy>",
	  "line 1: <policy> takes no text; allowed: platform, profile" },
	{ "policy: another element", "<policy>\n<rule id='net-rom'/></policy>",
	  "line 2: <rule> is not known in <policy>; allowed: platform, profile" },

	{ "platform: empty", "<policy><platform/></policy>",
	  "line 1: <platform> needs <firmware>" },
	{ "platform: text", "<policy><platform>1.55</platform></policy>",
	  "line 1: <platform> takes no text; allowed: firmware" },
	{ "platform: attribute", "<policy><platform api='1.55'/></policy>",
	  "line 1: <platform> takes no attribute api; allowed: nothing" },
	{ "platform: another element",
	  "<policy><platform>\n<tcb/></platform></policy>",
	  "line 2: <tcb> is not known in <platform>; allowed: firmware" },
	{ "platform: twice",
	  "<policy><platform>" A_FIRMWARE(
		  "sev", "1.55") "</platform>\n"
				 "<platform>" A_FIRMWARE(
					 "snp", "1.55") "</platform></policy>",
	  "line 2: a second <platform> in <policy>; allowed: one" },
	{ "platform: in a profile",
	  "<platform>" A_FIRMWARE("sev", "1.55") "</platform>",
	  "line 3: <platform> is not known in <profile>; allowed: " ELEMENTS },
	{ "minimum: nothing said", PLATFORM("<firmware/>"),
	  "line 1: <firmware> needs the attribute interface: sev, snp" },
	{ "minimum: no interface", PLATFORM("<firmware api='1.55'/>"),
	  "line 1: <firmware> needs the attribute interface: sev, snp" },
	{ "minimum: unknown interface", PLATFORM(A_FIRMWARE("sev-es", "1.55")),
	  "line 1: <firmware> has interface='sev-es'; allowed: sev, snp" },
	{ "minimum: blank beside interface",
	  PLATFORM(A_FIRMWARE("snp ", "1.55")),
	  "line 1: <firmware> has interface='snp '; allowed: sev, snp" },
	{ "minimum: no api", PLATFORM("<firmware interface='sev'/>"),
	  "line 1: <firmware> needs the attribute api: " A_VERSION },
	{ "minimum: a digest",
	  PLATFORM("<firmware interface='sev' sha256='" SHA256 "'/>"),
	  "line 1: <firmware> takes no attribute sha256; allowed: interface, "
	  "api, build" },
	{ "minimum: text",
	  PLATFORM("<firmware interface='sev' api='1.55'>21</firmware>"),
	  "line 1: <firmware> takes no text; allowed: nothing" },

	{ "profile: no name", "<policy>\n<profile/></policy>",
	  "line 2: <profile> needs the attribute name: 1 to 64 of A-Z a-z 0-9 "
	  ". _ -" },
	{ "profile: empty name", "<policy><profile name=''/></policy>",
	  "line 1: <profile> has name=''; allowed: 1 to 64 of A-Z a-z 0-9 . _ "
	  "-" },
	{ "profile: blank in the name",
	  "<policy><profile name='a b'/></policy>",
	  "line 1: <profile> has name='a b'; allowed: 1 to 64 of A-Z a-z 0-9 . "
	  "_ -" },
	{ "profile: hostile name",
	  "<policy><profile name='a&#10;b\xc3\xbc'/></policy>",
	  "line 1: <profile> has name='a?b\xc3\xbc'; allowed: 1 to 64 of A-Z "
	  "a-z 0-9 . _ -" },
	{ "profile: name of 65 bytes",
	  "<policy><profile name='" SHA256 "0'/></policy>",
	  "line 1: <profile> has name='" SHA256 "0'; allowed: 1 to 64 of A-Z "
	  "a-z 0-9 . _ -" },
	{ "profile: attribute", "<policy><profile name='p' x='1'/></policy>",
	  "line 1: <profile> takes no attribute x; allowed: name" },
	{ "profile: attribute in a namespace",
	  "<policy><profile name='p' xml:lang='de'/></policy>",
	  "line 1: <profile> takes no attribute lang; allowed: name" },
	{ "profile: no match", "<policy><profile name='p'/></policy>",
	  "line 1: <profile> needs <match>" },
	{ "profile: text", "text",
	  "line 2: <profile> takes no text; allowed: " ELEMENTS },
	{ "profile: CDATA", "<![CDATA[text]]>",
	  "line 2: <profile> takes no text; allowed: " ELEMENTS },
	{ "profile: unknown element", "<x/>",
	  "line 3: <x> is not known in <profile>; allowed: " ELEMENTS },
	{ "profile: element in a namespace",
	  "<x:mode xmlns:x='urn:x'>audit</x:mode>",
	  "line 3: <mode> is not known in <profile>; allowed: " ELEMENTS },
	{ "profile: profile", "<profile name='q'/>",
	  "line 3: <profile> is not known in <profile>; allowed: " ELEMENTS },

	{ "match: unknown attribute", "<match names='*'/>",
	  "line 3: <match> takes no attribute names; allowed: launchSecurity, "
	  "name, uuid, title" },
	{ "match: right words before a wrong one",
	  "<match launchSecurity=' sev\tnone ' uuid='" UUID "' x=''/>",
	  "line 3: <match> takes no attribute x; allowed: launchSecurity, "
	  "name, uuid, title" },
	{ "profile: all that is right, then what is not",
	  "<mode> audit </mode><rewrite repair='no'>yes</rewrite>"
	  "<attest when='off' onMismatch='report'/><launch type='sev' "
	  "policy='0x3' kernelHashes='no' session='owner' firmware='/x'/>"
	  "<rule id='a' mode='off' value='v'/><trusted><firmware sha256='" SHA256
	  "' note=''/></trusted><exempt rule='a' reason='b' domain='c' "
	  "until='2027-01-31'/>\n<x/>",
	  "line 4: <x> is not known in <profile>; allowed: " ELEMENTS },
	{ "match: empty name", "<match name=''/>",
	  "line 3: <match> has name=''; allowed: a pattern such as tenant-*" },
	{ "match: empty title", "<match title=''/>",
	  "line 3: <match> has title=''; allowed: a pattern such as "
	  "*confidential*" },
	{ "match: no uuid", "<match uuid='tenant'/>",
	  "line 3: <match> has uuid='tenant'; allowed: a UUID with dashes" },
	{ "match: uuid without dashes",
	  "<match uuid='c7a5fdbdedaf9455926ad65c16db1809'/>",
	  "line 3: <match> has uuid='c7a5fdbdedaf9455926ad65c16db1809'; "
	  "allowed: a UUID with dashes" },
	{ "match: empty launchSecurity", "<match launchSecurity=''/>",
	  "line 3: <match> has launchSecurity=''; allowed: sev, sev-snp, none" },
	{ "match: blank launchSecurity", "<match launchSecurity=' '/>",
	  "line 3: <match> has launchSecurity=' '; allowed: sev, sev-snp, "
	  "none" },
	{ "match: unknown launchSecurity", "<match launchSecurity='sev tdx'/>",
	  "line 3: <match> has launchSecurity='sev tdx'; allowed: sev, "
	  "sev-snp, none" },
	{ "match: commas", "<match launchSecurity='sev,none'/>",
	  "line 3: <match> has launchSecurity='sev,none'; allowed: sev, "
	  "sev-snp, none" },
	{ "match: text", "<match name='a'>b</match>",
	  "line 3: <match> takes no text; allowed: nothing" },
	{ "match: CDATA", "<match name='a'><![CDATA[b]]></match>",
	  "line 3: <match> takes no text; allowed: nothing" },
	{ "match: element", "<match name='a'><x/></match>",
	  "line 3: <x> is not known in <match>; allowed: nothing" },

	{ "mode: empty", "<mode/>",
	  "line 3: <mode> has ''; allowed: off, audit, enforce" },
	{ "mode: unknown", "<mode>Enforce</mode>",
	  "line 3: <mode> has 'Enforce'; allowed: off, audit, enforce" },
	{ "mode: two words", "<mode>off audit</mode>",
	  "line 3: <mode> has 'off audit'; allowed: off, audit, enforce" },
	{ "mode: element", "<mode>off<x/></mode>",
	  "line 3: <mode> has ''; allowed: off, audit, enforce" },
	{ "mode: attribute", "<mode x='1'>off</mode>",
	  "line 3: <mode> takes no attribute x; allowed: nothing" },
	{ "mode: twice", "<mode>off</mode>\n<mode>off</mode>",
	  "line 4: a second <mode> in <profile>; allowed: one" },

	{ "rewrite: empty", "<rewrite repair='start'/>",
	  "line 3: <rewrite> has ''; allowed: yes, no" },
	{ "rewrite: unknown", "<rewrite>maybe</rewrite>",
	  "line 3: <rewrite> has 'maybe'; allowed: yes, no" },
	{ "rewrite: repair", "<rewrite repair='yes'>yes</rewrite>",
	  "line 3: <rewrite> has repair='yes'; allowed: no, start" },
	{ "rewrite: blank beside repair",
	  "<rewrite repair='start '>yes</rewrite>",
	  "line 3: <rewrite> has repair='start '; allowed: no, start" },
	{ "rewrite: attribute", "<rewrite when='now'>yes</rewrite>",
	  "line 3: <rewrite> takes no attribute when; allowed: repair" },
	{ "rewrite: twice", "<rewrite>no</rewrite><rewrite>no</rewrite>",
	  "line 3: a second <rewrite> in <profile>; allowed: one" },

	{ "attest: no when", "<attest/>",
	  "line 3: <attest> needs the attribute when: off, after-start, "
	  "before-boot" },
	{ "attest: unknown when", "<attest when='never'/>",
	  "line 3: <attest> has when='never'; allowed: off, after-start, "
	  "before-boot" },
	{ "attest: blank beside when", "<attest when=' before-boot'/>",
	  "line 3: <attest> has when=' before-boot'; allowed: off, "
	  "after-start, before-boot" },
	{ "attest: onMismatch", "<attest when='off' onMismatch='x'/>",
	  "line 3: <attest> has onMismatch='x'; allowed: destroy, report" },
	{ "attest: attribute", "<attest when='off' x='y'/>",
	  "line 3: <attest> takes no attribute x; allowed: when, onMismatch" },
	{ "attest: text", "<attest when='off'>x</attest>",
	  "line 3: <attest> takes no text; allowed: secret" },
	{ "attest: twice", "<attest when='off'/><attest when='off'/>",
	  "line 3: a second <attest> in <profile>; allowed: one" },

	{ "secret: no guid", A_SECRET("file='/f'"),
	  "line 3: <secret> needs the attribute guid: a GUID, or luks-key" },
	{ "secret: guid", A_SECRET("guid='key' file='/f'"),
	  "line 3: <secret> has guid='key'; allowed: a GUID, or luks-key" },
	{ "secret: no file", A_SECRET("guid='luks-key'"),
	  "line 3: <secret> needs the attribute file: an absolute path" },
	{ "secret: relative file", A_SECRET("guid='luks-key' file='f'"),
	  "line 3: <secret> has file='f'; allowed: an absolute path" },
	{ "secret: attribute", A_SECRET("guid='luks-key' file='/f' x='y'"),
	  "line 3: <secret> takes no attribute x; allowed: guid, file" },
	{ "secret: elsewhere", "<secret guid='luks-key' file='/f'/>",
	  "line 3: <secret> is not known in <profile>; allowed: " ELEMENTS },

	{ "launch: type", "<launch type='tdx'/>",
	  "line 3: <launch> has type='tdx'; allowed: sev, sev-es, sev-snp" },
	{ "launch: blank beside type", "<launch type='sev-snp '/>",
	  "line 3: <launch> has type='sev-snp '; allowed: sev, sev-es, "
	  "sev-snp" },
	{ "launch: policy without 0x", "<launch type='sev' policy='33'/>",
	  "line 3: <launch> has policy='33'; allowed: " A_POLICY },
	{ "launch: policy without digits", "<launch type='sev' policy='0x'/>",
	  "line 3: <launch> has policy='0x'; allowed: " A_POLICY },
	{ "launch: policy of 17 digits",
	  "<launch type='sev-snp' policy='0x11111111111111111'/>",
	  "line 3: <launch> has policy='0x11111111111111111'; allowed: " A_POLICY },
	{ "launch: kernelHashes", "<launch type='sev' kernelHashes='true'/>",
	  "line 3: <launch> has kernelHashes='true'; allowed: yes, no" },
	{ "launch: blank beside kernelHashes", "<launch kernelHashes=' yes'/>",
	  "line 3: <launch> has kernelHashes=' yes'; allowed: yes, no" },
	{ "launch: session", "<launch session='mine'/>",
	  "line 3: <launch> has session='mine'; allowed: per-launch, owner" },
	{ "launch: relative firmware", "<launch firmware='OVMF.fd'/>",
	  "line 3: <launch> has firmware='OVMF.fd'; allowed: an absolute "
	  "path" },
	{ "launch: attribute", "<launch x='y'/>",
	  "line 3: <launch> takes no attribute x; allowed: type, policy, "
	  "kernelHashes, session, firmware" },
	{ "launch: text", "<launch>sev</launch>",
	  "line 3: <launch> takes no text; allowed: nothing" },
	{ "launch: twice", "<launch/><launch/>",
	  "line 3: a second <launch> in <profile>; allowed: one" },

	{ "rule: no id", "<rule/>",
	  "line 3: <rule> needs the attribute id: " A_RULE },
	{ "rule: empty id", "<rule id=''/>",
	  "line 3: <rule> has id=''; allowed: " A_RULE },
	{ "rule: id in capitals", "<rule id='NET-ROM'/>",
	  "line 3: <rule> has id='NET-ROM'; allowed: " A_RULE },
	{ "rule: mode", "<rule id='net-rom' mode='on'/>",
	  "line 3: <rule> has mode='on'; allowed: off, audit, enforce" },
	{ "rule: blank beside mode", "<rule id='net-rom' mode=' off'/>",
	  "line 3: <rule> has mode=' off'; allowed: off, audit, enforce" },
	{ "rule: empty value", "<rule id='net-rom' value=''/>",
	  "line 3: <rule> has value=''; allowed: what 'sevgate explain RULE' "
	  "lists" },
	{ "rule: attribute", "<rule id='net-rom' x='y'/>",
	  "line 3: <rule> takes no attribute x; allowed: id, mode, value" },
	{ "rule: text", "<rule id='net-rom'>off</rule>",
	  "line 3: <rule> takes no text; allowed: nothing" },

	{ "trusted: empty", "<trusted/>",
	  "line 3: <trusted> needs <firmware>" },
	{ "trusted: text", "<trusted>" SHA256 "</trusted>",
	  "line 3: <trusted> takes no text; allowed: firmware" },
	{ "trusted: attribute",
	  "<trusted x='y'><firmware sha256='" SHA256 "'/></trusted>",
	  "line 3: <trusted> takes no attribute x; allowed: nothing" },
	{ "trusted: another element", "<trusted>\n<kernel/></trusted>",
	  "line 4: <kernel> is not known in <trusted>; allowed: firmware" },
	{ "trusted: twice",
	  "<trusted><firmware sha256='" SHA256 "'/></trusted>"
	  "<trusted><firmware sha256='" SHA256 "'/></trusted>",
	  "line 3: a second <trusted> in <profile>; allowed: one" },
	{ "firmware: no digest", "<trusted>\n<firmware/></trusted>",
	  "line 4: <firmware> needs the attribute sha256: 64 hexadecimal "
	  "digits" },
	{ "firmware: short digest",
	  "<trusted><firmware sha256='00'/></trusted>",
	  "line 3: <firmware> has sha256='00'; allowed: 64 hexadecimal "
	  "digits" },
	{ "firmware: long digest",
	  "<trusted><firmware sha256='" SHA256 "0'/></trusted>",
	  "line 3: <firmware> has sha256='" SHA256 "0'; allowed: 64 "
	  "hexadecimal digits" },
	{ "firmware: attribute",
	  "<trusted><firmware sha256='" SHA256 "' x='y'/></trusted>",
	  "line 3: <firmware> takes no attribute x; allowed: sha256, note" },
	{ "firmware: text",
	  "<trusted><firmware sha256='" SHA256 "'>x</firmware></trusted>",
	  "line 3: <firmware> takes no text; allowed: nothing" },

	{ "exempt: no rule", "<exempt reason='x'/>",
	  "line 3: <exempt> needs the attribute rule: " A_RULE },
	{ "exempt: no reason", "<exempt rule='net-rom'/>",
	  "line 3: <exempt> needs the attribute reason: a text that says why" },
	{ "exempt: blank reason", "<exempt rule='net-rom' reason='  '/>",
	  "line 3: <exempt> has reason='  '; allowed: a text that says why" },
	{ "exempt: bad rule", "<exempt rule='a b' reason='x'/>",
	  "line 3: <exempt> has rule='a b'; allowed: " A_RULE },
	{ "exempt: empty domain", "<exempt rule='a' reason='x' domain=''/>",
	  "line 3: <exempt> has domain=''; allowed: a pattern such as build-*" },
	{ "exempt: until", "<exempt rule='a' reason='x' until='31.1.2027'/>",
	  "line 3: <exempt> has until='31.1.2027'; allowed: a date such as "
	  "2027-01-31" },
	{ "exempt: attribute", "<exempt rule='a' reason='x' mode='off'/>",
	  "line 3: <exempt> takes no attribute mode; allowed: rule, reason, "
	  "domain, until" },
	{ "exempt: text", "<exempt rule='a' reason='x'>y</exempt>",
	  "line 3: <exempt> takes no text; allowed: nothing" },
};

static bool is_document(const char *name)
{
	return !strncmp(name, "document:", 9) || !strncmp(name, "policy:", 7);
}

static int hold(const struct xml *xml, struct err *err)
{
	_cleanup_(schema_closep) struct schema *schema = schema_open(err);

	assert_non_null(schema);
	return schema_check(schema, xml, err);
}

static int check(const char *text, bool whole, struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	_cleanup_free_ char *document = NULL;

	if (asprintf(&document, "%s%s%s",
		     whole ? ""
			   : "<policy>\n<profile name='p'><match name='*'/>\n",
		     text, whole ? "" : "</profile></policy>") < 0)
		abort();
	if (xml_parse(document, strlen(document), 1 << 20, &xml, err) < 0)
		fail_msg("%s: %s", document, err->text);
	return hold(xml, err);
}

static void refused(void **state)
{
	const struct bad_case *c = *state;
	bool whole = is_document(c->name) || !strncmp(c->text, "<policy", 7);
	struct err err = { "" };

	assert_int_equal(check(c->text, whole, &err), -1);
	assert_string_equal(err.text, c->message);
}

/* --- numbers that are none, or too large ----------------------------------- */

static const char *const no_bytes[] = {
	"",	      " ",   "256",  "300", "999", "1000",
	"4294967297", "-1",  "+1",   "01",  "001", "1 ",
	" 1",	      "1e1", "0x15", "a",   "1,5", "\xd9\xa1",
};

static void wrong_number(const char *api, const char *build, const char *says)
{
	char document[200], message[200];
	struct err err = { "" };

	snprintf(document, sizeof(document),
		 PLATFORM("<firmware interface='sev' api='%s' build='%s'/>"),
		 api, build);
	snprintf(message, sizeof(message), "line 1: <firmware> has %s", says);
	if (check(document, true, &err) == 0)
		fail_msg("%s", document);
	assert_string_equal(err.text, message);
}

static void numbers(void **state)
{
	char api[40], says[120];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(no_bytes); i++) {
		snprintf(says, sizeof(says), "build='%s'; allowed: " A_BUILD,
			 no_bytes[i]);
		wrong_number("1.55", no_bytes[i], says);
		snprintf(api, sizeof(api), "%s.55", no_bytes[i]);
		snprintf(says, sizeof(says), "api='%s'; allowed: " A_VERSION,
			 api);
		wrong_number(api, "1", says);
		snprintf(api, sizeof(api), "1.%s", no_bytes[i]);
		snprintf(says, sizeof(says), "api='%s'; allowed: " A_VERSION,
			 api);
		wrong_number(api, "1", says);
	}
	wrong_number("1", "1", "api='1'; allowed: " A_VERSION);
	wrong_number("1.55.21", "1", "api='1.55.21'; allowed: " A_VERSION);
	wrong_number("1x55", "1", "api='1x55'; allowed: " A_VERSION);
}

int main(void)
{
	UNIT(numbers);
	UNIT_CASES(refused, bad_cases);
	return unit_run();
}
