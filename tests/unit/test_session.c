/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_session.c - what is made for one platform, it opens, and no other */
#include "attest/session.h"

#include <openssl/ec.h>

#include "attest/le.h"
#include "platform.h"
#include "unit.h"

/* --- the platform's end --------------------------------------------------- */

static const struct policy_case {
	const char *name;
	uint32_t policy;
} policy_cases[] = {
	{ "none", 0 },
	{ "SEV", 0x33 },
	{ "SEV-ES", 0x37 },
	{ "minimum firmware", 0x01330003 },
	{ "bits without a meaning", 0xffc0 },
	{ "high bit", UINT32_C(1) << 31 },
	{ "all", UINT32_MAX },
};

static void opened_by_platform(void **state)
{
	const struct policy_case *c = *state;
	struct platform p = new_platform();
	struct session_keys keys = { { 0 }, { 0 } };
	struct err err = { "" };
	struct launch_session s;
	unsigned int bit;

	assert_int_equal(session_create(&p.pdh, c->policy, &s, &err), 0);
	assert_int_equal(unwrap(&p, &s, c->policy, &keys), PSP_SUCCESS);
	assert_memory_equal(&keys, &s.keys, sizeof(keys));
	for (bit = 0; bit < 32; bit++)
		assert_int_equal(unwrap(&p, &s, c->policy ^ UINT32_C(1) << bit,
					&keys),
				 PSP_BAD_MEASUREMENT);
	EVP_PKEY_free(p.key);
}

static void random_policies(void **state)
{
	struct platform p = new_platform();
	struct session_keys keys = { { 0 }, { 0 } };
	struct launch_session s;
	uint32_t policy;
	int i;

	(void)state;
	for (i = 0; i < 50; i++) {
		assert_true(psp_random(&policy, sizeof(policy)));
		assert_int_equal(session_create(&p.pdh, policy, &s, NULL), 0);
		assert_int_equal(unwrap(&p, &s, policy, &keys), PSP_SUCCESS);
		assert_memory_equal(&keys, &s.keys, sizeof(keys));
	}
	EVP_PKEY_free(p.key);
}

