/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_measure.c - a measurement in base64, a shape, a firmware image */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "attest/measure.h"
#include "cleanup.h"
#include "fuzz.h"
#include "text.h"

/*
 * The input is a line with the measurement, a byte for the shape, the image.
 * Some digests of a large image take long, so an image is cut.
 */
#define LINE_MAX_SIZE 256
#define IMAGE_MAX     65536

static struct launch_shape shape_of(uint8_t byte)
{
	return (struct launch_shape){
		.es = byte & 1,
		.kernel_hashes = byte & 2,
		.vcpus = (byte >> 2 & 3) + 1u,
		.form = byte & 16 ? VMSA_INIT2 : VMSA_LEGACY,
		.sev_features = byte & 32,
		.cpu_signature = 0x00a00f11,
	};
}

/* What we measure is accepted, and nothing that differs in a bit. */
static void check(struct claim *claim, struct measurement *m)
{
	uint8_t digest[LAUNCH_DIGEST_SIZE];
	struct err err = { "" };
	int verdict = measure_verify(claim, m, &err);

	MUST(verdict < 0 ||
	     launch_digest(claim->launch, &claim->shape, digest, NULL) == 0);
	MUST((verdict == 1) == !*err.text);
	if (verdict < 0)
		return;
	MUST(measure(claim, digest, m->nonce, m->measure, NULL) == 0);
	MUST(measure_verify(claim, m, &err) == 1);
	m->measure[0] ^= 1;
	MUST(measure_verify(claim, m, &err) == 0);
}

static int file_of(const uint8_t *data, size_t size)
{
	int fd = memfd_create("image", MFD_CLOEXEC);

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	return fd;
}

static void run(const struct measurement *given, uint8_t byte,
		const uint8_t *image, size_t size)
{
	_cleanup_close_ int fw = file_of(image, size);
	_cleanup_close_ int kernel = file_of(image, size < 64 ? size : 64);
	_cleanup_(launch_freep) struct launch *launch = NULL;
	struct measurement m = *given;
	struct claim claim = { .policy = 0x33, .shape = shape_of(byte) };

	claim.reported.policy = 0x33;
	if (launch_open(fw, kernel, -1, "root=/dev/vda1", &launch, NULL) < 0)
		return;
	claim.launch = launch;
	check(&claim, &m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, '\n', size);
	size_t len = end ? (size_t)(end - data) : 0, got;
	struct measurement m = { .nonce = { 0 } };
	char line[LINE_MAX_SIZE];

	if (!end || len >= sizeof(line) || size - len < 2 ||
	    size - len > IMAGE_MAX)
		return 0;
	memcpy(line, data, len);
	line[len] = '\0';
	if (!text_base64(line, (uint8_t *)&m, sizeof(m), &got) ||
	    got != sizeof(m))
		return 0;
	run(&m, end[1], end + 2, size - len - 2);
	return 0;
}
