/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guest.h - a domain that keeps all rules, and a policy for it */
#ifndef TESTS_GUEST_H
#define TESTS_GUEST_H

#include "engine.h"
#include "rule.h"
#include "unit.h"

#define GUEST_UUID "c7a5fdbd-edaf-9455-926a-d65c16db1809"

/**
 * struct guest - what differs from a domain that keeps all rules
 * @name, @os, @devices, @launch, @rest:	elements, NULL: the right ones
 */
struct guest {
	const char *name, *os, *devices, *launch, *rest;
};

#define GUEST_OS                                                          \
	"<os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type>" \
	"<loader stateless='yes'/></os>"
#define GUEST_LAUNCH \
	"<launchSecurity type='sev'><policy>0x0033</policy></launchSecurity>"

static inline char *guest_text(const struct guest *g)
{
	char *text = NULL;

	if (asprintf(&text,
		     "<domain type='kvm'>\n<name>%s</name>\n"
		     "<uuid>" GUEST_UUID "</uuid>\n<memory>1048576</memory>\n"
		     "%s\n%s\n<devices>\n%s<memballoon model='none'/>\n"
		     "</devices>\n%s\n</domain>\n",
		     g->name ? g->name : "guest",
		     g->rest ? g->rest
			     : "<memoryBacking><locked/></memoryBacking>",
		     g->os ? g->os : GUEST_OS, g->devices ? g->devices : "",
		     g->launch ? g->launch : GUEST_LAUNCH) < 0)
		abort();
	return text;
}

static inline struct domain *guest_parse(const char *text)
{
	struct domain *dom = NULL;
	struct err err = { "" };

	if (domain_parse(text, strlen(text), &dom, &err) < 0)
		fail_msg("%s", err.text);
	return dom;
}

static inline struct domain *guest_domain(const struct guest *g)
{
	_cleanup_free_ char *text = guest_text(g);

	return guest_parse(text);
}

/* A profile named "p" for every domain. */
static inline struct policy *guest_policy(const char *elements)
{
	_cleanup_free_ char *text = NULL;
	struct policy *policy = NULL;
	struct err err = { "" };

	if (asprintf(&text,
		     "<policy><profile name='p'><match name='*'/>%s</profile>"
		     "</policy>",
		     elements) < 0)
		abort();
	if (policy_parse(text, strlen(text), "p.xml", &policy, &err) < 0)
		fail_msg("%s", err.text);
	return policy;
}

/* The first finding of a rule. */
static inline const struct finding *guest_finding(const struct report *report,
						  const char *rule)
{
	size_t i;

	for (i = 0; i < report->count; i++)
		if (!strcmp(report->findings[i].rule->id, rule))
			return &report->findings[i];
	fail_msg("no finding of %s", rule);
	return NULL;
}

#endif
