/* SPDX-License-Identifier: GPL-2.0-or-later */
/* digest.h - SHA-256 over files that must not change meanwhile */
#ifndef POLICY_ATTEST_DIGEST_H
#define POLICY_ATTEST_DIGEST_H

#include <openssl/evp.h>
#include <sys/stat.h>

#include "err.h"

/**
 * digest_start() - begin a SHA-256
 *
 * Return: the state, freed with EVP_MD_CTX_free(), or NULL with @err filled.
 */
EVP_MD_CTX *digest_start(struct err *err);

static inline void digest_freep(EVP_MD_CTX **ctx)
{
	EVP_MD_CTX_free(*ctx);
}

/**
 * digest_add_file() - hash a whole regular file, read with pread()
 *
 * Return: 0, or -1.
 */
int digest_add_file(EVP_MD_CTX *ctx, int fd, struct err *err);

/**
 * digest_unchanged() - is a file still as it was
 * @st:		from before it was read
 *
 * Return: 0, or -1.
 */
int digest_unchanged(int fd, const struct stat *st, struct err *err);

#endif
