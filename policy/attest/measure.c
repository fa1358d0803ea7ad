/* SPDX-License-Identifier: GPL-2.0-or-later */
/* measure.c - launch measurements: computed and verified */
#include "attest/measure.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "attest/diagnose.h"
#include "attest/le.h"

/* What is MACed, SEV API (55766) 6.5; before API 0.17 without the head. */
#define CONTEXT	     0x04
#define HEAD_SIZE    4u
#define MESSAGE_SIZE (HEAD_SIZE + 4u + LAUNCH_DIGEST_SIZE + MEASURE_NONCE)

_Static_assert(MESSAGE_SIZE == 56, "SEV API 6.5");

static int mac(const struct claim *claim, const uint8_t *digest,
	       const uint8_t *nonce, size_t skip, uint8_t *ret, struct err *err)
{
	uint8_t message[MESSAGE_SIZE] = { CONTEXT, claim->reported.api_major,
					  claim->reported.api_minor,
					  claim->reported.build };
	size_t len = 0;

	put_le32(message + HEAD_SIZE, claim->reported.policy);
	memcpy(message + HEAD_SIZE + 4, digest, LAUNCH_DIGEST_SIZE);
	memcpy(message + HEAD_SIZE + 4 + LAUNCH_DIGEST_SIZE, nonce,
	       MEASURE_NONCE);
	if (!EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, claim->tik, TIK_SIZE,
		       message + skip, sizeof(message) - skip, ret,
		       MEASURE_SIZE, &len) ||
	    len != MEASURE_SIZE)
		return err_set(err, "HMAC-SHA-256 failed in libcrypto");
	return 0;
}

int measure(const struct claim *claim, const uint8_t digest[LAUNCH_DIGEST_SIZE],
	    const uint8_t nonce[MEASURE_NONCE], uint8_t ret[MEASURE_SIZE],
	    struct err *err)
{
	return mac(claim, digest, nonce, 0, ret, err);
}

int measure_old(const struct claim *claim,
		const uint8_t digest[LAUNCH_DIGEST_SIZE],
		const uint8_t nonce[MEASURE_NONCE], uint8_t ret[MEASURE_SIZE],
		struct err *err)
{
	return mac(claim, digest, nonce, HEAD_SIZE, ret, err);
}

int measure_verify(const struct claim *claim, const struct measurement *m,
		   struct err *err)
{
	uint8_t digest[LAUNCH_DIGEST_SIZE], expected[MEASURE_SIZE];

	if (launch_digest(claim->launch, &claim->shape, digest, err) < 0 ||
	    measure(claim, digest, m->nonce, expected, err) < 0)
		return -1;
	if (CRYPTO_memcmp(expected, m->measure, MEASURE_SIZE) != 0) {
		diagnose(claim, m, digest, err);
		return 0;
	}
	if (claim->reported.policy == claim->policy)
		return 1;
	err_set(err, "the guest was launched with policy 0x%04x, not 0x%04x",
		claim->reported.policy, claim->policy);
	return 0;
}
