/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest.h - what needs libcrypto: digests, signatures */
#ifndef POLICY_ATTEST_ATTEST_H
#define POLICY_ATTEST_ATTEST_H

#include <stdbool.h>
#include <stdint.h>

#include "attest/session.h"
#include "err.h"

/* SNP ABI (56860) 8.18: ID block and ID authentication information. */
#define ID_BLOCK_SIZE	96
#define ID_BLOCK_POLICY 88
#define ID_AUTH_SIZE	4096

#define ATTEST_SHA256_SIZE 32

/**
 * struct attest_ops - the functions of policy/attest
 * @sha256_file:	SHA-256 of a whole regular file, read with pread();
 *			fails when the file changes meanwhile
 * @id_block_verify:	are the signatures over an ID block good: 1 yes, 0 no
 *			with @err saying which, -1 it could not be told
 * @session_create:	see session.h
 * @session_wipe:	see session.h
 *
 * Programs that always need them link the archive.  The hook opens
 * sevgate-attest.so when a decision asks for it, because loading libcrypto
 * takes longer than all else it does.
 */
struct attest_ops {
	int (*sha256_file)(int fd, uint8_t digest[ATTEST_SHA256_SIZE],
			   struct err *err);
	int (*id_block_verify)(const uint8_t block[ID_BLOCK_SIZE],
			       const uint8_t auth[ID_AUTH_SIZE],
			       bool author_key, struct err *err);
	int (*session_create)(const struct sev_cert *pdh, uint32_t policy,
			      struct launch_session *ret, struct err *err);
	void (*session_wipe)(struct session_keys *keys);
};

/**
 * sevgate_attest - the table, also the one symbol of sevgate-attest.so
 */
extern const struct attest_ops sevgate_attest;

/**
 * id_block_policy() - the guest policy an ID block was made for
 */
static inline uint64_t id_block_policy(const uint8_t block[ID_BLOCK_SIZE])
{
	uint64_t policy = 0;
	int i;

	for (i = 7; i >= 0; i--)
		policy = policy << 8 | block[ID_BLOCK_POLICY + i];
	return policy;
}

/* one file each, called through the table */
int digest_sha256_file(int fd, uint8_t digest[ATTEST_SHA256_SIZE],
		       struct err *err);
int id_block_verify(const uint8_t block[ID_BLOCK_SIZE],
		    const uint8_t auth[ID_AUTH_SIZE], bool author_key,
		    struct err *err);

#endif
