/* SPDX-License-Identifier: GPL-2.0-or-later */
/* session.c - launch sessions: keys of one launch, wrapped for one platform */
#include "attest/session.h"

#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#include "attest/kdf.h"
#include "attest/le.h"
#include "attest/sym.h"
#include "cleanup.h"

/* bytes of an x coordinate of P-384 */
#define SECRET_SIZE 48u

/**
 * struct channel - what owner and platform agree on, SEV API (55766) 2.2.2
 * @z:		ECDH secret, the one number that is big-endian
 * @master:	made from it and the nonce
 * @kek:	wraps the transport keys
 * @kik:	for the MAC over them
 */
struct channel {
	uint8_t z[SECRET_SIZE];
	uint8_t master[SYM_KEY_SIZE], kek[SYM_KEY_SIZE], kik[SYM_KEY_SIZE];
};

static void pkey_ctx_freep(EVP_PKEY_CTX **ctx)
{
	EVP_PKEY_CTX_free(*ctx);
}

static void channel_wipe(struct channel *channel)
{
	OPENSSL_cleanse(channel, sizeof(*channel));
}

void session_wipe(struct session_keys *keys)
{
	OPENSSL_cleanse(keys, sizeof(*keys));
}

static void seed_clear(struct session_seed *seed)
{
	EVP_PKEY_free(seed->godh);
	OPENSSL_cleanse(seed, sizeof(*seed));
}

/* --- the channel ---------------------------------------------------------- */

/* The platform's public key, or NULL. */
static EVP_PKEY *pdh_key(const struct sev_cert *pdh, struct err *err)
{
	EVP_PKEY *pkey = NULL;

	if (cert_check(pdh, CERT_PDH, err) == 0) {
		if (get_le32(pdh->key) == EC_CURVE_P384)
			pkey = cert_key(pdh, err);
		else
			err_set(err, "curve %u is not P-384",
				get_le32(pdh->key));
	}
	if (!pkey)
		err_wrap(err, "PDH");
	return pkey;
}

/* Leading zeros stay: EVP_PKEY_derive() gives the whole field. */
static int agree(EVP_PKEY *own, EVP_PKEY *peer, uint8_t z[SECRET_SIZE],
		 struct err *err)
{
	_cleanup_(pkey_ctx_freep) EVP_PKEY_CTX *ctx =
		EVP_PKEY_CTX_new_from_pkey(NULL, own, NULL);
	size_t len = SECRET_SIZE;

	if (!ctx || EVP_PKEY_derive_init(ctx) != 1 ||
	    EVP_PKEY_derive_set_peer(ctx, peer) != 1 ||
	    EVP_PKEY_derive(ctx, z, &len) != 1 || len != SECRET_SIZE)
		return err_set(err, "ECDH failed in libcrypto");
	return 0;
}

static int open_channel(const struct sev_cert *pdh,
			const struct session_seed *seed, struct channel *ch,
			struct err *err)
{
	_cleanup_(ec_key_freep) EVP_PKEY *peer = pdh_key(pdh, err);

	if (!peer || agree(seed->godh, peer, ch->z, err) < 0 ||
	    kdf(ch->z, sizeof(ch->z), "sev-master-secret", seed->nonce,
		sizeof(seed->nonce), ch->master, sizeof(ch->master), err) < 0 ||
	    kdf(ch->master, sizeof(ch->master), "sev-kek", NULL, 0, ch->kek,
		sizeof(ch->kek), err) < 0)
		return -1;
	return kdf(ch->master, sizeof(ch->master), "sev-kik", NULL, 0, ch->kik,
		   sizeof(ch->kik), err);
}

/* --- what the platform gets ----------------------------------------------- */

/* TEK first. */
static int wrap(const struct session_keys *keys, const struct channel *ch,
		struct session_blob *blob, struct err *err)
{
	uint8_t plain[TEK_SIZE + TIK_SIZE];
	int result;

	memcpy(plain, keys->tek, TEK_SIZE);
	memcpy(plain + TEK_SIZE, keys->tik, TIK_SIZE);
	result = sym_ctr(ch->kek, blob->wrap_iv, plain, sizeof(plain),
			 blob->wrap_tk, err);
	OPENSSL_cleanse(plain, sizeof(plain));
	return result;
}

static int write_blob(const struct session_seed *seed, const struct channel *ch,
		      uint32_t policy, struct session_blob *blob,
		      struct err *err)
{
	const struct sym_part wrapped = { blob->wrap_tk,
					  sizeof(blob->wrap_tk) };
	uint8_t bits[4];
	const struct sym_part bound = { bits, sizeof(bits) };

	put_le32(bits, policy);
	memcpy(blob->nonce, seed->nonce, sizeof(blob->nonce));
	memcpy(blob->wrap_iv, seed->iv, sizeof(blob->wrap_iv));
	if (wrap(&seed->keys, ch, blob, err) < 0 ||
	    sym_mac(ch->kik, sizeof(ch->kik), &wrapped, 1, blob->wrap_mac,
		    err) < 0)
		return -1;
	return sym_mac(seed->keys.tik, TIK_SIZE, &bound, 1, blob->policy_mac,
		       err);
}

int session_derive(const struct sev_cert *pdh, uint32_t policy,
		   const struct session_seed *seed, struct launch_session *ret,
		   struct err *err)
{
	_cleanup_(channel_wipe) struct channel ch = { 0 };
	struct session_blob blob;
	struct sev_cert godh;

	if (open_channel(pdh, seed, &ch, err) < 0 ||
	    /* the platform's usage: the owner's half of the exchange has none */
	    cert_make(&godh, CERT_PDH, CERT_ECDH_SHA256, seed->godh, err) < 0 ||
	    write_blob(seed, &ch, policy, &blob, err) < 0)
		return -1;
	ret->godh = godh;
	ret->blob = blob;
	ret->keys = seed->keys;
	return 0;
}

int session_create(const struct sev_cert *pdh, uint32_t policy,
		   struct launch_session *ret, struct err *err)
{
	_cleanup_(seed_clear) struct session_seed seed = {
		.godh = EVP_EC_gen("P-384"),
	};

	if (!seed.godh)
		return err_set(err, "no key is to be had from libcrypto");
	if (RAND_bytes(seed.nonce, sizeof(seed.nonce)) != 1 ||
	    RAND_bytes(seed.iv, sizeof(seed.iv)) != 1 ||
	    RAND_priv_bytes(seed.keys.tik, TIK_SIZE) != 1 ||
	    RAND_priv_bytes(seed.keys.tek, TEK_SIZE) != 1)
		return err_set(err, "libcrypto has no random bytes");
	return session_derive(pdh, policy, &seed, ret, err);
}
