/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_chain_links.c - each signature of a chain, spoilt and made anew */
#include "certs.h"

#define NOT_AMD "ARK: it is not one of AMD's roots"

static enum chain_verdict judge(const struct bytes *b,
				struct chain_report *report, struct err *err)
{
	struct chain chain;

	if (chain_read(b->data, b->len, &chain, err) < 0)
		fail_msg("%s", err->text);
	return chain_examine(&chain, report, err);
}

/* --- a bit flipped -------------------------------------------------------- */

/* The bits of enum chain_link that do not hold any more, as in chain_links. */
#define ARK_ARK (1u << 0)
#define ARK_ASK (1u << 1)
#define ASK_CEK (1u << 2)
#define CEK_PEK (1u << 3)
#define OCA_OCA (1u << 4)
#define OCA_PEK (1u << 5)
#define PEK_PDH (1u << 6)

static const struct flip_case {
	const char *name;
	size_t at;
	unsigned int bad;
	const char *message;
} flip_cases[] = {
	{ "ARK signature", ARK + 576, ARK_ARK,
	  "ARK->ARK: the signature is not good" },
	{ "ASK signature", ASK + 831, ARK_ASK,
	  "ARK->ASK: the signature is not good" },
	{ "CEK signature", CEK + SLOT_1 + 8, ASK_CEK,
	  "ASK->CEK: the signature is not good" },
	{ "CEK, API version", CEK + 4, ASK_CEK,
	  "ASK->CEK: the signature is not good" },
	{ "PEK, r by the OCA", PEK + SLOT_1 + 8, OCA_PEK,
	  "OCA->PEK: the signature is not good" },
	{ "PEK, beyond r by the OCA", PEK + SLOT_1 + 8 + 48, OCA_PEK,
	  "OCA->PEK: the signature is not good" },
	{ "PEK, s by the CEK", PEK + SLOT_2 + 8 + 72, CEK_PEK,
	  "CEK->PEK: the signature is not good" },
	{ "PEK, API version", PEK + 5, CEK_PEK | OCA_PEK,
	  "CEK->PEK: the signature is not good" },
	{ "OCA signature", OCA + SLOT_1 + 8 + 100, OCA_OCA,
	  "OCA->OCA: the signature is not good" },
	{ "OCA, API version", OCA + 4, OCA_OCA,
	  "OCA->OCA: the signature is not good" },
	{ "PDH signature", PDH + SLOT_1 + 8, PEK_PDH,
	  "PEK->PDH: the signature is not good" },
	{ "PDH key", PDH + 20, PEK_PDH, "PEK->PDH: the signature is not good" },
	{ "PEK key", PEK + 20, CEK_PEK | OCA_PEK | PEK_PDH,
	  "CEK->PEK: the signature is not good" },
	{ "CEK key", CEK + 20, ASK_CEK | CEK_PEK,
	  "ASK->CEK: the signature is not good" },
	{ "OCA key", OCA + 20, OCA_OCA | OCA_PEK,
	  "OCA->OCA: the key is no point on P-384" },
	{ "ASK modulus", ASK + 320 + 1, ARK_ASK | ASK_CEK,
	  "ARK->ASK: the signature is not good" },
	{ "ASK key ID", ASK + 4, ARK_ASK,
	  "ARK->ASK: the signature is not good" },
	{ "ASK's signer", ASK + 20, ARK_ASK,
	  "ARK->ASK: it names another key as the one that signed it" },
	{ "ARK key ID", ARK + 4, ARK_ARK | ARK_ASK,
	  "ARK->ARK: it names another key as the one that signed it" },
	{ "ARK modulus", ARK + 320 + 1, ARK_ARK | ARK_ASK,
	  "ARK->ARK: the signature is not good" },
	{ "ARK, even modulus", ARK + 320, ARK_ARK | ARK_ASK,
	  "ARK->ARK: the key is no RSA key of 2048 bits" },
	{ "ARK, even exponent", ARK + 64, ARK_ARK | ARK_ASK,
	  "ARK->ARK: the key is no RSA key of 2048 bits" },
	{ "CEK, whose signature", CEK + SLOT_1 + 4 + 1, ASK_CEK,
	  "ASK->CEK: the signature has algorithm 0x101, the key 0x001" },
};

