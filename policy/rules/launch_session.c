/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch_session.c - a launch session is whole, and from whom it should be */
#include "rule.h"
#include "text.h"

static const struct reason bad_session = {
	.code = "bad-session",
	.level = MODE_ENFORCE,
	.fix = "give both: <dhCert> base64 of 2084 bytes (NAME_godh.b64) and "
	       "<session> base64 of 128 bytes (NAME_session.b64)",
};

static const struct reason missing = {
	.code = "session-missing",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "add <dhCert> and <session> of zeros, which the hook replaces "
	       "at each start",
};

static const struct reason owner_missing = {
	.code = "owner-session-missing",
	.level = MODE_ENFORCE,
	.fix = "let the guest's owner make one with 'sevgate session'",
};

static const struct reason unfilled = {
	.code = "session-unfilled",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "set <launch session='per-launch'/> in the profile, or drop "
	       "<dhCert> and <session>",
};

static void check_size(struct check *c, const char *name, size_t size)
{
	const xmlNode *node = xml_child(c->dom->launch, name);
	const char *text = xml_trimmed(node);
	size_t is;

	if (!node)
		violation(c, &bad_session, c->dom->launch,
			  "<%s> is missing beside the other half of the "
			  "session",
			  name);
	else if (!text_base64(text, NULL, 0, &is))
		violation(c, &bad_session, node, "<%s> is not base64", name);
	else if (is != size)
		violation(c, &bad_session, node, "<%s> has %zu bytes, not %zu",
			  name, is, size);
}

static void check_missing(struct check *c)
{
	enum session_maker wanted = c->profile->launch.session;

	if (wanted == SESSION_PER_LAUNCH)
		violation(c, &missing, c->dom->launch,
			  "no place for a launch session");
	else if (wanted == SESSION_OWNER)
		violation(c, &owner_missing, c->dom->launch,
			  "no launch session of the guest's owner");
	else
		skip(c, "no launch session in the domain");
}

static void check_place(struct check *c)
{
	enum session_maker wanted = c->profile->launch.session;

	if (wanted != SESSION_PER_LAUNCH)
		violation(c,
			  wanted == SESSION_OWNER ? &owner_missing : &unfilled,
			  xml_child(c->dom->launch, "session"),
			  "the launch session is zeros that nobody replaces");
}

static void check(struct check *c)
{
	enum domain_session session = domain_session(c->dom);

	if (session == SESSION_NONE)
		check_missing(c);
	else if (session == SESSION_PLACE)
		check_place(c);
	else {
		check_size(c, "dhCert", DOMAIN_DHCERT_SIZE);
		check_size(c, "session", DOMAIN_SESSION_SIZE);
	}
}

static void fix(struct check *c)
{
	enum domain_session session = domain_session(c->dom);
	enum session_maker wanted = c->profile->launch.session;

	if (!c->dom->launch)
		return;
	if (session == SESSION_NONE && wanted == SESSION_PER_LAUNCH) {
		domain_session_place(c->dom);
	} else if (session == SESSION_PLACE && wanted == SESSION_AS_GIVEN) {
		xml_remove(xml_child(c->dom->launch, "dhCert"));
		xml_remove(xml_child(c->dom->launch, "session"));
	}
}

const struct rule rule_launch_session = {
	.id = "launch-session",
	.title = "the launch session is whole, and from whom it should be",
	.source = "SEV API (55766) 6.2 and C.1; libvirt, formatdomain, "
		  "\"Launch Security\"",
	.techs = TECHS_LAUNCHED,
	.reasons = (const struct reason *const[]){ &bad_session, &missing,
						   &owner_missing, &unfilled,
						   NULL },
	.check = check,
	.fix = fix,
};