static void no_bit_may_change(void **state)
{
	struct platform p = new_platform();
	struct session_keys keys;
	struct launch_session s;
	size_t bit;

	(void)state;
	assert_int_equal(session_create(&p.pdh, 0x33, &s, NULL), 0);
	/* some of every byte: each try costs a key exchange */
	for (bit = 0; bit < 8 * sizeof(s.blob); bit += 3) {
		((uint8_t *)&s.blob)[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_equal(unwrap(&p, &s, 0x33, &keys),
				 PSP_BAD_MEASUREMENT);
		((uint8_t *)&s.blob)[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_int_equal(unwrap(&p, &s, 0x33, &keys), PSP_SUCCESS);
	EVP_PKEY_free(p.key);
}

static void another_platform(void **state)
{
	struct platform p = new_platform(), other = new_platform();
	struct session_keys keys;
	struct launch_session s;

	(void)state;
	assert_int_equal(session_create(&p.pdh, 0x33, &s, NULL), 0);
	assert_int_equal(unwrap(&other, &s, 0x33, &keys), PSP_BAD_MEASUREMENT);
	EVP_PKEY_free(p.key);
	EVP_PKEY_free(other.key);
}

/* Z has a leading zero byte for one platform in 256. */
static bool has_leading_zero(EVP_PKEY *own, EVP_PKEY *peer)
{
	uint8_t z[48];

	assert_true(psp_ecdh(own, peer, z));
	return z[0] == 0;
}

static void leading_zero(void **state)
{
	struct session_seed seed = { .godh = EVP_EC_gen("P-384") };
	struct session_keys keys;
	struct platform p;
	struct launch_session s;
	bool found = false;

	(void)state;
	while (!found) {
		p = new_platform();
		if (has_leading_zero(seed.godh, p.key)) {
			assert_int_equal(
				session_derive(&p.pdh, 1, &seed, &s, NULL), 0);
			assert_int_equal(unwrap(&p, &s, 1, &keys), PSP_SUCCESS);
			found = true;
		}
		EVP_PKEY_free(p.key);
	}
	EVP_PKEY_free(seed.godh);
}

/* A session that is used again would show an old measurement as new. */
static void nothing_comes_twice(void **state)
{
	struct platform p = new_platform();
	struct launch_session a, b;

	(void)state;
	assert_int_equal(session_create(&p.pdh, 1, &a, NULL), 0);
	assert_int_equal(session_create(&p.pdh, 1, &b, NULL), 0);
	assert_memory_not_equal(a.godh.key, b.godh.key, 4 + 48);
	assert_memory_not_equal(a.blob.nonce, b.blob.nonce, 16);
	assert_memory_not_equal(a.blob.wrap_iv, b.blob.wrap_iv, 16);
	assert_memory_not_equal(a.keys.tik, b.keys.tik, TIK_SIZE);
	assert_memory_not_equal(a.keys.tek, b.keys.tek, TEK_SIZE);
	assert_memory_not_equal(a.keys.tek, a.keys.tik, TEK_SIZE);
	EVP_PKEY_free(p.key);
}

/* Reserved bytes are zero, and what AMD's structure wants to be there is. */
static void owners_certificate(void **state)
{
	struct platform p = new_platform();
	struct launch_session s;

	(void)state;
	memset(&s, 0xaa, sizeof(s));
	assert_int_equal(session_create(&p.pdh, 1, &s, NULL), 0);
	assert_int_equal(get_le32(s.godh.version), 1);
	assert_int_equal(get_le32(s.godh.usage), CERT_PDH);
	assert_int_equal(get_le32(s.godh.algo), CERT_ECDH_SHA256);
	assert_int_equal(s.godh.api_major | s.godh.api_minor, 0);
	assert_true(is_zero(s.godh.reserved, sizeof(s.godh.reserved)));
	assert_true(is_zero(s.godh.key + 4 + 48, 24));
	assert_true(is_zero(s.godh.key + 4 + 72 + 48, 24 + 880));
	assert_int_equal(get_le32(s.godh.signature[0].usage), CERT_EMPTY);
	assert_int_equal(get_le32(s.godh.signature[1].usage), CERT_EMPTY);
	assert_true(is_zero(s.godh.signature[0].algo, 516));
	assert_true(is_zero(s.godh.signature[1].algo, 516));
	EVP_PKEY_free(p.key);
}

/* --- bad certificates of a platform --------------------------------------- */

static const struct pdh_case {
	const char *name;
	size_t offset;
	uint32_t value;
	const char *message;
} pdh_cases[] = {
	{ "version 0", 0, 0, "PDH: version 0 is not known" },
	{ "version 2", 0, 2, "PDH: version 2 is not known" },
	{ "reserved byte", 4, UINT32_C(1) << 24,
	  "PDH: reserved bytes are not zero" },
	{ "a PEK", 8, CERT_PEK, "PDH: usage is 0x1002 (PEK), not 0x1003" },
	{ "an ARK", 8, CERT_ARK, "PDH: usage is 0x0000 (ARK), not 0x1003" },
	{ "ECDSA", 12, CERT_ECDSA_SHA256,
	  "PDH: algorithm 0x002 is not one of a PDH" },
	{ "RSA", 12, CERT_RSA_SHA256,
	  "PDH: algorithm 0x001 is not one of a PDH" },
	{ "no algorithm", 12, CERT_NO_ALGO,
	  "PDH: algorithm 0x000 is not one of a PDH" },
	{ "P-256 with a key of P-384", 16, 1,
	  "PDH: the key is wider than P-256" },
	{ "no curve", 16, 0, "PDH: curve 0 is neither P-256 nor P-384" },
	{ "unknown curve", 16, 0x80000002,
	  "PDH: curve 2147483650 is neither P-256 nor P-384" },
	{ "x off the curve", 20, 0x11111111,
	  "PDH: the key is no point on P-384" },
	{ "y off the curve", 92, 0x11111111,
	  "PDH: the key is no point on P-384" },
	{ "wide x", 68, 1, "PDH: the key is wider than P-384" },
	{ "wide y", 140, UINT32_C(1) << 24,
	  "PDH: the key is wider than P-384" },
	{ "byte behind the key", 1040, UINT32_C(1) << 24,
	  "PDH: the key is wider than P-384" },
	{ "signed by a PDH", 1044, CERT_PDH,
	  "PDH: signature 1: usage 0x1003 signs nothing" },
};

static void bad_pdh(void **state)
{
	const struct pdh_case *c = *state;
	struct platform p = new_platform();
	struct launch_session s, untouched;
	struct err err = { "" };

	put_le32((uint8_t *)&p.pdh + c->offset, c->value);
	memset(&s, 0xaa, sizeof(s));
	untouched = s;
	assert_int_equal(session_create(&p.pdh, 1, &s, &err), -1);
	assert_string_equal(err.text, c->message);
	assert_memory_equal(&s, &untouched, sizeof(s));
	EVP_PKEY_free(p.key);
}

/* A good key, but the secure processor agrees on P-384 alone. */
static void smaller_curve(void **state)
{
	struct platform p = new_platform();
	EVP_PKEY *small = EVP_EC_gen("P-256");
	struct launch_session s;
	struct err err = { "" };

	(void)state;
	assert_int_equal(ec_key_write(small, p.pdh.key, NULL), 0);
	assert_int_equal(session_create(&p.pdh, 1, &s, &err), -1);
	assert_string_equal(err.text, "PDH: curve 1 is not P-384");
	EVP_PKEY_free(small);
	EVP_PKEY_free(p.key);
}

static void point_at_infinity(void **state)
{
	struct platform p = new_platform();
	struct err err = { "" };
	struct launch_session s;

	(void)state;
	memset(p.pdh.key + 4, 0, EC_KEY_SIZE - 4);
	assert_int_equal(session_create(&p.pdh, 1, &s, &err), -1);
	assert_string_equal(err.text, "PDH: the key is no point on P-384");
	EVP_PKEY_free(p.key);
}

/* The firmware version in it differs from platform to platform. */
static void api_version_is_not_looked_at(void **state)
{
	struct platform p = new_platform();
	struct launch_session s;

	(void)state;
	p.pdh.api_major = 1;
	p.pdh.api_minor = 55;
	assert_int_equal(session_create(&p.pdh, 1, &s, NULL), 0);
	EVP_PKEY_free(p.key);
}

static void wiped(void **state)
{
	struct session_keys keys;

	(void)state;
	memset(&keys, 0xaa, sizeof(keys));
	session_wipe(&keys);
	assert_true(is_zero((uint8_t *)&keys, sizeof(keys)));
}

int main(void)
{
	UNIT_CASES(opened_by_platform, policy_cases);
	UNIT(random_policies);
	UNIT(no_bit_may_change);
	UNIT(another_platform);
	UNIT(leading_zero);
	UNIT(nothing_comes_twice);
	UNIT(owners_certificate);
	UNIT_CASES(bad_pdh, pdh_cases);
	UNIT(smaller_curve);
	UNIT(point_at_infinity);
	UNIT(api_version_is_not_looked_at);
	UNIT(wiped);
	return unit_run();
}
