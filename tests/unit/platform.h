/* SPDX-License-Identifier: GPL-2.0-or-later */
/* platform.h - a platform of the model's, for what the owner makes for it */
#ifndef TESTS_PLATFORM_H
#define TESTS_PLATFORM_H

#include <openssl/ec.h>

#include "attest/session.h"
#include "tests/psp/cert.h"
#include "tests/psp/session.h"
#include "unit.h"

/* A platform, and what its secure processor makes of a session. */
struct platform {
	EVP_PKEY *key;
	struct sev_cert pdh;
};

/* As the model's platform makes it. */
static inline void platform_cert(EVP_PKEY *pdh, struct sev_cert *ret)
{
	struct psp_cert cert;

	assert_true(
		psp_cert_init(&cert, PSP_USAGE_PDH, PSP_ALGO_ECDH_SHA256, pdh));
	assert_int_equal(sizeof(cert), sizeof(*ret));
	memcpy(ret, &cert, sizeof(cert));
}

static inline struct platform new_platform(void)
{
	struct platform p = { .key = EVP_EC_gen("P-384") };

	assert_non_null(p.key);
	platform_cert(p.key, &p.pdh);
	return p;
}

static inline enum psp_status unwrap(const struct platform *p,
				     const struct launch_session *session,
				     uint32_t policy, struct session_keys *keys)
{
	enum psp_status status = PSP_INVALID_CERTIFICATE;
	EVP_PKEY *owner = NULL;
	struct psp_session blob;
	struct psp_cert godh;

	memcpy(&godh, &session->godh, sizeof(godh));
	memcpy(&blob, &session->blob, sizeof(blob));
	if (psp_cert_key(&godh, &owner))
		status = psp_session_open(p->key, owner, &blob, policy,
					  keys->tek, keys->tik);
	EVP_PKEY_free(owner);
	return status;
}

#endif
