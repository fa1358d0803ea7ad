/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diagnose.c - which input of a launch differs from what was expected */
#include "attest/diagnose.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#include "attest/launch_priv.h"
#include "cleanup.h"
#include "text.h"

/* Bit 5: DebugSwap, which Linux 6.6 to 6.8 set where the CPU has it. */
#define FEATURES_DEBUG_SWAP 0x20

/* What can not be computed explains nothing. */
static bool fits(const struct trial *t, const struct claim *other,
		 const uint8_t *digest)
{
	uint8_t mac[MEASURE_SIZE];

	return measure(other, digest, t->m->nonce, mac, NULL) == 0 &&
	       CRYPTO_memcmp(mac, t->m->measure, sizeof(mac)) == 0;
}

bool trial_fits(const struct trial *t, const struct launch *launch,
		const struct launch_shape *shape)
{
	uint8_t digest[LAUNCH_DIGEST_SIZE];

	return launch_digest(launch, shape, digest, NULL) == 0 &&
	       fits(t, t->claim, digest);
}

static bool fits_shape(const struct trial *t, const struct launch_shape *shape)
{
	return trial_fits(t, t->claim->launch, shape);
}

/* --- keys and the blob ---------------------------------------------------- */

static bool try_key(const struct trial *t, const uint8_t *key)
{
	struct claim other = *t->claim;
	bool good;

	memcpy(other.tik, key, TIK_SIZE);
	good = fits(t, &other, t->digest);
	OPENSSL_cleanse(&other, sizeof(other));
	return good;
}

static bool try_keys(const struct trial *t)
{
	static const uint8_t zero[TIK_SIZE];

	if (try_key(t, zero))
		return FOUND(t, "the guest was launched without a session: "
				"its TIK is all zero");
	if (t->claim->tek && try_key(t, t->claim->tek))
		return FOUND(t, "TIK and TEK are exchanged");
	return false;
}

static bool try_blob(const struct trial *t)
{
	struct measurement turned;
	struct trial other = *t;
	uint8_t mac[MEASURE_SIZE];

	memcpy(turned.nonce, t->m, MEASURE_NONCE);
	memcpy(turned.measure, (const uint8_t *)t->m + MEASURE_NONCE,
	       MEASURE_SIZE);
	other.m = &turned;
	if (fits(&other, t->claim, t->digest))
		return FOUND(t, "the measurement has its nonce in front, not "
				"at its end");
	if (measure_old(t->claim, t->digest, t->m->nonce, mac, NULL) == 0 &&
	    CRYPTO_memcmp(mac, t->m->measure, sizeof(mac)) == 0)
		return FOUND(t, "the firmware of the host is older than API "
				"0.17, its measurements are not trusted");
	return false;
}

/* --- what the host reports ------------------------------------------------ */

static bool try_policy(const struct trial *t, uint32_t policy)
{
	struct claim other = *t->claim;
	bool good;

	other.reported.policy = policy;
	good = fits(t, &other, t->digest);
	OPENSSL_cleanse(&other, sizeof(other));
	return good;
}

/* 37 where somebody wrote 0x37, and 0x55 where somebody wrote 55 for 0x37. */
static bool try_bases(const struct trial *t)
{
	uint32_t policy = t->claim->reported.policy;
	uint64_t others[] = { policy, policy };
	char text[16];
	size_t i;

	snprintf(text, sizeof(text), "%x", policy);
	text_to_u64(text, 10, UINT32_MAX, &others[0]);
	snprintf(text, sizeof(text), "%u", policy);
	text_to_u64(text, 16, UINT32_MAX, &others[1]);
	for (i = 0; i < ARRAY_SIZE(others); i++)
		if (try_policy(t, (uint32_t)others[i]))
			return FOUND(t,
				     "the guest was launched with policy "
				     "0x%04x, not 0x%04x: decimal and "
				     "hexadecimal were confused",
				     (uint32_t)others[i], policy);
	return false;
}

/* All of SEV API (55766) chapter 3, and each bit of the minimal API alone. */
static bool try_policies(const struct trial *t)
{
	uint32_t reported = t->claim->reported.policy, policy, i;

	if (try_policy(t, t->claim->policy))
		return FOUND(t,
			     "the host reports policy 0x%04x, but the guest "
			     "was launched with 0x%04x",
			     reported, t->claim->policy);
	if (try_bases(t))
		return true;
	for (i = 0; i < 64 + 32 + 1; i++) {
		if (i < 64)
			policy = (reported & ~UINT32_C(63)) | i;
		else if (i < 64 + 32)
			policy = reported ^ UINT32_C(1) << (i - 64);
		else
			policy = __builtin_bswap32(reported);
		if (try_policy(t, policy))
			return FOUND(t,
				     "the guest was launched with policy "
				     "0x%04x, not 0x%04x",
				     policy, reported);
	}
	return false;
}

static bool try_version(const struct trial *t, unsigned int major,
			unsigned int minor, unsigned int build)
{
	struct claim other = *t->claim;
	bool good;

	other.reported.api_major = (uint8_t)major;
	other.reported.api_minor = (uint8_t)minor;
	other.reported.build = (uint8_t)build;
	good = fits(t, &other, t->digest);
	OPENSSL_cleanse(&other, sizeof(other));
	return good;
}

