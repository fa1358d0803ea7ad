/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_domain_size.c - memory and virtual CPUs, counted as libvirt counts */
#include "domain.h"

#include "unit.h"

static struct domain *parsed_with(const char *elements)
{
	_cleanup_free_ char *text = NULL;
	struct domain *dom = NULL;
	struct err err = { "" };

	assert_true(asprintf(&text, "<domain><name>a</name>%s</domain>",
			     elements) > 0);
	if (domain_parse(text, strlen(text), &dom, &err) < 0)
		fail_msg("%s", err.text);
	return dom;
}

/* --- sizes with a unit ---------------------------------------------------- */

#define KIB UINT64_C(1024)
#define MIB (KIB * 1024)
#define GIB (MIB * 1024)

/* 0: not a size.  What libvirt 9.0 makes of each was seen with "define". */
static const struct scaled_case {
	const char *name, *unit, *value;
	uint64_t bytes;
} scaled_cases[] = {
	{ "no unit", NULL, "2", 2 * KIB },
	{ "empty unit", "", "2", 2 * KIB },
	{ "b", "b", "2", 2 },
	{ "Byte", "Byte", "2", 2 },
	{ "bytes", "bytes", "2", 2 },
	{ "k", "k", "2", 2 * KIB },
	{ "K", "K", "2", 2 * KIB },
	{ "KB", "KB", "2", 2000 },
	{ "kb", "kb", "2", 2000 },
	{ "KiB", "KiB", "2", 2 * KIB },
	{ "kib", "kib", "2", 2 * KIB },
	{ "M", "M", "2", 2 * MIB },
	{ "MB", "MB", "2", 2000000 },
	{ "MiB", "MiB", "2", 2 * MIB },
	{ "G", "G", "2", 2 * GIB },
	{ "GB", "GB", "2", UINT64_C(2000000000) },
	{ "T", "T", "2", 2 * KIB *GIB },
	{ "P", "PiB", "2", 2 * MIB *GIB },
	{ "E", "E", "7", 7 * GIB *GIB },
	{ "EB", "EB", "9", UINT64_C(9000000000000000000) },
	{ "63 bits", "E", "8", 0 },
	{ "64 bits", "EiB", "16", 0 },
	{ "largest", NULL, "9007199254740991", INT64_MAX - 1023 },
	{ "largest and one", NULL, "9007199254740992", 0 },
	{ "too many digits", NULL, "99999999999999999999", 0 },
	{ "x", "x", "2", 0 },
	{ "Ki", "Ki", "2", 0 },
	{ "KBB", "KBB", "2", 0 },
	{ "KiBs", "KiBs", "2", 0 },
	{ "blank in the unit", " KiB", "2", 0 },
	{ "minus", NULL, "-2", 0 },
	{ "hexadecimal", NULL, "0x10", 0 },
	{ "fraction", NULL, "5.5", 0 },
	{ "two numbers", NULL, "5 6", 0 },
	{ "nothing", NULL, "", 0 },
};

static void scaled(void **state)
{
	const struct scaled_case *c = *state;
	_cleanup_(domain_freep) struct domain *dom = NULL;
	uint64_t bytes = 42;
	char text[100];

	snprintf(text, sizeof(text), "<memory%s%s%s>%s</memory>",
		 c->unit ? " unit='" : "", c->unit ? c->unit : "",
		 c->unit ? "'" : "", c->value);
	dom = parsed_with(text);
	assert_int_equal(domain_scaled(xml_child(dom->root, "memory"), &bytes),
			 c->bytes != 0);
	assert_true(bytes == (c->bytes ? c->bytes : 42));
}

static void scaled_nothing(void **state)
{
	uint64_t bytes;

	(void)state;
	assert_false(domain_scaled(NULL, &bytes));
}

/* --- memory --------------------------------------------------------------- */

#define NUMA(cells) "<cpu><numa>" cells "</numa></cpu>"
#define DIMM(size)                                            \
	"<memory model='dimm'><target><size unit='MiB'>" size \
	"</size></target></memory>"

static const struct memory_case {
	const char *name, *elements;
	uint64_t mib;
} memory_cases[] = {
	{ "memory alone", "<memory unit='MiB'>64</memory>", 64 },
	{ "currentMemory does not count",
	  "<memory unit='MiB'>64</memory>"
	  "<currentMemory unit='MiB'>99</currentMemory>",
	  64 },
	{ "maxMemory does not count",
	  "<maxMemory slots='1' unit='MiB'>999</maxMemory>"
	  "<memory unit='MiB'>64</memory>",
	  64 },
	{ "cells that add up",
	  "<memory unit='MiB'>64</memory>" NUMA(
		  "<cell memory='32' unit='MiB'/><cell memory='32768'/>"),
	  64 },
	{ "more in cells",
	  "<memory unit='MiB'>64</memory>" NUMA(
		  "<cell memory='65536'/><cell memory='1' unit='MiB'/>"),
	  65 },
	{ "less in cells",
	  "<memory unit='MiB'>64</memory>" NUMA("<cell memory='1024'/>"), 64 },
	{ "cells without a size",
	  "<memory unit='MiB'>64</memory>" NUMA(
		  "<cell/><cell memory='x'/><cell memory='1' unit='x'/>"),
	  64 },
	{ "dimms that <memory> counts",
	  "<memory unit='MiB'>64</memory><devices>" DIMM("32") "</devices>",
	  64 },
	{ "dimms beside cells",
	  "<memory unit='MiB'>64</memory>" NUMA(
		  "<cell memory='64' unit='MiB'/>") "<devices>" DIMM("32")
		  DIMM("4") "</devices>",
	  100 },
};

static void memory(void **state)
{
	const struct memory_case *c = *state;
	_cleanup_(domain_freep) struct domain *dom = parsed_with(c->elements);
	uint64_t bytes = 0;

	assert_true(domain_memory(dom, &bytes));
	assert_true(bytes == c->mib * MIB);
}

static void memory_that_is_no_size(void **state)
{
	_cleanup_(domain_freep) struct domain *dom =
		parsed_with("<memory>lots</memory>" NUMA("<cell memory='5'/>"));
	uint64_t bytes;

	(void)state;
	assert_false(domain_memory(dom, &bytes));
}

/* --- virtual CPUs --------------------------------------------------------- */

static const struct vcpu_case {
	const char *name, *element;
	unsigned int n;
} vcpu_cases[] = {
	{ "none said", "", 1 },
	{ "four", "<vcpu>4</vcpu>", 4 },
	{ "blanks around", "<vcpu placement='static'> 4\n</vcpu>", 4 },
	{ "current counts", "<vcpu current='2'>8</vcpu>", 2 },
	{ "most", "<vcpu>4096</vcpu>", 4096 },
	{ "zero", "<vcpu>0</vcpu>", 1 },
	{ "no number", "<vcpu>many</vcpu>", 1 },
	{ "current is no number", "<vcpu current='x'>8</vcpu>", 1 },
};

static void vcpus(void **state)
{
	const struct vcpu_case *c = *state;
	_cleanup_(domain_freep) struct domain *dom = parsed_with(c->element);

	assert_int_equal(domain_vcpus(dom), c->n);
}

int main(void)
{
	UNIT_CASES(scaled, scaled_cases);
	UNIT(scaled_nothing);
	UNIT_CASES(memory, memory_cases);
	UNIT(memory_that_is_no_size);
	UNIT_CASES(vcpus, vcpu_cases);
	return unit_run();
}
