/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_policy.c - policy files to profiles, or to a message that helps */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "policy.h"

static const char domain_text[] =
	"<domain><name>a</name><title>b</title>"
	"<uuid>00000000-0000-0000-0000-000000000001</uuid></domain>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct domain *dom;
	struct policy *policy = NULL;
	struct err err = { "" };
	char last;

	if (!dom)
		MUST(domain_parse(domain_text, sizeof(domain_text) - 1, &dom,
				  NULL) == 0);
	if (policy_parse((const char *)data, size, "f", &policy, &err) < 0) {
		MUST(!strncmp(err.text, "f: ", 3));
		MUST(!strchr(err.text, '\n'));
		/* every refusal of the schema's is put into words */
		MUST(sscanf(err.text, "f: line %*d: does not fit policy.rn%c",
			    &last) != 1);
		return 0;
	}
	MUST(!policy_match(policy, dom) || policy_concerns(policy, dom));
	policy_free(policy);
	return 0;
}
