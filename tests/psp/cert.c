/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cert.c - making and reading SEV and AMD root certificates */
#include "cert.h"

#include <endian.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <string.h>

#define RSA_BITS (PSP_RSA_SIZE * 8)

static void bn_freep(BIGNUM **bn)
{
	BN_free(*bn);
}

static void ecdsa_sig_freep(ECDSA_SIG **sig)
{
	ECDSA_SIG_free(*sig);
}

static void pkey_ctx_freep(EVP_PKEY_CTX **ctx)
{
	EVP_PKEY_CTX_free(*ctx);
}

/* One number of a key, as a little-endian field with zeros above it. */
static bool key_number(EVP_PKEY *key, const char *name, uint8_t *field, int len)
{
	_cleanup_(bn_freep) BIGNUM *bn = NULL;

	return EVP_PKEY_get_bn_param(key, name, &bn) == 1 &&
	       BN_bn2lebinpad(bn, field, len) == len;
}

bool psp_cert_init(struct psp_cert *cert, enum psp_usage usage,
		   enum psp_algo algo, EVP_PKEY *key)
{
	memset(cert, 0, sizeof(*cert));
	cert->version = htole32(1);
	cert->usage = htole32(usage);
	cert->algo = htole32(algo);
	cert->key.curve = htole32(PSP_CURVE_P384);
	cert->sig[0].usage = htole32(PSP_USAGE_NONE);
	cert->sig[1].usage = htole32(PSP_USAGE_NONE);
	return EVP_PKEY_get_bits(key) == PSP_EC_SIZE * 8 &&
	       key_number(key, OSSL_PKEY_PARAM_EC_PUB_X, cert->key.qx,
			  PSP_EC_FIELD) &&
	       key_number(key, OSSL_PKEY_PARAM_EC_PUB_Y, cert->key.qy,
			  PSP_EC_FIELD);
}

/* A signature in the form of the algorithm: DER or big-endian. */
static bool sign(EVP_PKEY *key, const void *data, size_t len, uint8_t *sig,
		 size_t *sig_len)
{
	_cleanup_md_ EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx = NULL; /* owned by ctx */

	if (!ctx || EVP_DigestSignInit_ex(ctx, &pctx, "SHA256", NULL, NULL, key,
					  NULL) != 1)
		return false;
	/* SEV API C.4: PSS, MGF1 with the same hash, salt as long as it */
	if (EVP_PKEY_is_a(key, "RSA") &&
	    (EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) != 1 ||
	     EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, RSA_PSS_SALTLEN_DIGEST) !=
		     1))
		return false;
	return EVP_DigestSign(ctx, sig, sig_len, data, len) == 1;
}

bool psp_ecdsa(EVP_PKEY *key, const void *data, size_t len,
	       uint8_t r[static PSP_EC_FIELD], uint8_t s[static PSP_EC_FIELD])
{
	_cleanup_(ecdsa_sig_freep) ECDSA_SIG *sig = NULL;
	uint8_t der[128]; /* 2 * (48 + 3) + 3 at most */
	const uint8_t *at = der;
	size_t der_len = sizeof(der);

	if (!sign(key, data, len, der, &der_len))
		return false;
	sig = d2i_ECDSA_SIG(NULL, &at, (long)der_len);
	return sig &&
	       BN_bn2lebinpad(ECDSA_SIG_get0_r(sig), r, PSP_EC_FIELD) ==
		       PSP_EC_FIELD &&
	       BN_bn2lebinpad(ECDSA_SIG_get0_s(sig), s, PSP_EC_FIELD) ==
		       PSP_EC_FIELD;
}

/* RSA-PSS, little-endian. */
static bool rsa_sign(EVP_PKEY *key, const void *data, size_t len,
		     uint8_t sig[static PSP_RSA_SIZE])
{
	size_t sig_len = PSP_RSA_SIZE;

	if (!sign(key, data, len, sig, &sig_len) || sig_len != PSP_RSA_SIZE)
		return false;
	psp_reverse(sig, PSP_RSA_SIZE);
	return true;
}

bool psp_cert_sign(struct psp_cert *cert, unsigned int slot,
		   enum psp_usage usage, EVP_PKEY *signer)
{
	struct psp_cert_sig *sig = &cert->sig[slot];

	memset(sig, 0, sizeof(*sig));
	sig->usage = htole32(usage);
	if (EVP_PKEY_is_a(signer, "RSA")) {
		sig->algo = htole32(PSP_ALGO_RSA_SHA256);
		return rsa_sign(signer, cert, PSP_CERT_BODY_SIZE, sig->data);
	}
	sig->algo = htole32(PSP_ALGO_ECDSA_SHA256);
	return psp_ecdsa(signer, cert, PSP_CERT_BODY_SIZE, sig->data,
			 sig->data + PSP_EC_FIELD);
}

static bool all_zero(const uint8_t *bytes, size_t len)
{
	while (len > 0)
		if (bytes[--len])
			return false;
	return true;
}

