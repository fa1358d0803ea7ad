/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_identity.c - the platform's keys, certificates and who signs them */
#include "psp_vectors.h"
#include "psp_dir.h"
#include "psp_verify.h"

#include <dirent.h>
#include <endian.h>
#include <fcntl.h>
#include <openssl/ec.h>
#include <sys/stat.h>

#include "tests/psp/cert.h"
#include "tests/psp/psp.h"
#include "tests/psp/session.h"

static void read_cert(const char *name, void *out, size_t size)
{
	size_t len;
	uint8_t *data = vector_file(name, &len);

	assert_int_equal(len, size);
	memcpy(out, data, size);
	free(data);
}

static void check_holds_for_amd(void **state)
{
	struct psp_ca_cert ca[2];
	struct psp_chain chain;
	struct psp_cert pdh;

	(void)state;
	read_cert("certs/naples/pdh.cert", &pdh, sizeof(pdh));
	read_cert("certs/naples/pek.cert", &chain.pek, sizeof(chain.pek));
	read_cert("certs/naples/oca.cert", &chain.oca, sizeof(chain.oca));
	read_cert("certs/naples/cek.cert", &chain.cek, sizeof(chain.cek));
	read_cert("certs/naples/ca-chain.bin", ca, sizeof(ca));
	assert_chain(&pdh, &chain, &ca[0], &ca[1]);
}

/* --- the model
 * ---------------------------------------------------------------- */

static void open_platform(const char *dir, struct psp *psp)
{
	struct err err = { "" };

	if (psp_open(psp, dir, &err) < 0)
		fail_msg("%s", err.text);
}

static void chain_holds(void **state)
{
	struct psp_chain chain;
	struct psp_cert pdh;
	struct psp psp;

	open_platform(*state, &psp);
	assert_int_equal(psp_pdh_export(&psp, &pdh, &chain),
			 PSP_INVALID_PLATFORM_STATE);
	assert_int_equal(psp_init(&psp, true), PSP_SUCCESS);
	assert_int_equal(psp_pdh_export(&psp, &pdh, &chain), PSP_SUCCESS);
	assert_chain(&pdh, &chain, &psp.identity.ask_cert,
		     &psp.identity.ark_cert);
	psp_close(&psp);
}

static void same_chip_comes_back(void **state)
{
	struct psp one, two;

	open_platform(*state, &one);
	open_platform(*state, &two);
	assert_memory_equal(&one.identity.pdh_cert, &two.identity.pdh_cert,
			    sizeof(struct psp_cert));
	assert_memory_equal(&one.identity.chain, &two.identity.chain,
			    sizeof(struct psp_chain));
	assert_memory_equal(one.identity.id, two.identity.id, PSP_ID_SIZE);
	assert_int_equal(EVP_PKEY_eq(one.identity.pdh, two.identity.pdh), 1);
	psp_close(&one);
	psp_close(&two);
}

static void files_are_private(void **state)
{
	struct dirent *entry;
	unsigned int n = 0;
	struct stat st;
	struct psp psp;
	DIR *dir;

	open_platform(*state, &psp);
	dir = opendir(*state);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		assert_int_equal(fstatat(dirfd(dir), entry->d_name, &st, 0), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		n++;
	}
	assert_int_equal(n, 12); /* 4 keys, 6 certificates, id, lock */
	closedir(dir);
	psp_close(&psp);
}

static void interrupted_first_use_is_repeated(void **state)
{
	char path[64];
	struct psp psp;
	FILE *half;

	snprintf(path, sizeof(path), "%s/pdh.key", (const char *)*state);
	half = fopen(path, "w");
	fputs("-----BEGIN", half);
	fclose(half);
	open_platform(*state, &psp);
	psp_close(&psp);
	open_platform(*state, &psp);
	psp_close(&psp);
}

static void new_pdh_ends_old_sessions(void **state)
{
	EVP_PKEY *godh = EVP_EC_gen("P-384");
	struct psp_wrap_keys before, after;
	uint8_t nonce[16] = { 1 };
	struct psp_cert old;
	struct psp psp;

	open_platform(*state, &psp);
	assert_int_equal(psp_pdh_gen(&psp), PSP_INVALID_PLATFORM_STATE);
	psp_init(&psp, true);
	old = psp.identity.pdh_cert;
	psp_session_keys(psp.identity.pdh, godh, nonce, &before);
	assert_int_equal(psp_pdh_gen(&psp), PSP_SUCCESS);
	psp_session_keys(psp.identity.pdh, godh, nonce, &after);
	assert_memory_not_equal(&before, &after, sizeof(before));
	assert_memory_not_equal(&old, &psp.identity.pdh_cert, sizeof(old));
	assert_true(signed_by(&psp.identity.pdh_cert, &psp.identity.chain.pek));
	psp_close(&psp);
	open_platform(*state, &psp); /* it was kept */
	assert_memory_not_equal(&old, &psp.identity.pdh_cert, sizeof(old));
	psp_close(&psp);
	EVP_PKEY_free(godh);
}

