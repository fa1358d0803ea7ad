/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch.c - commands of a guest's launch, SEV API chapter 6 */
#include <endian.h>
#include <openssl/crypto.h>
#include <string.h>

#include "cert.h"
#include "psp.h"
#include "session.h"

/* SEV API 6.6: how the authenticated data of a secret packet begins. */
#define CONTEXT_SECRET 0x01

static enum psp_status enter(const struct psp_guest *guest, enum psp_cmd cmd,
			     enum psp_guest_state wanted)
{
	enum psp_status status;

	if (!guest->psp)
		return PSP_INVALID_GUEST;
	status = psp_fault_apply(&guest->psp->faults, cmd);
	if (status != PSP_SUCCESS)
		return status;
	return guest->state == wanted ? PSP_SUCCESS : PSP_INVALID_GUEST_STATE;
}

static void forget_keys(struct psp_guest *guest)
{
	OPENSSL_cleanse(guest->tek, sizeof(guest->tek));
	OPENSSL_cleanse(guest->tik, sizeof(guest->tik));
	OPENSSL_cleanse(guest->measure, sizeof(guest->measure));
}

/* SEV API chapter 3: bits 23:16 and 31:24 are the oldest firmware allowed. */
static bool policy_allowed(const struct psp *psp, uint32_t policy)
{
	uint8_t major = (policy >> 16) & 0xff, minor = policy >> 24;

	return !(policy & PSP_POLICY_RESERVED) &&
	       (psp->api_major > major ||
		(psp->api_major == major && psp->api_minor >= minor));
}

static enum psp_status open_channel(struct psp *psp, struct psp_guest *guest,
				    uint32_t policy, struct psp_span dh_cert,
				    struct psp_span session)
{
	_cleanup_pkey_ EVP_PKEY *owner = NULL;
	struct psp_session blob;
	struct psp_cert cert;

	if (session.len != sizeof(blob) || dh_cert.len != sizeof(cert))
		return PSP_INVALID_LENGTH;
	memcpy(&blob, session.data, sizeof(blob));
	memcpy(&cert, dh_cert.data, sizeof(cert));
	if (!psp_cert_key(&cert, &owner))
		return PSP_INVALID_CERTIFICATE;
	return psp_session_open(psp->identity.pdh, owner, &blob, policy,
				guest->tek, guest->tik);
}

static enum psp_status begin(struct psp *psp, struct psp_guest *guest,
			     uint32_t policy)
{
	if (!policy_allowed(psp, policy))
		return PSP_POLICY_FAILURE;
	if ((policy & PSP_POLICY_ES) && !psp->es_enabled)
		return PSP_UNSUPPORTED;
	guest->hash = EVP_MD_CTX_new();
	if (!guest->hash ||
	    EVP_DigestInit_ex2(guest->hash, EVP_sha256(), NULL) != 1)
		return PSP_HWERROR_PLATFORM;
	return PSP_SUCCESS;
}

enum psp_status psp_launch_start(struct psp *psp, struct psp_guest *guest,
				 uint32_t policy, struct psp_span dh_cert,
				 struct psp_span session)
{
	enum psp_status status =
		psp_fault_apply(&psp->faults, PSP_CMD_LAUNCH_START);

	if (status != PSP_SUCCESS)
		return status;
	if (psp->state == PSP_UNINIT)
		return PSP_INVALID_PLATFORM_STATE;
	memset(guest, 0, sizeof(*guest));
	/* Without a certificate there is no channel: its keys stay zero. */
	if (dh_cert.data)
		status = open_channel(psp, guest, policy, dh_cert, session);
	if (status == PSP_SUCCESS)
		status = begin(psp, guest, policy);
	if (status != PSP_SUCCESS) {
		EVP_MD_CTX_free(guest->hash);
		OPENSSL_cleanse(guest, sizeof(*guest));
		return status;
	}
	guest->psp = psp;
	guest->handle = ++psp->last_handle;
	guest->policy = policy;
	guest->state = PSP_GUEST_LUPDATE;
	psp->guest_count++;
	psp->state = PSP_WORKING;
	return PSP_SUCCESS;
}

