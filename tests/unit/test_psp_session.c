/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_session.c - key derivation and the owner's channel */
#include "psp_vectors.h"

#include <endian.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>

#include "tests/psp/cert.h"
#include "tests/psp/session.h"

static void kdf_gives_published_values(void **state)
{
	json_t *vectors = vector_json("session/kdf-vectors.json"), *vector;
	size_t i;

	(void)state;
	json_array_foreach(vectors, i, vector)
	{
		json_int_t len =
			json_integer_value(json_object_get(vector, "out_len"));
		size_t context_len = strlen(vector_text(vector, "context")) / 2;
		uint8_t key[16], context[16], wanted[64], out[64];

		assert_true(len <= (json_int_t)sizeof(out));
		vector_hex(vector, "key", key, sizeof(key));
		vector_hex(vector, "context", context, context_len);
		vector_hex(vector, "out", wanted, (size_t)len);
		assert_true(psp_kdf(key, sizeof(key),
				    vector_text(vector, "label"), context,
				    context_len, out, (size_t)len));
		assert_memory_equal(out, wanted, (size_t)len);
	}
	assert_int_equal(i, 4);
	json_decref(vectors);
}

/* One published session: both keys, the blob, and what is in it. */
struct published {
	EVP_PKEY *pdh, *owner;
	struct psp_cert godh;
	struct psp_session session;
	uint32_t policy;
	uint8_t tek[16], tik[16], kek[16], kik[16];
};

static void read_published(const json_t *vector, struct published *out)
{
	BIO *bio = BIO_new_mem_buf(vector_text(vector, "pdh_private_pem"), -1);

	memset(out, 0, sizeof(*out));
	out->pdh = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	BIO_free(bio);
	assert_non_null(out->pdh);
	vector_b64(vector, "godh_b64", &out->godh, sizeof(out->godh));
	vector_b64(vector, "session_b64", &out->session, sizeof(out->session));
	vector_hex(vector, "tek", out->tek, 16);
	vector_hex(vector, "tik", out->tik, 16);
	vector_hex(vector, "kek", out->kek, 16);
	vector_hex(vector, "kik", out->kik, 16);
	out->policy =
		(uint32_t)json_integer_value(json_object_get(vector, "policy"));
	assert_true(psp_cert_key(&out->godh, &out->owner));
}

static void free_published(struct published *vector)
{
	EVP_PKEY_free(vector->pdh);
	EVP_PKEY_free(vector->owner);
}

static void channel_opens(const json_t *json)
{
	struct psp_wrap_keys wrap;
	struct published vector;
	uint8_t z[48], wanted_z[48], tek[16], tik[16];

	read_published(json, &vector);
	vector_hex(json, "ecdh_z", wanted_z, sizeof(wanted_z));
	assert_true(psp_ecdh(vector.pdh, vector.owner, z));
	assert_memory_equal(z, wanted_z, sizeof(z));
	assert_true(psp_session_keys(vector.pdh, vector.owner,
				     vector.session.nonce, &wrap));
	assert_memory_equal(wrap.kek, vector.kek, 16);
	assert_memory_equal(wrap.kik, vector.kik, 16);
	assert_int_equal(psp_session_open(vector.pdh, vector.owner,
					  &vector.session, vector.policy, tek,
					  tik),
			 PSP_SUCCESS);
	assert_memory_equal(tek, vector.tek, 16);
	assert_memory_equal(tik, vector.tik, 16);
	free_published(&vector);
}

static void published_sessions_open(void **state)
{
	json_t *vectors = vector_json("session/session-vectors.json"), *vector;
	size_t i;

	(void)state;
	json_array_foreach(vectors, i, vector) channel_opens(vector);
	assert_int_equal(i, 4);
	json_decref(vectors);
}

static enum psp_status open_changed(const struct published *vector,
				    const struct psp_session *session,
				    uint32_t policy)
{
	uint8_t tek[16], tik[16];

	return psp_session_open(vector->pdh, vector->owner, session, policy,
				tek, tik);
}

