/* SPDX-License-Identifier: GPL-2.0-or-later */
/* psp.h - a model of the AMD Secure Processor's SEV firmware */
#ifndef PSP_PSP_H
#define PSP_PSP_H

#include "asid.h"
#include "crypto.h"
#include "fault.h"
#include "snp.h"
#include "status.h"
#include "wire.h"

/**
 * DOC: Theory of operation
 *
 * The model does what the firmware does with keys and measurements: it opens
 * the guest owner's session with its own private key, hashes what is loaded,
 * signs the measurement and decrypts secrets.  It knows no transport: a
 * caller has the bytes in memory, whether they came from QEMU's command line
 * or from a mailbox.  Guest memory is not encrypted.
 *
 * It is written from the specification (SEV API, AMD 55766) and shares no
 * code with what it is to test.
 */

/* What the model says it is; a firmware of the Genoa generation says so. */
#define PSP_API_MAJOR 1
#define PSP_API_MINOR 55
#define PSP_BUILD     24
/* SNP ABI 2.2: boot loader, TEE, SNP firmware and microcode levels. */
#define PSP_TCB UINT64_C(0xd815000000000004)

/**
 * enum psp_platform_state - SEV API 5.1.1
 */
enum psp_platform_state {
	PSP_UNINIT = 0,
	PSP_INIT = 1,
	PSP_WORKING = 2,
};

/**
 * struct psp_identity - the keys and certificates of one chip
 * @pdh, @pek, @oca, @cek:	private keys, P-384
 * @pdh_cert:			platform Diffie-Hellman, signed by the PEK
 * @chain:			PEK, OCA and CEK certificates
 * @ask_cert, @ark_cert:	the roots, which are AMD's in real life
 * @id:				what GET_ID answers
 */
struct psp_identity {
	EVP_PKEY *pdh, *pek, *oca, *cek;
	struct psp_cert pdh_cert;
	struct psp_chain chain;
	struct psp_ca_cert ask_cert, ark_cert;
	uint8_t id[PSP_ID_SIZE];
};

/**
 * struct psp - the platform
 * @api_major, @api_minor, @build:	firmware version
 * @tcb:				what runs, in the layout of the chip's generation
 * @state:				see enum psp_platform_state
 * @es_enabled:				INIT was given memory for SEV-ES
 * @guest_count:			launched and not decommissioned
 * @last_handle:			given to the youngest guest
 * @asids:				for guests that are activated
 * @snp:				what concerns SEV-SNP
 * @dirfd:				the state directory
 * @identity:				keys and certificates
 * @faults:				what goes wrong on demand
 */
struct psp {
	uint8_t api_major, api_minor, build;
	uint64_t tcb;
	enum psp_platform_state state;
	bool es_enabled;
	uint32_t guest_count, last_handle;
	struct psp_asids asids;
	struct psp_snp snp;
	int dirfd;
	struct psp_identity identity;
	struct psp_faults faults;
};

/**
 * psp_open() - switch the chip on
 * @dir:	state directory; keys are made there at first use, with mode
 *		0600, and the same chip comes back every time after
 * @err:	filled on failure
 *
 * Two processes may open the same fresh directory at once.
 *
 * Return: 0, or -1.  psp_close() takes a zeroed struct too.
 */
int psp_open(struct psp *psp, const char *dir, struct err *err);

/**
 * psp_close() - switch it off: free and forget the keys
 */
void psp_close(struct psp *psp);

/**
 * psp_init() - INIT, SEV API 5.5
 */
enum psp_status psp_init(struct psp *psp, bool es_enabled);

/**
 * psp_shutdown() - SHUTDOWN, SEV API chapter 5, in any state
 *
 * The caller has decommissioned the guests.
 */
enum psp_status psp_shutdown(struct psp *psp);

/**
 * psp_platform_reset() - PLATFORM_RESET, SEV API chapter 5, before INIT
 *
 * Ends an owner's ownership: PEK, OCA and PDH are new.
 */
enum psp_status psp_platform_reset(struct psp *psp);

/**
 * psp_df_flush() - DF_FLUSH, SEV API chapter 5, after INIT
 */
enum psp_status psp_df_flush(struct psp *psp);

/**
 * struct psp_platform_info - what PLATFORM_STATUS answers
 * @external:	an owner's OCA was imported
 */
struct psp_platform_info {
	uint8_t api_major, api_minor, build;
	enum psp_platform_state state;
	bool es_enabled, external;
	uint32_t guest_count;
};

/**
 * psp_platform_status() - PLATFORM_STATUS, SEV API 5.6, in any state
 */
enum psp_status psp_platform_status(const struct psp *psp,
				    struct psp_platform_info *ret_info);

/**
 * psp_pdh_export() - PDH_CERT_EXPORT, SEV API 5.8
 */
enum psp_status psp_pdh_export(const struct psp *psp, struct psp_cert *pdh,
			       struct psp_chain *chain);

/**
 * psp_pdh_gen() - PDH_GEN, SEV API 5.9: a new PDH, kept in the directory
 *
 * Sessions made for the old one fail from now on.
 */
enum psp_status psp_pdh_gen(struct psp *psp);

/**
 * psp_pek_gen() - PEK_GEN, SEV API chapter 5, without guests: as after
 * PLATFORM_RESET
 */
enum psp_status psp_pek_gen(struct psp *psp);

/**
 * psp_pek_csr() - PEK_CSR, SEV API chapter 5: the PEK without signatures
 */
enum psp_status psp_pek_csr(const struct psp *psp, struct psp_cert *ret_csr);

