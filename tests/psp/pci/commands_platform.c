/* SPDX-License-Identifier: GPL-2.0-or-later */
/* commands_platform.c - the mailbox's side of SEV API chapter 5 */
#include <endian.h>
#include <string.h>

#include "commands.h"

#define INIT_FLAG_ES UINT32_C(1)
#define TMR_SIZE     0x100000 /* trusted memory region of SEV-ES, and aligned */

struct init {
	uint32_t flags, reserved;
	uint64_t tmr_address;
	uint32_t tmr_len;
} __attribute__((packed));

struct init_ex {
	uint32_t length, flags;
	uint64_t tmr_address;
	uint32_t tmr_len, reserved;
	uint64_t nv_address;
	uint32_t nv_len;
} __attribute__((packed));

struct platform_status {
	uint8_t api_major, api_minor, state;
	uint32_t flags; /* bit 0: owned by others, bit 8: SEV-ES */
	uint8_t build;
	uint32_t guest_count;
} __attribute__((packed));

#define STATUS_EXTERNAL (UINT32_C(1) << 0)
#define STATUS_ES	(UINT32_C(1) << 8)

/* GET_ID, PEK_CSR */
struct area {
	uint64_t address;
	uint32_t len;
} __attribute__((packed));

/* PDH_CERT_EXPORT, PEK_CERT_IMPORT */
struct two_areas {
	uint64_t address;
	uint32_t len, reserved;
	uint64_t address2;
	uint32_t len2;
} __attribute__((packed));

static enum psp_status check_tmr(const struct mailbox *mailbox,
				 uint64_t address, uint32_t len)
{
	if (len < TMR_SIZE)
		return PSP_INVALID_LENGTH;
	if (address % TMR_SIZE || !command_memory(mailbox, address, len))
		return PSP_INVALID_ADDRESS;
	return PSP_SUCCESS;
}

static enum psp_status init(struct mailbox *mailbox, uint32_t flags,
			    uint64_t tmr_address, uint32_t tmr_len)
{
	bool es = le32toh(flags) & INIT_FLAG_ES;
	enum psp_status status = PSP_SUCCESS;

	if (le32toh(flags) & ~INIT_FLAG_ES)
		return PSP_INVALID_PARAM;
	if (es)
		status = check_tmr(mailbox, le64toh(tmr_address),
				   le32toh(tmr_len));
	return status == PSP_SUCCESS ? psp_init(mailbox->psp, es) : status;
}

static enum psp_status run_init(struct mailbox *mailbox, void *buffer)
{
	const struct init *in = buffer;

	return init(mailbox, in->flags, in->tmr_address, in->tmr_len);
}

static enum psp_status run_init_ex(struct mailbox *mailbox, void *buffer)
{
	const struct init_ex *in = buffer;

	if (le32toh(in->length) != sizeof(*in))
		return PSP_INVALID_LENGTH;
	/* the keys are kept elsewhere: the area only has to be there */
	if (in->nv_len && !command_memory(mailbox, le64toh(in->nv_address),
					  le32toh(in->nv_len)))
		return PSP_INVALID_ADDRESS;
	return init(mailbox, in->flags, in->tmr_address, in->tmr_len);
}

static enum psp_status run_shutdown(struct mailbox *mailbox, void *buffer)
{
	enum psp_status status = psp_shutdown(mailbox->psp);

	(void)buffer;
	if (status != PSP_SUCCESS)
		return status;
	command_end_guests(mailbox);
	/* the last guest has left the platform initialized */
	mailbox->psp->state = PSP_UNINIT;
	return PSP_SUCCESS;
}

static enum psp_status run_reset(struct mailbox *mailbox, void *buffer)
{
	(void)buffer;
	return psp_platform_reset(mailbox->psp);
}

static enum psp_status run_status(struct mailbox *mailbox, void *buffer)
{
	struct psp_platform_info info;
	struct platform_status out;
	enum psp_status status = psp_platform_status(mailbox->psp, &info);

	if (status != PSP_SUCCESS)
		return status;
	out = (struct platform_status){
		.api_major = info.api_major,
		.api_minor = info.api_minor,
		.state = (uint8_t)info.state,
		.flags = htole32((info.external ? STATUS_EXTERNAL : 0) |
				 (info.es_enabled ? STATUS_ES : 0)),
		.build = info.build,
		.guest_count = htole32(info.guest_count),
	};
	memcpy(buffer, &out, sizeof(out));
	return PSP_SUCCESS;
}

static enum psp_status run_pek_gen(struct mailbox *mailbox, void *buffer)
{
	(void)buffer;
	return psp_pek_gen(mailbox->psp);
}

static enum psp_status run_pdh_gen(struct mailbox *mailbox, void *buffer)
{
	(void)buffer;
	return psp_pdh_gen(mailbox->psp);
}