enum psp_status psp_activate(struct psp_guest *guest, uint32_t asid)
{
	enum psp_status status = enter(guest, PSP_CMD_ACTIVATE, guest->state);
	enum psp_asid_kind kind =
		guest->policy & PSP_POLICY_ES ? PSP_ASID_ES : PSP_ASID_SEV;

	if (status != PSP_SUCCESS)
		return status;
	if (guest->asid)
		return PSP_ACTIVE;
	status = psp_asid_take(&guest->psp->asids, kind, asid);
	if (status == PSP_SUCCESS)
		guest->asid = asid;
	return status;
}

enum psp_status psp_deactivate(struct psp_guest *guest)
{
	enum psp_status status = enter(guest, PSP_CMD_DEACTIVATE, guest->state);

	if (status != PSP_SUCCESS)
		return status;
	psp_asid_give(&guest->psp->asids, guest->asid);
	guest->asid = 0;
	return PSP_SUCCESS;
}

enum psp_status psp_guest_status(const struct psp_guest *guest,
				 uint32_t *ret_policy,
				 enum psp_guest_state *ret_state)
{
	enum psp_status status =
		enter(guest, PSP_CMD_GUEST_STATUS, guest->state);

	if (status != PSP_SUCCESS)
		return status;
	*ret_policy = guest->policy;
	*ret_state = guest->state;
	return PSP_SUCCESS;
}

static enum psp_status add(struct psp_guest *guest, const void *data,
			   size_t len)
{
	return EVP_DigestUpdate(guest->hash, data, len) == 1
		       ? PSP_SUCCESS
		       : PSP_HWERROR_PLATFORM;
}

enum psp_status psp_launch_update_data(struct psp_guest *guest,
				       const void *data, size_t len)
{
	enum psp_status status =
		enter(guest, PSP_CMD_LAUNCH_UPDATE_DATA, PSP_GUEST_LUPDATE);

	if (status != PSP_SUCCESS)
		return status;
	if (len == 0 || len % 16)
		return PSP_INVALID_LENGTH;
	return add(guest, data, len);
}

enum psp_status psp_launch_update_vmsa(struct psp_guest *guest,
				       const void *vmsa, size_t len)
{
	enum psp_status status =
		enter(guest, PSP_CMD_LAUNCH_UPDATE_VMSA, PSP_GUEST_LUPDATE);

	if (status != PSP_SUCCESS)
		return status;
	if (len != PSP_VMSA_SIZE)
		return PSP_INVALID_LENGTH;
	if (!(guest->policy & PSP_POLICY_ES))
		return PSP_UNSUPPORTED;
	return add(guest, vmsa, len);
}

static bool measure(const struct psp_guest *guest, struct psp_measurement *out)
{
	const struct psp *psp = guest->psp;
	const struct psp_faults *faults = &psp->faults;
	struct psp_measured measured = {
		.api_major = (uint8_t)psp_fault_measured(
			faults, PSP_MEASURED_API_MAJOR, psp->api_major),
		.api_minor = (uint8_t)psp_fault_measured(
			faults, PSP_MEASURED_API_MINOR, psp->api_minor),
		.build = (uint8_t)psp_fault_measured(faults, PSP_MEASURED_BUILD,
						     psp->build),
		.policy = psp_fault_measured(faults, PSP_MEASURED_POLICY,
					     guest->policy),
	};

	if (!psp_random(out->mnonce, sizeof(out->mnonce)))
		return false;
	memcpy(measured.digest, guest->digest, sizeof(measured.digest));
	memcpy(measured.mnonce, out->mnonce, sizeof(measured.mnonce));
	return psp_session_measure(guest->tik, &measured, out->measure);
}

enum psp_status psp_launch_measure(struct psp_guest *guest,
				   struct psp_measurement *ret_measurement)
{
	enum psp_status status =
		enter(guest, PSP_CMD_LAUNCH_MEASURE, PSP_GUEST_LUPDATE);
	struct psp_measurement out;

	if (status != PSP_SUCCESS)
		return status;
	if (EVP_DigestFinal_ex(guest->hash, guest->digest, NULL) != 1)
		return PSP_HWERROR_PLATFORM;
	if (guest->psp->faults.tamper_measurement)
		guest->digest[0] ^= 1;
	if (!measure(guest, &out))
		return PSP_HWERROR_PLATFORM;
	memcpy(guest->measure, out.measure, sizeof(guest->measure));
	guest->state = PSP_GUEST_LSECRET;
	*ret_measurement = out;
	return PSP_SUCCESS;
}

