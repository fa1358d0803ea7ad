/* SPDX-License-Identifier: GPL-2.0-or-later */
/* domain.c - a libvirt domain document and the facts rules ask for first */
#include "domain.h"

#include <ctype.h>
#include <string.h>

#include "cleanup.h"
#include "text.h"

static const char *const tech_names[] = {
	[TECH_NONE] = "none",	  [TECH_SEV] = "sev",
	[TECH_SEV_ES] = "sev-es", [TECH_SEV_SNP] = "sev-snp",
	[TECH_OTHER] = "other",
};

const char *tech_name(enum tech tech)
{
	return tech_names[tech];
}

enum tech tech_from_name(const char *name)
{
	enum tech tech;

	for (tech = TECH_SEV; tech <= TECH_SEV_SNP; tech++)
		if (name && !strcmp(name, tech_names[tech]))
			return tech;
	return TECH_NONE;
}

/* --- facts ---------------------------------------------------------------- */

static enum tech tech_of(const struct domain *dom)
{
	if (!dom->launch)
		return TECH_NONE;
	if (xml_attr_is(dom->launch, "type", "sev-snp"))
		return TECH_SEV_SNP;
	if (!xml_attr_is(dom->launch, "type", "sev"))
		return TECH_OTHER;
	return dom->policy_ok && dom->policy & SEV_POLICY_ES ? TECH_SEV_ES
							     : TECH_SEV;
}

static void read_policy(struct domain *dom)
{
	bool snp = xml_attr_is(dom->launch, "type", "sev-snp");

	dom->policy = 0;
	dom->policy_ok =
		text_to_u64(xml_trimmed(xml_child(dom->launch, "policy")), 16,
			    snp ? UINT64_MAX : SEV_POLICY_MAX, &dom->policy);
}

void domain_refresh(struct domain *dom)
{
	dom->os = xml_child(dom->root, "os");
	dom->devices = xml_child(dom->root, "devices");
	dom->launch = xml_child(dom->root, "launchSecurity");
	dom->title = xml_content(xml_child(dom->root, "title"));
	dom->machine = xml_attr(xml_child(dom->os, "type"), "machine");
	if (!dom->machine)
		dom->machine = "";
	read_policy(dom);
	dom->tech = tech_of(dom);
}

/* --- parsing -------------------------------------------------------------- */

static int refuse_twice(const struct domain *dom, struct err *err)
{
	static const char *const once[] = {
		"name",		  "uuid",    "title",
		"memory",	  "memtune", "memoryBacking",
		"maxMemory",	  "vcpu",    "os",
		"features",	  "cpu",     "devices",
		"launchSecurity",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(once); i++) {
		const xmlNode *first = xml_child(dom->root, once[i]);
		const xmlNode *second = xml_next(first, once[i]);

		if (second)
			return err_set(err, "line %d: a second <%s>",
				       xml_line(second), once[i]);
	}
	return 0;
}

/* libvirt takes a uuid with dashes anywhere, or none: 32 digits decide. */
static int read_uuid(struct domain *dom, struct err *err)
{
	const xmlNode *node = xml_child(dom->root, "uuid");
	const char *s = xml_trimmed(node);
	unsigned int digits = 0;
	char *out = dom->uuid;

	if (!node)
		return 0;
	for (; *s && digits <= 32; s++) {
		if (*s == '-')
			continue;
		if (!isxdigit((unsigned char)*s))
			break;
		if (digits == 8 || digits == 12 || digits == 16 || digits == 20)
			*out++ = '-';
		if (digits++ < 32)
			*out++ = (char)tolower((unsigned char)*s);
	}
	*out = '\0';
	if (*s || digits != 32)
		return err_set(err, "line %d: <uuid> is not a UUID",
			       xml_line(node));
	return 0;
}

static int read_name(struct domain *dom, struct err *err)
{
	dom->name = xml_content(xml_child(dom->root, "name"));
	if (!dom->name || !*dom->name)
		return err_set(err, "line %d: <domain> has no <name>",
			       xml_line(dom->root));
	return 0;
}

int domain_parse(const char *text, size_t len, struct domain **ret,
		 struct err *err)
{
	_cleanup_(domain_freep) struct domain *dom = calloc(1, sizeof(*dom));

