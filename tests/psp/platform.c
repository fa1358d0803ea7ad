/* SPDX-License-Identifier: GPL-2.0-or-later */
/* platform.c - commands that speak to the platform, SEV API chapter 5 */
#include <fcntl.h>
#include <string.h>

#include "identity.h"
#include "psp.h"

int psp_open(struct psp *psp, const char *dir, struct err *err)
{
	memset(psp, 0, sizeof(*psp));
	psp->api_major = PSP_API_MAJOR;
	psp->api_minor = PSP_API_MINOR;
	psp->build = PSP_BUILD;
	psp->tcb = PSP_TCB;
	psp->state = PSP_UNINIT;
	psp->dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (psp->dirfd < 0)
		return err_set(err, "%s: %m", dir);
	if (psp_identity_load(psp->dirfd, &psp->identity, err) < 0) {
		psp_close(psp);
		return err_wrap(err, "%s", dir);
	}
	return 0;
}

void psp_close(struct psp *psp)
{
	psp_identity_clear(&psp->identity);
	/* zero: the struct was zeroed and never opened */
	if (psp->dirfd > 0)
		close(psp->dirfd);
	psp->dirfd = -1;
}

enum psp_status psp_init(struct psp *psp, bool es_enabled)
{
	enum psp_status status = psp_fault_apply(&psp->faults, PSP_CMD_INIT);

	if (status != PSP_SUCCESS)
		return status;
	if (psp->state != PSP_UNINIT)
		return PSP_INVALID_PLATFORM_STATE;
	psp->es_enabled = es_enabled;
	psp->state = PSP_INIT;
	psp_asid_forget(&psp->asids);
	return PSP_SUCCESS;
}

enum psp_status psp_shutdown(struct psp *psp)
{
	enum psp_status status =
		psp_fault_apply(&psp->faults, PSP_CMD_SHUTDOWN);

	if (status != PSP_SUCCESS)
		return status;
	psp->es_enabled = false;
	psp->state = PSP_UNINIT;
	return PSP_SUCCESS;
}

enum psp_status psp_df_flush(struct psp *psp)
{
	enum psp_status status =
		psp_fault_apply(&psp->faults, PSP_CMD_DF_FLUSH);

	if (status != PSP_SUCCESS)
		return status;
	if (psp->state == PSP_UNINIT)
		return PSP_INVALID_PLATFORM_STATE;
	psp_asid_flush(&psp->asids);
	return PSP_SUCCESS;
}

enum psp_status psp_platform_status(const struct psp *psp,
				    struct psp_platform_info *ret_info)
{
	enum psp_status status =
		psp_fault_apply(&psp->faults, PSP_CMD_PLATFORM_STATUS);

	if (status != PSP_SUCCESS)
		return status;
	*ret_info = (struct psp_platform_info){
		.api_major = psp->api_major,
		.api_minor = psp->api_minor,
		.build = psp->build,
		.state = psp->state,
		.es_enabled = psp->es_enabled,
		.external = psp_identity_external(&psp->identity),
		.guest_count = psp->guest_count,
	};
	return PSP_SUCCESS;
}

enum psp_status psp_pdh_export(const struct psp *psp, struct psp_cert *pdh,
			       struct psp_chain *chain)
{
	enum psp_status status =
		psp_fault_apply(&psp->faults, PSP_CMD_PDH_CERT_EXPORT);

	if (status != PSP_SUCCESS)
		return status;
	if (psp->state == PSP_UNINIT)
		return PSP_INVALID_PLATFORM_STATE;
	*pdh = psp->identity.pdh_cert;
	*chain = psp->identity.chain;
	return PSP_SUCCESS;
}

enum psp_status psp_pdh_gen(struct psp *psp)
{
	enum psp_status status = psp_fault_apply(&psp->faults, PSP_CMD_PDH_GEN);
	struct err err;

	if (status != PSP_SUCCESS)
		return status;
	if (psp->state == PSP_UNINIT)
		return PSP_INVALID_PLATFORM_STATE;
	if (psp_identity_new_pdh(psp->dirfd, &psp->identity, &err) < 0)
		return PSP_HWERROR_PLATFORM;
	return PSP_SUCCESS;
}

enum psp_status psp_get_id(const struct psp *psp,
			   uint8_t id[static PSP_ID_SIZE])
{
	enum psp_status status = psp_fault_apply(&psp->faults, PSP_CMD_GET_ID);

	if (status == PSP_SUCCESS)
		memcpy(id, psp->identity.id, PSP_ID_SIZE);
	return status;
}
