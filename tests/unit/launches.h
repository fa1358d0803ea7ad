/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launches.h - launches of files in memory */
#ifndef TESTS_LAUNCHES_H
#define TESTS_LAUNCHES_H

#include "attest/measure.h"
#include "image.h"

#define LAUNCHES_LINE "root=/dev/vda1 ro"

static const uint8_t __attribute__((unused))
launches_tik[TIK_SIZE] = { 1, 2, 3 },
	launches_tek[TEK_SIZE] = { 4, 5, 6 };

static inline int launches_file(const void *data, size_t len)
{
	int fd = memfd_create("file", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), (ssize_t)len);
	return fd;
}

/* An image that can do all; @mark tells images apart. */
static inline void launches_image(struct image *im, uint8_t mark)
{
	image_start(im);
	image_add(im, image_reset, 4, 0x80b004, 0);
	image_add(im, image_hashes, 8, 0x810c00, 0x400);
	im->bytes[0] = mark;
}

/* NULL stands for no such file. */
static inline struct launch *launches_open(const struct image *im,
					   const char *kernel,
					   const char *initrd,
					   const char *cmdline)
{
	_cleanup_close_ int fw = launches_file(im->bytes, IMAGE_SIZE);
	_cleanup_close_ int k =
		kernel ? launches_file(kernel, strlen(kernel)) : -1;
	_cleanup_close_ int i =
		initrd ? launches_file(initrd, strlen(initrd)) : -1;
	struct launch *launch = NULL;
	struct err err = { "" };

	if (launch_open(fw, k, i, cmdline, &launch, &err) < 0)
		fail_msg("%s", err.text);
	return launch;
}

/* --- the expected launch -------------------------------------------------- */

static inline struct claim launches_claim(const struct launch *launch, bool es)
{
	struct claim claim = { .policy = es ? 0x37 : 0x33,
			       .launch = launch,
			       .tek = launches_tek };

	memcpy(claim.tik, launches_tik, TIK_SIZE);
	claim.reported.api_major = 1;
	claim.reported.api_minor = 55;
	claim.reported.build = 24;
	claim.reported.policy = claim.policy;
	claim.shape.es = es;
	claim.shape.kernel_hashes = true;
	claim.shape.vcpus = 2;
	claim.shape.cpu_signature = 0x00800f12;
	return claim;
}

static inline struct measurement launches_measure(const struct claim *real)
{
	struct measurement m = { .nonce = { 9, 8, 7 } };
	uint8_t digest[LAUNCH_DIGEST_SIZE];
	struct err err = { "" };

	assert_int_equal(
		launch_digest(real->launch, &real->shape, digest, &err), 0);
	assert_int_equal(measure(real, digest, m.nonce, m.measure, &err), 0);
	return m;
}

static inline struct launch *launches_expected(const char *cmdline)
{
	struct image im;

	launches_image(&im, 0);
	return launches_open(&im, "kernel", "initrd", cmdline);
}

#endif
