/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sym.h - symmetric cryptography of the secure processor */
#ifndef POLICY_ATTEST_SYM_H
#define POLICY_ATTEST_SYM_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define SYM_KEY_SIZE 16u
#define SYM_IV_SIZE  16u
#define SYM_MAC_SIZE 32u

/**
 * struct sym_part - a piece of a message
 */
struct sym_part {
	const void *bytes;
	size_t len;
};

/**
 * sym_mac() - HMAC-SHA-256 over pieces, one behind the other
 * @key:	of any length
 *
 * Return: 0, or -1 when libcrypto fails.
 */
int sym_mac(const uint8_t *key, size_t key_len, const struct sym_part *parts,
	    size_t count, uint8_t mac[SYM_MAC_SIZE], struct err *err);

/**
 * sym_ctr() - AES-128-CTR: encryption and decryption are the same
 * @iv:		the first counter block, big-endian
 * @len:	bytes of @in and @out, at most INT_MAX
 * @out:	may be @in
 *
 * Return: 0, or -1 when libcrypto fails.
 */
int sym_ctr(const uint8_t key[SYM_KEY_SIZE], const uint8_t iv[SYM_IV_SIZE],
	    const uint8_t *in, size_t len, uint8_t *out, struct err *err);

#endif