static void flipped(void **state)
{
	const struct flip_case *c = *state;
	struct chain_report report;
	struct err err = { "" };
	unsigned int bad = 0, i;
	struct bytes b;

	certs_synthetic(&b);
	b.data[c->at] ^= 1;
	assert_int_equal(judge(&b, &report, &err), CHAIN_BAD_SIGNATURE);
	assert_string_equal(err.text, c->message);
	for (i = 0; i < CHAIN_LINKS; i++) {
		bad |= report.link[i] == LINK_BAD ? 1u << i : 0;
		assert_int_equal(!report.reason[i].text[0],
				 report.link[i] == LINK_GOOD);
	}
	assert_int_equal(bad, c->bad);
}

/* Whatever byte of what is signed: the PDH decides over sessions. */
static void any_byte_of_the_pdh(void **state)
{
	struct chain_report report;
	struct err err = { "" };
	struct chain chain;
	struct bytes b;
	size_t i;

	(void)state;
	certs_synthetic(&b);
	for (i = 0; i < CERT_BODY; i++) {
		b.data[i] ^= (uint8_t)(1 << i % 8);
		if (chain_read(b.data, b.len, &chain, &err) == 0)
			assert_int_equal(judge(&b, &report, &err),
					 CHAIN_BAD_SIGNATURE);
		b.data[i] ^= (uint8_t)(1 << i % 8);
	}
	assert_int_equal(judge(&b, &report, &err), CHAIN_UNTRUSTED);
}

/* --- made anew, with the keys --------------------------------------------- */

static void both_by_the_oca(uint8_t *b)
{
	memcpy(b + PEK + SLOT_2, b + PEK + SLOT_1, SLOT_SIZE);
}

static void both_by_the_cek(uint8_t *b)
{
	memcpy(b + PEK + SLOT_1, b + PEK + SLOT_2, SLOT_SIZE);
}

/* One signature with the name of the other signer is none. */
static void renamed_slot(uint8_t *b)
{
	memcpy(b + PEK + SLOT_2, b + PEK + SLOT_1, SLOT_SIZE);
	certs_put32(b + PEK + SLOT_2, 0x1004);
}

static void slots_exchanged(uint8_t *b)
{
	uint8_t slot[SLOT_SIZE];

	memcpy(slot, b + PEK + SLOT_1, SLOT_SIZE);
	memcpy(b + PEK + SLOT_1, b + PEK + SLOT_2, SLOT_SIZE);
	memcpy(b + PEK + SLOT_2, slot, SLOT_SIZE);
}

static void pdh_in_second_slot(uint8_t *b)
{
	memcpy(b + PDH + SLOT_2, b + PDH + SLOT_1, SLOT_SIZE);
	b[PDH + SLOT_1 + 8] ^= 1;
}

static void pdh_unsigned(uint8_t *b)
{
	memset(b + PDH + SLOT_1, 0, SLOT_SIZE);
	certs_put32(b + PDH + SLOT_1, 0x1000);
}

static void pdh_by_the_oca(uint8_t *b)
{
	certs_fill(b + PDH, SLOT_1, 0x1001, 2, "oca");
}

static void pdh_by_the_cek_as_pek(uint8_t *b)
{
	certs_fill(b + PDH, SLOT_1, 0x1002, 2, "cek");
}

static void pdh_off_the_curve(uint8_t *b)
{
	b[PDH + 20] ^= 1;
	certs_fill(b + PDH, SLOT_1, 0x1002, 2, "pek");
}

static void pek_off_the_curve(uint8_t *b)
{
	b[PEK + 20] ^= 1;
	certs_fill(b + PEK, SLOT_1, 0x1001, 2, "oca");
	certs_fill(b + PEK, SLOT_2, 0x1004, 2, "cek");
}

static void pek_at_infinity(uint8_t *b)
{
	memset(b + PEK + 20, 0, 144);
	certs_fill(b + PEK, SLOT_1, 0x1001, 2, "oca");
	certs_fill(b + PEK, SLOT_2, 0x1004, 2, "cek");
}

static void pdh_with_other_digest(uint8_t *b)
{
	certs_fill(b + PDH, SLOT_1, 0x1002, 0x102, "pek");
}

