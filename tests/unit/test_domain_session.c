/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_domain_session.c - whose launch session a document has */
#include "guest.h"
#include "text.h"

/* base64 of @len bytes, all zero but for one of them. */
static char *encode(size_t len, size_t at, uint8_t value)
{
	uint8_t data[DOMAIN_DHCERT_SIZE + 3] = { 0 };
	char *text = malloc(TEXT_BASE64_SIZE(len) + 1);

	assert_non_null(text);
	data[at] = value;
	text_base64_encode(data, len, text);
	return text;
}

static char *element(const char *name, size_t len, size_t at, uint8_t value)
{
	_cleanup_free_ char *text = encode(len, at, value);
	char *whole = NULL;

	/* libvirt's own line breaks and blanks around it do not matter */
	assert_true(asprintf(&whole, "<%s>\n  %.8s\n%s </%s>", name, text,
			     text + 8, name) > 0);
	return whole;
}

static struct domain *domain_with(const char *cert, const char *session)
{
	_cleanup_free_ char *launch = NULL;

	assert_true(asprintf(&launch,
			     "<launchSecurity type='sev'><policy>0x33"
			     "</policy>%s%s</launchSecurity>",
			     cert, session) > 0);
	return guest_domain(&(struct guest){ .launch = launch });
}

#define LAST_CERT    (DOMAIN_DHCERT_SIZE - 1)
#define LAST_SESSION (DOMAIN_SESSION_SIZE - 1)

/* A length of 0 is no element. */
static const struct session_case {
	const char *name;
	struct {
		size_t len, at;
		uint8_t value;
	} cert, session;
	enum domain_session want;
} session_cases[] = {
	{ "none", { 0 }, { 0 }, SESSION_NONE },
	{ "zeros",
	  { DOMAIN_DHCERT_SIZE, 0, 0 },
	  { DOMAIN_SESSION_SIZE, 0, 0 },
	  SESSION_PLACE },
	{ "first byte of the certificate",
	  { DOMAIN_DHCERT_SIZE, 0, 1 },
	  { DOMAIN_SESSION_SIZE, 0, 0 },
	  SESSION_GIVEN },
	{ "last byte of the certificate",
	  { DOMAIN_DHCERT_SIZE, LAST_CERT, 1 },
	  { DOMAIN_SESSION_SIZE, 0, 0 },
	  SESSION_GIVEN },
	{ "last bit of the session",
	  { DOMAIN_DHCERT_SIZE, 0, 0 },
	  { DOMAIN_SESSION_SIZE, LAST_SESSION, 0x80 },
	  SESSION_GIVEN },
	{ "certificate alone",
	  { DOMAIN_DHCERT_SIZE, 0, 0 },
	  { 0 },
	  SESSION_GIVEN },
	{ "session alone",
	  { 0 },
	  { DOMAIN_SESSION_SIZE, 0, 0 },
	  SESSION_GIVEN },
	{ "short certificate",
	  { LAST_CERT, 0, 0 },
	  { DOMAIN_SESSION_SIZE, 0, 0 },
	  SESSION_GIVEN },
	{ "long certificate",
	  { DOMAIN_DHCERT_SIZE + 1, 0, 0 },
	  { DOMAIN_SESSION_SIZE, 0, 0 },
	  SESSION_GIVEN },
	{ "short session",
	  { DOMAIN_DHCERT_SIZE, 0, 0 },
	  { LAST_SESSION, 0, 0 },
	  SESSION_GIVEN },
	{ "long session",
	  { DOMAIN_DHCERT_SIZE, 0, 0 },
	  { DOMAIN_SESSION_SIZE + 1, 0, 0 },
	  SESSION_GIVEN },
	{ "exchanged",
	  { DOMAIN_SESSION_SIZE, 0, 0 },
	  { DOMAIN_DHCERT_SIZE, 0, 0 },
	  SESSION_GIVEN },
};

static void whose(void **state)
{
	const struct session_case *c = *state;
	_cleanup_(domain_freep) struct domain *dom = NULL;
	_cleanup_free_ char *cert = strdup(""), *session = strdup("");

	if (c->cert.len) {
		free(cert);
		cert = element("dhCert", c->cert.len, c->cert.at,
			       c->cert.value);
	}
	if (c->session.len) {
		free(session);
		session = element("session", c->session.len, c->session.at,
				  c->session.value);
	}
	dom = domain_with(cert, session);
	assert_int_equal(domain_session(dom), c->want);
}

static const struct text_case {
	const char *name, *cert, *session;
} text_cases[] = {
	{ "empty", "<dhCert/>", "<session/>" },
	{ "paths", "<dhCert>/vm_godh.b64</dhCert>",
	  "<session>/vm_session.b64</session>" },
};

static void no_zeros(void **state)
{
	const struct text_case *c = *state;
	_cleanup_(domain_freep) struct domain *dom =
		domain_with(c->cert, c->session);

	assert_int_equal(domain_session(dom), SESSION_GIVEN);
}

static void place_is_made(void **state)
{
	_cleanup_(domain_freep) struct domain *dom = domain_with("", "");

	(void)state;
	assert_int_equal(domain_session(dom), SESSION_NONE);
	domain_session_place(dom);
	assert_int_equal(domain_session(dom), SESSION_PLACE);
	assert_int_equal(strlen(xml_content(xml_child(dom->launch, "dhCert"))),
			 2780);
	assert_int_equal(strlen(xml_content(xml_child(dom->launch, "session"))),
			 172);
}

static void not_confidential(void **state)
{
	_cleanup_(domain_freep) struct domain *dom =
		guest_domain(&(struct guest){ .launch = "" });

	(void)state;
	assert_int_equal(domain_session(dom), SESSION_NONE);
}

int main(void)
{
	UNIT_CASES(whose, session_cases);
	UNIT_CASES(no_zeros, text_cases);
	UNIT(place_is_made);
	UNIT(not_confidential);
	return unit_run();
}
