/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner.c - make the key of a platform's owner, and sign by it */
#include "attest/owner.h"

#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

#include "attest/le.h"
#include "cleanup.h"

void owner_wipe(struct owner_key *key)
{
	OPENSSL_cleanse(key, sizeof(*key));
}

static int write_key(const EVP_PKEY *pkey, struct owner_key *key,
		     struct err *err)
{
	unsigned char *at = key->der;
	int len = i2d_PrivateKey(pkey, NULL);

	if (len <= 0 || (size_t)len > sizeof(key->der) ||
	    i2d_PrivateKey(pkey, &at) != len)
		return err_set(err, "libcrypto does not give its key");
	key->len = (size_t)len;
	return 0;
}

int owner_generate(struct sev_cert *oca, struct owner_key *key, struct err *err)
{
	_cleanup_(ec_key_freep) EVP_PKEY *pkey = EVP_EC_gen("P-384");
	const struct cert_signer self = { CERT_OCA, CERT_ECDSA_SHA256, pkey };

	if (!pkey)
		return err_set(err, "no key is to be had from libcrypto");
	if (cert_make(oca, CERT_OCA, CERT_ECDSA_SHA256, pkey, err) < 0 ||
	    cert_sign(oca, &self, err) < 0)
		return -1;
	return write_key(pkey, key, err);
}

static EVP_PKEY *read_key(const struct owner_key *key, const EVP_PKEY *public,
			  struct err *err)
{
	const unsigned char *at = key->der;
	EVP_PKEY *pkey = d2i_AutoPrivateKey(NULL, &at, (long)key->len);

	if (!pkey || at != key->der + key->len)
		err_set(err, "the OCA's key is no private key in DER");
	else if (EVP_PKEY_eq(pkey, public) != 1)
		err_set(err, "the key is not that of the OCA");
	else
		return pkey;
	EVP_PKEY_free(pkey);
	return NULL;
}

int owner_sign(const struct sev_cert *oca, const struct owner_key *key,
	       struct sev_cert *pek, struct err *err)
{
	_cleanup_(ec_key_freep) EVP_PKEY *public = NULL, *pkey = NULL;
	struct cert_signer owner = { .usage = CERT_OCA };

	if (cert_check(oca, CERT_OCA, err) < 0 ||
	    !(public = cert_key(oca, err)))
		return err_wrap(err, "OCA");
	owner.algo = get_le32(oca->algo);
	owner.key = public;
	if (!cert_is_signed(oca, &owner, err))
		return err_wrap(err, "OCA");
	if (!EVP_PKEY_is_a(public, "EC"))
		return err_set(err, "OCA: only keys on P-256 and P-384 are "
				    "supported, not RSA");
	pkey = read_key(key, public, err);
	if (!pkey)
		return -1;
	owner.key = pkey;
	return cert_sign(pek, &owner, err);
}
