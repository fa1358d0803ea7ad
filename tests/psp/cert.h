/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cert.h - making and reading SEV and AMD root certificates */
#ifndef PSP_CERT_H
#define PSP_CERT_H

#include "crypto.h"

/**
 * psp_cert_init() - the body of a certificate, both signature slots empty
 * @usage:	one of enum psp_usage
 * @algo:	PSP_ALGO_ECDSA_SHA256 or PSP_ALGO_ECDH_SHA256
 * @key:	a P-384 key, its public half goes in
 *
 * Source: SEV API C.1.
 *
 * Return: false when @key is no P-384 key.
 */
bool psp_cert_init(struct psp_cert *cert, enum psp_usage usage,
		   enum psp_algo algo, EVP_PKEY *key);

/**
 * psp_cert_sign() - fill one signature slot
 * @slot:	0 or 1
 * @usage:	the signer's usage
 * @signer:	a P-384 key (ECDSA), or an RSA key (PSS), with SHA-256
 *
 * Source: SEV API C.4; the signature covers PSP_CERT_BODY_SIZE bytes.
 */
bool psp_cert_sign(struct psp_cert *cert, unsigned int slot,
		   enum psp_usage usage, EVP_PKEY *signer);

/**
 * psp_cert_public() - the public key of a certificate with a P-384 key
 * @ret_key:	the caller frees it
 *
 * Return: false when the point is not on the curve, or there is more than
 * zeros above the coordinates.
 */
bool psp_cert_public(const struct psp_cert *cert, EVP_PKEY **ret_key);

/**
 * psp_cert_signed_by() - is one of the signatures @signer's
 * @signer:	a certificate with a P-384 key; may be @cert itself
 *
 * Source: SEV API C.4.  ECDSA with SHA-256 is what the model knows.
 */
bool psp_cert_signed_by(const struct psp_cert *cert,
			const struct psp_cert *signer);

/**
 * psp_cert_key() - the public key of a guest owner's certificate
 * @ret_key:	the caller frees it
 *
 * Accepts what the firmware accepts at LAUNCH_START: version 1, a PDH with
 * ECDH on P-384, a point on the curve, zeros above the coordinates.  Nobody
 * signs this certificate, so signatures are not looked at.
 */
bool psp_cert_key(const struct psp_cert *cert, EVP_PKEY **ret_key);

/**
 * psp_ca_init() - the body of an ARK or ASK certificate
 * @certifying_id:	key id of the signer, NULL: the certificate's own
 * @key:		RSA with 2048 bits
 *
 * The key id is random.  Source: SEV API B.1.
 */
bool psp_ca_init(struct psp_ca_cert *cert, enum psp_usage usage,
		 const uint8_t *certifying_id, EVP_PKEY *key);

/**
 * psp_ca_sign() - sign an ARK or ASK certificate with the ARK's key
 */
bool psp_ca_sign(struct psp_ca_cert *cert, EVP_PKEY *signer);

/**
 * psp_ecdsa() - ECDSA with SHA-256, as two little-endian fields
 */
bool psp_ecdsa(EVP_PKEY *key, const void *data, size_t len,
	       uint8_t r[static PSP_EC_FIELD], uint8_t s[static PSP_EC_FIELD]);

#endif
