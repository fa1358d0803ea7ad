/* SPDX-License-Identifier: GPL-2.0-or-later */
/* commands_guest.c - the mailbox's side of SEV API chapter 6 */
#include <endian.h>
#include <string.h>

#include "commands.h"

struct handle {
	uint32_t handle;
} __attribute__((packed));

struct activate {
	uint32_t handle, asid;
} __attribute__((packed));

struct guest_status {
	uint32_t handle, policy, asid;
	uint8_t state;
} __attribute__((packed));

struct launch_start {
	uint32_t handle, policy;
	uint64_t dh_address;
	uint32_t dh_len, reserved;
	uint64_t session_address;
	uint32_t session_len;
} __attribute__((packed));

/* LAUNCH_UPDATE_DATA, LAUNCH_UPDATE_VMSA, LAUNCH_MEASURE */
struct guest_area {
	uint32_t handle, reserved;
	uint64_t address;
	uint32_t len;
} __attribute__((packed));

struct launch_secret {
	uint32_t handle, reserved;
	uint64_t header_address;
	uint32_t header_len, reserved2;
	uint64_t guest_address;
	uint32_t guest_len, reserved3;
	uint64_t payload_address;
	uint32_t payload_len;
} __attribute__((packed));

struct attestation {
	uint32_t handle, reserved;
	uint64_t address;
	uint8_t mnonce[PSP_NONCE_SIZE];
	uint32_t len;
} __attribute__((packed));

/* The guest with that handle, or one that is none: the model refuses it. */
static struct psp_guest *guest_of(struct mailbox *mailbox, uint32_t handle)
{
	static struct psp_guest none;
	unsigned int i;

	handle = le32toh(handle);
	for (i = 0; handle && i < MAILBOX_GUESTS; i++)
		if (mailbox->guest[i].handle == handle)
			return &mailbox->guest[i];
	return &none;
}

static struct psp_guest *free_guest(struct mailbox *mailbox)
{
	unsigned int i;

	for (i = 0; i < MAILBOX_GUESTS; i++)
		if (!mailbox->guest[i].handle)
			return &mailbox->guest[i];
	return NULL;
}

void command_end_guests(struct mailbox *mailbox)
{
	unsigned int i;

	for (i = 0; i < MAILBOX_GUESTS; i++)
		if (mailbox->guest[i].handle)
			psp_decommission(&mailbox->guest[i]);
}

/* What an optional pointer and length say: no address, nothing. */
static bool span_of(const struct mailbox *mailbox, uint64_t address,
		    uint32_t len, struct psp_span *ret_span)
{
	ret_span->len = le32toh(len);
	ret_span->data = NULL;
	if (!address)
		return true;
	/* an address without a length still has to be one */
	ret_span->data = command_memory(mailbox, le64toh(address),
					len ? ret_span->len : 1);
	return ret_span->data;
}

static enum psp_status run_launch_start(struct mailbox *mailbox, void *buffer)
{
	struct launch_start *io = buffer;
	struct psp_guest *guest = free_guest(mailbox);
	struct psp_span dh_cert, session;
	enum psp_status status;

	if (!guest)
		return PSP_RESOURCE_LIMIT;
	/* keys shared with another guest are not modelled */
	if (io->handle)
		return guest_of(mailbox, io->handle)->psp ? PSP_UNSUPPORTED
							  : PSP_INVALID_GUEST;
	if (!span_of(mailbox, io->dh_address, io->dh_len, &dh_cert) ||
	    !span_of(mailbox, io->session_address, io->session_len, &session))
		return PSP_INVALID_ADDRESS;
	/* a session without the key to open it, or the other way round */
	if (!dh_cert.data != !session.data)
		return PSP_INVALID_ADDRESS;
	status = psp_launch_start(mailbox->psp, guest, le32toh(io->policy),
				  dh_cert, session);
	if (status == PSP_SUCCESS)
		io->handle = htole32(guest->handle);
	return status;
}

