/* SPDX-License-Identifier: GPL-2.0-or-later */
/* digest.c - the digest of a file that must not change meanwhile */
#include "attest/digest.h"

#include <errno.h>
#include <unistd.h>

#include "attest/attest.h"
#include "cleanup.h"

#define CHUNK 65536

EVP_MD_CTX *digest_start(struct err *err)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1)
		return ctx;
	EVP_MD_CTX_free(ctx);
	err_set(err, "SHA-256 is not to be had from libcrypto");
	return NULL;
}

int digest_add_file(EVP_MD_CTX *ctx, int fd, struct err *err)
{
	_cleanup_free_ uint8_t *buf = malloc(CHUNK);
	off_t at = 0;

	if (!buf)
		return err_set(err, "out of memory");
	for (;;) {
		ssize_t n = pread(fd, buf, CHUNK, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, "cannot read: %m");
		if (n == 0)
			return 0;
		if (EVP_DigestUpdate(ctx, buf, (size_t)n) != 1)
			return err_set(err, "SHA-256 failed in libcrypto");
		at += n;
	}
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

int digest_unchanged(int fd, const struct stat *st, struct err *err)
{
	struct stat now;

	if (fstat(fd, &now) < 0 || !is_same(st, &now))
		return err_set(err, "changed while it was read");
	return 0;
}

int digest_sha256_file(int fd, uint8_t digest[ATTEST_SHA256_SIZE],
		       struct err *err)
{
	_cleanup_(digest_freep) EVP_MD_CTX *ctx = digest_start(err);
	struct stat st;

	if (!ctx)
		return -1;
	if (fstat(fd, &st) < 0)
		return err_set(err, "cannot read: %m");
	if (digest_add_file(ctx, fd, err) < 0 ||
	    digest_unchanged(fd, &st, err) < 0)
		return -1;
	if (EVP_DigestFinal_ex(ctx, digest, NULL) != 1)
		return err_set(err, "SHA-256 failed in libcrypto");
	return 0;
}
