/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rsa.h - RSA keys and signatures as AMD's structures have them */
#ifndef POLICY_ATTEST_RSA_H
#define POLICY_ATTEST_RSA_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define RSA_MAX_SIZE 512u /* 4096 bit */

/**
 * rsa_is_size() - do AMD's structures have keys of so many bits
 */
static inline bool rsa_is_size(uint32_t bits)
{
	return bits == 2048 || bits == 4096;
}

/**
 * rsa_key_read() - a public key for libcrypto
 * @exponent:	@bits / 8 bytes, little-endian
 * @modulus:	likewise
 * @bits:	one that rsa_is_size() takes
 * @err:	why it is none: modulus of another size, or an even number
 *
 * Return: the key, freed with EVP_PKEY_free(), or NULL.
 */
EVP_PKEY *rsa_key_read(const uint8_t *exponent, const uint8_t *modulus,
		       uint32_t bits, struct err *err);

/**
 * rsa_verify() - is a signature by @pkey over @data
 * @md:		the digest that was signed, also that of MGF1
 * @signature:	as many bytes as the modulus has, little-endian
 *
 * PSS, with a salt as long as the digest: SEV API (55766) C.4.
 *
 * Return: true when it is good; anything else, malformed too, is false.
 */
bool rsa_verify(EVP_PKEY *pkey, const EVP_MD *md, const uint8_t *data,
		size_t len, const uint8_t *signature);

#endif