static bool has_p384_key(const struct psp_cert *cert)
{
	const size_t above = PSP_EC_FIELD - PSP_EC_SIZE;

	return le32toh(cert->version) == 1 &&
	       le32toh(cert->key.curve) == PSP_CURVE_P384 &&
	       all_zero(cert->key.qx + PSP_EC_SIZE, above) &&
	       all_zero(cert->key.qy + PSP_EC_SIZE, above);
}

bool psp_cert_public(const struct psp_cert *cert, EVP_PKEY **ret_key)
{
	/* SEC 1, 2.3.3: an uncompressed point is 04, x, y, big-endian */
	uint8_t point[1 + 2 * PSP_EC_SIZE] = { 4 };
	char group[] = "P-384";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
						 group, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
						  point, sizeof(point)),
		OSSL_PARAM_construct_end(),
	};
	_cleanup_(pkey_ctx_freep) EVP_PKEY_CTX *ctx =
		EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);

	if (!ctx || !has_p384_key(cert))
		return false;
	memcpy(point + 1, cert->key.qx, PSP_EC_SIZE);
	memcpy(point + 1 + PSP_EC_SIZE, cert->key.qy, PSP_EC_SIZE);
	psp_reverse(point + 1, PSP_EC_SIZE);
	psp_reverse(point + 1 + PSP_EC_SIZE, PSP_EC_SIZE);
	/* refuses points that are not on the curve */
	return EVP_PKEY_fromdata_init(ctx) == 1 &&
	       EVP_PKEY_fromdata(ctx, ret_key, EVP_PKEY_PUBLIC_KEY, params) ==
		       1;
}

bool psp_cert_key(const struct psp_cert *cert, EVP_PKEY **ret_key)
{
	return le32toh(cert->usage) == PSP_USAGE_PDH &&
	       le32toh(cert->algo) == PSP_ALGO_ECDH_SHA256 &&
	       psp_cert_public(cert, ret_key);
}

/* The numbers of a signature in the form that libcrypto takes; 0: bad. */
static int to_der(const struct psp_cert_sig *sig, uint8_t **ret_der)
{
	_cleanup_(ecdsa_sig_freep) ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = BN_lebin2bn(sig->data, PSP_EC_FIELD, NULL);
	BIGNUM *s = BN_lebin2bn(sig->data + PSP_EC_FIELD, PSP_EC_FIELD, NULL);

	/* takes both numbers over, or neither */
	if (!pair || !r || !s || ECDSA_SIG_set0(pair, r, s) != 1) {
		BN_free(r);
		BN_free(s);
		return 0;
	}
	return i2d_ECDSA_SIG(pair, ret_der);
}

static bool slot_good(const struct psp_cert *cert,
		      const struct psp_cert_sig *sig, EVP_PKEY *key)
{
	_cleanup_md_ EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t *der = NULL;
	int len = to_der(sig, &der);
	bool good;

	good = len > 0 && ctx &&
	       EVP_DigestVerifyInit_ex(ctx, NULL, "SHA256", NULL, NULL, key,
				       NULL) == 1 &&
	       EVP_DigestVerify(ctx, der, (size_t)len, (const uint8_t *)cert,
				PSP_CERT_BODY_SIZE) == 1;
	OPENSSL_free(der);
	return good;
}

bool psp_cert_signed_by(const struct psp_cert *cert,
			const struct psp_cert *signer)
{
	_cleanup_pkey_ EVP_PKEY *key = NULL;
	unsigned int i;

	if (!psp_cert_public(signer, &key))
		return false;
	for (i = 0; i < ARRAY_SIZE(cert->sig); i++)
		if (cert->sig[i].usage == signer->usage &&
		    le32toh(cert->sig[i].algo) == PSP_ALGO_ECDSA_SHA256 &&
		    slot_good(cert, &cert->sig[i], key))
			return true;
	return false;
}

bool psp_ca_init(struct psp_ca_cert *cert, enum psp_usage usage,
		 const uint8_t *certifying_id, EVP_PKEY *key)
{
	memset(cert, 0, sizeof(*cert));
	cert->version = htole32(1);
	cert->usage = htole32(usage);
	cert->exponent_bits = htole32(RSA_BITS);
	cert->modulus_bits = htole32(RSA_BITS);
	if (!psp_random(cert->key_id, sizeof(cert->key_id)))
		return false;
	memcpy(cert->certifying_id,
	       certifying_id ? certifying_id : cert->key_id,
	       sizeof(cert->certifying_id));
	return key_number(key, OSSL_PKEY_PARAM_RSA_E, cert->exponent,
			  PSP_RSA_SIZE) &&
	       key_number(key, OSSL_PKEY_PARAM_RSA_N, cert->modulus,
			  PSP_RSA_SIZE);
}

bool psp_ca_sign(struct psp_ca_cert *cert, EVP_PKEY *signer)
{
	return rsa_sign(signer, cert, PSP_CA_BODY_SIZE, cert->sig);
}
