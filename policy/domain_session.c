/* SPDX-License-Identifier: GPL-2.0-or-later */
/* domain_session.c - who the launch session of a domain document is from */
#include <string.h>

#include "domain.h"
#include "text.h"

static bool is_zeros(const xmlNode *node, size_t size)
{
	uint8_t data[DOMAIN_DHCERT_SIZE];
	size_t len, i;

	if (!text_base64(xml_trimmed(node), data, sizeof(data), &len) ||
	    len != size)
		return false;
	for (i = 0; i < len; i++)
		if (data[i])
			return false;
	return true;
}

enum domain_session domain_session(const struct domain *dom)
{
	const xmlNode *cert = xml_child(dom->launch, "dhCert");
	const xmlNode *session = xml_child(dom->launch, "session");

	if (!cert && !session)
		return SESSION_NONE;
	if (cert && session && is_zeros(cert, DOMAIN_DHCERT_SIZE) &&
	    is_zeros(session, DOMAIN_SESSION_SIZE))
		return SESSION_PLACE;
	return SESSION_GIVEN;
}

static void add_zeros(xmlNode *launch, const char *name, size_t size)
{
	static const uint8_t zeros[DOMAIN_DHCERT_SIZE];
	char text[TEXT_BASE64_SIZE(DOMAIN_DHCERT_SIZE) + 1];

	text_base64_encode(zeros, size, text);
	xml_set_content(xml_add(launch, name), text);
}

void domain_session_place(struct domain *dom)
{
	add_zeros(dom->launch, "dhCert", DOMAIN_DHCERT_SIZE);
	add_zeros(dom->launch, "session", DOMAIN_SESSION_SIZE);
}