static void no_bit_may_change(void **state)
{
	json_t *vectors = vector_json("session/session-vectors.json");
	struct published vector;
	struct psp_session changed;
	size_t i;

	(void)state;
	read_published(json_array_get(vectors, 3), &vector);
	for (i = 0; i < 8 * sizeof(changed); i += 7) {
		changed = vector.session;
		((uint8_t *)&changed)[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_int_equal(open_changed(&vector, &changed, vector.policy),
				 PSP_BAD_MEASUREMENT);
	}
	for (i = 0; i < 32; i++)
		assert_int_equal(open_changed(&vector, &vector.session,
					      vector.policy ^ UINT32_C(1) << i),
				 PSP_BAD_MEASUREMENT);
	free_published(&vector);
	json_decref(vectors);
}

/* The owner's key as a private number. */
static EVP_PKEY *private_key(const uint8_t number[static 48],
			     const struct psp_cert *cert)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	uint8_t point[97] = { 4 }, native[48];
	char group[] = "P-384";
	EVP_PKEY *key = NULL;

	memcpy(native, number, sizeof(native));
	psp_reverse(native, sizeof(native)); /* OSSL_PARAM: native order */
	memcpy(point + 1, cert->key.qx, 48);
	memcpy(point + 49, cert->key.qy, 48);
	psp_reverse(point + 1, 48);
	psp_reverse(point + 49, 48);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
						 group, 0),
		OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native,
					sizeof(native)),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
						  point, sizeof(point)),
		OSSL_PARAM_construct_end(),
	};
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params),
			 1);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static void owner_certificates_are_published_bytes(void **state)
{
	json_t *vectors = vector_json("session/session-vectors.json"), *json;
	struct psp_cert wanted, made;
	uint8_t number[48];
	size_t i;

	(void)state;
	json_array_foreach(vectors, i, json)
	{
		EVP_PKEY *key;

		vector_b64(json, "godh_b64", &wanted, sizeof(wanted));
		vector_hex(json, "godh_private_hex", number, sizeof(number));
		key = private_key(number, &wanted);
		assert_true(psp_cert_init(&made, PSP_USAGE_PDH,
					  PSP_ALGO_ECDH_SHA256, key));
		assert_memory_equal(&made, &wanted, sizeof(made));
		EVP_PKEY_free(key);
	}
	json_decref(vectors);
}

static bool accepted(const struct psp_cert *cert)
{
	EVP_PKEY *key = NULL;
	bool ok = psp_cert_key(cert, &key);

	EVP_PKEY_free(key);
	return ok;
}

static void bad_owner_certificates_are_refused(void **state)
{
	json_t *vectors = vector_json("session/session-vectors.json");
	struct psp_cert good, bad;

	(void)state;
	vector_b64(json_array_get(vectors, 0), "godh_b64", &good, sizeof(good));
	assert_true(accepted(&good));
	bad = good;
	bad.version = htole32(2);
	assert_false(accepted(&bad));
	bad = good;
	bad.usage = htole32(PSP_USAGE_PEK);
	assert_false(accepted(&bad));
	bad = good;
	bad.algo = htole32(PSP_ALGO_ECDSA_SHA256);
	assert_false(accepted(&bad));
	bad = good;
	bad.key.curve = htole32(1);
	assert_false(accepted(&bad));
	bad = good;
	bad.key.qx[0] ^= 1; /* not on the curve */
	assert_false(accepted(&bad));
	bad = good;
	bad.key.qy[PSP_EC_SIZE] = 1; /* wider than the field */
	assert_false(accepted(&bad));
	bad = good;
	memset(bad.key.qx, 0, sizeof(bad.key.qx));
	memset(bad.key.qy, 0, sizeof(bad.key.qy));
	assert_false(accepted(&bad));
	json_decref(vectors);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kdf_gives_published_values),
		cmocka_unit_test(published_sessions_open),
		cmocka_unit_test(no_bit_may_change),
		cmocka_unit_test(owner_certificates_are_published_bytes),
		cmocka_unit_test(bad_owner_certificates_are_refused),
	};

	return cmocka_run_group_tests_name("psp_session", tests, NULL, NULL);
}
