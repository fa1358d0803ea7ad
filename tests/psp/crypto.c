/* SPDX-License-Identifier: GPL-2.0-or-later */
/* crypto.c - the arithmetic of the firmware: MAC, KDF, cipher, ECDH */
#include "crypto.h"

#include <endian.h>
#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>

static void mac_freep(EVP_MAC **mac)
{
	EVP_MAC_free(*mac);
}

static void mac_ctx_freep(EVP_MAC_CTX **ctx)
{
	EVP_MAC_CTX_free(*ctx);
}

static void cipher_freep(EVP_CIPHER_CTX **ctx)
{
	EVP_CIPHER_CTX_free(*ctx);
}

static void pkey_ctx_freep(EVP_PKEY_CTX **ctx)
{
	EVP_PKEY_CTX_free(*ctx);
}

bool psp_hmac(const uint8_t *key, size_t key_len, const struct psp_span *parts,
	      size_t n_parts, uint8_t mac[static PSP_DIGEST_SIZE])
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest,
						 0),
		OSSL_PARAM_construct_end(),
	};
	_cleanup_(mac_freep) EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	_cleanup_(mac_ctx_freep) EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(hmac);
	size_t i, len = 0;

	if (!ctx || EVP_MAC_init(ctx, key, key_len, params) != 1)
		return false;
	for (i = 0; i < n_parts; i++)
		if (EVP_MAC_update(ctx, parts[i].data, parts[i].len) != 1)
			return false;
	return EVP_MAC_final(ctx, mac, &len, PSP_DIGEST_SIZE) == 1 &&
	       len == PSP_DIGEST_SIZE;
}

bool psp_kdf(const uint8_t *key, size_t key_len, const char *label,
	     const uint8_t *context, size_t context_len, uint8_t *out,
	     size_t out_len)
{
	const uint32_t bits = htole32((uint32_t)out_len * 8);
	uint8_t block[PSP_DIGEST_SIZE];
	uint32_t counter, number = 0;
	bool ok = true;

	while (ok && out_len > 0) {
		size_t n = out_len < sizeof(block) ? out_len : sizeof(block);
		const struct psp_span parts[] = {
			{ &counter, sizeof(counter) },
			{ label, strlen(label) + 1 }, /* and a zero byte */
			{ context, context_len },
			{ &bits, sizeof(bits) },
		};

		counter = htole32(++number);
		ok = psp_hmac(key, key_len, parts, ARRAY_SIZE(parts), block);
		memcpy(out, block, ok ? n : 0);
		out += n;
		out_len -= n;
	}
	OPENSSL_cleanse(block, sizeof(block));
	return ok;
}

bool psp_ctr(const uint8_t key[static PSP_KEY_SIZE],
	     const uint8_t iv[static 16], const uint8_t *in, size_t len,
	     uint8_t *out)
{
	_cleanup_(cipher_freep) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;

	if (!ctx || len > INT_MAX)
		return false;
	return EVP_EncryptInit_ex2(ctx, EVP_aes_128_ctr(), key, iv, NULL) ==
		       1 &&
	       EVP_EncryptUpdate(ctx, out, &n, in, (int)len) == 1 &&
	       (size_t)n == len;
}

bool psp_ecdh(EVP_PKEY *own, EVP_PKEY *peer, uint8_t z[static PSP_EC_SIZE])
{
	_cleanup_(pkey_ctx_freep) EVP_PKEY_CTX *ctx =
		EVP_PKEY_CTX_new_from_pkey(NULL, own, NULL);
	size_t len = PSP_EC_SIZE;

	return ctx && EVP_PKEY_derive_init(ctx) == 1 &&
	       EVP_PKEY_derive_set_peer(ctx, peer) == 1 &&
	       EVP_PKEY_derive(ctx, z, &len) == 1 && len == PSP_EC_SIZE;
}

bool psp_random(void *out, size_t len)
{
	return len <= INT_MAX && RAND_bytes(out, (int)len) == 1;
}

void psp_reverse(uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len / 2; i++) {
		uint8_t low = bytes[i];

		bytes[i] = bytes[len - 1 - i];
		bytes[len - 1 - i] = low;
	}
}
