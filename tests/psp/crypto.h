/* SPDX-License-Identifier: GPL-2.0-or-later */
/* crypto.h - the arithmetic of the firmware: MAC, KDF, cipher, ECDH */
#ifndef PSP_CRYPTO_H
#define PSP_CRYPTO_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/cleanup.h"
#include "wire.h"

/**
 * struct psp_span - bytes somebody else owns
 */
struct psp_span {
	const void *data;
	size_t len;
};

static inline void psp_pkey_freep(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
}

static inline void psp_md_freep(EVP_MD_CTX **ctx)
{
	EVP_MD_CTX_free(*ctx);
}

#define _cleanup_pkey_ _cleanup_(psp_pkey_freep)
#define _cleanup_md_   _cleanup_(psp_md_freep)

/**
 * psp_hmac() - HMAC-SHA-256 over several pieces
 * @key:	PSP_KEY_SIZE, or any length for the key derivation
 * @parts:	the message, piece by piece
 *
 * Return: false when libcrypto fails.
 */
bool psp_hmac(const uint8_t *key, size_t key_len, const struct psp_span *parts,
	      size_t n_parts, uint8_t mac[static PSP_DIGEST_SIZE]);

/**
 * psp_kdf() - derive a key
 * @label:	ASCII, taken without its NUL
 * @context:	may be NULL when @context_len is 0
 *
 * NIST SP 800-108 in counter mode with HMAC-SHA-256.  The counter and the
 * length in bits are 32 bit little-endian, which is why the KDF of libcrypto
 * (big-endian) can not be used.  Source: SEV API 2.2.2.
 */
bool psp_kdf(const uint8_t *key, size_t key_len, const char *label,
	     const uint8_t *context, size_t context_len, uint8_t *out,
	     size_t out_len);

/**
 * psp_ctr() - AES-128-CTR, one way as the other
 */
bool psp_ctr(const uint8_t key[static PSP_KEY_SIZE],
	     const uint8_t iv[static 16], const uint8_t *in, size_t len,
	     uint8_t *out);

/**
 * psp_ecdh() - the shared secret: x coordinate, big-endian, zeros kept
 */
bool psp_ecdh(EVP_PKEY *own, EVP_PKEY *peer, uint8_t z[static PSP_EC_SIZE]);

/**
 * psp_random() - unpredictable bytes
 */
bool psp_random(void *out, size_t len);

/**
 * psp_reverse() - big-endian to little-endian and back, in place
 */
void psp_reverse(uint8_t *bytes, size_t len);

#endif
