/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_owner.c - the key of a platform's owner, and what it signs */
#include "certs.h"
#include "psp_verify.h"

#include <openssl/x509.h>

#include "attest/owner.h"

static const struct psp_cert *raw(const struct sev_cert *cert)
{
	return (const struct psp_cert *)cert;
}

/* Another implementation finds the signature good. */
static void generated(void **state)
{
	struct owner_key key, second;
	struct sev_cert oca, other;
	struct err err = { "" };

	(void)state;
	assert_int_equal(owner_generate(&oca, &key, &err), 0);
	assert_int_equal(cert_check(&oca, CERT_OCA, &err), 0);
	assert_true(signed_by(raw(&oca), raw(&oca)));
	assert_int_equal(owner_generate(&other, &second, &err), 0);
	assert_memory_not_equal(key.der, second.der, key.len);
	assert_false(signed_by(raw(&oca), raw(&other)));
}

/* A PEK as the platform gives it to be signed: nobody has. */
static struct sev_cert request(void)
{
	struct sev_cert pek;
	struct bytes chain;

	certs_synthetic(&chain);
	memcpy(&pek, chain.data + PEK, sizeof(pek));
	memset(pek.signature, 0, sizeof(pek.signature));
	pek.signature[1].usage[1] = CERT_EMPTY >> 8;
	return pek;
}

static void signs(void **state)
{
	struct sev_cert oca, pek = request();
	struct err err = { "" };
	struct owner_key key;

	(void)state;
	assert_int_equal(owner_generate(&oca, &key, &err), 0);
	assert_int_equal(owner_sign(&oca, &key, &pek, &err), 0);
	assert_true(signed_by(raw(&pek), raw(&oca)));
	assert_int_equal(owner_sign(&oca, &key, &pek, &err), 0);
	assert_int_equal(owner_sign(&oca, &key, &pek, &err), -1);
	assert_string_equal(err.text, "both places for signatures are taken");
}

/* As openssl pkcs8 writes it. */
static void takes_pkcs8(void **state)
{
	struct sev_cert oca, pek = request();
	const unsigned char *at;
	unsigned char *to;
	struct err err = { "" };
	struct owner_key key;
	EVP_PKEY *pkey;
	PKCS8_PRIV_KEY_INFO *info;

	(void)state;
	assert_int_equal(owner_generate(&oca, &key, &err), 0);
	at = key.der;
	pkey = d2i_AutoPrivateKey(NULL, &at, (long)key.len);
	info = EVP_PKEY2PKCS8(pkey);
	to = key.der;
	key.len = (size_t)i2d_PKCS8_PRIV_KEY_INFO(info, &to);
	PKCS8_PRIV_KEY_INFO_free(info);
	EVP_PKEY_free(pkey);
	assert_int_equal(owner_sign(&oca, &key, &pek, &err), 0);
	assert_true(signed_by(raw(&pek), raw(&oca)));
}

/* --- what is not taken ---------------------------------------------------- */

static void is_pek(struct sev_cert *oca, struct owner_key *key)
{
	(void)key;
	oca->usage[0] = CERT_PEK & 0xff;
}

static void is_changed(struct sev_cert *oca, struct owner_key *key)
{
	(void)key;
	oca->api_major ^= 1;
}

static void is_unsigned(struct sev_cert *oca, struct owner_key *key)
{
	(void)key;
	memset(oca->signature, 0, sizeof(oca->signature));
}

static void is_no_point(struct sev_cert *oca, struct owner_key *key)
{
	(void)key;
	oca->key[4] ^= 1;
}

static void other_key(struct sev_cert *oca, struct owner_key *key)
{
	struct sev_cert other;
	struct err err;

	(void)oca;
	assert_int_equal(owner_generate(&other, key, &err), 0);
}

static void short_key(struct sev_cert *oca, struct owner_key *key)
{
	(void)oca;
	key->len--;
}

static void long_key(struct sev_cert *oca, struct owner_key *key)
{
	(void)oca;
	key->der[key->len++] = 0;
}

static void empty_key(struct sev_cert *oca, struct owner_key *key)
{
	(void)oca;
	key->len = 0;
}

static const struct bad_case {
	const char *name;
	void (*spoil)(struct sev_cert *oca, struct owner_key *key);
	const char *message;
} bad_cases[] = {
	{ "a PEK", is_pek, "OCA: usage is 0x1002 (PEK), not 0x1001" },
	{ "changed", is_changed, "OCA: the signature is not good" },
	{ "not signed", is_unsigned, "OCA: there is no such signature" },
	{ "no point", is_no_point, "OCA: the key is no point on P-384" },
	{ "another key", other_key, "the key is not that of the OCA" },
	{ "a key cut short", short_key,
	  "the OCA's key is no private key in DER" },
	{ "a key and a byte", long_key,
	  "the OCA's key is no private key in DER" },
	{ "no key", empty_key, "the OCA's key is no private key in DER" },
};

static void refused(void **state)
{
	const struct bad_case *c = *state;
	struct sev_cert oca, pek = request(), before = pek;
	struct err err = { "" };
	struct owner_key key;

	assert_int_equal(owner_generate(&oca, &key, &err), 0);
	c->spoil(&oca, &key);
	assert_int_equal(owner_sign(&oca, &key, &pek, &err), -1);
	assert_string_equal(err.text, c->message);
	assert_memory_equal(&pek, &before, sizeof(pek));
}

int main(void)
{
	UNIT(generated);
	UNIT(signs);
	UNIT(takes_pkcs8);
	UNIT_CASES(refused, bad_cases);
	return unit_run();
}
