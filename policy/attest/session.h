/* SPDX-License-Identifier: GPL-2.0-or-later */
/* session.h - launch sessions: keys of one launch, wrapped for one platform */
#ifndef POLICY_ATTEST_SESSION_H
#define POLICY_ATTEST_SESSION_H

#include "attest/cert.h"

#define TIK_SIZE 16u
#define TEK_SIZE 16u

/**
 * struct session_keys - the transport keys of one launch
 * @tik:	integrity key: the launch measurement is a MAC by it
 * @tek:	encryption key: launch secrets are encrypted by it
 *
 * Whoever has them can forge a measurement: wiped with session_wipe().
 */
struct session_keys {
	uint8_t tik[TIK_SIZE];
	uint8_t tek[TEK_SIZE];
};

_Static_assert(sizeof(struct session_keys) == 32, "no padding to wipe");

/**
 * struct session_blob - what LAUNCH_START gets, SEV API (55766) 6.2
 * @wrap_tk:	TEK, TIK, AES-128-CTR by the KEK
 * @wrap_mac:	HMAC-SHA-256 over @wrap_tk by the KIK
 * @policy_mac:	HMAC-SHA-256 over LE32 guest policy by the TIK
 */
struct session_blob {
	uint8_t nonce[16];
	uint8_t wrap_tk[32];
	uint8_t wrap_iv[16];
	uint8_t wrap_mac[32];
	uint8_t policy_mac[32];
};

#define SESSION_BLOB_SIZE 128u

_Static_assert(sizeof(struct session_blob) == SESSION_BLOB_SIZE, "SEV API 6.2");

/**
 * struct launch_session - a launch session, as its maker has it
 * @godh:	the owner's ECDH certificate: <dhCert>
 * @blob:	<session>
 * @keys:	stay with the maker
 */
struct launch_session {
	struct sev_cert godh;
	struct session_blob blob;
	struct session_keys keys;
};

/**
 * struct session_seed - what nobody else may know when a session is made
 * @godh:	the owner's ECDH key pair, on P-384
 * @nonce:	the keys that wrap are made from it
 * @iv:		of the wrapping
 * @keys:	what is wrapped
 */
struct session_seed {
	EVP_PKEY *godh;
	uint8_t nonce[16], iv[16];
	struct session_keys keys;
};

/**
 * session_create() - make a session for one launch
 * @pdh:	the platform's, verified by the caller
 * @policy:	all 32 bits of the guest policy are bound
 * @ret:	set on success only; its keys are wiped by the caller
 * @err:	what is wrong with @pdh
 *
 * Everything secret in it is new: who used a session twice could be shown an
 * old measurement again.
 *
 * Return: 0, or -1 when @pdh is no ECDH P-384 certificate or libcrypto fails.
 */
int session_create(const struct sev_cert *pdh, uint32_t policy,
		   struct launch_session *ret, struct err *err);

/**
 * session_derive() - the same, with given secrets
 *
 * Source: SEV API (55766) 2.2.2 and 6.2.
 *
 * Return: as session_create().
 */
int session_derive(const struct sev_cert *pdh, uint32_t policy,
		   const struct session_seed *seed, struct launch_session *ret,
		   struct err *err);

/**
 * session_wipe() - overwrite the keys
 */
void session_wipe(struct session_keys *keys);

#endif
