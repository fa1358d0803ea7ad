/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch.c - what QEMU does with SEV before a guest runs */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <string.h>

#include "accel.h"
#include "complain.h"
#include "hashes.h"
#include "memory.h"
#include "ovmf.h"
#include "tests/psp/readfile.h"
#include "policy/text.h"
#include "vmsa.h"

/* QEMU maps at most this much firmware ("max-fw-size"). */
#define FIRMWARE_MAX (16u << 20)
/* A kernel with its initrd is smaller by far. */
#define KERNEL_MAX (1u << 30)

static int read_whole(const struct sev_host *host, const char *path, size_t max,
		      uint8_t **ret_data, size_t *ret_len)
{
	struct err err;
	char *data;

	if (psp_read_file(path, max, &data, ret_len, &err) < 0) {
		complain(host->args, "%s", err.text);
		return -1;
	}
	*ret_data = (uint8_t *)data;
	return 0;
}

/* Only the first flash is measured: the variables in the second are not. */
static int load_firmware(struct sev_host *host)
{
	const struct qemu_args *args = host->args;
	const char *path = args->pflash ? args_pflash_file(args) : args->bios;

	if (path)
		return read_whole(host, path, FIRMWARE_MAX, &host->firmware,
				  &host->firmware_len);
	if (!args->pflash)
		return 0; /* SeaBIOS, which nobody measures */
	complain(args,
		 "pflash0 '%s' is no raw image, which the stand-in "
		 "for SEV can not measure",
		 args->pflash);
	return -1;
}

static bool is_es(const struct sev_host *host)
{
	return (host->args->sev.policy & PSP_POLICY_ES) && !host->args->sev.snp;
}

/* Also with one processor: QEMU saves the vector before it counts. */
static int find_reset_vector(const struct sev_host *host, uint32_t *ret_eip)
{
	const char *problem = "SEV-ES reset address is zero";

	if (!host->firmware || (!is_es(host) && !host->args->sev.snp))
		return 0;
	if (!ovmf_reset_vector(host->firmware, host->firmware_len, ret_eip))
		problem = "SEV information block/Firmware GUID Table block "
			  "not found in pflash rom";
	else if (*ret_eip)
		return 0;
	complain(host->args, "%s", problem);
	complain(host->args, "failed to locate and/or save reset vector");
	return -1;
}

static int update_data(struct sev_host *host, const void *data, size_t len)
{
	enum psp_status status =
		psp_launch_update_data(&host->guest, data, len);

	host_trace(host, "LAUNCH_UPDATE_DATA bytes=%zu status=%d", len, status);
	if (status == PSP_SUCCESS)
		return 0;
	complain(
		host->args,
		"sev_launch_update_data: LAUNCH_UPDATE ret=%d fw_error=%d '%s'",
		-EIO, status, complain_fw_error(status));
	complain(host->args, "SEV: Failed to encrypt pflash rom");
	return -1;
}

static int build_hashes(struct sev_host *host,
			uint8_t table[static HASHES_SIZE])
{
	const struct qemu_args *args = host->args;
	_cleanup_free_ uint8_t *kernel = NULL;
	_cleanup_free_ uint8_t *initrd = NULL;
	size_t kernel_len = 0, initrd_len = 0;

	if (read_whole(host, args->kernel, KERNEL_MAX, &kernel, &kernel_len) <
	    0)
		return -1;
	if (args->initrd && read_whole(host, args->initrd, KERNEL_MAX, &initrd,
				       &initrd_len) < 0)
		return -1;
	return hashes_build(table, kernel, kernel_len, initrd, initrd_len,
			    args->append ? args->append : "")
		       ? 0
		       : -1;
}

static int check_hash_area(const struct sev_host *host)
{
	struct ovmf_area area = { 0, 0 };

	if (!ovmf_hash_area(host->firmware, host->firmware_len, &area))
		complain(host->args, "SEV: kernel specified but guest firmware "
				     "has no hashes table GUID");
	else if (!area.base || area.size < HASHES_SIZE)
		complain(host->args,
			 "SEV: guest firmware hashes table area is invalid "
			 "(base=0x%x size=0x%x)",
			 area.base, area.size);
	else
		return 0;
	return -1;
}

static int add_hashes(struct sev_host *host)
{
	uint8_t table[HASHES_SIZE];

	if (!host->args->sev.kernel_hashes || !host->args->kernel)
		return 0;
	if (check_hash_area(host) < 0 || build_hashes(host, table) < 0)
		return -1;
	/* SNP takes the table from guest memory when it starts */
	return host->args->sev.snp ? 0
				   : update_data(host, table, sizeof(table));
}

