/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diagnose.h - which input of a launch differs from what was expected */
#ifndef POLICY_ATTEST_DIAGNOSE_H
#define POLICY_ATTEST_DIAGNOSE_H

#include "attest/measure.h"

/**
 * diagnose() - explain a measurement that does not fit
 * @digest:	the expected launch digest
 * @err:	the input that differs and both its values; or what was tried
 *
 * One input is changed at a time.  At most some 2000 MACs and 4 MiB of VMSAs
 * are computed, and of each of @claim->others one digest.
 */
void diagnose(const struct claim *claim, const struct measurement *m,
	      const uint8_t digest[LAUNCH_DIGEST_SIZE], struct err *err);

/**
 * struct trial - what is to be explained, while it is
 * @digest:	of the expected launch
 * @err:	the explanation
 */
struct trial {
	const struct claim *claim;
	const struct measurement *m;
	const uint8_t *digest;
	struct err *err;
};

/**
 * trial_fits() - does the measurement fit another launch or shape
 *
 * What can not be computed does not fit.
 */
bool trial_fits(const struct trial *t, const struct launch *launch,
		const struct launch_shape *shape);

/* For an explanation: err_set(), so that finding an explanation is one statement. */
#define FOUND(t, ...) (err_set((t)->err, __VA_ARGS__), true)

/* One kind of input each. */
bool trial_hashes(const struct trial *t);
bool trial_initrd(const struct trial *t);
bool trial_cmdline(const struct trial *t);

#endif
