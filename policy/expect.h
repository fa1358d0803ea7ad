/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect.h - what a domain has to be launched from */
#ifndef POLICY_EXPECT_H
#define POLICY_EXPECT_H

#include "boot.h"
#include "domain.h"

/**
 * expect_files() - the files of a domain's launch digest
 * @ret:	strings that live as long as @dom; kernel, initrd and command
 *		line only where they are measured
 *
 * Return: 0, or -1 when the document does not name the firmware.
 */
int expect_files(const struct domain *dom, struct boot_files *ret,
		 struct err *err);

/**
 * expect_shape() - the shape of a domain's launch digest, without its files
 *
 * Return: 0, or -1.
 */
int expect_shape(const struct domain *dom, uint32_t host_signature,
		 struct launch_shape *ret, struct err *err);

/**
 * expect_launch() - the files and the shape of a domain's launch digest
 * @dom:	the live document; a definition if it names its firmware
 * @rootfd:	the directory that stands for "/"
 * @host_signature: CPUID leaf 1, EAX, of the host, for CPU modes that pass it
 *		on; 0: not known
 * @ret_launch:	freed with launch_free()
 * @ret_shape:	vCPUs are those present at start, not the maximum
 * @err:	what the document leaves open, or which file cannot be read
 *
 * Return: 0, or -1.
 */
int expect_launch(const struct domain *dom, int rootfd, uint32_t host_signature,
		  struct launch **ret_launch, struct launch_shape *ret_shape,
		  struct err *err);

#endif
