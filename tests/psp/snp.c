/* SPDX-License-Identifier: GPL-2.0-or-later */
/* snp.c - the part of the firmware that serves SEV-SNP */
#include "snp.h"

#include <string.h>

#include "psp.h"

/* SNP ABI 8.3, offset 3. */
#define RMP_INIT     1
#define RMP_NO_ALIAS 2

/* SNP ABI 4.3: bit 17 must be one, bits from 26 on zero. */
#define POLICY_ONE	(UINT64_C(1) << 17)
#define POLICY_RESERVED (~UINT64_C(0) << 26)

static enum psp_status enter(const struct psp *psp, enum psp_cmd cmd, bool init)
{
	enum psp_status status = psp_fault_apply(&psp->faults, cmd);

	if (status != PSP_SUCCESS)
		return status;
	return psp->snp.init == init ? PSP_SUCCESS : PSP_INVALID_PLATFORM_STATE;
}

enum psp_status psp_snp_init(struct psp *psp, const struct psp_snp_init *init)
{
	enum psp_status status = enter(psp, PSP_CMD_SNP_INIT, false);

	if (status != PSP_SUCCESS)
		return status;
	/* SNP ABI 8.2: SNP comes first */
	if (psp->state != PSP_UNINIT)
		return PSP_INVALID_PLATFORM_STATE;
	if (init->ciphertext_hiding &&
	    (init->max_snp_asid == 0 ||
	     init->max_snp_asid >= psp->asids.min_sev))
		return PSP_INVALID_PARAM;
	psp_snp_forget(psp);
	psp_asid_forget(&psp->asids);
	psp->snp.init = true;
	psp->snp.ciphertext_hiding = init->ciphertext_hiding;
	psp->snp.rapl_off = init->rapl_off;
	psp->asids.max_snp = init->ciphertext_hiding ? init->max_snp_asid : 0;
	return PSP_SUCCESS;
}

void psp_snp_forget(struct psp *psp)
{
	uint64_t reported = psp->snp.reported_tcb;
	uint32_t i;

	for (i = 0; i < PSP_SNP_GUESTS; i++)
		psp_asid_give(&psp->asids, psp->snp.guest[i].asid);
	memset(&psp->snp, 0, sizeof(psp->snp));
	psp->snp.reported_tcb = reported;
	psp->asids.max_snp = 0;
}

enum psp_status psp_snp_shutdown(struct psp *psp)
{
	enum psp_status status =
		psp_fault_apply(&psp->faults, PSP_CMD_SNP_SHUTDOWN);

	if (status == PSP_SUCCESS)
		psp_snp_forget(psp);
	return status;
}

static uint32_t count_guests(const struct psp *psp)
{
	uint32_t count = 0, i;

	for (i = 0; i < PSP_SNP_GUESTS; i++)
		count += psp->snp.guest[i].state != PSP_SNP_NONE;
	return count;
}

enum psp_status psp_snp_platform_status(const struct psp *psp,
					struct psp_snp_platform *ret_status)
{
	const struct psp_snp *snp = &psp->snp;
	enum psp_status status =
		psp_fault_apply(&psp->faults, PSP_CMD_SNP_PLATFORM_STATUS);

	if (status != PSP_SUCCESS)
		return status;
	*ret_status = (struct psp_snp_platform){
		.api_major = psp->api_major,
		.api_minor = psp->api_minor,
		.state = snp->init,
		.is_rmp = snp->init ? RMP_INIT | RMP_NO_ALIAS : 0,
		.build = psp->build,
		.features =
			snp->mask_chip | PSP_SNP_FEATURE_INFO |
			PSP_SNP_CIPHER_HIDING_CAP |
			(snp->rapl_off ? PSP_SNP_RAPL_DIS : 0) |
			(snp->ciphertext_hiding ? PSP_SNP_CIPHER_HIDING_EN : 0),
		.guest_count = count_guests(psp),
		.current_tcb = psp->tcb,
		.reported_tcb =
			snp->reported_tcb ? snp->reported_tcb : psp->tcb,
	};
	return PSP_SUCCESS;
}

enum psp_status psp_snp_feature_info(const struct psp *psp, uint32_t function,
				     uint32_t info[static 4])
{
	enum psp_status status =
		psp_fault_apply(&psp->faults, PSP_CMD_SNP_FEATURE_INFO);

	if (status != PSP_SUCCESS)
		return status;
	memset(info, 0, 4 * sizeof(info[0]));
	if (function == 0)
		info[2] = PSP_SNP_INFO_RAPL | PSP_SNP_INFO_CIPHER |
			  PSP_SNP_INFO_MITIGATION;
	return PSP_SUCCESS;
}

enum psp_status psp_snp_config(struct psp *psp, uint64_t reported_tcb,
			       uint32_t mask_chip)
{
	enum psp_status status = enter(psp, PSP_CMD_SNP_CONFIG, true);

	if (status != PSP_SUCCESS)
		return status;
	if (mask_chip & ~PSP_SNP_MASK_CHIP)
		return PSP_INVALID_PARAM;
	psp->snp.reported_tcb = reported_tcb;
	psp->snp.mask_chip = mask_chip;
	return PSP_SUCCESS;
}

static int find(const struct psp *psp, uint64_t gctx)
{
	uint32_t i;

	for (i = 0; i < PSP_SNP_GUESTS; i++)
		if (psp->snp.guest[i].state != PSP_SNP_NONE &&
		    psp->snp.guest[i].gctx == gctx)
			return (int)i;
	return -1;
}