static int update_vmsa(struct sev_host *host, uint32_t eip, uint32_t signature)
{
	uint8_t page[VMSA_SIZE];
	enum psp_status status;

	vmsa_build(page, eip, signature);
	status = psp_launch_update_vmsa(&host->guest, page, sizeof(page));
	if (status == PSP_SUCCESS)
		return 0;
	complain(
		host->args,
		"sev_launch_update_vmsa: LAUNCH_UPDATE_VMSA ret=%d fw_error=%d '%s'",
		-EIO, status, complain_fw_error(status));
	return -1;
}

static int update_vmsas(struct sev_host *host, uint32_t ap_eip)
{
	const struct qemu_args *args = host->args;
	uint32_t signature;
	unsigned int i;

	if (!is_es(host))
		return 0;
	if (!vmsa_cpu_signature(args->cpu ? args->cpu : "", &signature)) {
		complain(args,
			 "the stand-in for SEV does not know the "
			 "signature of CPU '%s'",
			 args->cpu ? args->cpu : "");
		return -1;
	}
	for (i = 0; i < args->n_cpus; i++)
		if (update_vmsa(host, i ? ap_eip : VMSA_BOOT_EIP, signature) <
		    0)
			return -1;
	host_trace(host, "LAUNCH_UPDATE_VMSA cpus=%u signature=0x%x status=0",
		   args->n_cpus, signature);
	return 0;
}

/* QEMU goes on without a measurement when there is none to be had. */
static void measure(struct sev_host *host)
{
	enum psp_status status =
		psp_launch_measure(&host->guest, &host->measurement);
	char digest[2 * PSP_DIGEST_SIZE + 1];

	text_hex(host->guest.digest, PSP_DIGEST_SIZE, digest);
	host_trace(host, "LAUNCH_MEASURE digest=%s status=%d", digest, status);
	if (status == PSP_SUCCESS)
		host->state = SEV_LAUNCH_SECRET;
	else
		complain(
			host->args,
			"sev_launch_get_measure: LAUNCH_MEASURE ret=%d fw_error=%d '%s'",
			-EIO, status, complain_fw_error(status));
}

int launch_sev(struct sev_host *host)
{
	uint32_t ap_eip = 0;

	memory_clear(host);
	if (accel_init(host) < 0 || load_firmware(host) < 0 ||
	    find_reset_vector(host, &ap_eip) < 0)
		return -1;
	if (host->firmware && !host->args->sev.snp &&
	    update_data(host, host->firmware, host->firmware_len) < 0)
		return -1;
	if (add_hashes(host) < 0)
		return -1;
	if (host->args->sev.snp)
		return 0;
	if (update_vmsas(host, ap_eip) < 0)
		return -1;
	measure(host);
	return 0;
}

/* sev_snp_launch_finish(): pages, CPUID and secrets, then the firmware. */
static int finish_snp(struct sev_host *host)
{
	enum psp_status status;

	if (!ovmf_has_metadata(host->firmware, host->firmware_len)) {
		complain(host->args, "sev_snp_launch_finish: "
				     "Failed to locate SEV metadata header");
		return -1;
	}
	if (host->args->pflash) {
		/* flash is no memory of the kind that KVM can encrypt */
		host_trace(host, "SNP_LAUNCH_UPDATE ret=%d", -EINVAL);
		complain(host->args, "SNP_LAUNCH_UPDATE ret=%d fw_error=0 ''",
			 -EINVAL);
		return -1;
	}
	status = psp_fault_apply(&host->psp.faults, PSP_CMD_LAUNCH_FINISH);
	host_trace(host, "SNP_LAUNCH_FINISH status=%d", status);
	if (status == PSP_SUCCESS)
		return 0;
	complain(host->args, "SNP_LAUNCH_FINISH ret=%d fw_error=%d '%s'", -EIO,
		 status, complain_fw_error(status));
	return -1;
}

static int finish_sev(struct sev_host *host)
{
	enum psp_status status = psp_launch_finish(&host->guest);

	host_trace(host, "LAUNCH_FINISH status=%d", status);
	if (status == PSP_SUCCESS)
		return 0;
	complain(host->args,
		 "sev_launch_finish: LAUNCH_FINISH ret=%d fw_error=%d '%s'",
		 -EIO, status, complain_fw_error(status));
	return -1;
}

int launch_finish(struct sev_host *host)
{
	int ret = host->args->sev.snp ? finish_snp(host) : finish_sev(host);

	if (ret == 0)
		host->state = SEV_RUNNING;
	return ret;
}
