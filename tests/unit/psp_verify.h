/* SPDX-License-Identifier: GPL-2.0-or-later */
/* psp_verify.h - are certificates signed as AMD's are */
#ifndef UNIT_PSP_VERIFY_H
#define UNIT_PSP_VERIFY_H

#include "psp_vectors.h"

#include <endian.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "tests/psp/crypto.h"

/*
 * Only layouts, and the turning round of bytes, are the model's own.  This is
 * proven on AMD's chain before it judges the model's.
 */

/* --- an independent check of signatures, proven on AMD's own chain ---------
 */

static inline EVP_PKEY *from_params(const char *type, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(
		EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params), 1);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static inline EVP_PKEY *ec_key(const struct psp_cert *cert)
{
	uint8_t point[97] = { 4 };
	char group[] = "P-384";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
						 group, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
						  point, sizeof(point)),
		OSSL_PARAM_construct_end(),
	};

	memcpy(point + 1, cert->key.qx, 48);
	memcpy(point + 49, cert->key.qy, 48);
	psp_reverse(point + 1, 48);
	psp_reverse(point + 49, 48);
	return from_params("EC", params);
}

static inline EVP_PKEY *rsa_key(const struct psp_ca_cert *cert)
{
	struct psp_ca_cert copy = *cert; /* native order is the wire's */
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, copy.modulus,
					sizeof(copy.modulus)),
		OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, copy.exponent,
					sizeof(copy.exponent)),
		OSSL_PARAM_construct_end(),
	};

	return from_params("RSA", params);
}

static inline bool verifies(EVP_PKEY *key, const void *data, size_t len,
			    const uint8_t *sig, size_t sig_len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx = NULL;
	bool ok;

	assert_int_equal(EVP_DigestVerifyInit_ex(ctx, &pctx, "SHA256", NULL,
						 NULL, key, NULL),
			 1);
	if (EVP_PKEY_is_a(key, "RSA")) {
		EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING);
		EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, RSA_PSS_SALTLEN_DIGEST);
	}
	ok = EVP_DigestVerify(ctx, sig, sig_len, data, len) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

static inline bool ec_verifies(EVP_PKEY *key, const void *data, size_t len,
			       const uint8_t *r, const uint8_t *s)
{
	ECDSA_SIG *sig = ECDSA_SIG_new();
	uint8_t *der = NULL;
	int der_len;
	bool ok;

	ECDSA_SIG_set0(sig, BN_lebin2bn(r, PSP_EC_FIELD, NULL),
		       BN_lebin2bn(s, PSP_EC_FIELD, NULL));
	der_len = i2d_ECDSA_SIG(sig, &der);
	ok = verifies(key, data, len, der, (size_t)der_len);
	OPENSSL_free(der);
	ECDSA_SIG_free(sig);
	return ok;
}

static inline bool rsa_verifies(EVP_PKEY *key, const void *data, size_t len,
				const uint8_t *little_endian)
{
	uint8_t sig[PSP_RSA_SIZE];

	memcpy(sig, little_endian, sizeof(sig));
	psp_reverse(sig, sizeof(sig));
	return verifies(key, data, len, sig, sizeof(sig));
}

/* Does one of the child's signatures come from this certificate? */
static inline bool signed_by(const struct psp_cert *child,
			     const struct psp_cert *signer)
{
	EVP_PKEY *key = ec_key(signer);
	bool found = false;
	int i;

	for (i = 0; i < 2; i++)
		found |= child->sig[i].usage == signer->usage &&
			 ec_verifies(key, child, PSP_CERT_BODY_SIZE,
				     child->sig[i].data,
				     child->sig[i].data + PSP_EC_FIELD);
	EVP_PKEY_free(key);
	return found;
}

static inline bool root_signed(const struct psp_ca_cert *child,
			       const struct psp_ca_cert *signer)
{
	EVP_PKEY *key = rsa_key(signer);
	bool ok = !memcmp(child->certifying_id, signer->key_id, 16) &&
		  rsa_verifies(key, child, PSP_CA_BODY_SIZE, child->sig);

	EVP_PKEY_free(key);
	return ok;
}

static inline void assert_chain(const struct psp_cert *pdh,
				const struct psp_chain *chain,
				const struct psp_ca_cert *ask,
				const struct psp_ca_cert *ark)
{
	EVP_PKEY *ask_key = rsa_key(ask);

	assert_true(root_signed(ark, ark));
	assert_true(root_signed(ask, ark));
	assert_int_equal(le32toh(chain->cek.sig[0].usage), PSP_USAGE_ASK);
	assert_true(rsa_verifies(ask_key, &chain->cek, PSP_CERT_BODY_SIZE,
				 chain->cek.sig[0].data));
	assert_true(signed_by(&chain->pek, &chain->cek));
	assert_true(signed_by(&chain->pek, &chain->oca));
	assert_true(signed_by(&chain->oca, &chain->oca));
	assert_true(signed_by(pdh, &chain->pek));
	assert_false(signed_by(pdh, &chain->cek));
	EVP_PKEY_free(ask_key);
}

#endif
