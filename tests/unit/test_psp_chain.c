/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_chain.c - the firmware model's certificates, as the product sees */
#include "psp_vectors.h"

#include "psp_dir.h"
#include "attest/chain.h"
#include "tests/psp/psp.h"

static size_t export(const char *dir, uint8_t *data)
{
	struct err err = { "" };
	struct psp_chain chain;
	struct psp_cert pdh;
	struct psp psp;

	if (psp_open(&psp, dir, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(psp_init(&psp, true), PSP_SUCCESS);
	assert_int_equal(psp_pdh_export(&psp, &pdh, &chain), PSP_SUCCESS);
	memcpy(data, &pdh, 2084);
	memcpy(data + 2084, &chain, 6252);
	memcpy(data + 8336, &psp.identity.ask_cert, 832);
	memcpy(data + 8336 + 832, &psp.identity.ark_cert, 832);
	psp_close(&psp);
	return 10000;
}

/* Everything holds, but for the root, which nobody made AMD's. */
static void holds_but_for_the_root(void **state)
{
	uint8_t data[CHAIN_MAX_SIZE];
	struct chain_report report;
	size_t len = export(*state, data), i;
	struct err err = { "" };
	struct chain chain;

	assert_int_equal(chain_read(data, len, &chain, &err), 0);
	assert_int_equal(chain_examine(&chain, &report, &err), CHAIN_UNTRUSTED);
	assert_string_equal(err.text, "ARK: it is not one of AMD's roots");
	for (i = 0; i < CHAIN_LINKS; i++)
		assert_int_equal(report.link[i], LINK_GOOD);
}

/* As libvirt hands it out: without ASK and ARK. */
static void platform_alone(void **state)
{
	uint8_t data[CHAIN_MAX_SIZE];
	struct err err = { "" };
	struct chain chain;

	export(*state, data);
	assert_int_equal(chain_read(data, CHAIN_PLATFORM_SIZE, &chain, &err),
			 0);
	assert_int_equal(chain_verify(&chain, &err), CHAIN_UNTRUSTED);
	assert_non_null(strstr(err.text, "not signed by any known AMD key"));
}

/* Two chips: the PDH of one before the rest of the other. */
static void another_chip(void **state)
{
	uint8_t data[CHAIN_MAX_SIZE];
	size_t len = export(*state, data), pdh_len;
	uint8_t *pdh = vector_file("certs/naples/pdh.cert", &pdh_len);
	struct err err = { "" };
	struct chain chain;

	memcpy(data, pdh, pdh_len);
	free(pdh);
	assert_int_equal(chain_read(data, len, &chain, &err), 0);
	assert_int_equal(chain_verify(&chain, &err), CHAIN_BAD_SIGNATURE);
	assert_string_equal(err.text, "PEK->PDH: the signature is not good");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_but_for_the_root),
		cmocka_unit_test(platform_alone),
		cmocka_unit_test(another_chip),
	};

	return cmocka_run_group_tests_name("psp_chain", tests, psp_dir_make,
					   psp_dir_remove);
}