static void sha_384(uint8_t *b)
{
	certs_put32(b + PEK + 12, 0x102);
	certs_fill(b + PEK, SLOT_1, 0x1001, 2, "oca");
	certs_fill(b + PEK, SLOT_2, 0x1004, 2, "cek");
	certs_put32(b + PDH + 12, 0x103);
	certs_fill(b + PDH, SLOT_1, 0x1002, 0x102, "pek");
}

/* An owner whose key is RSA: that of the ASK, as there is one of 2048 bits. */
static void rsa_oca(uint8_t *b)
{
	certs_put32(b + OCA + 12, 1);
	memset(b + OCA + 16, 0, 1028);
	certs_put32(b + OCA + 16, 2048);
	memcpy(b + OCA + 20, b + ASK + 64, 256);
	memcpy(b + OCA + 20 + 512, b + ASK + 320, 256);
	certs_fill(b + OCA, SLOT_1, 0x1001, 1, "ask");
	certs_fill(b + PEK, SLOT_1, 0x1001, 1, "ask");
}

static void rsa_oca_by_another(uint8_t *b)
{
	rsa_oca(b);
	certs_fill(b + PEK, SLOT_1, 0x1001, 1, "ark");
}

static void cek_by_the_ark(uint8_t *b)
{
	certs_fill(b + CEK, SLOT_1, 0x13, 1, "ark");
}

static void cek_with_short_salt(uint8_t *b)
{
	certs_salt = 20;
	certs_fill(b + CEK, SLOT_1, 0x13, 1, "ask");
	certs_salt = RSA_PSS_SALTLEN_DIGEST;
}

static void ask_of_another(uint8_t *b)
{
	b[ASK + 20] ^= 1;
	certs_fill_ca(b + ASK, "ark");
}

static void ark_of_another(uint8_t *b)
{
	b[ARK + 20] ^= 1;
	certs_fill_ca(b + ARK, "ark");
}

static void exponent_of_one(uint8_t *b)
{
	memset(b + ARK + 64, 0, 256);
	b[ARK + 64] = 1;
	certs_fill_ca(b + ARK, "ark");
}

static void short_modulus(uint8_t *b)
{
	b[ARK + 320 + 255] = 0;
	certs_fill_ca(b + ARK, "ark");
}

static const struct made_case {
	const char *name;
	void (*make)(uint8_t *b);
	enum chain_verdict verdict;
	const char *message;
} made_cases[] = {
	{ "PEK: both by the OCA", both_by_the_oca, CHAIN_BAD_SIGNATURE,
	  "CEK->PEK: there is no such signature" },
	{ "PEK: both by the CEK", both_by_the_cek, CHAIN_BAD_SIGNATURE,
	  "OCA->PEK: there is no such signature" },
	{ "PEK: one under two names", renamed_slot, CHAIN_BAD_SIGNATURE,
	  "CEK->PEK: the signature is not good" },
	{ "PEK: slots exchanged", slots_exchanged, CHAIN_UNTRUSTED, NOT_AMD },
	{ "PDH: good in the second slot", pdh_in_second_slot, CHAIN_UNTRUSTED,
	  NOT_AMD },
	{ "PDH: unsigned", pdh_unsigned, CHAIN_BAD_SIGNATURE,
	  "PEK->PDH: there is no such signature" },
	{ "PDH: by the OCA", pdh_by_the_oca, CHAIN_BAD_SIGNATURE,
	  "PEK->PDH: there is no such signature" },
	{ "PDH: by the CEK as if a PEK", pdh_by_the_cek_as_pek,
	  CHAIN_BAD_SIGNATURE, "PEK->PDH: the signature is not good" },
	{ "PDH: off the curve, signed", pdh_off_the_curve, CHAIN_BAD_INPUT,
	  "PDH: the key is no point on P-384" },
	{ "PEK: off the curve, signed", pek_off_the_curve, CHAIN_BAD_SIGNATURE,
	  "PEK->PDH: the key is no point on P-384" },
	{ "PEK: at infinity, signed", pek_at_infinity, CHAIN_BAD_SIGNATURE,
	  "PEK->PDH: the key is no point on P-384" },
	{ "PDH: other digest than the key's", pdh_with_other_digest,
	  CHAIN_BAD_SIGNATURE,
	  "PEK->PDH: the signature has algorithm 0x102, the key 0x002" },
	{ "SHA-384", sha_384, CHAIN_UNTRUSTED, NOT_AMD },
	{ "OCA: RSA", rsa_oca, CHAIN_UNTRUSTED, NOT_AMD },
	{ "OCA: RSA, another's", rsa_oca_by_another, CHAIN_BAD_SIGNATURE,
	  "OCA->PEK: the signature is not good" },
	{ "CEK: by the ARK", cek_by_the_ark, CHAIN_BAD_SIGNATURE,
	  "ASK->CEK: the signature is not good" },
	{ "CEK: salt of 20 bytes", cek_with_short_salt, CHAIN_BAD_SIGNATURE,
	  "ASK->CEK: the signature is not good" },
	{ "ASK: names another ARK", ask_of_another, CHAIN_BAD_SIGNATURE,
	  "ARK->ASK: it names another key as the one that signed it" },
	{ "ARK: names another", ark_of_another, CHAIN_BAD_SIGNATURE,
	  "ARK->ARK: it names another key as the one that signed it" },
	{ "ARK: exponent 1", exponent_of_one, CHAIN_BAD_SIGNATURE,
	  "ARK->ARK: the key is no RSA key of 2048 bits" },
	{ "ARK: modulus too short", short_modulus, CHAIN_BAD_SIGNATURE,
	  "ARK->ARK: the key is no RSA key of 2048 bits" },
};

