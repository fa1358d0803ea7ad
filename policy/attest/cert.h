/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cert.h - the certificates of the secure processor: PDH, PEK, OCA, CEK */
#ifndef POLICY_ATTEST_CERT_H
#define POLICY_ATTEST_CERT_H

#include <stdbool.h>
#include <stddef.h>

#include "attest/ec.h"

/**
 * enum cert_usage - what a key is for, SEV API (55766) C.1
 */
enum cert_usage {
	CERT_ARK = 0x0000,
	CERT_ASK = 0x0013,
	CERT_EMPTY = 0x1000,
	CERT_OCA = 0x1001,
	CERT_PEK = 0x1002,
	CERT_PDH = 0x1003,
	CERT_CEK = 0x1004,
};

/**
 * enum cert_algo - algorithm of a key or a signature, SEV API (55766) C.1
 */
enum cert_algo {
	CERT_NO_ALGO = 0,
	CERT_RSA_SHA256 = 0x001,
	CERT_ECDSA_SHA256 = 0x002,
	CERT_ECDH_SHA256 = 0x003,
	CERT_RSA_SHA384 = 0x101,
	CERT_ECDSA_SHA384 = 0x102,
	CERT_ECDH_SHA384 = 0x103,
};

#define SEV_CERT_VERSION 1
/* what the signatures are over: the bytes before them */
#define SEV_CERT_BODY 1044u

/**
 * struct sev_cert_signature - one of the two signature slots
 * @usage:	LE32, enum cert_usage of the signer; CERT_EMPTY: no signature
 * @algo:	LE32, enum cert_algo
 * @bytes:	ECDSA: r, s; RSA-PSS: little-endian
 */
struct sev_cert_signature {
	uint8_t usage[4];
	uint8_t algo[4];
	uint8_t bytes[EC_SIGNATURE_SIZE];
};

/**
 * struct sev_cert - an SEV certificate, version 1: SEV API (55766) C.1
 * @version:	LE32, SEV_CERT_VERSION
 * @usage:	LE32, enum cert_usage
 * @algo:	LE32, enum cert_algo
 * @key:	the public key: EC as in ec.h; RSA: LE32 bits, exponent[512],
 *		modulus[512]
 */
struct sev_cert {
	uint8_t version[4];
	uint8_t api_major;
	uint8_t api_minor;
	uint8_t reserved[2];
	uint8_t usage[4];
	uint8_t algo[4];
	uint8_t key[EC_KEY_SIZE];
	struct sev_cert_signature signature[2];
};

#define SEV_CERT_SIZE 2084u

_Static_assert(sizeof(struct sev_cert) == SEV_CERT_SIZE, "SEV API C.1");
_Static_assert(offsetof(struct sev_cert, signature) == SEV_CERT_BODY,
	       "SEV API C.1");

/**
 * struct cert_signer - who is said to have signed
 * @usage:	of the signer's key: a slot with another usage is not his
 * @algo:	of the signer's key: slots must say the same
 * @key:	for libcrypto
 */
struct cert_signer {
	enum cert_usage usage;
	uint32_t algo;
	EVP_PKEY *key;
};

/**
 * cert_usage_name() - "PDH", or "unknown"
 */
const char *cert_usage_name(uint32_t usage);

/**
 * cert_algo_md() - the digest of an algorithm: SHA-384 or SHA-256
 */
const EVP_MD *cert_algo_md(uint32_t algo);

/**
 * cert_check() - has a certificate the form, at the place where it was found
 * @usage:	what it has to be: CERT_PDH, CERT_PEK, CERT_OCA or CERT_CEK
 * @err:	what is wrong: version, reserved bytes, usage, algorithm, width
 *		of the key, algorithm of a signature
 *
 * That the key is a point on its curve is left to cert_key(): whoever changed
 * it has to see that the signature over it is not good any more.
 *
 * Source: SEV API (55766) C.1 to C.4.
 *
 * Return: 0, or -1.
 */
int cert_check(const struct sev_cert *cert, enum cert_usage usage,
	       struct err *err);

/**
 * cert_key() - the public key of a certificate, for libcrypto
 * @cert:	passed cert_check()
 *
 * Return: the key, freed with EVP_PKEY_free(), or NULL.
 */
EVP_PKEY *cert_key(const struct sev_cert *cert, struct err *err);

/**
 * cert_is_signed() - is one of the two signatures @signer's, and good
 * @err:	why not
 */
bool cert_is_signed(const struct sev_cert *cert,
		    const struct cert_signer *signer, struct err *err);

/**
 * cert_make() - a certificate without signatures
 * @cert:	all of it is written
 * @algo:	of the key: ECDSA or ECDH
 * @key:	on P-256 or P-384
 *
 * Source: SEV API (55766) C.1.
 *
 * Return: 0, or -1.
 */
int cert_make(struct sev_cert *cert, enum cert_usage usage, enum cert_algo algo,
	      const EVP_PKEY *key, struct err *err);

/**
 * cert_sign() - sign by an elliptic curve key
 * @cert:	the signature goes into the first slot that is empty
 *
 * Return: 0, or -1.
 */
int cert_sign(struct sev_cert *cert, const struct cert_signer *signer,
	      struct err *err);

/**
 * cert_has_signature() - does a slot claim to be a signature by such a key
 */
bool cert_has_signature(const struct sev_cert *cert, enum cert_usage usage);

#endif
