/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch.h - the launch digest of SEV and SEV-ES guests */
#ifndef POLICY_ATTEST_LAUNCH_H
#define POLICY_ATTEST_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "firmware.h"

#define LAUNCH_DIGEST_SIZE 32u
#define LAUNCH_MAX_VCPUS   512u

/**
 * enum vmsa_form - how the host's kernel fills in a VMSA
 * @VMSA_LEGACY: KVM_SEV_ES_INIT: what libvirt's guests get
 * @VMSA_INIT2:	 KVM_SEV_INIT2: MXCSR and FCW are set
 */
enum vmsa_form {
	VMSA_LEGACY,
	VMSA_INIT2,
};

/**
 * struct launch - the files of a launch, read and hashed once
 */
struct launch;

/**
 * struct launch_shape - what enters the digest beside the files
 * @es:			SEV-ES: the VMSAs are measured
 * @kernel_hashes:	the table of kernel, initrd and command line is
 * @vcpus:		vCPUs at start, 1 to LAUNCH_MAX_VCPUS
 * @cpu_signature:	CPUID leaf 1, EAX
 * @form:		of the VMSAs
 * @sev_features:	SEV_FEATURES of the VMSAs, 0 but for odd kernels
 */
struct launch_shape {
	bool es, kernel_hashes;
	unsigned int vcpus;
	uint32_t cpu_signature;
	enum vmsa_form form;
	uint64_t sev_features;
};

/**
 * launch_open() - read and hash what is measured
 * @firmware:	the image, a regular file
 * @kernel:	or -1
 * @initrd:	or -1
 * @cmdline:	of the kernel, or NULL; all of it counts, blanks at its ends too
 * @ret:	freed with launch_free()
 * @err:	begins with "firmware", "kernel" or "initrd"
 *
 * Return: 0, or -1.
 */
int launch_open(int firmware, int kernel, int initrd, const char *cmdline,
		struct launch **ret, struct err *err);

void launch_free(struct launch *launch);

static inline void launch_freep(struct launch **launch)
{
	launch_free(*launch);
}

/**
 * launch_firmware() - what the image says of itself
 */
const struct firmware *launch_firmware(const struct launch *launch);

/**
 * launch_digest() - SHA-256 over firmware, hashes table, VMSAs
 *
 * Source: attestation of SEV: SEV API (55766) 6.3 to 6.5; hashes table: QEMU,
 * sev_add_kernel_loader_hashes(); VMSA: APM volume 2 (24593), table B-4.
 *
 * Return: 0, or -1 when there is no such guest: no room for hashes in the
 * image or no kernel to hash, no reset vector for a second vCPU, a number of
 * vCPUs that is none.
 */
int launch_digest(const struct launch *launch, const struct launch_shape *shape,
		  uint8_t digest[LAUNCH_DIGEST_SIZE], struct err *err);

/**
 * launch_cpu_signature() - CPUID leaf 1, EAX, of a family, model and stepping
 */
uint32_t launch_cpu_signature(unsigned int family, unsigned int model,
			      unsigned int stepping);

/**
 * launch_cpu_model() - the same, of a CPU model as QEMU names it
 *
 * Return: true when the model is known.
 */
bool launch_cpu_model(const char *name, uint32_t *ret);

/**
 * launch_cpu_list() - the models that launch_cpu_model() knows
 * @i:		counts from 0
 * @ret:	its signature
 *
 * Return: the name of the @i-th, NULL behind the last.
 */
const char *launch_cpu_list(size_t i, uint32_t *ret);

#endif
