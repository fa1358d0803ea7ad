/* SPDX-License-Identifier: GPL-2.0-or-later */
/* certs.h - chains for tests, and certificates spoilt and signed anew */
#ifndef TESTS_CERTS_H
#define TESTS_CERTS_H

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "attest/chain.h"
#include "unit.h"

#define CERTS "tests/vectors/certs/"

/* SEV API (55766) C.1 and B.1, as offsets: cert.h is under test */
#define CERT_SIZE  2084
#define CERT_BODY  1044
#define SLOT_1	   1044
#define SLOT_2	   1564
#define SLOT_SIZE  520
#define PDH	   0
#define PEK	   CERT_SIZE
#define OCA	   (2 * CERT_SIZE)
#define CEK	   (3 * CERT_SIZE)
#define ASK	   (4 * CERT_SIZE)
#define ARK	   (ASK + 832)
#define FULL_SIZE  (ASK + 2 * 832)
#define CA_BODY	   576
#define OF_CERT(o) ((o) % CERT_SIZE)

/**
 * struct bytes - a chain with room to add to it
 */
struct bytes {
	uint8_t data[CHAIN_MAX_SIZE + 64];
	size_t len;
};

static inline void certs_add(struct bytes *b, const char *name)
{
	char path[UNIT_PATH_SIZE];
	_cleanup_free_ char *text = NULL;
	size_t len;

	snprintf(path, sizeof(path), "%s%s", CERTS, name);
	text = unit_read(path, &len);
	assert_true(len <= sizeof(b->data) - b->len);
	memcpy(b->data + b->len, text, len);
	b->len += len;
}

/* The chain whose private keys are known; its root is not AMD's. */
static inline void certs_synthetic(struct bytes *b)
{
	b->len = 0;
	certs_add(b, "synthA/full.bin");
	assert_int_equal(b->len, FULL_SIZE);
}

/* A real one. */
static inline void certs_naples(struct bytes *b)
{
	b->len = 0;
	certs_add(b, "naples/pdh.cert");
	certs_add(b, "naples/pek.cert");
	certs_add(b, "naples/oca.cert");
	certs_add(b, "naples/cek.cert");
}

static inline void certs_put32(uint8_t *to, uint32_t value)
{
	int i;

	for (i = 0; i < 4; i++)
		to[i] = (uint8_t)(value >> 8 * i);
}

/* --- signing, without the code under test --------------------------------- */

/* C.4: as long as the digest */
static int certs_salt = RSA_PSS_SALTLEN_DIGEST;

static inline EVP_PKEY *certs_key(const char *name)
{
	char path[UNIT_PATH_SIZE];
	EVP_PKEY *key;
	FILE *f;

	snprintf(path, sizeof(path), CERTS "synthA/%s.key.pem", name);
	f = fopen(path, "r");
	assert_non_null(f);
	key = PEM_read_PrivateKey(f, NULL, NULL, NULL);
	fclose(f);
	assert_non_null(key);
	return key;
}

static inline size_t certs_raw_sign(EVP_PKEY *key, const EVP_MD *md,
				    const uint8_t *data, size_t len,
				    uint8_t *out, size_t max)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx = NULL;

	assert_int_equal(EVP_DigestSignInit(ctx, &pctx, md, NULL, key), 1);
	if (EVP_PKEY_is_a(key, "RSA")) {
		EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING);
		EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, certs_salt);
	}
	assert_int_equal(EVP_DigestSign(ctx, out, &max, data, len), 1);
	EVP_MD_CTX_free(ctx);
	return max;
}

/* Signs @len bytes; @out gets AMD's form of the signature. */
static inline void certs_sign(EVP_PKEY *key, const EVP_MD *md,
			      const uint8_t *data, size_t len, uint8_t *out)
{
	uint8_t raw[512];
	const uint8_t *at = raw;
	size_t size = certs_raw_sign(key, md, data, len, raw, sizeof(raw)), i;
	ECDSA_SIG *sig;

	if (EVP_PKEY_is_a(key, "RSA")) {
		for (i = 0; i < size; i++)
			out[i] = raw[size - 1 - i];
		return;
	}
	sig = d2i_ECDSA_SIG(NULL, &at, (long)size);
	BN_bn2lebinpad(ECDSA_SIG_get0_r(sig), out, 72);
	BN_bn2lebinpad(ECDSA_SIG_get0_s(sig), out + 72, 72);
	ECDSA_SIG_free(sig);
}

/* Fills a slot of the certificate at @cert. */
static inline void certs_fill(uint8_t *cert, size_t slot, uint32_t usage,
			      uint32_t algo, const char *signer)
{
	EVP_PKEY *key = certs_key(signer);

	memset(cert + slot, 0, SLOT_SIZE);
	certs_put32(cert + slot, usage);
	certs_put32(cert + slot + 4, algo);
	certs_sign(key, algo & 0x100 ? EVP_sha384() : EVP_sha256(), cert,
		   CERT_BODY, cert + slot + 8);
	EVP_PKEY_free(key);
}

/* Signs the ASK or ARK at @cert anew. */
static inline void certs_fill_ca(uint8_t *cert, const char *signer)
{
	EVP_PKEY *key = certs_key(signer);

	certs_sign(key, EVP_sha256(), cert, CA_BODY, cert + CA_BODY);
	EVP_PKEY_free(key);
}

#endif
