/* SPDX-License-Identifier: GPL-2.0-or-later */
/* policies.h - policies of a few elements */
#ifndef TESTS_POLICIES_H
#define TESTS_POLICIES_H

#include "policy.h"
#include "unit.h"

/* @profiles are on line 2 of the file "p.xml". */
static inline int policies_parse(const char *profiles, struct policy **ret,
				 struct err *err)
{
	_cleanup_free_ char *text = NULL;

	assert_true(asprintf(&text, "<policy>\n%s</policy>", profiles) > 0);
	return policy_parse(text, strlen(text), "p.xml", ret, err);
}

/* It has to be right. */
static inline struct policy *policies_parsed(const char *profiles)
{
	struct policy *policy = NULL;
	struct err err = { "" };

	if (policies_parse(profiles, &policy, &err) < 0)
		fail_msg("%s", err.text);
	return policy;
}

/* One profile, "p", for all domains. */
static inline struct policy *policies_profile(const char *elements)
{
	_cleanup_free_ char *text = NULL;

	assert_true(asprintf(&text,
			     "<profile name='p'><match name='*'/>%s</profile>",
			     elements) > 0);
	return policies_parsed(text);
}

#endif
