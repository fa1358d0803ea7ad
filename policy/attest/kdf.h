/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kdf.h - key derivation of the secure processor */
#ifndef POLICY_ATTEST_KDF_H
#define POLICY_ATTEST_KDF_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

/* Far more than any key here has. */
#define KDF_MAX 1024u

/**
 * kdf() - derive a key from another
 * @label:	what for; enters without its NUL
 * @context:	may be NULL when @context_len is 0
 * @out_len:	bytes wanted, 1 to KDF_MAX; they are wiped on failure
 *
 * Source: SEV API (55766) 2.2.2: NIST SP 800-108, counter mode, with
 * HMAC-SHA-256.  Counter and length in bits are 32 bit little-endian, which the
 * KDF of libcrypto can not do.
 *
 * Return: 0, or -1 when @out_len is not possible or libcrypto fails.
 */
int kdf(const uint8_t *key, size_t key_len, const char *label,
	const uint8_t *context, size_t context_len, uint8_t *out,
	size_t out_len, struct err *err);

#endif
