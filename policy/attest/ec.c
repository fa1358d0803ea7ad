/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ec.c - elliptic curve keys and signatures between AMD's form and libcrypto */
#include "attest/ec.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string.h>

#include "attest/le.h"

/* the widest field, of P-384 */
#define WIDEST 48u

static const struct curve {
	uint32_t id;
	const char *name;
	size_t size;
} curves[] = {
	{ EC_CURVE_P256, "P-256", 32 },
	{ EC_CURVE_P384, "P-384", 48 },
};

static const struct curve *curve_of(uint32_t id)
{
	size_t i;

	for (i = 0; i < sizeof(curves) / sizeof(curves[0]); i++)
		if (curves[i].id == id)
			return &curves[i];
	return NULL;
}

static void reverse(uint8_t *to, const uint8_t *from, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		to[i] = from[len - 1 - i];
}

/* A little-endian field to the big-endian bytes that libcrypto takes. */
static bool get_field(const uint8_t *field, uint8_t *big_endian, size_t size)
{
	reverse(big_endian, field, size);
	return is_zero(field + size, EC_FIELD_SIZE - size);
}

/* NULL when the point is not on the curve. */
static EVP_PKEY *key_from_point(const struct curve *curve, uint8_t *point)
{
	char group[8];
	OSSL_PARAM params[] = {
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group,
				       strlen(curve->name)),
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point,
					1 + 2 * curve->size),
		OSSL_PARAM_END,
	};
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *pkey = NULL;

	memcpy(group, curve->name, strlen(curve->name) + 1);
	if (!ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
		pkey = NULL;
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

int ec_key_check(const uint8_t key[EC_KEY_SIZE], struct err *err)
{
	const struct curve *curve = curve_of(get_le32(key));
	const uint8_t *x = key + 4, *y = x + EC_FIELD_SIZE;
	size_t beyond;

	if (!curve)
		return err_set(err, "curve %u is neither P-256 nor P-384",
			       get_le32(key));
	beyond = EC_FIELD_SIZE - curve->size;
	if (!is_zero(x + curve->size, beyond) ||
	    !is_zero(y + curve->size, beyond) ||
	    !is_zero(y + EC_FIELD_SIZE, EC_KEY_SIZE - 4 - 2 * EC_FIELD_SIZE))
		return err_set(err, "the key is wider than %s", curve->name);
	return 0;
}

EVP_PKEY *ec_key_read(const uint8_t key[EC_KEY_SIZE], struct err *err)
{
	const struct curve *curve = curve_of(get_le32(key));
	const uint8_t *x = key + 4, *y = x + EC_FIELD_SIZE;
	uint8_t point[1 + 2 * WIDEST] = { 0x04 };
	EVP_PKEY *pkey;

	if (ec_key_check(key, err) < 0)
		return NULL;
	reverse(point + 1, x, curve->size);
	reverse(point + 1 + curve->size, y, curve->size);
	pkey = key_from_point(curve, point);
	if (!pkey)
		err_set(err, "the key is no point on %s", curve->name);
	return pkey;
}

void ec_key_freep(EVP_PKEY **pkey)
{
	EVP_PKEY_free(*pkey);
}

int ec_key_write(const EVP_PKEY *pkey, uint8_t key[EC_KEY_SIZE],
		 struct err *err)
{
	uint8_t point[1 + 2 * WIDEST];
	const struct curve *curve;
	size_t len = 0;

	if (EVP_PKEY_get_octet_string_param(pkey,
					    OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY,
					    point, sizeof(point), &len) != 1 ||
	    len % 2 != 1 || point[0] != 0x04)
		return err_set(err, "the key is not on P-256 or P-384");
	curve = len == sizeof(point) ? &curves[1] : &curves[0];
	if (len != 1 + 2 * curve->size)
		return err_set(err, "the key is not on P-256 or P-384");
	memset(key, 0, EC_KEY_SIZE);
	put_le32(key, curve->id);
	reverse(key + 4, point + 1, curve->size);
	reverse(key + 4 + EC_FIELD_SIZE, point + 1 + curve->size, curve->size);
	return 0;
}

/* The DER form of a signature, freed with OPENSSL_free(); its length or -1. */
static int der_of(const uint8_t *signature, size_t size, uint8_t **ret_der)
{
	uint8_t r[WIDEST], s[WIDEST];
	ECDSA_SIG *sig = ECDSA_SIG_new();
	BIGNUM *bn_r = NULL, *bn_s = NULL;
	int len = -1;

	if (sig && get_field(signature, r, size) &&
	    get_field(signature + EC_FIELD_SIZE, s, size)) {
		bn_r = BN_bin2bn(r, (int)size, NULL);
		bn_s = BN_bin2bn(s, (int)size, NULL);
	}
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

bool ec_verify(EVP_PKEY *pkey, const EVP_MD *md, const uint8_t *data,
	       size_t len, const uint8_t signature[EC_SIGNATURE_SIZE])
{
	size_t size = ((size_t)EVP_PKEY_get_bits(pkey) + 7) / 8;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t *der = NULL;
	int der_len = size <= WIDEST ? der_of(signature, size, &der) : -1;
	bool good;

	good = ctx && der_len > 0 &&
	       EVP_DigestVerifyInit(ctx, NULL, md, NULL, pkey) == 1 &&
	       EVP_DigestVerify(ctx, der, (size_t)der_len, data, len) == 1;
	OPENSSL_free(der);
	EVP_MD_CTX_free(ctx);
	return good;
}

/* What libcrypto signs, in its own form; freed with ECDSA_SIG_free(). */
static ECDSA_SIG *sign_data(EVP_PKEY *pkey, const EVP_MD *md,
			    const uint8_t *data, size_t len)
{
	uint8_t der[256];
	const uint8_t *p = der;
	size_t der_len = sizeof(der);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	ECDSA_SIG *sig = NULL;

	if (ctx && EVP_DigestSignInit(ctx, NULL, md, NULL, pkey) == 1 &&
	    EVP_DigestSign(ctx, der, &der_len, data, len) == 1)
		sig = d2i_ECDSA_SIG(NULL, &p, (long)der_len);
	EVP_MD_CTX_free(ctx);
	return sig;
}

int ec_sign(EVP_PKEY *pkey, const EVP_MD *md, const uint8_t *data, size_t len,
	    uint8_t signature[EC_SIGNATURE_SIZE], struct err *err)
{
	ECDSA_SIG *sig = sign_data(pkey, md, data, len);
	bool good;

	memset(signature, 0, EC_SIGNATURE_SIZE);
	good = sig &&
	       BN_bn2lebinpad(ECDSA_SIG_get0_r(sig), signature,
			      EC_FIELD_SIZE) == EC_FIELD_SIZE &&
	       BN_bn2lebinpad(ECDSA_SIG_get0_s(sig), signature + EC_FIELD_SIZE,
			      EC_FIELD_SIZE) == EC_FIELD_SIZE;
	ECDSA_SIG_free(sig);
	return good ? 0 : err_set(err, "libcrypto does not sign");
}
