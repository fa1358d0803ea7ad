/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_firmware_known.c - what is known against which firmware, and what not */
#include "firmware_known.h"
#include "unit.h"

#define NAPLES	0x17, 0x01
#define ROME	0x17, 0x31
#define MILAN	0x19, 0x01
#define GENOA	0x19, 0x11
#define BERGAMO 0x19, 0xa0
#define TURIN	0x1a, 0x02

static const struct known_case {
	const char *name;
	unsigned int family, model;
	enum known_by by;
	uint32_t value;
	const char *found;
} known_cases[] = {
	{ "nothing is known of it", NAPLES, KNOWN_BYS, 0, "" },
	{ "Naples, the last with invalid curves", NAPLES, KNOWN_BY_BUILD,
	  KNOWN_BUILD(0, 17, 11), "CVE-2019-9836 " },
	{ "Naples, one build later", NAPLES, KNOWN_BY_BUILD,
	  KNOWN_BUILD(0, 17, 12), "" },
	{ "Naples, an older API and a higher build", NAPLES, KNOWN_BY_BUILD,
	  KNOWN_BUILD(0, 16, 255), "CVE-2019-9836 " },
	{ "Naples, the fix", NAPLES, KNOWN_BY_BUILD, KNOWN_BUILD(0, 17, 22),
	  "" },
	{ "Naples, the last model", 0x17, 0x0f, KNOWN_BY_BUILD,
	  KNOWN_BUILD(0, 17, 11), "CVE-2019-9836 " },
	{ "not Naples any more", 0x17, 0x10, KNOWN_BY_BUILD,
	  KNOWN_BUILD(0, 17, 11), "" },
	{ "Rome with that version", ROME, KNOWN_BY_BUILD,
	  KNOWN_BUILD(0, 17, 11), "" },
	{ "Milan, SVN 23", MILAN, KNOWN_BY_SNP_SVN, 23,
	  "AMD-SB-3019 AMD-SB-3023 " },
	{ "Milan, SVN 24", MILAN, KNOWN_BY_SNP_SVN, 24, "AMD-SB-3023 " },
	{ "Milan, SVN 26", MILAN, KNOWN_BY_SNP_SVN, 26, "AMD-SB-3023 " },
	{ "Milan, SVN 27", MILAN, KNOWN_BY_SNP_SVN, 27, "" },
	{ "Genoa, SVN 22", GENOA, KNOWN_BY_SNP_SVN, 22,
	  "AMD-SB-3019 AMD-SB-3023 " },
	{ "Genoa, SVN 23", GENOA, KNOWN_BY_SNP_SVN, 23, "AMD-SB-3023 " },
	{ "Genoa, SVN 27", GENOA, KNOWN_BY_SNP_SVN, 27, "" },
	{ "the last model like Genoa", 0x19, 0x1f, KNOWN_BY_SNP_SVN, 26,
	  "AMD-SB-3023 " },
	{ "a model after it", 0x19, 0x20, KNOWN_BY_SNP_SVN, 0, "" },
	{ "Bergamo, SVN 26", BERGAMO, KNOWN_BY_SNP_SVN, 26, "AMD-SB-3023 " },
	{ "Bergamo, SVN 27", BERGAMO, KNOWN_BY_SNP_SVN, 27, "" },
	{ "Turin, SVN 3", TURIN, KNOWN_BY_SNP_SVN, 3, "AMD-SB-3023 " },
	{ "Turin, SVN 4", TURIN, KNOWN_BY_SNP_SVN, 4, "" },
	{ "a later family", 0x1b, 0x00, KNOWN_BY_SNP_SVN, 0, "" },
	{ "Milan's last bad microcode", 0, 0, KNOWN_BY_MICROCODE, 0x0a0011da,
	  "AMD-SB-7033 " },
	{ "Milan's first good microcode", 0, 0, KNOWN_BY_MICROCODE, 0x0a0011db,
	  "" },
	{ "Milan-X, where Milan's would be good", 0, 0, KNOWN_BY_MICROCODE,
	  0x0a001243, "AMD-SB-7033 " },
	{ "Milan-X's first good", 0, 0, KNOWN_BY_MICROCODE, 0x0a001244, "" },
	{ "Naples' microcode", 0, 0, KNOWN_BY_MICROCODE, 0x08001277,
	  "AMD-SB-7033 " },
	{ "Rome's first good", 0, 0, KNOWN_BY_MICROCODE, 0x0830107d, "" },
	{ "Genoa's", 0, 0, KNOWN_BY_MICROCODE, 0x0a101153, "AMD-SB-7033 " },
	{ "Genoa-X's first good", 0, 0, KNOWN_BY_MICROCODE, 0x0a10124f, "" },
	{ "Bergamo's", 0, 0, KNOWN_BY_MICROCODE, 0x0aa00218, "AMD-SB-7033 " },
	{ "an early Bergamo's", 0, 0, KNOWN_BY_MICROCODE, 0x0aa00116,
	  "AMD-SB-7033 " },
	{ "an early Milan's first good", 0, 0, KNOWN_BY_MICROCODE, 0x0a00107b,
	  "" },
	{ "Turin's", 0, 0, KNOWN_BY_MICROCODE, 0x0b002146, "AMD-SB-7033 " },
	{ "Turin Dense's first good", 0, 0, KNOWN_BY_MICROCODE, 0x0b101047,
	  "" },
	{ "QEMU's microcode", 0, 0, KNOWN_BY_MICROCODE, 0x01000065, "" },
	{ "no microcode at all", 0, 0, KNOWN_BY_MICROCODE, 0, "" },
	{ "the highest", 0, 0, KNOWN_BY_MICROCODE, UINT32_MAX, "" },
};

