/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wire.h - the byte layouts that cross the firmware's border */
#ifndef PSP_WIRE_H
#define PSP_WIRE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Integers are little-endian on the wire: use htole32() and le32toh().
 * EC and RSA numbers are little-endian byte strings in fixed fields.
 */

#define PSP_KEY_SIZE	16 /* TIK, TEK, KEK, KIK: AES-128 */
#define PSP_NONCE_SIZE	16
#define PSP_DIGEST_SIZE 32  /* SHA-256 */
#define PSP_EC_SIZE	48  /* a P-384 coordinate */
#define PSP_EC_FIELD	72  /* and the field it sits in */
#define PSP_RSA_SIZE	256 /* 2048 bits, the Naples generation */
#define PSP_ID_SIZE	64
#define PSP_VMSA_SIZE	4096
#define PSP_SECRET_MAX	16384

/* SEV API C.1: key usage. */
enum psp_usage {
	PSP_USAGE_ARK = 0x0000,
	PSP_USAGE_ASK = 0x0013,
	PSP_USAGE_NONE = 0x1000,
	PSP_USAGE_OCA = 0x1001,
	PSP_USAGE_PEK = 0x1002,
	PSP_USAGE_PDH = 0x1003,
	PSP_USAGE_CEK = 0x1004,
};

/* SEV API C.1: algorithms. */
enum psp_algo {
	PSP_ALGO_NONE = 0,
	PSP_ALGO_RSA_SHA256 = 0x001,
	PSP_ALGO_ECDSA_SHA256 = 0x002,
	PSP_ALGO_ECDH_SHA256 = 0x003,
};

/* SEV API C.3.2: the curve of a public key. */
#define PSP_CURVE_P384 2

/* SEV API chapter 3: bits of the guest policy. */
#define PSP_POLICY_NOKS	    (UINT32_C(1) << 1)
#define PSP_POLICY_ES	    (UINT32_C(1) << 2)
#define PSP_POLICY_RESERVED UINT32_C(0x0000ffc0)

/* SEV API C.3.2: ECDH and ECDSA public key. */
struct psp_ec_key {
	uint32_t curve;
	uint8_t qx[PSP_EC_FIELD];
	uint8_t qy[PSP_EC_FIELD];
	uint8_t zero[880];
};
static_assert(sizeof(struct psp_ec_key) == 1028, "public key union");

/* SEV API C.4: one signature of a certificate, ECDSA or RSA. */
struct psp_cert_sig {
	uint32_t usage;
	uint32_t algo;
	uint8_t data[512];
};
static_assert(sizeof(struct psp_cert_sig) == 520, "signature slot");

/* SEV API C.1: PDH, PEK, OCA and CEK certificates, version 1. */
struct psp_cert {
	uint32_t version;
	uint8_t api_major;
	uint8_t api_minor;
	uint8_t reserved[2];
	uint32_t usage;
	uint32_t algo;
	struct psp_ec_key key;
	struct psp_cert_sig sig[2];
};
static_assert(sizeof(struct psp_cert) == 2084, "SEV certificate");
#define PSP_CERT_BODY_SIZE 1044 /* what both signatures cover */
static_assert(offsetof(struct psp_cert, sig) == PSP_CERT_BODY_SIZE, "body");

/* SEV API B.1: ARK and ASK certificates of the Naples generation. */
struct psp_ca_cert {
	uint32_t version;
	uint8_t key_id[16];
	uint8_t certifying_id[16];
	uint32_t usage;
	uint8_t reserved[16];
	uint32_t exponent_bits;
	uint32_t modulus_bits;
	uint8_t exponent[PSP_RSA_SIZE];
	uint8_t modulus[PSP_RSA_SIZE];
	uint8_t sig[PSP_RSA_SIZE];
};
static_assert(sizeof(struct psp_ca_cert) == 832, "AMD root certificate");
#define PSP_CA_BODY_SIZE 576
static_assert(offsetof(struct psp_ca_cert, sig) == PSP_CA_BODY_SIZE, "body");

/* SEV API 5.8: what PDH_CERT_EXPORT adds to the PDH. */
struct psp_chain {
	struct psp_cert pek;
	struct psp_cert oca;
	struct psp_cert cek;
};
static_assert(sizeof(struct psp_chain) == 6252, "platform chain");

/* SEV API 6.2: what the guest owner gives to LAUNCH_START. */
struct psp_session {
	uint8_t nonce[PSP_NONCE_SIZE];
	uint8_t wrap_tk[2 * PSP_KEY_SIZE]; /* TEK, then TIK */
	uint8_t wrap_iv[16];
	uint8_t wrap_mac[PSP_DIGEST_SIZE];
	uint8_t policy_mac[PSP_DIGEST_SIZE];
};
static_assert(sizeof(struct psp_session) == 128, "session");

/* SEV API 6.5: what LAUNCH_MEASURE answers. */
struct psp_measurement {
	uint8_t measure[PSP_DIGEST_SIZE];
	uint8_t mnonce[PSP_NONCE_SIZE];
};
static_assert(sizeof(struct psp_measurement) == 48, "measurement");

/* SEV API 6.6, table 55: the header of a secret packet. */
struct psp_secret_header {
	uint32_t flags;
	uint8_t iv[16];
	uint8_t mac[PSP_DIGEST_SIZE];
};
static_assert(sizeof(struct psp_secret_header) == 52, "secret header");
#define PSP_SECRET_COMPRESSED UINT32_C(1)

/* SEV API 6.8: the attestation report of firmware 0.24 and later. */
struct psp_report {
	uint8_t mnonce[PSP_NONCE_SIZE];
	uint8_t launch_digest[PSP_DIGEST_SIZE];
	uint32_t policy;
	uint32_t sig_usage;
	uint32_t sig_algo;
	uint32_t reserved;
	uint8_t sig_r[PSP_EC_FIELD];
	uint8_t sig_s[PSP_EC_FIELD];
};
static_assert(sizeof(struct psp_report) == 208, "attestation report");
#define PSP_REPORT_BODY_SIZE 52
static_assert(offsetof(struct psp_report, sig_usage) == PSP_REPORT_BODY_SIZE,
	      "signed part of the report");

#endif
