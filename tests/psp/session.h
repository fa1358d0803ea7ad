/* SPDX-License-Identifier: GPL-2.0-or-later */
/* session.h - the trusted channel between guest owner and platform */
#ifndef PSP_SESSION_H
#define PSP_SESSION_H

#include "crypto.h"
#include "status.h"

/**
 * struct psp_wrap_keys - keys that protect the transport keys
 */
struct psp_wrap_keys {
	uint8_t kek[PSP_KEY_SIZE];
	uint8_t kik[PSP_KEY_SIZE];
};

/**
 * psp_session_keys() - agree on KEK and KIK, SEV API 2.2.2
 * @own:	private key of this side
 * @peer:	public key of the other
 * @nonce:	from the session
 *
 * Return: false when libcrypto fails.
 */
bool psp_session_keys(EVP_PKEY *own, EVP_PKEY *peer,
		      const uint8_t nonce[static PSP_NONCE_SIZE],
		      struct psp_wrap_keys *ret_keys);

/**
 * psp_session_policy_mac() - MAC of all 32 bits of the policy, SEV API 6.2
 */
bool psp_session_policy_mac(const uint8_t tik[static PSP_KEY_SIZE],
			    uint32_t policy,
			    uint8_t mac[static PSP_DIGEST_SIZE]);

/**
 * psp_session_open() - the platform's end: unwrap the transport keys
 * @pdh:	the platform's private key
 * @owner:	the owner's public key
 * @tek, @tik:	set on success only
 *
 * Return: PSP_BAD_MEASUREMENT when a MAC is wrong.
 */
enum psp_status psp_session_open(EVP_PKEY *pdh, EVP_PKEY *owner,
				 const struct psp_session *session,
				 uint32_t policy,
				 uint8_t tek[static PSP_KEY_SIZE],
				 uint8_t tik[static PSP_KEY_SIZE]);

/**
 * struct psp_measured - what a measurement says, SEV API 6.5
 */
struct psp_measured {
	uint8_t api_major, api_minor, build;
	uint32_t policy;
	uint8_t digest[PSP_DIGEST_SIZE];
	uint8_t mnonce[PSP_NONCE_SIZE];
};

/**
 * psp_session_measure() - sign it with the transport integrity key
 */
bool psp_session_measure(const uint8_t tik[static PSP_KEY_SIZE],
			 const struct psp_measured *measured,
			 uint8_t mac[static PSP_DIGEST_SIZE]);

#endif
