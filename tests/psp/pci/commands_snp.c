/* SPDX-License-Identifier: GPL-2.0-or-later */
/* commands_snp.c - the mailbox's side of SNP ABI (AMD 56860) chapter 8 */
#include <endian.h>
#include <string.h>

#include "commands.h"

struct snp_init_ex {
	uint32_t flags, reserved;
	uint64_t list_address;
	uint16_t max_snp_asid;
	uint8_t reserved2[46];
} __attribute__((packed));
static_assert(sizeof(struct snp_init_ex) == COMMAND_BUFFER, "the longest");

/* SNP ABI, SNP_INIT_EX, table of the command buffer. */
#define INIT_EX_LIST   (UINT32_C(1) << 1)
#define INIT_EX_RAPL   (UINT32_C(1) << 2)
#define INIT_EX_HIDING (UINT32_C(1) << 3)
#define INIT_EX_KNOWN  UINT32_C(0xf)

struct snp_shutdown_ex {
	uint32_t length, flags;
} __attribute__((packed));

/* SNP_PLATFORM_STATUS, SNP_PAGE_RECLAIM, SNP_GCTX_CREATE, SNP_DECOMMISSION */
struct snp_address {
	uint64_t address;
} __attribute__((packed));

struct snp_feature_info {
	uint32_t length, function;
	uint64_t address;
} __attribute__((packed));

struct snp_config {
	uint64_t reported_tcb;
	uint32_t mask_chip;
	uint8_t reserved[52];
} __attribute__((packed));

struct snp_verify_mitigation {
	uint32_t length;
	uint16_t subcommand, reserved;
	uint64_t vector;
	uint32_t enable, reserved2;
	uint64_t source, destination;
	uint8_t reserved3[24];
} __attribute__((packed));

/* What SNP_VERIFY_MITIGATION answers: two known, the first one verified. */
struct snp_mitigations {
	uint64_t verified, supported;
	uint32_t failure;
} __attribute__((packed));
#define MITIGATIONS_SUPPORTED 3
#define MITIGATIONS_VERIFIED  1

struct snp_activate {
	uint64_t gctx;
	uint32_t asid;
} __attribute__((packed));

struct snp_launch_start {
	uint64_t gctx, policy, migration_agent;
	uint32_t flags, tsc_khz;
	uint8_t gosvw[16];
} __attribute__((packed));

struct snp_launch_update {
	uint64_t gctx;
	uint32_t flags, reserved;
	uint64_t address;
	uint32_t permissions, reserved2;
} __attribute__((packed));

/* SNP ABI 8.17: bit 0 is the page's size, bits 3:1 its type. */
#define UPDATE_LARGE	 UINT32_C(1)
#define UPDATE_TYPE(f)	 (((f) >> 1) & 7)
#define UPDATE_TYPE_LAST 6

struct snp_launch_finish {
	uint64_t gctx, id_block, id_auth, flags;
	uint8_t host_data[32];
} __attribute__((packed));

/* Pages of the host, 2 MiB when bit 0 of the address is set. */
static bool is_page(const struct mailbox *mailbox, uint64_t address, bool large)
{
	uint64_t size = large ? 512 * COMMAND_PAGE : COMMAND_PAGE;

	return address % size == 0 && command_memory(mailbox, address, size);
}

static enum psp_status run_init(struct mailbox *mailbox, void *buffer)
{
	const struct psp_snp_init nothing = { .max_snp_asid = 0 };

	(void)buffer;
	return psp_snp_init(mailbox->psp, &nothing);
}

static enum psp_status run_init_ex(struct mailbox *mailbox, void *buffer)
{
	const struct snp_init_ex *in = buffer;
	uint32_t flags = le32toh(in->flags);
	const struct psp_snp_init init = {
		.ciphertext_hiding = flags & INIT_EX_HIDING,
		.rapl_off = flags & INIT_EX_RAPL,
		.max_snp_asid = le16toh(in->max_snp_asid),
	};

	if (flags & ~INIT_EX_KNOWN)
		return PSP_INVALID_PARAM;
	if ((flags & INIT_EX_LIST) &&
	    !is_page(mailbox, le64toh(in->list_address), false))
		return PSP_INVALID_ADDRESS;
	return psp_snp_init(mailbox->psp, &init);
}

static enum psp_status run_shutdown(struct mailbox *mailbox, void *buffer)
{
	(void)buffer;
	return psp_snp_shutdown(mailbox->psp);
}

static enum psp_status run_shutdown_ex(struct mailbox *mailbox, void *buffer)
{
	const struct snp_shutdown_ex *in = buffer;