/* A session made by hand: LAUNCH_START opens it, for this policy only. */
static void whole_launch_with_session(void **state)
{
	EVP_PKEY *godh = EVP_EC_gen("P-384");
	uint8_t keys[32] = "TEK TEK TEK TEKTIK TIK TIK TIK";
	struct psp_session session = { { 2 }, { 0 }, { 3 }, { 0 }, { 0 } };
	const struct psp_span wrapped = { session.wrap_tk, 32 };
	struct psp_wrap_keys wrap;
	struct psp_guest guest;
	struct psp_cert cert;
	struct psp psp;
	const struct psp_span cert_span = { &cert, sizeof(cert) };
	const struct psp_span session_span = { &session, sizeof(session) };

	open_platform(*state, &psp);
	psp_init(&psp, true);
	psp_cert_init(&cert, PSP_USAGE_PDH, PSP_ALGO_ECDH_SHA256, godh);
	psp_session_keys(godh, psp.identity.pdh, session.nonce, &wrap);
	psp_ctr(wrap.kek, session.wrap_iv, keys, 32, session.wrap_tk);
	psp_hmac(wrap.kik, 16, &wrapped, 1, session.wrap_mac);
	psp_session_policy_mac(keys + 16, 0x3, session.policy_mac);
	assert_int_equal(psp_launch_start(&psp, &guest, 0x3, cert_span,
					  session_span),
			 PSP_SUCCESS);
	assert_memory_equal(guest.tik, keys + 16, 16);
	psp_decommission(&guest);
	assert_int_equal(psp_launch_start(&psp, &guest, 0x1, cert_span,
					  session_span),
			 PSP_BAD_MEASUREMENT);
	/* firmware 2.0 at least, then a reserved bit: MACs are right */
	psp_session_policy_mac(keys + 16, 0x00020003, session.policy_mac);
	assert_int_equal(psp_launch_start(&psp, &guest, 0x00020003, cert_span,
					  session_span),
			 PSP_POLICY_FAILURE);
	psp_session_policy_mac(keys + 16, 0x43, session.policy_mac);
	assert_int_equal(psp_launch_start(&psp, &guest, 0x43, cert_span,
					  session_span),
			 PSP_POLICY_FAILURE);
	psp_session_policy_mac(keys + 16, 0x37010003, session.policy_mac);
	assert_int_equal(psp_launch_start(&psp, &guest, 0x37010003, cert_span,
					  session_span),
			 PSP_SUCCESS); /* 1.55 is what we are */
	psp_decommission(&guest);
	assert_int_equal(psp_launch_start(&psp, &guest, 0x3, cert_span,
					  (struct psp_span){ &session, 127 }),
			 PSP_INVALID_LENGTH);
	assert_int_equal(psp_launch_start(&psp, &guest, 0x3,
					  (struct psp_span){ &cert, 2083 },
					  session_span),
			 PSP_INVALID_LENGTH);
	cert.usage = htole32(PSP_USAGE_OCA);
	assert_int_equal(psp_launch_start(&psp, &guest, 0x3, cert_span,
					  session_span),
			 PSP_INVALID_CERTIFICATE);
	assert_int_equal(psp.guest_count, 0);
	psp_close(&psp);
	EVP_PKEY_free(godh);
}

static void report_is_signed_by_the_pek(void **state)
{
	const struct psp_span none = { NULL, 0 };
	uint8_t mnonce[16] = "sixteen bytes..", data[16] = { 0 };
	struct psp_measurement measurement;
	struct psp_report report;
	struct psp_guest guest;
	struct psp psp;
	EVP_PKEY *pek;

	open_platform(*state, &psp);
	psp_init(&psp, true);
	psp_launch_start(&psp, &guest, 0x1, none, none);
	psp_launch_update_data(&guest, data, 16);
	assert_int_equal(psp_attestation(&guest, mnonce, &report),
			 PSP_INVALID_GUEST_STATE);
	psp_launch_measure(&guest, &measurement);
	assert_int_equal(psp_attestation(&guest, mnonce, &report), PSP_SUCCESS);
	assert_memory_equal(report.mnonce, mnonce, 16);
	assert_memory_equal(report.launch_digest, guest.digest, 32);
	pek = ec_key(&psp.identity.chain.pek);
	assert_true(ec_verifies(pek, &report, PSP_REPORT_BODY_SIZE,
				report.sig_r, report.sig_s));
	EVP_PKEY_free(pek);
	psp_decommission(&guest);
	psp_close(&psp);
}

int main(void)
{
	/* One chip for all but one: making its keys takes its time. */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_holds_for_amd),
		cmocka_unit_test(chain_holds),
		cmocka_unit_test(same_chip_comes_back),
		cmocka_unit_test(files_are_private),
		cmocka_unit_test(whole_launch_with_session),
		cmocka_unit_test(report_is_signed_by_the_pek),
		cmocka_unit_test(new_pdh_ends_old_sessions),
		cmocka_unit_test_setup_teardown(
			interrupted_first_use_is_repeated, psp_dir_make,
			psp_dir_remove),
	};

	return cmocka_run_group_tests_name("psp_identity", tests, psp_dir_make,
					   psp_dir_remove);
}
