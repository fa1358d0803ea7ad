/* SPDX-License-Identifier: GPL-2.0-or-later */
/* amd_cert.h - AMD's root and signing keys: ARK, ASK */
#ifndef POLICY_ATTEST_AMD_CERT_H
#define POLICY_ATTEST_AMD_CERT_H

#include "attest/cert.h"

/**
 * struct amd_cert_head - what comes before the numbers, SEV API (55766) B.1
 * @version:	LE32, 1
 * @key_id:	names the key
 * @certifying_id: @key_id of the signer
 * @usage:	LE32, CERT_ARK or CERT_ASK
 * @exponent_bits: LE32, the same as @modulus_bits
 * @modulus_bits: LE32, 2048 or 4096
 *
 * Exponent, modulus and signature follow, little-endian and all of the same
 * size.  The signature is over all before it.
 */
struct amd_cert_head {
	uint8_t version[4];
	uint8_t key_id[16];
	uint8_t certifying_id[16];
	uint8_t usage[4];
	uint8_t reserved[16];
	uint8_t exponent_bits[4];
	uint8_t modulus_bits[4];
};

#define AMD_CERT_HEAD	64u
#define AMD_CERT_SIZE_2 832u  /* 2048 bit */
#define AMD_CERT_SIZE_4 1600u /* 4096 bit */

_Static_assert(sizeof(struct amd_cert_head) == AMD_CERT_HEAD, "SEV API B.1");

/**
 * amd_cert_size() - bytes of a certificate, by its head
 * @len:	bytes that are there
 *
 * Return: AMD_CERT_SIZE_2 or _4, or 0 when the head tells neither.
 */
size_t amd_cert_size(const uint8_t *data, size_t len);

/**
 * amd_cert_check() - has a certificate the form
 * @data:	with @len bytes, all of which belong to it
 * @usage:	what it has to be: CERT_ARK or CERT_ASK
 * @err:	what is wrong; "signature missing" for the Naples ARK that was
 *		once published without
 *
 * Source: SEV API (55766) B.1.
 *
 * Return: 0, or -1.
 */
int amd_cert_check(const uint8_t *data, size_t len, enum cert_usage usage,
		   struct err *err);

/*
 * What follows takes a certificate of @len bytes that passed amd_cert_check().
 */

/**
 * amd_cert_algo() - enum cert_algo, which the certificate leaves to its size
 */
uint32_t amd_cert_algo(size_t len);

/**
 * amd_cert_body() - bytes that are signed
 */
size_t amd_cert_body(size_t len);

/**
 * amd_cert_key() - the public key, for libcrypto
 *
 * Return: the key, freed with EVP_PKEY_free(), or NULL.
 */
EVP_PKEY *amd_cert_key(const uint8_t *data, size_t len, struct err *err);

/**
 * amd_cert_is_signed() - is the signature @ark's, and good
 * @ark:	the signer, may be @data itself
 * @err:	why not
 */
bool amd_cert_is_signed(const uint8_t *data, size_t len, const uint8_t *ark,
			size_t ark_len, struct err *err);

#endif