static bool try_versions(const struct trial *t)
{
	unsigned int major = t->claim->reported.api_major;
	unsigned int minor = t->claim->reported.api_minor;
	unsigned int build = t->claim->reported.build, i;

	for (i = 0; i < 256; i++) {
		if (try_version(t, major, minor, i))
			return FOUND(t,
				     "the host's firmware is build %u, "
				     "not %u",
				     i, build);
		if (try_version(t, major, i, build))
			return FOUND(t,
				     "the API of the host's firmware is "
				     "%u.%u, not %u.%u",
				     major, i, major, minor);
		if (try_version(t, i, minor, build))
			return FOUND(t,
				     "the API of the host's firmware is "
				     "%u.%u, not %u.%u",
				     i, minor, major, minor);
	}
	return false;
}

/* --- vCPUs ---------------------------------------------------------------- */

/* The policy's bit 2 goes with the kind, where the two agree. */
static bool try_kind(const struct trial *t)
{
	struct launch_shape shape = t->claim->shape;
	struct claim other = *t->claim;
	uint8_t digest[LAUNCH_DIGEST_SIZE];
	bool good;

	shape.es = !shape.es;
	other.reported.policy ^= 4;
	if (launch_digest(t->claim->launch, &shape, digest, NULL) < 0)
		return false;
	good = fits(t, t->claim, digest) || fits(t, &other, digest);
	OPENSSL_cleanse(&other, sizeof(other));
	return good &&
	       FOUND(t, "the guest was launched as %s, not as %s",
		     shape.es ? "SEV-ES" : "SEV", shape.es ? "SEV" : "SEV-ES");
}

static int is_count(unsigned int vcpus,
		    const uint8_t digest[LAUNCH_DIGEST_SIZE], void *data)
{
	return fits(data, ((struct trial *)data)->claim, digest) ? (int)vcpus
								 : 0;
}

static bool try_vcpus(const struct trial *t)
{
	struct trial copy = *t;
	int vcpus;

	if (!t->claim->shape.es)
		return false;
	vcpus = launch_each_count(t->claim->launch, &t->claim->shape, is_count,
				  &copy, NULL);
	return vcpus > 0 &&
	       FOUND(t,
		     "the guest was started with %d vCPU%s, "
		     "not %u",
		     vcpus, vcpus == 1 ? "" : "s", t->claim->shape.vcpus);
}

static bool try_vmsa(const struct trial *t)
{
	const struct launch_shape *expected = &t->claim->shape;
	struct launch_shape form = *expected, features = *expected;

	form.form = form.form == VMSA_LEGACY ? VMSA_INIT2 : VMSA_LEGACY;
	features.sev_features ^= FEATURES_DEBUG_SWAP;
	if (!expected->es)
		return false;
	if (fits_shape(t, &form))
		return FOUND(t,
			     "the VMSAs of the guest are in the form %s, "
			     "not %s",
			     form.form == VMSA_LEGACY ? "legacy" : "init2",
			     form.form == VMSA_LEGACY ? "init2" : "legacy");
	if (fits_shape(t, &features))
		return FOUND(t,
			     "SEV_FEATURES of the guest is 0x%x, not 0x%x: "
			     "debug_swap of kvm_amd",
			     (unsigned int)features.sev_features,
			     (unsigned int)expected->sev_features);
	return false;
}

static const char *cpu_name(uint32_t signature)
{
	const char *name;
	uint32_t known;
	size_t i;

	for (i = 0; (name = launch_cpu_list(i, &known)); i++)
		if (known == signature)
			return name;
	return "unknown model";
}

static bool try_cpus(const struct trial *t)
{
	struct launch_shape shape = t->claim->shape;
	uint32_t expected = shape.cpu_signature;
	const char *name;
	size_t i;

	for (i = 0;
	     shape.es && (name = launch_cpu_list(i, &shape.cpu_signature)); i++)
		if (fits_shape(t, &shape))
			return FOUND(t,
				     "the guest's CPU is %s (0x%08x), not %s "
				     "(0x%08x)",
				     name, shape.cpu_signature,
				     cpu_name(expected), expected);
	return false;
}

/* --- all of it ------------------------------------------------------------ */

static bool try_others(const struct trial *t)
{
	size_t i;

	for (i = 0; i < t->claim->n_others && i < MEASURE_MAX_OTHERS; i++)
		if (trial_fits(t, t->claim->others[i].launch, &t->claim->shape))
			return FOUND(t, "the guest was launched with %s",
				     t->claim->others[i].label);
	return false;
}

static void give_up(const struct trial *t)
{
	const struct launch_shape *shape = &t->claim->shape;

	err_set(t->err,
		"the measurement does not match, and no single change of "
		"policy, firmware version, type%s or kernel hashes explains "
		"it%s: the firmware image%s or the TIK differs, which can not "
		"be told apart, or more than one input does",
		shape->es ? ", vCPUs, CPU model" : "",
		t->claim->n_others ? ", nor do the other files at hand" : "",
		shape->kernel_hashes ? ", kernel, initrd, command line" : "");
}

void diagnose(const struct claim *claim, const struct measurement *m,
	      const uint8_t digest[LAUNCH_DIGEST_SIZE], struct err *err)
{
	static bool (*const tries[])(const struct trial *t) = {
		try_policies, try_keys,	    try_kind,	   try_vcpus,
		trial_hashes, trial_initrd, trial_cmdline, try_vmsa,
		try_cpus,     try_others,   try_blob,	   try_versions,
	};
	const struct trial t = { claim, m, digest, err };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tries); i++)
		if (tries[i](&t))
			return;
	give_up(&t);
}
