/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner.c - commands that decide whose platform it is, SEV API chapter 5 */
#include <endian.h>
#include <string.h>

#include "cert.h"
#include "identity.h"
#include "psp.h"

static enum psp_status enter(const struct psp *psp, enum psp_cmd cmd,
			     enum psp_platform_state wanted)
{
	enum psp_status status = psp_fault_apply(&psp->faults, cmd);

	if (status != PSP_SUCCESS)
		return status;
	return psp->state == wanted ? PSP_SUCCESS : PSP_INVALID_PLATFORM_STATE;
}

static enum psp_status new_pek(struct psp *psp)
{
	struct err err;

	return psp_identity_new_pek(psp->dirfd, &psp->identity, &err) < 0
		       ? PSP_HWERROR_PLATFORM
		       : PSP_SUCCESS;
}

enum psp_status psp_platform_reset(struct psp *psp)
{
	enum psp_status status = enter(psp, PSP_CMD_PLATFORM_RESET, PSP_UNINIT);

	return status == PSP_SUCCESS ? new_pek(psp) : status;
}

enum psp_status psp_pek_gen(struct psp *psp)
{
	enum psp_status status = enter(psp, PSP_CMD_PEK_GEN, PSP_INIT);

	return status == PSP_SUCCESS ? new_pek(psp) : status;
}

enum psp_status psp_pek_csr(const struct psp *psp, struct psp_cert *ret_csr)
{
	enum psp_status status = psp_fault_apply(&psp->faults, PSP_CMD_PEK_CSR);

	if (status != PSP_SUCCESS)
		return status;
	if (psp->state == PSP_UNINIT)
		return PSP_INVALID_PLATFORM_STATE;
	return psp_cert_init(ret_csr, PSP_USAGE_PEK, PSP_ALGO_ECDSA_SHA256,
			     psp->identity.pek)
		       ? PSP_SUCCESS
		       : PSP_HWERROR_PLATFORM;
}

static bool is(const struct psp_cert *cert, enum psp_usage usage)
{
	return le32toh(cert->usage) == usage &&
	       le32toh(cert->algo) == PSP_ALGO_ECDSA_SHA256;
}

enum psp_status psp_pek_cert_import(struct psp *psp, const struct psp_cert *pek,
				    const struct psp_cert *oca)
{
	enum psp_status status = enter(psp, PSP_CMD_PEK_CERT_IMPORT, PSP_INIT);
	struct psp_cert own;
	struct err err;

	if (status != PSP_SUCCESS)
		return status;
	if (psp_identity_external(&psp->identity))
		return PSP_ALREADY_OWNED;
	if (!psp_cert_init(&own, PSP_USAGE_PEK, PSP_ALGO_ECDSA_SHA256,
			   psp->identity.pek))
		return PSP_HWERROR_PLATFORM;
	if (!is(oca, PSP_USAGE_OCA) || !is(pek, PSP_USAGE_PEK) ||
	    memcmp(&pek->key, &own.key, sizeof(own.key)))
		return PSP_INVALID_CERTIFICATE;
	if (!psp_cert_signed_by(oca, oca) || !psp_cert_signed_by(pek, oca))
		return PSP_BAD_SIGNATURE;
	return psp_identity_import(psp->dirfd, &psp->identity, pek, oca, &err) <
			       0
		       ? PSP_HWERROR_PLATFORM
		       : PSP_SUCCESS;
}
