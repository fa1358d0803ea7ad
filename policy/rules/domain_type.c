/* SPDX-License-Identifier: GPL-2.0-or-later */
/* domain_type.c - SEV exists only for KVM guests on x86_64 */
#include <string.h>

#include "rule.h"

static const struct reason not_kvm = {
	.code = "not-kvm",
	.level = MODE_ENFORCE,
	.fix = "use <domain type='kvm'>",
};

static const struct reason not_x86_64_hvm = {
	.code = "not-x86_64-hvm",
	.level = MODE_ENFORCE,
	.fix = "use <type arch='x86_64'>hvm</type>",
};

static void check(struct check *c)
{
	const char *type = xml_attr(c->dom->root, "type");
	const xmlNode *os_type = xml_child(c->dom->os, "type");
	const char *arch = xml_attr(os_type, "arch");
	const char *kind = xml_trimmed(os_type);

	if (!type || strcmp(type, "kvm") != 0)
		violation(c, &not_kvm, c->dom->root, "domain type is '%s'",
			  type ? type : "");
	/* without arch libvirt takes the host's, and only x86_64 has SEV */
	if (!kind || strcmp(kind, "hvm") != 0 ||
	    (arch && strcmp(arch, "x86_64") != 0))
		violation(c, &not_x86_64_hvm, os_type, "guest is '%s' on '%s'",
			  kind ? kind : "", arch ? arch : "");
}

const struct rule rule_domain_type = {
	.id = "domain-type",
	.title = "the domain is a KVM guest on x86_64",
	.source = "Linux, Documentation/virt/kvm/x86/amd-memory-encryption.rst",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &not_kvm, &not_x86_64_hvm,
						   NULL },
	.check = check,
};
