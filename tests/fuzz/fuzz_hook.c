/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_hook.c - a hook call: the name, then the document on stdin */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "fuzz.h"
#include "hook/decision.h"

/* The first line of the input is the name, the rest the document. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nl = memchr(data, '\n', size);
	size_t name_len = nl ? (size_t)(nl - data) : size;
	size_t used = name_len + (nl != NULL);
	char *name = strndup((const char *)data, name_len);
	static struct policy *policy;
	const struct env env = { .rootfd = -1, .running = NOT_KNOWN };
	char line[1024];
	struct decision d;

	if (!policy)
		MUST(policy_builtin(&policy, NULL) == 0);
	MUST(name);
	decision_start(&d, "prepare", name);
	decide_with(&d, &env, policy, (const char *)data + used, size - used);
	MUST(d.ruling != UNJUDGED);
	decision_line(&d, line, sizeof(line));
	MUST(strlen(line) < sizeof(line));
	MUST(strchr(line, '\n') == line + strlen(line) - 1);
	MUST(d.ruling == NOT_OURS || strstr(line, d.id));
	decision_clear(&d);
	free(name);
	return 0;
}
