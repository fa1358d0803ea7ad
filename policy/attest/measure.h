/* SPDX-License-Identifier: GPL-2.0-or-later */
/* measure.h - launch measurements: computed, verified, and explained */
#ifndef POLICY_ATTEST_MEASURE_H
#define POLICY_ATTEST_MEASURE_H

#include "attest/launch.h"
#include "attest/session.h"

#define MEASURE_SIZE  32u
#define MEASURE_NONCE 16u

/**
 * struct measurement - what LAUNCH_MEASURE answers, SEV API (55766) 6.5
 */
struct measurement {
	uint8_t measure[MEASURE_SIZE];
	uint8_t nonce[MEASURE_NONCE];
};

#define MEASUREMENT_SIZE 48u

_Static_assert(sizeof(struct measurement) == MEASUREMENT_SIZE, "SEV API 6.5");

/**
 * struct claim - what a guest's owner expects, and what the host says of it
 * @tik:	integrity key of the launch
 * @policy:	guest policy the owner wants
 * @reported:	the firmware's and policy as the host reports them
 * @launch:	the files
 * @shape:	the rest of the digest
 */
struct claim {
	uint8_t tik[TIK_SIZE];
	uint32_t policy;
	struct {
		uint8_t api_major, api_minor, build;
		uint32_t policy;
	} reported;
	const struct launch *launch;
	struct launch_shape shape;
};

/**
 * measure() - the measurement of a launch digest
 *
 * HMAC-SHA-256 by the TIK over 0x04, API major, API minor, build, LE32 policy,
 * digest, nonce.
 *
 * Return: 0, or -1.
 */
int measure(const struct claim *claim, const uint8_t digest[LAUNCH_DIGEST_SIZE],
	    const uint8_t nonce[MEASURE_NONCE], uint8_t ret[MEASURE_SIZE],
	    struct err *err);

/**
 * measure_verify() - was the expected guest launched
 * @claim:	what is expected; @claim->reported.policy is compared with
 *		@claim->policy even if the measurement fits
 * @m:		what the firmware measured
 * @err:	on 0: which input differs, as far as one changed input explains
 *		it; on -1: why it could not be told
 *
 * The comparison takes the same time whatever differs; what is tried to
 * explain a mismatch is bounded.
 *
 * Return: 1 it was, 0 it was not, -1 not to be told.
 */
int measure_verify(const struct claim *claim, const struct measurement *m,
		   struct err *err);

#endif