	return le32toh(in->length) == sizeof(*in)
		       ? psp_snp_shutdown(mailbox->psp)
		       : PSP_INVALID_LENGTH;
}

static enum psp_status run_status(struct mailbox *mailbox, void *buffer)
{
	const struct snp_address *in = buffer;
	struct psp_snp_platform out;
	enum psp_status status = psp_snp_platform_status(mailbox->psp, &out);
	void *memory;

	if (status != PSP_SUCCESS)
		return status;
	memory = command_memory(mailbox, le64toh(in->address), sizeof(out));
	if (!memory)
		return PSP_INVALID_ADDRESS;
	out.build = htole32(out.build);
	out.features = htole32(out.features);
	out.guest_count = htole32(out.guest_count);
	out.current_tcb = htole64(out.current_tcb);
	out.reported_tcb = htole64(out.reported_tcb);
	memcpy(memory, &out, sizeof(out));
	return PSP_SUCCESS;
}

static enum psp_status run_feature_info(struct mailbox *mailbox, void *buffer)
{
	const struct snp_feature_info *in = buffer;
	uint32_t info[4];
	enum psp_status status;
	unsigned int i;
	void *memory;

	if (le32toh(in->length) != sizeof(*in))
		return PSP_INVALID_LENGTH;
	memory = command_memory(mailbox, le64toh(in->address), sizeof(info));
	if (!memory)
		return PSP_INVALID_ADDRESS;
	status =
		psp_snp_feature_info(mailbox->psp, le32toh(in->function), info);
	for (i = 0; i < 4; i++)
		info[i] = htole32(info[i]);
	if (status == PSP_SUCCESS)
		memcpy(memory, info, sizeof(info));
	return status;
}

static enum psp_status run_config(struct mailbox *mailbox, void *buffer)
{
	const struct snp_config *in = buffer;

	return psp_snp_config(mailbox->psp, le64toh(in->reported_tcb),
			      le32toh(in->mask_chip));
}

static enum psp_status run_commit(struct mailbox *mailbox, void *buffer)
{
	const uint32_t *length = buffer;

	return le32toh(*length) == sizeof(*length)
		       ? psp_snp_simple(mailbox->psp, PSP_CMD_SNP_COMMIT)
		       : PSP_INVALID_LENGTH;
}

static enum psp_status run_mitigation(struct mailbox *mailbox, void *buffer)
{
	const struct snp_mitigations out = {
		.verified = htole64(MITIGATIONS_VERIFIED),
		.supported = htole64(MITIGATIONS_SUPPORTED),
	};
	const struct snp_verify_mitigation *in = buffer;
	enum psp_status status = psp_fault_apply(&mailbox->psp->faults,
						 PSP_CMD_SNP_VERIFY_MITIGATION);
	void *memory;

	if (status != PSP_SUCCESS)
		return status;
	if (le32toh(in->length) != sizeof(*in))
		return PSP_INVALID_LENGTH;
	memory = command_memory(mailbox, le64toh(in->destination), sizeof(out));
	if (!memory)
		return PSP_INVALID_ADDRESS;
	memcpy(memory, &out, sizeof(out));
	return PSP_SUCCESS;
}

static enum psp_status run_df_flush(struct mailbox *mailbox, void *buffer)
{
	(void)buffer;
	return psp_snp_simple(mailbox->psp, PSP_CMD_SNP_DF_FLUSH);
}

static enum psp_status run_reclaim(struct mailbox *mailbox, void *buffer)
{
	const struct snp_address *in = buffer;
	uint64_t address = le64toh(in->address);

	if (!is_page(mailbox, address & ~UINT64_C(1), address & 1))
		return PSP_INVALID_ADDRESS;
	return psp_snp_simple(mailbox->psp, PSP_CMD_SNP_PAGE_RECLAIM);
}

static enum psp_status run_gctx_create(struct mailbox *mailbox, void *buffer)
{
	const struct snp_address *in = buffer;
	uint64_t gctx = le64toh(in->address);

	return is_page(mailbox, gctx, false)
		       ? psp_snp_gctx_create(mailbox->psp, gctx)
		       : PSP_INVALID_ADDRESS;
}

static enum psp_status run_activate(struct mailbox *mailbox, void *buffer)
{
	const struct snp_activate *in = buffer;

	return psp_snp_activate(mailbox->psp, le64toh(in->gctx),
				le32toh(in->asid));
}

static enum psp_status run_decommission(struct mailbox *mailbox, void *buffer)
{
	const struct snp_address *in = buffer;

	return psp_snp_decommission(mailbox->psp, le64toh(in->address));
}

