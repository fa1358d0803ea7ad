/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch_session.c - a launch session in the domain is whole */
#include "rule.h"
#include "text.h"

/* SEV API (55766) C.1: an SEV certificate; 6.2: LAUNCH_START session data. */
#define CERT_SIZE    2084
#define SESSION_SIZE 128

static const struct reason bad_session = {
	.code = "bad-session",
	.level = MODE_ENFORCE,
	.fix = "give both: <dhCert> base64 of 2084 bytes (NAME_godh.b64) and "
	       "<session> base64 of 128 bytes (NAME_session.b64)",
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

static void check(struct check *c)
{
	const xmlNode *launch = c->dom->launch;

	if (!xml_child(launch, "dhCert") && !xml_child(launch, "session")) {
		skip(c, "no launch session in the domain");
		return;
	}
	check_size(c, "dhCert", CERT_SIZE);
	check_size(c, "session", SESSION_SIZE);
}

const struct rule rule_launch_session = {
	.id = "launch-session",
	.title = "the launch session is whole",
	.source = "SEV API (55766) 6.2 and C.1; libvirt, formatdomain, "
		  "\"Launch Security\"",
	.techs = TECHS_LAUNCHED,
	.reasons = (const struct reason *const[]){ &bad_session, NULL },
	.check = check,
};