/* SEV API 6.6, table 55: what the MAC of the header covers. */
static bool secret_mac_good(const struct psp_guest *guest,
			    const struct psp_secret_header *header,
			    struct psp_span payload)
{
	const uint8_t context = CONTEXT_SECRET;
	const uint32_t len = htole32((uint32_t)payload.len);
	const struct psp_span message[] = {
		{ &context, sizeof(context) },
		{ &header->flags, sizeof(header->flags) },
		{ header->iv, sizeof(header->iv) },
		{ &len, sizeof(len) }, /* in the guest */
		{ &len, sizeof(len) }, /* in transport */
		payload,
		{ guest->measure, sizeof(guest->measure) },
	};
	uint8_t mac[PSP_DIGEST_SIZE];

	return psp_hmac(guest->tik, sizeof(guest->tik), message,
			ARRAY_SIZE(message), mac) &&
	       CRYPTO_memcmp(mac, header->mac, sizeof(mac)) == 0;
}

enum psp_status psp_launch_secret(struct psp_guest *guest,
				  struct psp_span header,
				  struct psp_span payload,
				  uint8_t *guest_memory)
{
	enum psp_status status =
		enter(guest, PSP_CMD_LAUNCH_SECRET, PSP_GUEST_LSECRET);
	struct psp_secret_header wire;

	if (status != PSP_SUCCESS)
		return status;
	if (header.len != sizeof(wire) || payload.len == 0 ||
	    payload.len % 16 || payload.len > PSP_SECRET_MAX)
		return PSP_INVALID_LENGTH;
	memcpy(&wire, header.data, sizeof(wire));
	if (!secret_mac_good(guest, &wire, payload))
		return PSP_BAD_MEASUREMENT;
	if (le32toh(wire.flags) & PSP_SECRET_COMPRESSED)
		return PSP_UNSUPPORTED;
	return psp_ctr(guest->tek, wire.iv, payload.data, payload.len,
		       guest_memory)
		       ? PSP_SUCCESS
		       : PSP_HWERROR_PLATFORM;
}

enum psp_status psp_launch_finish(struct psp_guest *guest)
{
	enum psp_status status =
		enter(guest, PSP_CMD_LAUNCH_FINISH, PSP_GUEST_LSECRET);

	if (status != PSP_SUCCESS)
		return status;
	forget_keys(guest);
	guest->state = PSP_GUEST_RUNNING;
	return PSP_SUCCESS;
}

enum psp_status psp_attestation(const struct psp_guest *guest,
				const uint8_t mnonce[static PSP_NONCE_SIZE],
				struct psp_report *ret_report)
{
	enum psp_status status =
		enter(guest, PSP_CMD_ATTESTATION, guest->state);
	struct psp_report out = { 0 };

	if (status != PSP_SUCCESS)
		return status;
	if (guest->state < PSP_GUEST_LSECRET)
		return PSP_INVALID_GUEST_STATE;
	memcpy(out.mnonce, mnonce, sizeof(out.mnonce));
	memcpy(out.launch_digest, guest->digest, sizeof(out.launch_digest));
	out.policy = htole32(guest->policy);
	out.sig_usage = htole32(PSP_USAGE_PEK);
	out.sig_algo = htole32(PSP_ALGO_ECDSA_SHA256);
	if (!psp_ecdsa(guest->psp->identity.pek, &out, PSP_REPORT_BODY_SIZE,
		       out.sig_r, out.sig_s))
		return PSP_HWERROR_PLATFORM;
	*ret_report = out;
	return PSP_SUCCESS;
}

void psp_decommission(struct psp_guest *guest)
{
	if (guest->psp)
		psp_asid_give(&guest->psp->asids, guest->asid);
	if (guest->psp && --guest->psp->guest_count == 0)
		guest->psp->state = PSP_INIT;
	forget_keys(guest);
	EVP_MD_CTX_free(guest->hash);
	memset(guest, 0, sizeof(*guest));
}
