/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_domain.c - domain XML to findings, and to a rewritten document */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "engine.h"
#include "fuzz.h"

/* One profile for each kind of guest, with every fix that has a choice. */
static const char policy_text[] =
	"<policy>"
	"<profile name='sev'><match name='*'/><launch type='sev'/>"
	"<rule id='virtio-iommu' value='on'/></profile>"
	"<profile name='es'><match name='*'/>"
	"<launch type='sev-es' kernelHashes='yes' firmware='/fw'/></profile>"
	"<profile name='snp'><match name='*'/><launch type='sev-snp'/></profile>"
	"<profile name='own'><match name='*'/>"
	"<rule id='machine-q35' value='allow-i440fx'/></profile>"
	"</policy>";

static const struct env env = { .rootfd = -1, .running = NOT_KNOWN };

static void check(struct domain *dom, const struct profile *profile)
{
	struct report report = { 0 };
	size_t i;

	engine_check(dom, profile, &env, &report);
	for (i = 0; i < report.count; i++)
		MUST(report.findings[i].message &&
		     !strchr(report.findings[i].message, '\n'));
	report_clear(&report);
}

/* A domain that needs no edit comes back as it was. */
static void check_identity(struct xml *xml)
{
	_cleanup_free_ char *text = NULL;
	size_t len;

	MUST(xml_editable(xml, NULL) == 0);
	MUST(xml_text_of(xml, &text, &len, NULL) == 0);
	MUST(!xml->spans || (len == xml->len && !memcmp(text, xml->text, len)));
}

static char *rewrite(const char *text, size_t len,
		     const struct profile *profile, size_t *ret_len)
{
	_cleanup_(domain_freep) struct domain *dom = NULL;
	struct err err = { "" };
	char *result = NULL;

	MUST(domain_parse(text, len, &dom, &err) == 0);
	check_identity(dom->xml);
	MUST(engine_rewrite(dom, profile, &env, false, &result, ret_len,
			    &err) == 0);
	return result;
}

static void check_rewriting(const char *text, size_t len,
			    const struct profile *profile)
{
	_cleanup_free_ char *once = NULL, *twice = NULL;
	size_t once_len, twice_len;

	once = rewrite(text, len, profile, &once_len);
	twice = rewrite(once, once_len, profile, &twice_len);
	MUST(once_len == twice_len && !memcmp(once, twice, once_len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct policy *policy;
	struct domain *dom = NULL;
	size_t i;

	if (!policy)
		MUST(policy_parse(policy_text, sizeof(policy_text) - 1, "fuzz",
				  &policy, NULL) == 0);
	if (domain_parse((const char *)data, size, &dom, NULL) < 0)
		return 0;
	for (i = 0; i < policy->n_profiles; i++) {
		check(dom, policy->profiles[i]);
		check_rewriting((const char *)data, size, policy->profiles[i]);
	}
	domain_free(dom);
	return 0;
}
