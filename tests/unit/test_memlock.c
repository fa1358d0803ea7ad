/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_memlock.c - what may be locked, as libvirt's own test data says */
#include <jansson.h>

#include "engine.h"
#include "rule.h"
#include "unit.h"

/*
 * expected.json: for each domain the limit that libvirt sets for QEMU, in
 * bytes, "unlimited", or 0 where it sets none and QEMU inherits the daemon's.
 */
#define DIR "tests/vectors/libvirt/memlock/"

static json_t *expected;

static const char policy_text[] =
	"<policy><profile name='p'><match name='*'/><launch type='sev'/>"
	"</profile></policy>";

static struct domain *load(const char *name)
{
	struct domain *dom = NULL;
	struct err err = { "" };
	char path[UNIT_PATH_SIZE];
	_cleanup_free_ char *text = NULL;
	size_t len;

	snprintf(path, sizeof(path), DIR "qemumemlock-pc-%s.xml", name);
	text = unit_read(path, &len);
	if (domain_parse(text, len, &dom, &err) < 0)
		fail_msg("%s: %s", path, err.text);
	return dom;
}

/* The code of the rule's first finding, "" where it is kept. */
static const char *found(struct domain *dom, const char *rule)
{
	_cleanup_(policy_freep) struct policy *policy = NULL;
	_cleanup_(report_clear) struct report report = { 0 };
	struct env env = { .rootfd = -1, .only = rule_find(rule) };

	assert_non_null(env.only);
	assert_int_equal(policy_parse(policy_text, strlen(policy_text), "p",
				      &policy, NULL),
			 0);
	engine_check(dom, policy->profiles[0], &env, &report);
	assert_true(report.count >= 1);
	return report.findings[0].reason ? report.findings[0].reason->code : "";
}

static bool is_unlimited(const json_t *limit)
{
	return json_is_string(limit) &&
	       !strcmp(json_string_value(limit), "unlimited");
}

/* A limit that libvirt computes for passed-through devices. */
static bool is_computed(const struct domain *dom, const json_t *limit)
{
	return json_integer_value(limit) > 0 &&
	       !xml_find(dom->root, "memtune/hard_limit");
}

static void limit_is_read(const struct domain *dom, const json_t *limit)
{
	uint64_t bytes = 0;

	assert_true(domain_scaled(xml_find(dom->root, "memtune/hard_limit"),
				  &bytes));
	assert_int_equal(bytes, json_integer_value(limit));
}

static void one_domain(const char *name, const json_t *limit)
{
	_cleanup_(domain_freep) struct domain *dom = load(name);
	const char *code = found(dom, "memory-locked");

	printf("# %s: %s\n", name, *code ? code : "may be locked");
	if (is_unlimited(limit)) {
		assert_string_equal(code, "");
	} else if (is_computed(dom, limit)) {
		assert_string_equal(code, "no-locked-memory");
		assert_string_equal(found(dom, "host-devices"),
				    "pci-passthrough");
	} else if (json_integer_value(limit)) {
		limit_is_read(dom, limit);
		assert_string_equal(code,
				    xml_find(dom->root, "memoryBacking/locked")
					    ? "hard-limit-with-locked"
					    : "");
	} else {
		assert_string_equal(code, "no-locked-memory");
	}
}

static void as_libvirt(void **state)
{
	one_domain(*state, json_object_get(expected, *state));
}

/* 1 GiB of memory and 256 MiB for the rest are just enough. */
static void just_enough(void **state)
{
	_cleanup_(domain_freep) struct domain *dom = load("hardlimit");
	xmlNode *limit = xml_find(dom->root, "memtune/hard_limit");

	(void)state;
	xml_set_content(limit, "1310720");
	assert_string_equal(found(dom, "memory-locked"), "");
	xml_set_content(limit, "1310719");
	assert_string_equal(found(dom, "memory-locked"),
			    "hard-limit-too-small");
	xml_set_attr(limit, "unit", "x");
	assert_string_equal(found(dom, "memory-locked"),
			    "hard-limit-too-small");
}

int main(void)
{
	const char *name;
	json_t *limit;
	int result;

	expected = json_load_file(DIR "expected.json", 0, NULL);
	json_object_foreach(expected, name, limit)
		unit_add("as_libvirt", name, as_libvirt, name, false);
	if (json_object_size(expected) != 10)
		return 99;
	UNIT(just_enough);
	result = unit_run();
	json_decref(expected);
	return result;
}
