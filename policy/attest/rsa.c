/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rsa.c - RSA keys and signatures between AMD's form and libcrypto */
#include "attest/rsa.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

static EVP_PKEY *key_from_params(OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	EVP_PKEY *pkey = NULL;

	if (!ctx || !params || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
		pkey = NULL;
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

static EVP_PKEY *key_from_numbers(const BIGNUM *e, const BIGNUM *n)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;
	EVP_PKEY *pkey;

	if (build && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e))
		params = OSSL_PARAM_BLD_to_param(build);
	pkey = key_from_params(params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	return pkey;
}

/* What libcrypto takes without looking: an exponent of 1 signs everything. */
static bool is_sound(const BIGNUM *e, const BIGNUM *n, uint32_t bits)
{
	return e && n && BN_num_bits(n) == (int)bits && BN_is_odd(n) &&
	       BN_is_odd(e) && !BN_is_one(e);
}

EVP_PKEY *rsa_key_read(const uint8_t *exponent, const uint8_t *modulus,
		       uint32_t bits, struct err *err)
{
	BIGNUM *e = BN_lebin2bn(exponent, (int)bits / 8, NULL);
	BIGNUM *n = BN_lebin2bn(modulus, (int)bits / 8, NULL);
	EVP_PKEY *pkey = is_sound(e, n, bits) ? key_from_numbers(e, n) : NULL;

	if (!pkey)
		err_set(err, "the key is no RSA key of %u bits", bits);
	BN_free(e);
	BN_free(n);
	return pkey;
}

bool rsa_verify(EVP_PKEY *pkey, const EVP_MD *md, const uint8_t *data,
		size_t len, const uint8_t *signature)
{
	size_t size = (size_t)EVP_PKEY_get_size(pkey), i;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t big_endian[RSA_MAX_SIZE];
	EVP_PKEY_CTX *pctx = NULL; /* belongs to ctx */
	bool good;

	for (i = 0; i < size && size <= RSA_MAX_SIZE; i++)
		big_endian[i] = signature[size - 1 - i];
	good = ctx && size <= RSA_MAX_SIZE &&
	       EVP_DigestVerifyInit(ctx, &pctx, md, NULL, pkey) == 1 &&
	       EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, RSA_PSS_SALTLEN_DIGEST) ==
		       1 &&
	       EVP_DigestVerify(ctx, big_endian, size, data, len) == 1;
	EVP_MD_CTX_free(ctx);
	return good;
}
