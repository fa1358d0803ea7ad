/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sev_device.c - ask this machine's secure processor, through /dev/sev */
#include "hook/client/sev_device.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>

#include "text.h"

/* SNP_PLATFORM_STATUS in linux/psp-sev.h, younger than some headers */
#define COMMAND_SNP_STATUS 9

/* SEV API (55766) 5.2.3; what is not named here is of no command used here. */
static const char *const status_names[] = {
	[1] = "invalid platform state",
	[2] = "invalid guest state",
	[3] = "invalid configuration",
	[4] = "invalid length",
	[5] = "the platform has an owner already",
	[6] = "invalid certificate",
	[7] = "policy failure",
	[8] = "inactive",
	[9] = "invalid address",
	[10] = "bad signature",
	[12] = "the ASID is in use",
	[13] = "invalid ASID",
	[14] = "caches were not flushed",
	[15] = "the data fabric was not flushed",
	[16] = "invalid guest",
	[17] = "invalid command",
	[18] = "active already",
	[19] = "hardware failure of the platform",
	[20] = "hardware failure, not safe to go on",
	[21] = "not supported by this firmware",
	[22] = "invalid parameter",
	[23] = "out of resources",
	[24] = "secure data invalid",
};

bool sev_device_answered(int error, uint32_t status)
{
	/* -1: the firmware was not called */
	return error == EIO && status && status != UINT32_MAX;
}

int sev_device_refused(const char *command, uint32_t status, struct err *err)
{
	const char *name = NULL;

	if (status < sizeof(status_names) / sizeof(status_names[0]))
		name = status_names[status];
	return err_set(err, "%s: %s: firmware status %u (%s)", SEV_DEVICE,
		       command, status, name ? name : "not known");
}

/* The kernel refuses some by itself, and never asks the firmware. */
static int kernel_failed(const char *command, int error, struct err *err)
{
	const char *hint = "";

	if (error == EBUSY)
		hint = "; confidential guests run, or the secure processor "
		       "does not answer any more";
	else if (error == EPERM)
		hint = "; be root";
	errno = error;
	return err_set(err, "%s: %s: %m%s", SEV_DEVICE, command, hint);
}

static int issue(int fd, uint32_t command, const char *name, void *data,
		 struct err *err)
{
	struct sev_issue_cmd cmd = { .cmd = command, .data = (uintptr_t)data };

	if (ioctl(fd, SEV_ISSUE_CMD, &cmd) == 0)
		return 0;
	if (sev_device_answered(errno, cmd.error))
		return sev_device_refused(name, cmd.error, err);
	return kernel_failed(name, errno, err);
}

int sev_device_open(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	if (errno == ENOENT || errno == ENXIO)
		return err_set(err,
			       "%s: %m; this needs an AMD EPYC with SEV on in "
			       "the firmware setup, and the kernel module ccp",
			       path);
	if (errno == EACCES || errno == EPERM)
		return err_set(err, "%s: %m; be root", path);
	return err_set(err, "%s: %m", path);
}

int sev_device_of(int rootfd)
{
	return openat(rootfd, &SEV_DEVICE[1], O_RDWR | O_CLOEXEC | O_NOCTTY);
}

int sev_device_status(int fd, struct sev_user_data_status *ret, struct err *err)
{
	*ret = (struct sev_user_data_status){ 0 };
	return issue(fd, SEV_PLATFORM_STATUS, "PLATFORM_STATUS", ret, err);
}

int sev_device_snp_status(int fd, struct snp_status *ret, struct err *err)
{
	*ret = (struct snp_status){ 0 };
	return issue(fd, COMMAND_SNP_STATUS, "SNP_PLATFORM_STATUS", ret, err);
}

int sev_device_id(int fd, char ret_id[2 * SEV_INFO_ID + 1], struct err *err)
{
	uint8_t id[SEV_INFO_ID];
	struct sev_user_data_get_id2 arg = { .address = (uintptr_t)id,
					     .length = sizeof(id) };

	if (issue(fd, SEV_GET_ID2, "GET_ID", &arg, err) < 0)
		return -1;
	if (arg.length > sizeof(id))
		return err_set(err, "%s: GET_ID: %u bytes, not %zu", SEV_DEVICE,
			       arg.length, sizeof(id));
	text_hex(id, arg.length, ret_id);
	return 0;
}

int sev_device_info(int fd, struct sev_info *ret, struct err *err)
{
	struct sev_info info = { .id = "" };
	struct sev_user_data_pdh_cert_export arg = {
		.pdh_cert_address = (uintptr_t)info.chain,
		.pdh_cert_len = SEV_CERT_SIZE,
		.cert_chain_address = (uintptr_t)info.chain + SEV_CERT_SIZE,
		.cert_chain_len = SEV_INFO_CHAIN - SEV_CERT_SIZE,
	};

	if (issue(fd, SEV_PDH_CERT_EXPORT, "PDH_CERT_EXPORT", &arg, err) < 0)
		return -1;
	if (arg.pdh_cert_len != SEV_CERT_SIZE ||
	    arg.cert_chain_len != SEV_INFO_CHAIN - SEV_CERT_SIZE)
		return err_set(err, "%s: PDH_CERT_EXPORT: %u and %u bytes",
			       SEV_DEVICE, arg.pdh_cert_len,
			       arg.cert_chain_len);
	if (sev_device_id(fd, info.id, err) < 0)
		return -1;
	*ret = info;
	return 0;
}

/* --- owning --------------------------------------------------------------- */

int sev_device_pek_csr(int fd, struct sev_cert *ret_pek, struct err *err)
{
	struct sev_user_data_pek_csr arg = { .address = (uintptr_t)ret_pek,
					     .length = sizeof(*ret_pek) };

	if (issue(fd, SEV_PEK_CSR, "PEK_CSR", &arg, err) < 0)
		return -1;
	if (arg.length != sizeof(*ret_pek))
		return err_set(err, "%s: PEK_CSR: %u bytes", SEV_DEVICE,
			       arg.length);
	return cert_check(ret_pek, CERT_PEK, err);
}

int sev_device_pek_import(int fd, const struct sev_cert *pek,
			  const struct sev_cert *oca, struct err *err)
{
	struct sev_user_data_pek_cert_import arg = {
		.pek_cert_address = (uintptr_t)pek,
		.pek_cert_len = sizeof(*pek),
		.oca_cert_address = (uintptr_t)oca,
		.oca_cert_len = sizeof(*oca),
	};

	return issue(fd, SEV_PEK_CERT_IMPORT, "PEK_CERT_IMPORT", &arg, err);
}

int sev_device_new_pdh(int fd, struct err *err)
{
	return issue(fd, SEV_PDH_GEN, "PDH_GEN", NULL, err);
}

int sev_device_reset(int fd, struct err *err)
{
	return issue(fd, SEV_FACTORY_RESET, "FACTORY_RESET", NULL, err);
}
