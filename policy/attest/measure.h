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
 * struct launch_other - other files that a guest may have been launched from
 * @label:	what differs, such as "firmware /usr/share/OVMF/OVMF_CODE.fd"
 * @launch:	all files of that launch
 */
struct launch_other {
	const char *label;
	const struct launch *launch;
};

/**
 * struct claim - what a guest's owner expects, and what the host says of it
 * @tik:	integrity key of the launch; the owner of the claim wipes it
 * @policy:	guest policy the owner wants
 * @reported:	the firmware's and policy as the host reports them
 * @launch:	the files
 * @shape:	the rest of the digest
 * @tek:	TEK_SIZE bytes, or NULL: lets a mismatch be explained by keys
 *		that were exchanged
 * @others:	tried to explain a mismatch: sibling firmware images, newer
 *		kernels
 * @n_others:	number of them, of which MEASURE_MAX_OTHERS are tried
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
	const uint8_t *tek;
	const struct launch_other *others;
	size_t n_others;
};

#define MEASURE_MAX_OTHERS 64u

/**
 * measure() - the measurement of a launch digest
 *
 * HMAC-SHA-256 by the TIK over 0x04, API major, API minor, build, LE32 policy,
 * digest, nonce; all as @claim->reported has them.
 *
 * Source: SEV API (55766) 6.5.
 *
 * Return: 0, or -1.
 */
int measure(const struct claim *claim, const uint8_t digest[LAUNCH_DIGEST_SIZE],
	    const uint8_t nonce[MEASURE_NONCE], uint8_t ret[MEASURE_SIZE],
	    struct err *err);

/**
 * measure_old() - the same, as firmware with an API before 0.17 made it
 *
 * HMAC over LE32 policy, digest, nonce only.  To explain a mismatch; a guest
 * of such firmware is not trusted.
 */
int measure_old(const struct claim *claim,
		const uint8_t digest[LAUNCH_DIGEST_SIZE],
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
