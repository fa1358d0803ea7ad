/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_measure.c - measurements that do not fit, whatever the launch */
#include "launches.h"

/* Bits of the hash, nonce and TIK: each changed alone. */
static void any_bit(void **state)
{
	struct launch *launch = launches_expected(LAUNCHES_LINE);
	struct claim claim = launches_claim(launch, false);
	struct measurement m = launches_measure(&claim);
	struct err err = { "" };
	unsigned int i;

	(void)state;
	for (i = 0; i < 8 * sizeof(m); i += 5) {
		((uint8_t *)&m)[i / 8] ^= (uint8_t)(1u << i % 8);
		assert_int_equal(measure_verify(&claim, &m, &err), 0);
		((uint8_t *)&m)[i / 8] ^= (uint8_t)(1u << i % 8);
	}
	for (i = 0; i < 8 * TIK_SIZE; i += 5) {
		claim.tik[i / 8] ^= (uint8_t)(1u << i % 8);
		assert_int_equal(measure_verify(&claim, &m, &err), 0);
		claim.tik[i / 8] ^= (uint8_t)(1u << i % 8);
	}
	assert_int_equal(measure_verify(&claim, &m, &err), 1);
	launch_free(launch);
}

/* The host is honest, the guest is not what its owner wants. */
static void reported_policy(void **state)
{
	struct launch *launch = launches_expected(LAUNCHES_LINE);
	struct claim claim = launches_claim(launch, false), real = claim;
	struct measurement m;
	struct err err = { "" };

	(void)state;
	claim.reported.policy = real.reported.policy = 0x32;
	m = launches_measure(&real);
	assert_int_equal(measure_verify(&claim, &m, &err), 0);
	assert_string_equal(err.text, "the guest was launched with policy "
				      "0x0032, not 0x0033");
	/* and here it is, but the host says something else */
	real.reported.policy = 0x33;
	m = launches_measure(&real);
	assert_int_equal(measure_verify(&claim, &m, &err), 0);
	assert_string_equal(err.text,
			    "the host reports policy 0x0032, but the guest was "
			    "launched with 0x0033");
	launch_free(launch);
}

static void blob(void **state)
{
	struct launch *launch = launches_expected(LAUNCHES_LINE);
	struct claim claim = launches_claim(launch, true);
	struct measurement m = launches_measure(&claim);
	uint8_t turned[MEASUREMENT_SIZE], digest[LAUNCH_DIGEST_SIZE];
	struct err err = { "" };

	(void)state;
	memcpy(turned, m.nonce, MEASURE_NONCE);
	memcpy(turned + MEASURE_NONCE, m.measure, MEASURE_SIZE);
	memcpy(&m, turned, sizeof(m));
	assert_int_equal(measure_verify(&claim, &m, &err), 0);
	assert_string_equal(err.text, "the measurement has its nonce in front, "
				      "not at its end");
	assert_int_equal(launch_digest(launch, &claim.shape, digest, &err), 0);
	assert_int_equal(measure_old(&claim, digest, m.nonce, m.measure, &err),
			 0);
	assert_int_equal(measure_verify(&claim, &m, &err), 0);
	assert_string_equal(err.text,
			    "the firmware of the host is older than API 0.17, "
			    "its measurements are not trusted");
	launch_free(launch);
}

/* Without kernel hashes and neighbours they are not spoken of. */
static void plain(void **state)
{
	struct launch *launch = launches_expected(LAUNCHES_LINE);
	struct claim claim = launches_claim(launch, false);
	struct measurement m = { .nonce = { 1 } };
	struct err err = { "" };

	(void)state;
	claim.shape.kernel_hashes = false;
	assert_int_equal(measure_verify(&claim, &m, &err), 0);
	assert_string_equal(err.text,
			    "the measurement does not match, and no single "
			    "change of policy, firmware version, type or "
			    "kernel hashes explains it: the firmware image or "
			    "the TIK differs, which can not be told apart, or "
			    "more than one input does");
	launch_free(launch);
}

int main(void)
{
	UNIT(any_bit);
	UNIT(reported_policy);
	UNIT(blob);
	UNIT(plain);
	return unit_run();
}
