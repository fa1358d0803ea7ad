/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launches.h - launches of files in memory */
#ifndef TESTS_LAUNCHES_H
#define TESTS_LAUNCHES_H

#include "attest/measure.h"
#include "image.h"

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

#endif
