/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_id_block.c - one wrong byte in an ID block or its authentication */
#include <jansson.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include "attest/attest.h"
#include "text.h"
#include "unit.h"

#define DIR "tests/vectors/idblock/"

/* SNP ABI (56860) 8.18 */
#define ID_SIGNATURE	 0x040
#define ID_KEY		 0x240
#define AUTHOR_SIGNATURE 0x680
#define AUTHOR_KEY	 0x880
#define FIELD		 72

struct pair {
	uint8_t block[ID_BLOCK_SIZE], auth[ID_AUTH_SIZE];
};

static void load(struct pair *p)
{
	json_t *cases = json_load_file(DIR "expected.json", 0, NULL);
	const char *b64 = json_string_value(
		json_object_get(json_array_get(cases, 0), "id_block_b64"));
	_cleanup_free_ char *auth = NULL;
	size_t len = 0;

	assert_non_null(b64);
	assert_true(text_base64(b64, p->block, sizeof(p->block), &len));
	assert_int_equal(len, ID_BLOCK_SIZE);
	json_decref(cases);
	auth = unit_read(DIR "test_auth_block.bin", &len);
	assert_int_equal(len, ID_AUTH_SIZE);
	memcpy(p->auth, auth, len);
}

static int verify(const struct pair *p, bool author, struct err *err)
{
	err->text[0] = '\0';
	return sevgate_attest.id_block_verify(p->block, p->auth, author, err);
}

static void good(void **state)
{
	struct pair p;
	struct err err;

	(void)state;
	load(&p);
	assert_int_equal(verify(&p, true, &err), 1);
	assert_string_equal(err.text, "");
	assert_true(id_block_policy(p.block) == 0x30000);
}

static void policy_bytes(void **state)
{
	struct pair p = { .block = { 0 } };
	int i;

	(void)state;
	for (i = 0; i < 8; i++)
		p.block[ID_BLOCK_POLICY + i] = (uint8_t)(0x11 * (i + 1));
	assert_true(id_block_policy(p.block) == UINT64_C(0x8877665544332211));
}

/* --- one byte wrong ------------------------------------------------------- */

#define BAD_ID	   "the signature of the ID key is not good"
#define BAD_AUTHOR "the signature of the author key is not good"
#define NO_ID	   "the ID key is no point on P-384"
#define NO_AUTHOR  "the author key is no point on P-384"

/* Each byte from @from on, @count of them, is changed alone. */
static const struct byte_case {
	const char *name;
	size_t from, count;
	const char *message;
} byte_cases[] = {
	{ "ID key algorithm", 0, 4, "the ID key algorithm is not ECDSA P-384" },
	{ "author key algorithm", 4, 4,
	  "authorKey is 'yes', the ID authentication has no author key" },
	{ "ID signature, r", ID_SIGNATURE, 48, BAD_ID },
	{ "ID signature, beyond r", ID_SIGNATURE + 48, 24, BAD_ID },
	{ "ID signature, s", ID_SIGNATURE + FIELD, 48, BAD_ID },
	{ "ID signature, beyond s", ID_SIGNATURE + FIELD + 48, 24, BAD_ID },
	{ "ID key, curve", ID_KEY, 4, NO_ID },
	{ "ID key, x", ID_KEY + 4, 48, NO_ID },
	{ "ID key, beyond x", ID_KEY + 4 + 48, 24, NO_ID },
	{ "ID key, y", ID_KEY + 4 + FIELD, 48, NO_ID },
	{ "ID key, rest", ID_KEY + 4 + FIELD + 48, 904, NO_ID },
	{ "author signature, r", AUTHOR_SIGNATURE, 48, BAD_AUTHOR },
	{ "author signature, beyond r", AUTHOR_SIGNATURE + 48, 24, BAD_AUTHOR },
	{ "author signature, s", AUTHOR_SIGNATURE + FIELD, 48, BAD_AUTHOR },
	{ "author signature, beyond s", AUTHOR_SIGNATURE + FIELD + 48, 24,
	  BAD_AUTHOR },
	{ "author key, curve", AUTHOR_KEY, 4, NO_AUTHOR },
	{ "author key, x", AUTHOR_KEY + 4, 48, NO_AUTHOR },
	{ "author key, beyond x", AUTHOR_KEY + 4 + 48, 24, NO_AUTHOR },
	{ "author key, y", AUTHOR_KEY + 4 + FIELD, 48, NO_AUTHOR },
	{ "author key, rest", AUTHOR_KEY + 4 + FIELD + 48, 904, NO_AUTHOR },
};

static void auth_byte(void **state)
{
	const struct byte_case *c = *state;
	struct pair p;
	struct err err;
	size_t i;

	load(&p);
	for (i = c->from; i < c->from + c->count; i++) {
		p.auth[i] ^= 1;
		assert_int_equal(verify(&p, true, &err), 0);
		assert_string_equal(err.text, c->message);
		p.auth[i] ^= 1;
	}
	assert_int_equal(verify(&p, true, &err), 1);
}

static void block_byte(void **state)
{
	struct pair p;
	struct err err;
	size_t i;

	(void)state;
	load(&p);
	for (i = 0; i < ID_BLOCK_SIZE; i++) {
		p.block[i] ^= 0x80;
		assert_int_equal(verify(&p, true, &err), 0);
		assert_string_equal(err.text, BAD_ID);
		p.block[i] ^= 0x80;
	}
}

/* --- with and without an author ------------------------------------------- */