/* The context at @gctx, in the state that @cmd wants; NONE: in any. */
static enum psp_status enter_guest(struct psp *psp, enum psp_cmd cmd,
				   uint64_t gctx, enum psp_snp_state wanted,
				   struct psp_snp_guest **ret_guest)
{
	enum psp_status status = enter(psp, cmd, true);
	int index;

	if (status != PSP_SUCCESS)
		return status;
	index = find(psp, gctx);
	if (index < 0)
		return PSP_INVALID_GUEST;
	*ret_guest = &psp->snp.guest[index];
	return wanted == PSP_SNP_NONE || (*ret_guest)->state == wanted
		       ? PSP_SUCCESS
		       : PSP_INVALID_GUEST_STATE;
}

enum psp_status psp_snp_gctx_create(struct psp *psp, uint64_t gctx)
{
	enum psp_status status = enter(psp, PSP_CMD_SNP_GCTX_CREATE, true);
	uint32_t i;

	if (status != PSP_SUCCESS)
		return status;
	if (find(psp, gctx) >= 0)
		return PSP_INVALID_GUEST_STATE;
	for (i = 0; i < PSP_SNP_GUESTS; i++) {
		if (psp->snp.guest[i].state != PSP_SNP_NONE)
			continue;
		psp->snp.guest[i] = (struct psp_snp_guest){
			.gctx = gctx,
			.state = PSP_SNP_GUEST_INIT,
		};
		return PSP_SUCCESS;
	}
	return PSP_RESOURCE_LIMIT;
}

/* SNP ABI 4.3: bits 15:8 and 7:0 are the oldest firmware allowed. */
static enum psp_status judge(const struct psp *psp, uint64_t policy)
{
	uint8_t major = (policy >> 8) & 0xff, minor = policy & 0xff;

	if (!(policy & POLICY_ONE) || (policy & POLICY_RESERVED))
		return PSP_INVALID_PARAM;
	if (psp->api_major < major ||
	    (psp->api_major == major && psp->api_minor < minor))
		return PSP_POLICY_FAILURE;
	return PSP_SUCCESS;
}

enum psp_status psp_snp_launch_start(struct psp *psp, uint64_t gctx,
				     uint64_t policy)
{
	struct psp_snp_guest *guest;
	enum psp_status status = enter_guest(psp, PSP_CMD_SNP_LAUNCH_START,
					     gctx, PSP_SNP_GUEST_INIT, &guest);

	if (status == PSP_SUCCESS)
		status = judge(psp, policy);
	if (status != PSP_SUCCESS)
		return status;
	guest->policy = policy;
	guest->state = PSP_SNP_LAUNCH;
	return PSP_SUCCESS;
}

enum psp_status psp_snp_activate(struct psp *psp, uint64_t gctx, uint32_t asid)
{
	struct psp_snp_guest *guest;
	enum psp_status status = enter_guest(psp, PSP_CMD_SNP_ACTIVATE, gctx,
					     PSP_SNP_NONE, &guest);

	if (status != PSP_SUCCESS)
		return status;
	if (guest->asid)
		return PSP_ACTIVE;
	status = psp_asid_take(&psp->asids, PSP_ASID_SNP, asid);
	if (status == PSP_SUCCESS)
		guest->asid = asid;
	return status;
}

enum psp_status psp_snp_launch_update(struct psp *psp, uint64_t gctx)
{
	struct psp_snp_guest *guest;
	enum psp_status status = enter_guest(psp, PSP_CMD_SNP_LAUNCH_UPDATE,
					     gctx, PSP_SNP_LAUNCH, &guest);

	if (status != PSP_SUCCESS)
		return status;
	return guest->asid ? PSP_SUCCESS : PSP_INACTIVE;
}

enum psp_status psp_snp_launch_finish(struct psp *psp, uint64_t gctx)
{
	struct psp_snp_guest *guest;
	enum psp_status status = enter_guest(psp, PSP_CMD_SNP_LAUNCH_FINISH,
					     gctx, PSP_SNP_LAUNCH, &guest);

	if (status == PSP_SUCCESS)
		guest->state = PSP_SNP_RUNNING;
	return status;
}

enum psp_status psp_snp_guest_status(const struct psp *psp, uint64_t gctx,
				     struct psp_snp_guest *ret_guest)
{
	enum psp_status status = enter(psp, PSP_CMD_SNP_GUEST_STATUS, true);
	int index = find(psp, gctx);

	if (status != PSP_SUCCESS)
		return status;
	if (index < 0)
		return PSP_INVALID_GUEST;
	*ret_guest = psp->snp.guest[index];
	return PSP_SUCCESS;
}

enum psp_status psp_snp_decommission(struct psp *psp, uint64_t gctx)
{
	struct psp_snp_guest *guest;
	enum psp_status status = enter_guest(psp, PSP_CMD_SNP_DECOMMISSION,
					     gctx, PSP_SNP_NONE, &guest);

	if (status != PSP_SUCCESS)
		return status;
	psp_asid_give(&psp->asids, guest->asid);
	memset(guest, 0, sizeof(*guest));
	return PSP_SUCCESS;
}

enum psp_status psp_snp_simple(struct psp *psp, enum psp_cmd cmd)
{
	enum psp_status status = enter(psp, cmd, true);

	if (status == PSP_SUCCESS && cmd == PSP_CMD_SNP_DF_FLUSH)
		psp_asid_flush(&psp->asids);
	return status;
}