	if (!dom)
		return err_set(err, "out of memory");
	if (xml_parse(text, len, DOMAIN_XML_MAX, &dom->xml, err) < 0)
		return -1;
	dom->root = dom->xml->root;
	if (!xml_is(dom->root, "domain"))
		return err_set(err, "line %d: <%s> is not a libvirt <domain>",
			       xml_line(dom->root),
			       (const char *)dom->root->name);
	if (refuse_twice(dom, err) < 0 || read_name(dom, err) < 0 ||
	    read_uuid(dom, err) < 0)
		return -1;
	domain_refresh(dom);
	*ret = TAKE_PTR(dom);
	return 0;
}

void domain_free(struct domain *dom)
{
	if (!dom)
		return;
	xml_free(dom->xml);
	free(dom);
}

/* --- sizes ---------------------------------------------------------------- */

/*
 * libvirt, virScaleInteger(): one letter or with "iB" counts in 1024, with
 * "B" alone in 1000; case does not matter.
 */
static bool unit_factor(const char *unit, uint64_t *ret)
{
	static const char letters[] = "kmgtpe";
	const char *at;
	uint64_t base, factor = 1;

	if (!strcasecmp(unit, "b") || !strcasecmp(unit, "byte") ||
	    !strcasecmp(unit, "bytes")) {
		*ret = 1;
		return true;
	}
	at = *unit ? strchr(letters, tolower((unsigned char)*unit)) : NULL;
	if (!at)
		return false;
	if (!unit[1] || !strcasecmp(unit + 1, "iB"))
		base = 1024;
	else if (!strcasecmp(unit + 1, "B"))
		base = 1000;
	else
		return false;
	for (; at >= letters; at--)
		factor *= base;
	*ret = factor;
	return true;
}

/* libvirt takes unit='' for none. */
static bool factor_of(const xmlNode *node, uint64_t *ret)
{
	const char *unit = xml_attr(node, "unit");

	return unit_factor(unit && *unit ? unit : "KiB", ret);
}

bool domain_scaled(const xmlNode *node, uint64_t *ret)
{
	uint64_t value, factor;

	if (!factor_of(node, &factor) ||
	    !text_to_u64(xml_trimmed(node), 10, INT64_MAX, &value) ||
	    __builtin_mul_overflow(value, factor, &value) || value > INT64_MAX)
		return false;
	*ret = value;
	return true;
}

/*
 * <memory> of a definition already counts its dimms (libvirt adds them up),
 * unless there is NUMA: then it is the sum of the cells and the dimms.  So
 * the larger of both is what QEMU will register.
 */
bool domain_memory(const struct domain *dom, uint64_t *ret)
{
	const xmlNode *numa = xml_find(dom->root, "cpu/numa");
	uint64_t total, cells = 0, size;

	if (!domain_scaled(xml_child(dom->root, "memory"), &total))
		return false;
	for (const xmlNode *cell = xml_child(numa, "cell"); cell;
	     cell = xml_next(cell, "cell")) {
		uint64_t factor;

		if (text_to_u64(xml_attr(cell, "memory"), 10, INT64_MAX,
				&size) &&
		    factor_of(cell, &factor) &&
		    !__builtin_mul_overflow(size, factor, &size))
			__builtin_add_overflow(cells, size, &cells);
	}
	xml_for_each(memory, dom->devices, "memory")
		if (domain_scaled(xml_find(memory, "target/size"), &size))
			__builtin_add_overflow(cells, size, &cells);
	*ret = cells > total ? cells : total;
	return true;
}

unsigned int domain_vcpus(const struct domain *dom)
{
	const xmlNode *vcpu = xml_child(dom->root, "vcpu");
	const char *current = xml_attr(vcpu, "current");
	uint64_t n;

	if (!text_to_u64(current ? current : xml_trimmed(vcpu), 10, 4096, &n) ||
	    !n)
		return 1;
	return (unsigned int)n;
}

const xmlNode *domain_secure_boot(const struct domain *dom)
{
	const xmlNode *loader = xml_child(dom->os, "loader");

	if (xml_attr_is(loader, "secure", "yes"))
		return loader;
	xml_for_each(feature, xml_child(dom->os, "firmware"), "feature")
		if (xml_attr_is(feature, "name", "secure-boot") &&
		    xml_attr_is(feature, "enabled", "yes"))
			return feature;
	return NULL;
}

/* Without a type libvirt takes a named image for -bios. */
bool domain_loads_rom(const struct domain *dom)
{
	const xmlNode *loader = xml_child(dom->os, "loader");
	const char *path = xml_content(loader);

	if (xml_attr(loader, "type"))
		return xml_attr_is(loader, "type", "rom");
	return path && *path && !xml_attr_is(dom->os, "firmware", "efi");
}
