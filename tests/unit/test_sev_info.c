/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_sev_info.c - what a libvirtd may say of its host's certificates */
#include "hook/client/sev_info.h"
#include "unit.h"

#define CERT 2084

/* base64 of @len zero bytes, but for the first, which is 1 */
static char *zeros(size_t len)
{
	size_t size = (len + 2) / 3 * 4, i;
	char *text = calloc(size + 1, 1);

	assert_non_null(text);
	memset(text, 'A', size);
	if (size > 1)
		text[1] = 'Q';
	for (i = 0; len % 3 && i < 3 - len % 3; i++)
		text[size - 1 - i] = '=';
	return text;
}

static const struct info_case {
	const char *name;
	size_t pdh, chain, id;
	const char *message;
} info_cases[] = {
	{ "all", CERT, 3 * CERT, 64, NULL },
	{ "PDH missing", 0, 3 * CERT, 64, "libvirt does not tell the pdh" },
	{ "chain missing", CERT, 0, 64,
	  "libvirt does not tell the cert-chain" },
	{ "old libvirt", CERT, 3 * CERT, 0, NULL },
	{ "PDH short", CERT - 1, 3 * CERT, 64,
	  "libvirt's pdh is 2083 bytes, not 2084" },
	{ "PDH long", CERT + 1, 3 * CERT, 64,
	  "libvirt's pdh is 2085 bytes, not 2084" },
	{ "PDH huge", 9000000, 3 * CERT, 64,
	  "libvirt's pdh is 9000000 bytes, not 2084" },
	{ "chain short", CERT, 3 * CERT - 1, 64,
	  "libvirt's cert-chain is 6251 bytes, not 6252" },
	{ "chain with the PDH", CERT, 4 * CERT, 64,
	  "libvirt's cert-chain is 8336 bytes, not 6252" },
	{ "ID short", CERT, 3 * CERT, 63,
	  "libvirt's cpu0-id is 63 bytes, not 64" },
	{ "ID long", CERT, 3 * CERT, 65,
	  "libvirt's cpu0-id is 65 bytes, not 64" },
};

static void decode(void **state)
{
	const struct info_case *c = *state;
	_cleanup_free_ char *pdh = c->pdh ? zeros(c->pdh) : NULL;
	_cleanup_free_ char *chain = c->chain ? zeros(c->chain) : NULL;
	_cleanup_free_ char *id = c->id ? zeros(c->id) : NULL;
	struct sev_info info = { .id = "before" };
	struct err err = { "" };

	assert_int_equal(sev_info_decode(pdh, chain, id, &info, &err),
			 c->message ? -1 : 0);
	assert_string_equal(err.text, c->message ? c->message : "");
	if (c->message) {
		assert_string_equal(info.id, "before");
		return;
	}
	assert_int_equal(info.chain[0], 1);
	assert_int_equal(info.chain[CERT], 1);
	assert_int_equal(info.chain[2 * CERT], 0);
	assert_int_equal(strlen(info.id), c->id ? 128 : 0);
	assert_true(!c->id || !strncmp(info.id, "0100", 4));
}

static const struct text_case {
	const char *name, *text;
} text_cases[] = {
	{ "empty", "" },
	{ "a word", "certificate" },
	{ "no padding", "AAAAA" },
	{ "controls", "\033[31mAAAA" },
};

static void no_base64(void **state)
{
	const struct text_case *c = *state;
	struct sev_info info;
	struct err err = { "" };

	assert_int_equal(sev_info_decode(c->text, "", NULL, &info, &err), -1);
	assert_string_equal(err.text, *c->text ? "libvirt's pdh is no base64"
					       : "libvirt's pdh is 0 bytes, "
						 "not 2084");
}

int main(void)
{
	UNIT_CASES(decode, info_cases);
	UNIT_CASES(no_base64, text_cases);
	return unit_run();
}
