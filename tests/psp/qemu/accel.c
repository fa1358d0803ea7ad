/* SPDX-License-Identifier: GPL-2.0-or-later */
/* accel.c - the part of a launch that belongs to the accelerator */
#include "accel.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <string.h>

#include "tests/psp/base64.h"
#include "complain.h"
#include "tests/psp/readfile.h"

/* Two lines of base64 are a fraction of this. */
#define SESSION_FILE_MAX 65536

/*
 * SNP ABI (AMD 56860) 4.3: bits that Linux passes on to the firmware.  Bit 17
 * must be one; 18, migration agent, is not among those allowed.
 */
#define SNP_POLICY_ALLOWED UINT64_C(0x1fbffff)
#define SNP_POLICY_ONE	   (UINT64_C(1) << 17)

static const char *init_name(struct sev_host *host)
{
	return host_version(host) < QEMU_9_1 ? "sev_kvm_init"
					     : "sev_common_kvm_init";
}

static int check_bits(struct sev_host *host)
{
	const struct qemu_args *args = host->args;
	const char *range = ">=1,";

	if (args->sev.cbitpos != host->faults.cbitpos) {
		complain_accel(
			args,
			"%s: cbitpos check failed, host '%u' requested '%u'",
			init_name(host), host->faults.cbitpos,
			args->sev.cbitpos);
		return -1;
	}
	if (args->sev.reduced_phys_bits >= 1 &&
	    args->sev.reduced_phys_bits <= 63)
		return 0;
	if (host_version(host) >= QEMU_9_1)
		range = "in the range of 1 to 63,";
	complain_accel(
		args,
		"%s: reduced_phys_bits check failed, it should be %s requested '%u'",
		init_name(host), range, args->sev.reduced_phys_bits);
	return -1;
}

static int open_device(struct sev_host *host)
{
	struct err err;

	if (host_open_psp(host, &err) == 0)
		return 0;
	complain_accel(host->args, "%s: Failed to open %s '%s'",
		       init_name(host), host->config.device, err.text);
	return -1;
}

static bool is_es(const struct sev_host *host)
{
	return !host->args->sev.snp && (host->args->sev.policy & PSP_POLICY_ES);
}

/* What KVM_SEV_INIT, KVM_SEV_ES_INIT or KVM_SEV_INIT2 return. */
static int kvm_sev_init(const struct sev_host *host)
{
	if (host->faults.kvm_init)
		return host->faults.kvm_init;
	if (host->args->sev.snp && !host_kvm_has(host, "sev_snp"))
		return -EOPNOTSUPP;
	if (!host_kvm_has(host, "sev") ||
	    (is_es(host) && !host_kvm_has(host, "sev_es")))
		return -ENOTTY;
	return 0;
}

static int init(struct sev_host *host)
{
	enum psp_status status;
	int ret;

	if (is_es(host) && host->faults.no_es) {
		complain_accel(
			host->args,
			"%s: guest policy requires SEV-ES, but host SEV-ES support unavailable",
			init_name(host));
		return -1;
	}
	ret = kvm_sev_init(host);
	status = ret ? PSP_SUCCESS : psp_init(&host->psp, !host->faults.no_es);
	host_trace(host, "INIT ret=%d status=%d", ret, status);
	if (ret == 0 && status == PSP_SUCCESS)
		return 0;
	complain_accel(host->args,
		       "%s: failed to initialize ret=%d fw_error=%d '%s'",
		       init_name(host), ret ? ret : -EIO, status,
		       complain_fw_error(status));
	return -1;
}

/* A base64 file; NULL data when the object names none. */
static int read_base64(const struct sev_host *host, const char *path,
		       struct psp_span *ret_span)
{
	_cleanup_free_ char *text = NULL;
	struct err err;
	size_t len;

	*ret_span = (struct psp_span){ NULL, 0 };
	if (!path)
		return 0;
	if (psp_read_file(path, SESSION_FILE_MAX, &text, &len, &err) < 0) {
		complain_accel(host->args, "SEV: Failed to read '%s' (%s)",
			       path, err.text);
		return -1;
	}
	ret_span->data = psp_base64_decode(text, &ret_span->len);
	return ret_span->data ? 0 : -1;
}

static enum psp_status start(struct sev_host *host, struct psp_span dh_cert,
			     struct psp_span session)
{
	const uint32_t policy = (uint32_t)host->args->sev.policy;
	enum psp_status status = psp_launch_start(&host->psp, &host->guest,
						  policy, dh_cert, session);

	host_trace(host, "LAUNCH_START policy=0x%x session=%s status=%d",
		   policy, dh_cert.data ? "yes" : "no", status);
	if (status != PSP_SUCCESS)
		/* QEMU prints a variable that is still 1 as "ret" */
		complain_accel(
			host->args,
			"sev_launch_start: LAUNCH_START ret=1 fw_error=%d '%s'",
			status, complain_fw_error(status));
	return status;
}

static int launch_start_sev(struct sev_host *host)
{
	const struct sev_args *sev = &host->args->sev;
	struct psp_span dh_cert = { NULL, 0 }, session = { NULL, 0 };
	int result = -1;

	if (read_base64(host, sev->session_file, &session) == 0 &&
	    read_base64(host, sev->dh_cert_file, &dh_cert) == 0 &&
	    start(host, dh_cert, session) == PSP_SUCCESS)
		result = 0;
	free((void *)dh_cert.data);
	free((void *)session.data);
	return result;
}

/* SNP_LAUNCH_START: the kernel itself refuses wrong policies. */
static int launch_start_snp(struct sev_host *host)
{
	uint64_t policy = host->args->sev.policy;
	enum psp_status status = PSP_SUCCESS;
	int ret = 0;

	if ((policy & ~SNP_POLICY_ALLOWED) || !(policy & SNP_POLICY_ONE))
		ret = -EINVAL;
	else
		status = psp_fault_apply(&host->psp.faults,
					 PSP_CMD_LAUNCH_START);
	if (status != PSP_SUCCESS)
		ret = -EIO;
	host_trace(host, "SNP_LAUNCH_START policy=0x%llx ret=%d status=%d",
		   (unsigned long long)policy, ret, status);
	if (ret)
		complain_accel(
			host->args,
			"sev_snp_launch_start: SNP_LAUNCH_START ret=%d fw_error=%d '%s'",
			ret, status, complain_fw_error(status));
	return ret;
}

static int launch_start(struct sev_host *host)
{
	int ret = host->args->sev.snp ? launch_start_snp(host)
				      : launch_start_sev(host);

	if (ret) {
		complain_accel(host->args,
			       "%s: failed to create encryption context",
			       init_name(host));
		return -1;
	}
	host->state = SEV_LAUNCH_UPDATE;
	if (!host->args->sev.snp || !host->args->smm)
		return 0;
	complain_accel(host->args, "SEV-SNP does not support SMM.");
	return -1;
}

int accel_init(struct sev_host *host)
{
	if (check_bits(host) == 0 && open_device(host) == 0 &&
	    init(host) == 0 && launch_start(host) == 0)
		return 0;
	complain_accel(host->args,
		       "failed to initialize kvm: Operation not permitted");
	return -1;
}
