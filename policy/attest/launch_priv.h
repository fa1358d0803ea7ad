/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch_priv.h - the inside of a launch, for who explains a mismatch */
#ifndef POLICY_ATTEST_LAUNCH_PRIV_H
#define POLICY_ATTEST_LAUNCH_PRIV_H

#include <openssl/evp.h>

#include "attest/launch.h"

/**
 * struct launch - the files of a launch, read and hashed once
 * @firmware:	what the image says of itself
 * @measured:	the SHA-256 state behind the image: it is copied, never changed
 * @has_kernel:	there is a kernel, and so there can be a table of hashes
 * @has_initrd:	@initrd is not that of nothing
 * @kernel, @initrd: SHA-256 of the files
 * @cmdline:	SHA-256 of @text and its NUL
 * @text:	the command line, "" for none
 */
struct launch {
	struct firmware firmware;
	EVP_MD_CTX *measured;
	bool has_kernel, has_initrd;
	uint8_t kernel[LAUNCH_DIGEST_SIZE], initrd[LAUNCH_DIGEST_SIZE],
		cmdline[LAUNCH_DIGEST_SIZE];
	char *text;
};

/**
 * launch_hash() - SHA-256 of bytes in memory
 *
 * Return: 0, or -1.
 */
int launch_hash(const void *data, size_t len,
		uint8_t digest[LAUNCH_DIGEST_SIZE], struct err *err);

/**
 * launch_each_count() - the digests with 1, 2 ... LAUNCH_MAX_VCPUS vCPUs
 * @shape:	of an SEV-ES guest, its @vcpus is not looked at
 * @fn:		called for each, until it returns anything but 0
 *
 * Each costs no more than one VMSA, because all but the first are alike.
 *
 * Return: what @fn returned last, or -1.
 */
int launch_each_count(const struct launch *launch,
		      const struct launch_shape *shape,
		      int (*fn)(unsigned int vcpus,
				const uint8_t digest[LAUNCH_DIGEST_SIZE],
				void *data),
		      void *data, struct err *err);

#endif
