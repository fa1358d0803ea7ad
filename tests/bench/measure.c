/* SPDX-License-Identifier: GPL-2.0-or-later */
/* measure.c - a launch measurement beside hashing the same files, in-process */
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "attest/measure.h"
#include "boot.h"
#include "cleanup.h"

#define ROUNDS 30
#define CHUNK  65536

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values)
{
	qsort(values, ROUNDS, sizeof(*values), by_value);
	return values[ROUNDS / 2];
}

static void must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "bench: %s failed\n", what);
	exit(1);
}

/* The least there is: read and hash. */
static void hash_file(const char *path)
{
	static uint8_t buf[CHUNK];
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t digest[LAUNCH_DIGEST_SIZE];
	ssize_t n;

	must(fd >= 0 && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1, path);
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		must(EVP_DigestUpdate(ctx, buf, (size_t)n) == 1, path);
	must(n == 0 && EVP_DigestFinal_ex(ctx, digest, NULL) == 1, path);
	EVP_MD_CTX_free(ctx);
}

static void measure_once(const struct boot_files *files)
{
	_cleanup_(launch_freep) struct launch *launch = NULL;
	struct claim claim = { .policy = 0x33,
			       .shape = { .vcpus = 1,
					  .kernel_hashes = files->kernel } };
	uint8_t digest[LAUNCH_DIGEST_SIZE], mac[MEASURE_SIZE];
	const uint8_t nonce[MEASURE_NONCE] = { 1 };

	must(boot_open(AT_FDCWD, files, &launch, NULL) == 0 &&
		     launch_digest(launch, &claim.shape, digest, NULL) == 0 &&
		     measure(&claim, digest, nonce, mac, NULL) == 0,
	     "measuring");
}

/* usage: run-bench-measure FIRMWARE [KERNEL INITRD]; prints two times in ms */
int main(int argc, char **argv)
{
	const struct boot_files files = { .firmware = argv[1],
					  .kernel = argc == 4 ? argv[2] : NULL,
					  .initrd =
						  argc == 4 ? argv[3] : NULL };
	double ours[ROUNDS], limit[ROUNDS], start;
	int i, k;

	must(argc == 2 || argc == 4, "usage");
	for (i = 0; i < ROUNDS; i++) {
		start = now_ms();
		measure_once(&files);
		ours[i] = now_ms() - start;
		start = now_ms();
		for (k = 1; k < argc; k++)
			hash_file(argv[k]);
		limit[i] = now_ms() - start;
	}
	printf("%.3f %.3f\n", median(ours), median(limit));
	return 0;
}
