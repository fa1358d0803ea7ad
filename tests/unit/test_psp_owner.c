/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_owner.c - an owner takes a platform over, and gives it back */
#include "psp_vectors.h"
#include "psp_verify.h"

#include <endian.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/psp/cert.h"
#include "tests/psp/psp.h"

static char dir[] = "/tmp/test_psp_owner.XXXXXX";
static struct psp psp;
static EVP_PKEY *owner;
static struct psp_cert oca;

static int make(void **state)
{
	struct err err;

	(void)state;
	owner = EVP_EC_gen("P-384");
	return mkdtemp(dir) && psp_open(&psp, dir, &err) == 0 &&
			       psp_cert_init(&oca, PSP_USAGE_OCA,
					     PSP_ALGO_ECDSA_SHA256, owner) &&
			       psp_cert_sign(&oca, 0, PSP_USAGE_OCA, owner) &&
			       psp_init(&psp, false) == PSP_SUCCESS
		       ? 0
		       : -1;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int destroy(void **state)
{
	(void)state;
	psp_close(&psp);
	EVP_PKEY_free(owner);
	return nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* The PEK as its owner would sign it. */
static struct psp_cert signed_pek(unsigned int slot, EVP_PKEY *by)
{
	struct psp_cert pek;

	assert_int_equal(psp_pek_csr(&psp, &pek), PSP_SUCCESS);
	assert_true(psp_cert_sign(&pek, slot, PSP_USAGE_OCA, by));
	return pek;
}

static void chain_is_good(void)
{
	assert_chain(&psp.identity.pdh_cert, &psp.identity.chain,
		     &psp.identity.ask_cert, &psp.identity.ark_cert);
}

static bool is_external(void)
{
	struct psp_platform_info info;

	assert_int_equal(psp_platform_status(&psp, &info), PSP_SUCCESS);
	return info.external;
}

/* After everything that is refused the platform is what it was. */
static void bad_certificates_are_refused(void **state)
{
	const struct psp_identity before = psp.identity;
	struct psp_cert pek = signed_pek(0, psp.identity.pdh), bad;

	(void)state;
	assert_int_equal(psp_pek_cert_import(&psp, &pek, &oca),
			 PSP_BAD_SIGNATURE);
	pek = signed_pek(0, owner);
	bad = oca;
	bad.sig[0].data[0] ^= 1;
	assert_int_equal(psp_pek_cert_import(&psp, &pek, &bad),
			 PSP_BAD_SIGNATURE);
	bad = oca;
	bad.usage = htole32(PSP_USAGE_CEK);
	assert_int_equal(psp_pek_cert_import(&psp, &pek, &bad),
			 PSP_INVALID_CERTIFICATE);
	bad = pek;
	bad.key = oca.key;
	assert_int_equal(psp_pek_cert_import(&psp, &bad, &oca),
			 PSP_INVALID_CERTIFICATE);
	bad = pek;
	bad.key.qx[0] ^= 1;
	assert_int_equal(psp_pek_cert_import(&psp, &bad, &oca),
			 PSP_INVALID_CERTIFICATE);
	assert_memory_equal(&before, &psp.identity, sizeof(before));
	assert_false(is_external());
}

static void owner_takes_over(unsigned int slot)
{
	struct psp_cert pek = signed_pek(slot, owner);

	assert_int_equal(psp_pek_cert_import(&psp, &pek, &oca), PSP_SUCCESS);
	assert_true(is_external());
	assert_memory_equal(&psp.identity.chain.oca, &oca, sizeof(oca));
	chain_is_good();
	assert_int_equal(psp_pek_cert_import(&psp, &pek, &oca),
			 PSP_ALREADY_OWNED);
}

static void owner_and_back(void **state)
{
	struct psp again;
	struct err err;

	(void)state;
	owner_takes_over(0);
	/* it is kept */
	assert_int_equal(psp_open(&again, dir, &err), 0);
	assert_memory_equal(&again.identity.chain, &psp.identity.chain,
			    sizeof(again.identity.chain));
	psp_close(&again);
	/* a guest is in the way, and what is before INIT */
	psp.state = PSP_WORKING;
	assert_int_equal(psp_pek_gen(&psp), PSP_INVALID_PLATFORM_STATE);
	psp.state = PSP_INIT;
	assert_int_equal(psp_pek_gen(&psp), PSP_SUCCESS);
	assert_false(is_external());
	chain_is_good();
	/* whichever place the owner signs in */
	owner_takes_over(1);
	assert_int_equal(psp_platform_reset(&psp), PSP_INVALID_PLATFORM_STATE);
	assert_int_equal(psp_shutdown(&psp), PSP_SUCCESS);
	assert_int_equal(psp_platform_reset(&psp), PSP_SUCCESS);
	assert_false(is_external());
	chain_is_good();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_certificates_are_refused),
		cmocka_unit_test(owner_and_back),
	};

	return cmocka_run_group_tests_name("psp_owner", tests, make, destroy);
}