/* SNP ABI, SNP_GUEST_STATUS: what is written to the status page. */
struct snp_guest_status_page {
	uint64_t policy;
	uint32_t asid;
	uint8_t state, reserved[3];
} __attribute__((packed));

struct snp_guest_status {
	uint64_t gctx, address;
} __attribute__((packed));

static enum psp_status run_guest_status(struct mailbox *mailbox, void *buffer)
{
	const struct snp_guest_status *in = buffer;
	struct psp_snp_guest guest;
	enum psp_status status =
		psp_snp_guest_status(mailbox->psp, le64toh(in->gctx), &guest);
	struct snp_guest_status_page out;
	void *memory;

	if (status != PSP_SUCCESS)
		return status;
	memory = command_memory(mailbox, le64toh(in->address), sizeof(out));
	if (!memory)
		return PSP_INVALID_ADDRESS;
	out = (struct snp_guest_status_page){
		.policy = htole64(guest.policy),
		.asid = htole32(guest.asid),
		.state = (uint8_t)guest.state,
	};
	memcpy(memory, &out, sizeof(out));
	return PSP_SUCCESS;
}

static enum psp_status run_launch_start(struct mailbox *mailbox, void *buffer)
{
	const struct snp_launch_start *in = buffer;

	return psp_snp_launch_start(mailbox->psp, le64toh(in->gctx),
				    le64toh(in->policy));
}

static enum psp_status run_launch_update(struct mailbox *mailbox, void *buffer)
{
	const struct snp_launch_update *in = buffer;
	uint32_t flags = le32toh(in->flags), type = UPDATE_TYPE(flags);

	if (type == 0 || type > UPDATE_TYPE_LAST)
		return PSP_INVALID_PARAM;
	if (!is_page(mailbox, le64toh(in->address), flags & UPDATE_LARGE))
		return PSP_INVALID_ADDRESS;
	return psp_snp_launch_update(mailbox->psp, le64toh(in->gctx));
}

static enum psp_status run_launch_finish(struct mailbox *mailbox, void *buffer)
{
	const struct snp_launch_finish *in = buffer;

	return psp_snp_launch_finish(mailbox->psp, le64toh(in->gctx));
}

/* SNP ABI chapter 8: numbers, and sizes of the command buffers. */
const struct command snp_commands[] = {
	{ 0x81, PSP_CMD_SNP_INIT, 0, run_init },
	{ 0x82, PSP_CMD_SNP_SHUTDOWN, 0, run_shutdown },
	{ 0x83, PSP_CMD_SNP_PLATFORM_STATUS, sizeof(struct snp_address),
	  run_status },
	{ 0x84, PSP_CMD_SNP_DF_FLUSH, 0, run_df_flush },
	{ 0x85, PSP_CMD_SNP_INIT, sizeof(struct snp_init_ex), run_init_ex },
	{ 0x86, PSP_CMD_SNP_SHUTDOWN, sizeof(struct snp_shutdown_ex),
	  run_shutdown_ex },
	{ 0x90, PSP_CMD_SNP_DECOMMISSION, sizeof(struct snp_address),
	  run_decommission },
	{ 0x91, PSP_CMD_SNP_ACTIVATE, sizeof(struct snp_activate),
	  run_activate },
	{ 0x92, PSP_CMD_SNP_GUEST_STATUS, sizeof(struct snp_guest_status),
	  run_guest_status },
	{ 0x93, PSP_CMD_SNP_GCTX_CREATE, sizeof(struct snp_address),
	  run_gctx_create },
	{ 0xa0, PSP_CMD_SNP_LAUNCH_START, sizeof(struct snp_launch_start),
	  run_launch_start },
	{ 0xa1, PSP_CMD_SNP_LAUNCH_UPDATE, sizeof(struct snp_launch_update),
	  run_launch_update },
	{ 0xa2, PSP_CMD_SNP_LAUNCH_FINISH, sizeof(struct snp_launch_finish),
	  run_launch_finish },
	{ 0xb2, PSP_CMD_SNP_VERIFY_MITIGATION,
	  sizeof(struct snp_verify_mitigation), run_mitigation },
	{ 0xc7, PSP_CMD_SNP_PAGE_RECLAIM, sizeof(struct snp_address),
	  run_reclaim },
	{ 0xc9, PSP_CMD_SNP_CONFIG, sizeof(struct snp_config), run_config },
	{ 0xcb, PSP_CMD_SNP_COMMIT, sizeof(uint32_t), run_commit },
	{ 0xce, PSP_CMD_SNP_FEATURE_INFO, sizeof(struct snp_feature_info),
	  run_feature_info },
	{ .run = NULL },
};