static void made(void **state)
{
	const struct made_case *c = *state;
	struct chain_report report;
	struct err err = { "" };
	struct bytes b;
	size_t i;

	certs_synthetic(&b);
	c->make(b.data);
	assert_int_equal(judge(&b, &report, &err), c->verdict);
	assert_string_equal(err.text, c->message);
	for (i = 0; i < CHAIN_LINKS; i++)
		assert_int_equal(!report.reason[i].text[0],
				 report.link[i] == LINK_GOOD);
}

/* --- as it is shown ------------------------------------------------------- */

static void shown(void **state)
{
	struct chain_report report;
	struct err err = { "" };
	struct bytes b;

	(void)state;
	certs_synthetic(&b);
	sha_384(b.data);
	rsa_oca(b.data);
	assert_int_equal(judge(&b, &report, &err), CHAIN_UNTRUSTED);
	assert_string_equal(report.cert[CHAIN_PDH].algo, "D384");
	assert_int_equal(strlen(report.cert[CHAIN_PDH].digest), 96);
	assert_string_equal(report.cert[CHAIN_PEK].algo, "E384");
	assert_string_equal(report.cert[CHAIN_OCA].key, "R2048");
	assert_string_equal(report.cert[CHAIN_OCA].algo, "R256");
	assert_int_equal(strlen(report.cert[CHAIN_OCA].digest), 64);
}

/* A smaller curve is a chain; sessions ask for more. */
static void p_256(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	struct chain_report report;
	struct err err = { "" };
	BIGNUM *x = NULL, *y = NULL;
	struct bytes b;

	(void)state;
	certs_synthetic(&b);
	EVP_PKEY_get_bn_param(key, "qx", &x);
	EVP_PKEY_get_bn_param(key, "qy", &y);
	certs_put32(b.data + PDH + 16, 1);
	BN_bn2lebinpad(x, b.data + PDH + 20, 72);
	BN_bn2lebinpad(y, b.data + PDH + 92, 72);
	certs_fill(b.data + PDH, SLOT_1, 0x1002, 2, "pek");
	assert_int_equal(judge(&b, &report, &err), CHAIN_UNTRUSTED);
	assert_string_equal(err.text, NOT_AMD);
	assert_string_equal(report.cert[CHAIN_PDH].key, "EP256");
	BN_free(x);
	BN_free(y);
	EVP_PKEY_free(key);
}

int main(void)
{
	UNIT_CASES(flipped, flip_cases);
	UNIT(any_byte_of_the_pdh);
	UNIT_CASES(made, made_cases);
	UNIT(shown);
	UNIT(p_256);
	return unit_run();
}
