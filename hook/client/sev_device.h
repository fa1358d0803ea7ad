/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sev_device.h - ask this machine's secure processor, through /dev/sev */
#ifndef HOOK_CLIENT_SEV_DEVICE_H
#define HOOK_CLIENT_SEV_DEVICE_H

#include <linux/psp-sev.h>
#include <stdbool.h>

#include "attest/cert.h"
#include "hook/client/sev_info.h"

#define SEV_DEVICE "/dev/sev"

/**
 * enum sev_flags - of struct sev_user_data_status, SEV API (55766) 5.6.2
 */
enum sev_flags {
	SEV_FLAG_OWNED = 1u << 0,
	SEV_FLAG_ES = 1u << 8,
};

/**
 * struct snp_status - the answer to SNP_PLATFORM_STATUS, 32 bytes
 * @rmp:	bit 0: the table of who owns memory is set up
 * @flags:	enum snp_flags
 *
 * Younger than the headers of some kernels.
 * Source: SEV-SNP ABI (56860) 8.3, STATUS.
 */
struct snp_status {
	uint8_t api_major, api_minor, state, rmp;
	uint32_t build, flags, guests;
	uint64_t current_tcb, reported_tcb;
};

_Static_assert(sizeof(struct snp_status) == 32, "as the firmware writes it");

enum snp_flags {
	SNP_MASK_CHIP_ID = 1u << 0,
	SNP_MASK_CHIP_KEY = 1u << 1,
	SNP_VLEK = 1u << 2,
	SNP_RAPL_DISABLED = 1u << 4,
	SNP_HIDING_CAPABLE = 1u << 5,
	SNP_HIDING_ENABLED = 1u << 6,
};

/**
 * sev_device_open() - open the device
 * @err:	what to do about it, where that is known
 *
 * Return: a file descriptor, or -1.
 */
int sev_device_open(const char *path, struct err *err);

/**
 * sev_device_of() - open the device of the host whose "/" is a directory
 *
 * Return: a file descriptor, or -1.
 */
int sev_device_of(int rootfd);

/**
 * sev_device_answered() - did the firmware refuse, and not the kernel before
 * @error:	errno of an ioctl that takes a command to the firmware, of
 *		/dev/sev or of a KVM VM
 * @status:	the firmware's status, as that gave it
 */
bool sev_device_answered(int error, uint32_t status);

/**
 * sev_device_refused() - say how the firmware refused
 *
 * Return: always -1.
 */
int sev_device_refused(const char *command, uint32_t status, struct err *err);

/*
 * All that follow give what the firmware answers.
 *
 * @err: which command failed, and the firmware's status by number and name
 *
 * Return: 0, or -1.
 */

/**
 * sev_device_status() - PLATFORM_STATUS
 */
int sev_device_status(int fd, struct sev_user_data_status *ret,
		      struct err *err);

/**
 * sev_device_snp_status() - SNP_PLATFORM_STATUS, Linux 6.11
 */
int sev_device_snp_status(int fd, struct snp_status *ret, struct err *err);

/**
 * sev_device_id() - GET_ID: of the first processor
 * @ret_id:	in hexadecimal
 */
int sev_device_id(int fd, char ret_id[2 * SEV_INFO_ID + 1], struct err *err);

/**
 * sev_device_info() - PDH_CERT_EXPORT and GET_ID
 */
int sev_device_info(int fd, struct sev_info *ret, struct err *err);

/**
 * sev_device_pek_csr() - PEK_CSR: the PEK, to be signed by an owner
 */
int sev_device_pek_csr(int fd, struct sev_cert *ret_pek, struct err *err);

/**
 * sev_device_pek_import() - PEK_CERT_IMPORT: the platform has an owner
 */
int sev_device_pek_import(int fd, const struct sev_cert *pek,
			  const struct sev_cert *oca, struct err *err);

/**
 * sev_device_new_pdh() - PDH_GEN
 */
int sev_device_new_pdh(int fd, struct err *err);

/**
 * sev_device_reset() - FACTORY_RESET: new PEK, OCA and PDH, and no owner
 */
int sev_device_reset(int fd, struct err *err);

#endif
