/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_session_vectors.c - key derivation and sessions that were published */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "attest/kdf.h"
#include "attest/session.h"
#include "attest_vectors.h"
#include "platform.h"

static void good_kdf(void **state)
{
	json_t *list = vectors_load("session/kdf-vectors.json", 4), *v;
	struct err err = { "" };
	size_t i;

	(void)state;
	json_array_foreach(list, i, v)
	{
		size_t len = (size_t)json_integer_value(
			json_object_get(v, "out_len"));
		size_t context_len = strlen(vectors_text(v, "context")) / 2;
		uint8_t key[16], context[16], wanted[64], out[65];

		memset(out, '#', sizeof(out));
		vectors_hex(v, "key", key, sizeof(key));
		vectors_hex(v, "context", context, context_len);
		vectors_hex(v, "out", wanted, len);
		assert_int_equal(kdf(key, sizeof(key), vectors_text(v, "label"),
				     context, context_len, out, len, &err),
				 0);
		assert_memory_equal(out, wanted, len);
		assert_int_equal(out[len], '#');
	}
	json_decref(list);
}

static void kdf_sizes(void **state)
{
	uint8_t key[16] = { 0 }, out[KDF_MAX + 1];
	struct err err = { "" };

	(void)state;
	assert_int_equal(kdf(key, 16, "a", NULL, 0, out, KDF_MAX, &err), 0);
	assert_int_equal(kdf(key, 16, "a", NULL, 0, out, 0, &err), -1);
	assert_string_equal(err.text, "no key of 0 bytes can be derived");
	assert_int_equal(kdf(key, 16, "a", NULL, 0, out, KDF_MAX + 1, &err),
			 -1);
	assert_string_equal(err.text, "no key of 1025 bytes can be derived");
}

/* --- published sessions --------------------------------------------------- */

static EVP_PKEY *private_key(const uint8_t number[48], const uint8_t *public)
{
	uint8_t native[48];
	char group[] = "P-384";
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *key = NULL, *half = ec_key_read(public, NULL);
	uint8_t point[97];
	size_t len = 0, i;

	for (i = 0; i < sizeof(native); i++)
		native[i] = number[sizeof(native) - 1 - i];
	assert_int_equal(EVP_PKEY_get_octet_string_param(
				 half, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY,
				 point, sizeof(point), &len),
			 1);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
						 group, 0),
		OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native,
					sizeof(native)),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
						  point, len),
		OSSL_PARAM_construct_end(),
	};
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params),
			 1);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(half);
	return key;
}

static EVP_PKEY *platform_key(const json_t *v)
{
	BIO *bio = BIO_new_mem_buf(vectors_text(v, "pdh_private_pem"), -1);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

	BIO_free(bio);
	assert_non_null(key);
	return key;
}

static void published_one(const json_t *v)
{
	uint32_t policy =
		(uint32_t)json_integer_value(json_object_get(v, "policy"));
	EVP_PKEY *pdh = platform_key(v);
	struct session_seed seed;
	struct launch_session wanted, made;
	struct err err = { "" };
	struct sev_cert cert;
	uint8_t number[48];

	platform_cert(pdh, &cert);
	vectors_base64(v, "godh_b64", &wanted.godh, sizeof(wanted.godh));
	vectors_base64(v, "session_b64", &wanted.blob, sizeof(wanted.blob));
	vectors_hex(v, "godh_private_hex", number, sizeof(number));
	vectors_hex(v, "nonce", seed.nonce, sizeof(seed.nonce));
	vectors_hex(v, "iv", seed.iv, sizeof(seed.iv));
	vectors_hex(v, "tik", seed.keys.tik, TIK_SIZE);
	vectors_hex(v, "tek", seed.keys.tek, TEK_SIZE);
	seed.godh = private_key(number, wanted.godh.key);
	memset(&made, 0xaa, sizeof(made));
	assert_int_equal(session_derive(&cert, policy, &seed, &made, &err), 0);
	assert_memory_equal(&made.godh, &wanted.godh, sizeof(made.godh));
	assert_memory_equal(&made.blob, &wanted.blob, sizeof(made.blob));
	assert_memory_equal(&made.keys, &seed.keys, sizeof(made.keys));
	EVP_PKEY_free(seed.godh);
	EVP_PKEY_free(pdh);
}

static void published(void **state)
{
	json_t *list = vectors_load("session/session-vectors.json", 4), *v;
	size_t i;

	(void)state;
	json_array_foreach(list, i, v) published_one(v);
	json_decref(list);
}

int main(void)
{
	UNIT(good_kdf);
	UNIT(kdf_sizes);
	UNIT(published);
	return unit_run();
}
