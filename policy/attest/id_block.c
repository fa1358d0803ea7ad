/* SPDX-License-Identifier: GPL-2.0-or-later */
/* id_block.c - the signatures over an SEV-SNP ID block */
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string.h>

#include "attest.h"
#include "cleanup.h"

/*
 * DOC: Layout of the ID authentication information, SNP ABI (56860) 8.18
 *
 * The ID key signs the 96 bytes of the ID block; the author key, where there
 * is one, signs the ID key.  Keys are a curve number and two 72 byte fields,
 * signatures two 72 byte fields, all little-endian and zero beyond the 48
 * bytes that P-384 needs.
 */
#define ID_KEY_ALGO	 0x000
#define AUTHOR_KEY_ALGO	 0x004
#define ID_SIGNATURE	 0x040
#define ID_KEY		 0x240
#define AUTHOR_SIGNATURE 0x680
#define AUTHOR_KEY	 0x880
#define KEY_SIZE	 1028u
#define SIGNATURE_SIZE	 512
#define FIELD_SIZE	 72u
#define P384_SIZE	 48u
#define CURVE_P384	 2
#define ALGO_P384_SHA384 1

_Static_assert(AUTHOR_KEY + KEY_SIZE <= ID_AUTH_SIZE, "layout");

static uint32_t get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static bool is_zero(const uint8_t *p, size_t len)
{
	while (len && !*p) {
		p++;
		len--;
	}
	return !len;
}

/* A little-endian field to the 48 big-endian bytes that libcrypto takes. */
static bool get_field(const uint8_t *field, uint8_t *big_endian)
{
	size_t i;

	for (i = 0; i < P384_SIZE; i++)
		big_endian[i] = field[P384_SIZE - 1 - i];
	return is_zero(field + P384_SIZE, FIELD_SIZE - P384_SIZE);
}

/* NULL when the bytes are no point on P-384. */
static EVP_PKEY *read_key(const uint8_t *key)
{
	uint8_t point[1 + 2 * P384_SIZE] = { 0x04 };
	char group[] = "P-384";
	OSSL_PARAM params[] = {
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group,
				       sizeof(group) - 1),
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point,
					sizeof(point)),
		OSSL_PARAM_END,
	};
	EVP_PKEY_CTX *ctx;
	EVP_PKEY *pkey = NULL;

	if (get_u32(key) != CURVE_P384 || !get_field(key + 4, point + 1) ||
	    !get_field(key + 4 + FIELD_SIZE, point + 1 + P384_SIZE) ||
	    !is_zero(key + 4 + 2 * (size_t)FIELD_SIZE,
		     KEY_SIZE - 4 - 2 * FIELD_SIZE))
		return NULL;
	ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	if (!ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
		pkey = NULL;
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

/* The DER form of a signature, freed with OPENSSL_free(). */
static int read_signature(const uint8_t *signature, uint8_t **ret_der)
{
	uint8_t r[P384_SIZE], s[P384_SIZE];
	ECDSA_SIG *sig = ECDSA_SIG_new();
	BIGNUM *bn_r, *bn_s;
	int len = -1;

	if (!get_field(signature, r) || !get_field(signature + FIELD_SIZE, s) ||
	    !sig) {
		ECDSA_SIG_free(sig);
		return -1;
	}
	bn_r = BN_bin2bn(r, sizeof(r), NULL);
	bn_s = BN_bin2bn(s, sizeof(s), NULL);
	if (bn_r && bn_s && ECDSA_SIG_set0(sig, bn_r, bn_s) == 1) {
		*ret_der = NULL;
		len = i2d_ECDSA_SIG(sig, ret_der);
	} else {
		BN_free(bn_r);
		BN_free(bn_s);
	}
	ECDSA_SIG_free(sig);
	return len;
}

static bool is_signed(const uint8_t *data, size_t len, const uint8_t *signature,
		      EVP_PKEY *key)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t *der = NULL;
	int der_len = read_signature(signature, &der);
	bool good;

	good = ctx && der_len > 0 &&
	       EVP_DigestVerifyInit(ctx, NULL, EVP_sha384(), NULL, key) == 1 &&
	       EVP_DigestVerify(ctx, der, (size_t)der_len, data, len) == 1;
	OPENSSL_free(der);
	EVP_MD_CTX_free(ctx);
	return good;
}

/* 1 good, 0 not, with @err saying why. */
static int check_one(const uint8_t *data, size_t len, const uint8_t *signature,
		     const uint8_t *key, const char *name, struct err *err)
{
	EVP_PKEY *pkey = read_key(key);
	bool good;

	if (!pkey) {
		err_set(err, "the %s key is no point on P-384", name);
		return 0;
	}
	good = is_signed(data, len, signature, pkey);
	EVP_PKEY_free(pkey);
	if (!good)
		err_set(err, "the signature of the %s key is not good", name);
	return good;
}

int id_block_verify(const uint8_t block[ID_BLOCK_SIZE],
		    const uint8_t auth[ID_AUTH_SIZE], bool author_key,
		    struct err *err)
{
	uint32_t author_algo = get_u32(auth + AUTHOR_KEY_ALGO);

	if (get_u32(auth + ID_KEY_ALGO) != ALGO_P384_SHA384) {
		err_set(err, "the ID key algorithm is not ECDSA P-384");
		return 0;
	}
	if (author_key != (author_algo == ALGO_P384_SHA384)) {
		err_set(err,
			"authorKey is '%s', the ID authentication has %s "
			"author key",
			author_key ? "yes" : "no",
			author_algo == ALGO_P384_SHA384 ? "an" : "no");
		return 0;
	}
	if (!check_one(block, ID_BLOCK_SIZE, auth + ID_SIGNATURE, auth + ID_KEY,
		       "ID", err))
		return 0;
	if (!author_key)
		return 1;
	return check_one(auth + ID_KEY, KEY_SIZE, auth + AUTHOR_SIGNATURE,
			 auth + AUTHOR_KEY, "author", err);
}
