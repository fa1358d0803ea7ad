/* SPDX-License-Identifier: GPL-2.0-or-later */
/* session.c - the trusted channel between guest owner and platform */
#include "session.h"

#include <endian.h>
#include <openssl/crypto.h>
#include <string.h>

/* SEV API 6.5: the first byte of the message tells what it is. */
#define CONTEXT_MEASURE 0x04

bool psp_session_keys(EVP_PKEY *own, EVP_PKEY *peer,
		      const uint8_t nonce[static PSP_NONCE_SIZE],
		      struct psp_wrap_keys *ret_keys)
{
	uint8_t z[PSP_EC_SIZE], master[PSP_KEY_SIZE];
	bool ok;

	ok = psp_ecdh(own, peer, z) &&
	     psp_kdf(z, sizeof(z), "sev-master-secret", nonce, PSP_NONCE_SIZE,
		     master, sizeof(master)) &&
	     psp_kdf(master, sizeof(master), "sev-kek", NULL, 0, ret_keys->kek,
		     sizeof(ret_keys->kek)) &&
	     psp_kdf(master, sizeof(master), "sev-kik", NULL, 0, ret_keys->kik,
		     sizeof(ret_keys->kik));
	OPENSSL_cleanse(z, sizeof(z));
	OPENSSL_cleanse(master, sizeof(master));
	return ok;
}

bool psp_session_policy_mac(const uint8_t tik[static PSP_KEY_SIZE],
			    uint32_t policy,
			    uint8_t mac[static PSP_DIGEST_SIZE])
{
	const uint32_t wire = htole32(policy);
	const struct psp_span span = { &wire, sizeof(wire) };

	return psp_hmac(tik, PSP_KEY_SIZE, &span, 1, mac);
}

static bool wrap_mac_good(const struct psp_session *session,
			  const uint8_t kik[static PSP_KEY_SIZE])
{
	const struct psp_span span = { session->wrap_tk,
				       sizeof(session->wrap_tk) };
	uint8_t mac[PSP_DIGEST_SIZE];

	return psp_hmac(kik, PSP_KEY_SIZE, &span, 1, mac) &&
	       CRYPTO_memcmp(mac, session->wrap_mac, sizeof(mac)) == 0;
}

static bool policy_mac_good(const struct psp_session *session, uint32_t policy,
			    const uint8_t tik[static PSP_KEY_SIZE])
{
	uint8_t mac[PSP_DIGEST_SIZE];

	return psp_session_policy_mac(tik, policy, mac) &&
	       CRYPTO_memcmp(mac, session->policy_mac, sizeof(mac)) == 0;
}

enum psp_status psp_session_open(EVP_PKEY *pdh, EVP_PKEY *owner,
				 const struct psp_session *session,
				 uint32_t policy,
				 uint8_t tek[static PSP_KEY_SIZE],
				 uint8_t tik[static PSP_KEY_SIZE])
{
	uint8_t keys[2 * PSP_KEY_SIZE];
	struct psp_wrap_keys wrap;
	bool good;

	good = psp_session_keys(pdh, owner, session->nonce, &wrap) &&
	       wrap_mac_good(session, wrap.kik) &&
	       psp_ctr(wrap.kek, session->wrap_iv, session->wrap_tk,
		       sizeof(keys), keys) &&
	       policy_mac_good(session, policy, keys + PSP_KEY_SIZE);
	if (good) {
		memcpy(tek, keys, PSP_KEY_SIZE);
		memcpy(tik, keys + PSP_KEY_SIZE, PSP_KEY_SIZE);
	}
	OPENSSL_cleanse(keys, sizeof(keys));
	OPENSSL_cleanse(&wrap, sizeof(wrap));
	return good ? PSP_SUCCESS : PSP_BAD_MEASUREMENT;
}

bool psp_session_measure(const uint8_t tik[static PSP_KEY_SIZE],
			 const struct psp_measured *measured,
			 uint8_t mac[static PSP_DIGEST_SIZE])
{
	const uint8_t head[] = { CONTEXT_MEASURE, measured->api_major,
				 measured->api_minor, measured->build };
	const uint32_t policy = htole32(measured->policy);
	const struct psp_span message[] = {
		{ head, sizeof(head) },
		{ &policy, sizeof(policy) },
		{ measured->digest, sizeof(measured->digest) },
		{ measured->mnonce, sizeof(measured->mnonce) },
	};

	return psp_hmac(tik, PSP_KEY_SIZE, message, ARRAY_SIZE(message), mac);
}
