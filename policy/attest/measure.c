/* SPDX-License-Identifier: GPL-2.0-or-later */
/* measure.c - launch measurements: computed and verified */
#include "attest/measure.h"

#include <openssl/crypto.h>

#include "attest/diagnose.h"
#include "attest/le.h"
#include "attest/sym.h"

#define CONTEXT 0x04

enum { PART_HEAD, PART_POLICY, PART_DIGEST, PART_NONCE, PARTS };

/* SEV API (55766) 6.5; before API 0.17 without the first part. */
static int mac(const struct claim *claim, const uint8_t *digest,
	       const uint8_t *nonce, size_t from, uint8_t *ret, struct err *err)
{
	const uint8_t head[] = { CONTEXT, claim->reported.api_major,
				 claim->reported.api_minor,
				 claim->reported.build };
	uint8_t policy[4];
	const struct sym_part parts[PARTS] = {
		[PART_HEAD] = { head, sizeof(head) },
		[PART_POLICY] = { policy, sizeof(policy) },
		[PART_DIGEST] = { digest, LAUNCH_DIGEST_SIZE },
		[PART_NONCE] = { nonce, MEASURE_NONCE },
	};

	put_le32(policy, claim->reported.policy);
	return sym_mac(claim->tik, TIK_SIZE, parts + from, PARTS - from, ret,
		       err);
}

int measure(const struct claim *claim, const uint8_t digest[LAUNCH_DIGEST_SIZE],
	    const uint8_t nonce[MEASURE_NONCE], uint8_t ret[MEASURE_SIZE],
	    struct err *err)
{
	return mac(claim, digest, nonce, PART_HEAD, ret, err);
}

int measure_old(const struct claim *claim,
		const uint8_t digest[LAUNCH_DIGEST_SIZE],
		const uint8_t nonce[MEASURE_NONCE], uint8_t ret[MEASURE_SIZE],
		struct err *err)
{
	return mac(claim, digest, nonce, PART_POLICY, ret, err);
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