static void author_does_not_agree(void **state)
{
	struct pair p;
	struct err err;

	(void)state;
	load(&p);
	assert_int_equal(verify(&p, false, &err), 0);
	assert_string_equal(err.text,
			    "authorKey is 'no', the ID authentication "
			    "has an author key");
	p.auth[4] = 0;
	assert_int_equal(verify(&p, true, &err), 0);
	assert_string_equal(err.text, "authorKey is 'yes', the ID "
				      "authentication has no author key");
	/* what stands in the author's place does not count then */
	memset(p.auth + AUTHOR_SIGNATURE, 0xff,
	       ID_AUTH_SIZE - AUTHOR_SIGNATURE);
	assert_int_equal(verify(&p, false, &err), 1);
}

static void keys_exchanged(void **state)
{
	struct pair p;
	struct err err;

	(void)state;
	load(&p);
	memcpy(p.auth + ID_KEY, p.auth + AUTHOR_KEY, 1028);
	assert_int_equal(verify(&p, true, &err), 0);
	assert_string_equal(err.text, BAD_ID);
	load(&p);
	memcpy(p.auth + AUTHOR_KEY, p.auth + ID_KEY, 1028);
	assert_int_equal(verify(&p, true, &err), 0);
	assert_string_equal(err.text, BAD_AUTHOR);
}

static void all_zero(void **state)
{
	struct pair p;
	struct err err;

	(void)state;
	load(&p);
	memset(p.auth + ID_SIGNATURE, 0, 512);
	assert_int_equal(verify(&p, true, &err), 0);
	assert_string_equal(err.text, BAD_ID);
	memset(p.auth + ID_KEY + 4, 0, 2 * FIELD);
	assert_int_equal(verify(&p, true, &err), 0);
	assert_string_equal(err.text, NO_ID);
	memset(p.auth, 0, sizeof(p.auth));
	assert_int_equal(verify(&p, false, &err), 0);
	assert_string_equal(err.text,
			    "the ID key algorithm is not ECDSA P-384");
}

/* --- keys of our own ------------------------------------------------------ */

static void put_field(uint8_t *to, const BIGNUM *bn)
{
	assert_int_equal(BN_bn2lebinpad(bn, to, FIELD), FIELD);
}

static void put_key(uint8_t *to, EVP_PKEY *key, uint8_t curve)
{
	BIGNUM *x = NULL, *y = NULL;

	assert_int_equal(
		EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_X, &x), 1);
	assert_int_equal(
		EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_Y, &y), 1);
	memset(to, 0, 1028);
	to[0] = curve;
	put_field(to + 4, x);
	put_field(to + 4 + FIELD, y);
	BN_free(x);
	BN_free(y);
}

static void put_signature(uint8_t *to, EVP_PKEY *key, const uint8_t *data,
			  size_t len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t der[200];
	const uint8_t *at = der;
	size_t der_len = sizeof(der);
	ECDSA_SIG *sig;

	assert_int_equal(EVP_DigestSignInit(ctx, NULL, EVP_sha384(), NULL, key),
			 1);
	assert_int_equal(EVP_DigestSign(ctx, der, &der_len, data, len), 1);
	EVP_MD_CTX_free(ctx);
	sig = d2i_ECDSA_SIG(NULL, &at, (long)der_len);
	memset(to, 0, 512);
	put_field(to, ECDSA_SIG_get0_r(sig));
	put_field(to + FIELD, ECDSA_SIG_get0_s(sig));
	ECDSA_SIG_free(sig);
}

/* An ID block without an author, signed with a fresh key. */
static const struct curve_case {
	const char *name;
	uint8_t curve;
	const char *message;
} curve_cases[] = {
	{ "P-384", 2, NULL },  { "P-384", 1, NO_ID }, { "P-256", 1, NO_ID },
	{ "P-256", 2, NO_ID }, { "P-521", 3, NO_ID }, { "P-521", 2, NO_ID },
};

static void curve(void **state)
{
	const struct curve_case *c = *state;
	EVP_PKEY *key = EVP_EC_gen(c->name);
	struct pair p = { .block = { 1, 2, 3 }, .auth = { 1 } };
	struct err err;

	assert_non_null(key);
	put_key(p.auth + ID_KEY, key, c->curve);
	put_signature(p.auth + ID_SIGNATURE, key, p.block, sizeof(p.block));
	assert_int_equal(verify(&p, false, &err), c->message ? 0 : 1);
	assert_string_equal(err.text, c->message ? c->message : "");
	EVP_PKEY_free(key);
}

/* Numbers that begin with zero bytes: one in 256 signatures has one. */
static void short_numbers(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-384");
	struct pair p = { .auth = { 1 } };
	struct err err;
	int i;

	(void)state;
	put_key(p.auth + ID_KEY, key, 2);
	for (i = 0; i < 5000 && (!i || p.auth[ID_SIGNATURE + 47]); i++) {
		p.block[0] = (uint8_t)i;
		put_signature(p.auth + ID_SIGNATURE, key, p.block,
			      sizeof(p.block));
	}
	assert_int_equal(p.auth[ID_SIGNATURE + 47], 0);
	assert_int_equal(verify(&p, false, &err), 1);
	EVP_PKEY_free(key);
}

int main(void)
{
	UNIT(good);
	UNIT(policy_bytes);
	UNIT_CASES(auth_byte, byte_cases);
	UNIT(block_byte);
	UNIT(author_does_not_agree);
	UNIT(keys_exchanged);
	UNIT(all_zero);
	UNIT_CASES(curve, curve_cases);
	UNIT(short_numbers);
	return unit_run();
}