static void known(void **state)
{
	const struct known_case *c = *state;
	struct known_machine m = { .family = c->family, .model = c->model };
	const struct known_bad *bad = NULL;
	char found[200] = "";

	if (c->by < KNOWN_BYS) {
		m.has[c->by] = true;
		m.values[c->by] = c->value;
	}
	while ((bad = firmware_known_bad(&m, bad))) {
		size_t len = strlen(found);

		snprintf(found + len, sizeof(found) - len, "%s ",
			 bad->bulletin);
		assert_true(*bad->cve && *bad->better);
	}
	assert_string_equal(found, c->found);
}

/* What is not known does not count as 0. */
static void not_known(void **state)
{
	const struct known_machine m = { .family = 0x17, .model = 0x01 };

	(void)state;
	assert_null(firmware_known_bad(&m, NULL));
}

static const struct about_case {
	const char *name;
	unsigned int family, model;
	bool is;
	enum known_by by;
} about_cases[] = {
	{ "Naples", NAPLES, true, KNOWN_BY_BUILD },
	{ "Rome", ROME, false, KNOWN_BY_MICROCODE },
	{ "Milan", MILAN, true, KNOWN_BY_SNP_SVN },
	{ "Turin", TURIN, true, KNOWN_BY_SNP_SVN },
	{ "a later family", 0x1b, 0x00, false, KNOWN_BY_MICROCODE },
};

/* Microcode is told by its number alone, whatever the processor. */
static void about(void **state)
{
	const struct about_case *c = *state;
	const struct known_machine m = {
		.family = c->family,
		.model = c->model,
		.has = { [KNOWN_BY_MICROCODE] = true },
		.values = { [KNOWN_BY_MICROCODE] = 0x0a0011da },
	};
	enum known_by by = KNOWN_BY_MICROCODE;

	assert_int_equal(firmware_known_about(&m, &by), c->is);
	assert_int_equal(by, c->by);
}

int main(void)
{
	UNIT_CASES(known, known_cases);
	UNIT_CASES(about, about_cases);
	UNIT(not_known);
	return unit_run();
}