static enum psp_status run_activate(struct mailbox *mailbox, void *buffer)
{
	const struct activate *in = buffer;

	return psp_activate(guest_of(mailbox, in->handle), le32toh(in->asid));
}

static enum psp_status run_deactivate(struct mailbox *mailbox, void *buffer)
{
	const struct handle *in = buffer;

	return psp_deactivate(guest_of(mailbox, in->handle));
}

static enum psp_status run_decommission(struct mailbox *mailbox, void *buffer)
{
	const struct handle *in = buffer;
	struct psp_guest *guest = guest_of(mailbox, in->handle);
	enum psp_status status =
		psp_fault_apply(&mailbox->psp->faults, PSP_CMD_DECOMMISSION);

	if (status != PSP_SUCCESS)
		return status;
	if (!guest->psp)
		return PSP_INVALID_GUEST;
	if (guest->asid)
		return PSP_ACTIVE;
	psp_decommission(guest);
	return PSP_SUCCESS;
}

static enum psp_status run_guest_status(struct mailbox *mailbox, void *buffer)
{
	struct guest_status *io = buffer;
	struct psp_guest *guest = guest_of(mailbox, io->handle);
	enum psp_guest_state state;
	uint32_t policy;
	enum psp_status status = psp_guest_status(guest, &policy, &state);

	if (status != PSP_SUCCESS)
		return status;
	io->policy = htole32(policy);
	io->asid = htole32(guest->asid);
	io->state = (uint8_t)state;
	return PSP_SUCCESS;
}

typedef enum psp_status (*update_fn)(struct psp_guest *, const void *, size_t);

/* A chip would have encrypted what was loaded; here a fault only looks so. */
static enum psp_status scramble(const struct mailbox *mailbox, enum psp_cmd cmd,
				void *memory, uint32_t len)
{
	uint32_t wanted = mailbox->faults.scramble[cmd];

	if (wanted < len)
		len = wanted;
	return !len || psp_random(memory, len) ? PSP_SUCCESS
					       : PSP_HWERROR_PLATFORM;
}

static enum psp_status update(struct mailbox *mailbox, enum psp_cmd cmd,
			      const struct guest_area *in, update_fn fn)
{
	struct psp_guest *guest = guest_of(mailbox, in->handle);
	uint32_t len = le32toh(in->len);
	void *memory =
		command_memory(mailbox, le64toh(in->address), len ? len : 1);
	enum psp_status status;

	if (!guest->psp)
		return PSP_INVALID_GUEST;
	if (!guest->asid)
		return PSP_INACTIVE;
	status = memory ? fn(guest, memory, len) : PSP_INVALID_ADDRESS;
	return status == PSP_SUCCESS ? scramble(mailbox, cmd, memory, len)
				     : status;
}

static enum psp_status run_update_data(struct mailbox *mailbox, void *buffer)
{
	return update(mailbox, PSP_CMD_LAUNCH_UPDATE_DATA, buffer,
		      psp_launch_update_data);
}

static enum psp_status run_update_vmsa(struct mailbox *mailbox, void *buffer)
{
	return update(mailbox, PSP_CMD_LAUNCH_UPDATE_VMSA, buffer,
		      psp_launch_update_vmsa);
}

static enum psp_status run_measure(struct mailbox *mailbox, void *buffer)
{
	struct guest_area *io = buffer;
	struct psp_guest *guest = guest_of(mailbox, io->handle);
	uint32_t room = le32toh(io->len);
	struct psp_measurement out;
	enum psp_status status;
	void *memory;

