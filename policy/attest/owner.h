/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner.h - the key of a platform's owner, the OCA */
#ifndef POLICY_ATTEST_OWNER_H
#define POLICY_ATTEST_OWNER_H

#include "attest/cert.h"

/**
 * DOC: Owning a platform, SEV API (55766) 1.3 and 5.5 to 5.8
 *
 * A platform makes its own OCA until it has an owner.  The owner has the
 * platform's PEK signed by his OCA, and gives both to the platform; from then
 * on a chain shows whose machine it is.
 */

/* a private key on P-384 in DER: SEC 1, C.4; 167 bytes by libcrypto */
#define OWNER_KEY_MAX 512u

/**
 * struct owner_key - a private key as it is kept in a file
 * @der:	as sevctl writes it
 */
struct owner_key {
	uint8_t der[OWNER_KEY_MAX];
	size_t len;
};

/**
 * owner_generate() - make an OCA that is signed by itself
 * @key:	wiped by the caller, with owner_wipe()
 *
 * Return: 0, or -1.
 */
int owner_generate(struct sev_cert *oca, struct owner_key *key,
		   struct err *err);

/**
 * owner_sign() - sign a platform's PEK
 * @oca:	checked here, as the platform will not say what is wrong
 * @key:	has to be the one of @oca; DER, of SEC 1 or PKCS 8
 * @pek:	as the platform asks to have it signed
 *
 * Return: 0, or -1.
 */
int owner_sign(const struct sev_cert *oca, const struct owner_key *key,
	       struct sev_cert *pek, struct err *err);

void owner_wipe(struct owner_key *key);

#endif