/**
 * psp_pek_cert_import() - PEK_CERT_IMPORT, SEV API chapter 5, without guests
 * @pek:	what psp_pek_csr() gave, signed by @oca
 * @oca:	the owner's, signed by itself
 *
 * Return: PSP_ALREADY_OWNED, PSP_INVALID_CERTIFICATE for one that is not
 * what it has to be, PSP_BAD_SIGNATURE.
 */
enum psp_status psp_pek_cert_import(struct psp *psp, const struct psp_cert *pek,
				    const struct psp_cert *oca);

/**
 * psp_get_id() - GET_ID, SEV API 5.14: the name under which AMD knows the CEK
 */
enum psp_status psp_get_id(const struct psp *psp,
			   uint8_t id[static PSP_ID_SIZE]);

/* ------------------------------------------------------------------ */

/**
 * enum psp_guest_state - SEV API 6.1.1
 */
enum psp_guest_state {
	PSP_GUEST_UNINIT = 0,
	PSP_GUEST_LUPDATE = 1,
	PSP_GUEST_LSECRET = 2,
	PSP_GUEST_RUNNING = 3,
};

/**
 * struct psp_guest - one launch; starts zeroed
 * @psp:	the platform it was started on
 * @handle:	the platform's number for it, from 1
 * @state:	see enum psp_guest_state
 * @policy:	as given to LAUNCH_START
 * @asid:	given by ACTIVATE, 0: none
 * @tek, @tik:	transport keys; all zero when started without a session
 * @hash:	running launch digest
 * @digest:	the digest, valid from LSECRET on
 * @measure:	first half of the measurement, valid in LSECRET
 */
struct psp_guest {
	struct psp *psp;
	uint32_t handle;
	enum psp_guest_state state;
	uint32_t policy, asid;
	uint8_t tek[PSP_KEY_SIZE];
	uint8_t tik[PSP_KEY_SIZE];
	EVP_MD_CTX *hash;
	uint8_t digest[PSP_DIGEST_SIZE];
	uint8_t measure[PSP_DIGEST_SIZE];
};

/**
 * psp_launch_start() - LAUNCH_START, SEV API 6.2
 * @guest:	zeroed
 * @dh_cert:	the owner's certificate, struct psp_cert, data NULL: none
 * @session:	struct psp_session, looked at when there is a certificate
 *
 * Return: PSP_INVALID_LENGTH for a wrong size, PSP_INVALID_CERTIFICATE for a
 * key that can not be used, PSP_BAD_MEASUREMENT when the session is for
 * another platform or another policy, PSP_POLICY_FAILURE when the policy
 * wants newer firmware or has reserved bits, PSP_UNSUPPORTED for SEV-ES that
 * is not enabled.
 */
enum psp_status psp_launch_start(struct psp *psp, struct psp_guest *guest,
				 uint32_t policy, struct psp_span dh_cert,
				 struct psp_span session);

/**
 * psp_activate() - ACTIVATE, SEV API chapter 6: bind the guest to an ASID
 *
 * Return: PSP_ACTIVE when it has one, else see psp_asid_take().
 */
enum psp_status psp_activate(struct psp_guest *guest, uint32_t asid);

/**
 * psp_deactivate() - DEACTIVATE, SEV API chapter 6
 */
enum psp_status psp_deactivate(struct psp_guest *guest);

/**
 * psp_guest_status() - GUEST_STATUS, SEV API 6.9, in any state
 */
enum psp_status psp_guest_status(const struct psp_guest *guest,
				 uint32_t *ret_policy,
				 enum psp_guest_state *ret_state);

/**
 * psp_launch_update_data() - LAUNCH_UPDATE_DATA, SEV API 6.3
 * @len:	a multiple of 16
 */
enum psp_status psp_launch_update_data(struct psp_guest *guest,
				       const void *data, size_t len);

/**
 * psp_launch_update_vmsa() - LAUNCH_UPDATE_VMSA, SEV API 6.4
 * @len:	PSP_VMSA_SIZE
 */
enum psp_status psp_launch_update_vmsa(struct psp_guest *guest,
				       const void *vmsa, size_t len);

/**
 * psp_launch_measure() - LAUNCH_MEASURE, SEV API 6.5
 */
enum psp_status psp_launch_measure(struct psp_guest *guest,
				   struct psp_measurement *ret_measurement);

/**
 * psp_launch_secret() - LAUNCH_SECRET, SEV API 6.6
 * @header:	struct psp_secret_header
 * @payload:	what the owner encrypted
 * @guest_memory:	gets the plain text, @payload.len bytes
 *
 * Return: PSP_BAD_MEASUREMENT when the packet was made with other keys or
 * for another measurement.
 */
enum psp_status psp_launch_secret(struct psp_guest *guest,
				  struct psp_span header,
				  struct psp_span payload,
				  uint8_t *guest_memory);

/**
 * psp_launch_finish() - LAUNCH_FINISH, SEV API 6.7: forgets the keys
 */
enum psp_status psp_launch_finish(struct psp_guest *guest);

/**
 * psp_attestation() - ATTESTATION, SEV API 6.8
 */
enum psp_status psp_attestation(const struct psp_guest *guest,
				const uint8_t mnonce[static PSP_NONCE_SIZE],
				struct psp_report *ret_report);

/**
 * psp_decommission() - DECOMMISSION, SEV API 6.20, in any state
 *
 * Never fails: also what becomes of a guest when its platform ends.
 */
void psp_decommission(struct psp_guest *guest);

#endif