	if (!guest->psp)
		return PSP_INVALID_GUEST;
	io->len = htole32(
		command_length(mailbox, PSP_CMD_LAUNCH_MEASURE, sizeof(out)));
	/* whoever asks for the length must not end the measurement */
	if (room < sizeof(out))
		return PSP_INVALID_LENGTH;
	memory = command_memory(mailbox, le64toh(io->address), sizeof(out));
	if (!memory)
		return PSP_INVALID_ADDRESS;
	status = psp_launch_measure(guest, &out);
	if (status == PSP_SUCCESS)
		memcpy(memory, &out, sizeof(out));
	return status;
}

static enum psp_status run_secret(struct mailbox *mailbox, void *buffer)
{
	const struct launch_secret *in = buffer;
	struct psp_guest *guest = guest_of(mailbox, in->handle);
	struct psp_span header, payload;
	uint8_t copy[PSP_SECRET_MAX];
	void *memory;

	if (!span_of(mailbox, in->header_address, in->header_len, &header) ||
	    !span_of(mailbox, in->payload_address, in->payload_len, &payload) ||
	    !header.data || !payload.data)
		return PSP_INVALID_ADDRESS;
	if (payload.len > sizeof(copy) || payload.len != le32toh(in->guest_len))
		return PSP_INVALID_LENGTH;
	memory = command_memory(mailbox, le64toh(in->guest_address),
				payload.len ? payload.len : 1);
	if (!memory)
		return PSP_INVALID_ADDRESS;
	/* what was checked is what is decrypted */
	memcpy(copy, payload.data, payload.len);
	payload.data = copy;
	return psp_launch_secret(guest, header, payload, memory);
}

static enum psp_status run_finish(struct mailbox *mailbox, void *buffer)
{
	const struct handle *in = buffer;

	return psp_launch_finish(guest_of(mailbox, in->handle));
}

static enum psp_status run_attestation(struct mailbox *mailbox, void *buffer)
{
	struct attestation *io = buffer;
	struct psp_guest *guest = guest_of(mailbox, io->handle);
	uint32_t room = le32toh(io->len);
	struct psp_report report;
	enum psp_status status = psp_attestation(guest, io->mnonce, &report);
	void *memory;

	if (status != PSP_SUCCESS)
		return status;
	io->len = htole32(
		command_length(mailbox, PSP_CMD_ATTESTATION, sizeof(report)));
	if (room < sizeof(report))
		return PSP_INVALID_LENGTH;
	memory = command_memory(mailbox, le64toh(io->address), sizeof(report));
	if (!memory)
		return PSP_INVALID_ADDRESS;
	memcpy(memory, &report, sizeof(report));
	return PSP_SUCCESS;
}

/* SEV API chapter 6: numbers, and sizes of the command buffers. */
const struct command guest_commands[] = {
	{ 0x20, PSP_CMD_DECOMMISSION, sizeof(struct handle), run_decommission },
	{ 0x21, PSP_CMD_ACTIVATE, sizeof(struct activate), run_activate },
	{ 0x22, PSP_CMD_DEACTIVATE, sizeof(struct handle), run_deactivate },
	{ 0x23, PSP_CMD_GUEST_STATUS, sizeof(struct guest_status),
	  run_guest_status },
	{ 0x30, PSP_CMD_LAUNCH_START, sizeof(struct launch_start),
	  run_launch_start },
	{ 0x31, PSP_CMD_LAUNCH_UPDATE_DATA, sizeof(struct guest_area),
	  run_update_data },
	{ 0x32, PSP_CMD_LAUNCH_UPDATE_VMSA, sizeof(struct guest_area),
	  run_update_vmsa },
	{ 0x33, PSP_CMD_LAUNCH_MEASURE, sizeof(struct guest_area),
	  run_measure },
	{ 0x34, PSP_CMD_LAUNCH_SECRET, sizeof(struct launch_secret),
	  run_secret },
	{ 0x35, PSP_CMD_LAUNCH_FINISH, sizeof(struct handle), run_finish },
	{ 0x36, PSP_CMD_ATTESTATION, sizeof(struct attestation),
	  run_attestation },
	{ .run = NULL },
};
