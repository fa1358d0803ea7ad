/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sym.c - symmetric cryptography of the secure processor */
#include "attest/sym.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "cleanup.h"

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

int sym_mac(const uint8_t *key, size_t key_len, const struct sym_part *parts,
	    size_t count, uint8_t mac[SYM_MAC_SIZE], struct err *err)
{
	_cleanup_(mac_freep) EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	_cleanup_(mac_ctx_freep) EVP_MAC_CTX *ctx =
		hmac ? EVP_MAC_CTX_new(hmac) : NULL;
	char digest[] = "SHA256";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, digest,
				       sizeof(digest) - 1),
		OSSL_PARAM_END,
	};
	size_t i, len = 0;

	if (!ctx || EVP_MAC_init(ctx, key, key_len, params) != 1)
		return err_set(err, "HMAC is not to be had from libcrypto");
	for (i = 0; i < count; i++)
		if (EVP_MAC_update(ctx, parts[i].bytes, parts[i].len) != 1)
			return err_set(err, "HMAC failed in libcrypto");
	if (EVP_MAC_final(ctx, mac, &len, SYM_MAC_SIZE) != 1 ||
	    len != SYM_MAC_SIZE)
		return err_set(err, "HMAC failed in libcrypto");
	return 0;
}

int sym_ctr(const uint8_t key[SYM_KEY_SIZE], const uint8_t iv[SYM_IV_SIZE],
	    const uint8_t *in, size_t len, uint8_t *out, struct err *err)
{
	_cleanup_(cipher_freep) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int done = 0;

	if (!ctx ||
	    EVP_EncryptInit_ex2(ctx, EVP_aes_128_ctr(), key, iv, NULL) != 1)
		return err_set(err, "AES is not to be had from libcrypto");
	if (EVP_EncryptUpdate(ctx, out, &done, in, (int)len) != 1 ||
	    (size_t)done != len)
		return err_set(err, "AES failed in libcrypto");
	return 0;
}