static enum psp_status run_df_flush(struct mailbox *mailbox, void *buffer)
{
	(void)buffer;
	return psp_df_flush(mailbox->psp);
}

/* Gives @len bytes to the area that the command names. */
static enum psp_status give(const struct mailbox *mailbox, enum psp_cmd cmd,
			    struct area *area, const void *data, uint32_t len)
{
	uint32_t room = le32toh(area->len);
	void *memory;

	area->len = htole32(command_length(mailbox, cmd, len));
	if (room < len)
		return PSP_INVALID_LENGTH;
	memory = command_memory(mailbox, le64toh(area->address), len);
	if (!memory)
		return PSP_INVALID_ADDRESS;
	memcpy(memory, data, len);
	return PSP_SUCCESS;
}

static enum psp_status run_pek_csr(struct mailbox *mailbox, void *buffer)
{
	struct psp_cert csr;
	enum psp_status status = psp_pek_csr(mailbox->psp, &csr);

	return status == PSP_SUCCESS ? give(mailbox, PSP_CMD_PEK_CSR, buffer,
					    &csr, sizeof(csr))
				     : status;
}

static enum psp_status run_get_id(struct mailbox *mailbox, void *buffer)
{
	uint8_t id[PSP_ID_SIZE];
	enum psp_status status = psp_get_id(mailbox->psp, id);

	return status == PSP_SUCCESS
		       ? give(mailbox, PSP_CMD_GET_ID, buffer, id, sizeof(id))
		       : status;
}

static enum psp_status run_pdh_export(struct mailbox *mailbox, void *buffer)
{
	struct two_areas *io = buffer;
	struct psp_chain chain;
	struct psp_cert pdh;
	uint32_t room = le32toh(io->len), room2 = le32toh(io->len2);
	enum psp_status status = psp_pdh_export(mailbox->psp, &pdh, &chain);
	void *to, *to2;

	if (status != PSP_SUCCESS)
		return status;
	io->len = htole32(
		command_length(mailbox, PSP_CMD_PDH_CERT_EXPORT, sizeof(pdh)));
	io->len2 = htole32(sizeof(chain));
	if (room < sizeof(pdh) || room2 < sizeof(chain))
		return PSP_INVALID_LENGTH;
	to = command_memory(mailbox, le64toh(io->address), sizeof(pdh));
	to2 = command_memory(mailbox, le64toh(io->address2), sizeof(chain));
	if (!to || !to2)
		return PSP_INVALID_ADDRESS;
	memcpy(to, &pdh, sizeof(pdh));
	memcpy(to2, &chain, sizeof(chain));
	return PSP_SUCCESS;
}

static enum psp_status run_pek_import(struct mailbox *mailbox, void *buffer)
{
	const struct two_areas *in = buffer;
	struct psp_cert pek, oca;
	const void *from, *from2;

	if (le32toh(in->len) != sizeof(pek) || le32toh(in->len2) != sizeof(oca))
		return PSP_INVALID_LENGTH;
	from = command_memory(mailbox, le64toh(in->address), sizeof(pek));
	from2 = command_memory(mailbox, le64toh(in->address2), sizeof(oca));
	if (!from || !from2)
		return PSP_INVALID_ADDRESS;
	memcpy(&pek, from, sizeof(pek));
	memcpy(&oca, from2, sizeof(oca));
	return psp_pek_cert_import(mailbox->psp, &pek, &oca);
}

/* SEV API chapter 5: numbers, and sizes of the command buffers. */
const struct command platform_commands[] = {
	{ 0x01, PSP_CMD_INIT, sizeof(struct init), run_init },
	{ 0x02, PSP_CMD_SHUTDOWN, 0, run_shutdown },
	{ 0x03, PSP_CMD_PLATFORM_RESET, 0, run_reset },
	{ 0x04, PSP_CMD_PLATFORM_STATUS, sizeof(struct platform_status),
	  run_status },
	{ 0x05, PSP_CMD_PEK_GEN, 0, run_pek_gen },
	{ 0x06, PSP_CMD_PEK_CSR, sizeof(struct area), run_pek_csr },
	{ 0x07, PSP_CMD_PEK_CERT_IMPORT, sizeof(struct two_areas),
	  run_pek_import },
	{ 0x08, PSP_CMD_PDH_CERT_EXPORT, sizeof(struct two_areas),
	  run_pdh_export },
	{ 0x09, PSP_CMD_PDH_GEN, 0, run_pdh_gen },
	{ 0x0a, PSP_CMD_DF_FLUSH, 0, run_df_flush },
	{ 0x0c, PSP_CMD_GET_ID, sizeof(struct area), run_get_id },
	{ 0x0d, PSP_CMD_INIT, sizeof(struct init_ex), run_init_ex },
	{ .run = NULL },
};
