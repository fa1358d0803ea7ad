/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ec.h - elliptic curve keys and signatures as AMD's structures have them */
#ifndef POLICY_ATTEST_EC_H
#define POLICY_ATTEST_EC_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

/**
 * DOC: Elliptic curves, SEV API (55766) C.3 and C.4
 *
 * A key is a curve number and two 72 byte fields, a signature two 72 byte
 * fields; all little-endian, and zero beyond what the curve needs: 32 bytes
 * of P-256, 48 of P-384.
 */
#define EC_CURVE_P256	  1
#define EC_CURVE_P384	  2
#define EC_FIELD_SIZE	  72u
#define EC_KEY_SIZE	  1028u
#define EC_SIGNATURE_SIZE 512u

/**
 * ec_key_check() - has a public key the form, whatever the point
 * @err:	unknown curve, or field too wide
 *
 * Return: 0, or -1.
 */
int ec_key_check(const uint8_t key[EC_KEY_SIZE], struct err *err);

/**
 * ec_key_read() - a public key for libcrypto
 * @key:	curve, x, y, zeros
 * @err:	why it is none: as ec_key_check(), or not on the curve
 *
 * Return: the key, freed with EVP_PKEY_free(), or NULL.
 */
EVP_PKEY *ec_key_read(const uint8_t key[EC_KEY_SIZE], struct err *err);

/**
 * ec_key_write() - the public half of a key, in AMD's form
 * @pkey:	on P-256 or P-384
 * @key:	all of it is written
 *
 * Return: 0, or -1.
 */
int ec_key_write(const EVP_PKEY *pkey, uint8_t key[EC_KEY_SIZE],
		 struct err *err);

/**
 * ec_key_freep() - for _cleanup_()
 */
void ec_key_freep(EVP_PKEY **pkey);

/**
 * ec_verify() - is a signature by @pkey over @data
 * @md:		the digest that was signed
 *
 * Return: true when it is good; anything else, malformed too, is false.
 */
bool ec_verify(EVP_PKEY *pkey, const EVP_MD *md, const uint8_t *data,
	       size_t len, const uint8_t signature[EC_SIGNATURE_SIZE]);

/**
 * ec_sign() - sign @data by @pkey
 * @md:		the digest that is signed
 * @signature:	all of it is written
 *
 * Return: 0, or -1.
 */
int ec_sign(EVP_PKEY *pkey, const EVP_MD *md, const uint8_t *data, size_t len,
	    uint8_t signature[EC_SIGNATURE_SIZE], struct err *err);

#endif
