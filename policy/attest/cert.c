/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cert.c - the form of SEV certificates, and the signatures in them */
#include "attest/cert.h"

#include <openssl/evp.h>
#include <string.h>

#include "attest/le.h"
#include "attest/rsa.h"

/* In an algorithm: the kind of key, and the digest. */
#define ALGO_KIND   0x0ffu
#define ALGO_SHA384 0x100u

/* RSA keys, SEV API C.3: bits, exponent, modulus */
#define RSA_EXPONENT 4u
#define RSA_MODULUS  (RSA_EXPONENT + RSA_MAX_SIZE)

_Static_assert(RSA_MODULUS + RSA_MAX_SIZE == EC_KEY_SIZE, "SEV API C.3");

const char *cert_usage_name(uint32_t usage)
{
	switch (usage) {
	case CERT_ARK:
		return "ARK";
	case CERT_ASK:
		return "ASK";
	case CERT_OCA:
		return "OCA";
	case CERT_PEK:
		return "PEK";
	case CERT_PDH:
		return "PDH";
	case CERT_CEK:
		return "CEK";
	default:
		return "unknown";
	}
}

const EVP_MD *cert_algo_md(uint32_t algo)
{
	return algo & ALGO_SHA384 ? EVP_sha384() : EVP_sha256();
}

static uint32_t kind_of(uint32_t algo)
{
	return algo & ALGO_KIND;
}

static bool is_algo(uint32_t algo)
{
	return (algo & ~ALGO_SHA384) >= CERT_RSA_SHA256 &&
	       (algo & ~ALGO_SHA384) <= CERT_ECDH_SHA256;
}

/* --- form ----------------------------------------------------------------- */

/* SEV API C.1: the PDH agrees on keys, the others sign; an OCA may be RSA. */
static bool is_algo_of(enum cert_usage usage, uint32_t algo)
{
	if (!is_algo(algo))
		return false;
	if (usage == CERT_PDH)
		return kind_of(algo) == CERT_ECDH_SHA256;
	return kind_of(algo) == CERT_ECDSA_SHA256 ||
	       (usage == CERT_OCA && kind_of(algo) == CERT_RSA_SHA256);
}

static int check_rsa_key(const uint8_t key[EC_KEY_SIZE], struct err *err)
{
	uint32_t bits = get_le32(key);

	if (!rsa_is_size(bits))
		return err_set(err, "RSA key of %u bits, neither 2048 nor 4096",
			       bits);
	if (!is_zero(key + RSA_EXPONENT + bits / 8, RSA_MAX_SIZE - bits / 8) ||
	    !is_zero(key + RSA_MODULUS + bits / 8, RSA_MAX_SIZE - bits / 8))
		return err_set(err, "the key is wider than %u bits", bits);
	return 0;
}

/*
 * CERT_EMPTY says so.  A slot of zeros would be by an ARK, which signs no
 * such certificate: firmware leaves it so in a CEK that nobody has signed.
 */
static bool is_empty(const struct sev_cert_signature *slot)
{
	return get_le32(slot->usage) == CERT_EMPTY ||
	       is_zero((const uint8_t *)slot, sizeof(*slot));
}

static int check_slot(const struct sev_cert_signature *slot, int number,
		      struct err *err)
{
	uint32_t usage = get_le32(slot->usage), algo = get_le32(slot->algo);

	if (is_empty(slot))
		return 0;
	if (usage != CERT_ASK && usage != CERT_OCA && usage != CERT_PEK &&
	    usage != CERT_CEK)
		return err_set(err, "signature %d: usage 0x%04x signs nothing",
			       number, usage);
	if (!is_algo(algo) || kind_of(algo) == CERT_ECDH_SHA256)
		return err_set(err, "signature %d: algorithm 0x%03x is unknown",
			       number, algo);
	return 0;
}

static int check_slots(const struct sev_cert *cert, struct err *err)
{
	if (check_slot(&cert->signature[0], 1, err) < 0)
		return -1;
	return check_slot(&cert->signature[1], 2, err);
}

int cert_check(const struct sev_cert *cert, enum cert_usage usage,
	       struct err *err)
{
	uint32_t algo = get_le32(cert->algo);

	if (get_le32(cert->version) != SEV_CERT_VERSION)
		return err_set(err, "version %u is not known",
			       get_le32(cert->version));
	if (!is_zero(cert->reserved, sizeof(cert->reserved)))
		return err_set(err, "reserved bytes are not zero");
	if (get_le32(cert->usage) != usage)
		return err_set(err, "usage is 0x%04x (%s), not 0x%04x",
			       get_le32(cert->usage),
			       cert_usage_name(get_le32(cert->usage)), usage);
	if (!is_algo_of(usage, algo))
		return err_set(err, "algorithm 0x%03x is not one of a %s", algo,
			       cert_usage_name(usage));
	if ((kind_of(algo) == CERT_RSA_SHA256
		     ? check_rsa_key(cert->key, err)
		     : ec_key_check(cert->key, err)) < 0)
		return -1;
	return check_slots(cert, err);
}

/* --- signatures ----------------------------------------------------------- */

EVP_PKEY *cert_key(const struct sev_cert *cert, struct err *err)
{
	if (kind_of(get_le32(cert->algo)) != CERT_RSA_SHA256)
		return ec_key_read(cert->key, err);
	return rsa_key_read(cert->key + RSA_EXPONENT, cert->key + RSA_MODULUS,
			    get_le32(cert->key), err);
}

static bool is_by(const struct sev_cert_signature *slot, enum cert_usage usage)
{
	return !is_empty(slot) && get_le32(slot->usage) == usage;
}

bool cert_has_signature(const struct sev_cert *cert, enum cert_usage usage)
{
	return is_by(&cert->signature[0], usage) ||
	       is_by(&cert->signature[1], usage);
}

static bool slot_is_good(const struct sev_cert *cert,
			 const struct sev_cert_signature *slot,
			 const struct cert_signer *signer, struct err *err)
{
	const EVP_MD *md = cert_algo_md(signer->algo);
	const uint8_t *body = (const uint8_t *)cert;
	bool good;

	if (get_le32(slot->algo) != signer->algo) {
		err_set(err,
			"the signature has algorithm 0x%03x, the key 0x%03x",
			get_le32(slot->algo), signer->algo);
		return false;
	}
	if (kind_of(signer->algo) == CERT_RSA_SHA256)
		good = rsa_verify(signer->key, md, body, SEV_CERT_BODY,
				  slot->bytes);
	else
		good = ec_verify(signer->key, md, body, SEV_CERT_BODY,
				 slot->bytes);
	if (!good)
		err_set(err, "the signature is not good");
	return good;
}

bool cert_is_signed(const struct sev_cert *cert,
		    const struct cert_signer *signer, struct err *err)
{
	size_t i;

	if (!cert_has_signature(cert, signer->usage))
		err_set(err, "there is no such signature");
	for (i = 0; i < 2; i++)
		if (is_by(&cert->signature[i], signer->usage) &&
		    slot_is_good(cert, &cert->signature[i], signer, err))
			return true;
	return false;
}

/* --- making --------------------------------------------------------------- */

int cert_make(struct sev_cert *cert, enum cert_usage usage, enum cert_algo algo,
	      const EVP_PKEY *key, struct err *err)
{
	memset(cert, 0, sizeof(*cert));
	put_le32(cert->version, SEV_CERT_VERSION);
	put_le32(cert->usage, usage);
	put_le32(cert->algo, algo);
	put_le32(cert->signature[0].usage, CERT_EMPTY);
	put_le32(cert->signature[1].usage, CERT_EMPTY);
	return ec_key_write(key, cert->key, err);
}

int cert_sign(struct sev_cert *cert, const struct cert_signer *signer,
	      struct err *err)
{
	struct sev_cert_signature *slot = cert->signature;

	if (!is_empty(slot))
		slot++;
	if (!is_empty(slot))
		return err_set(err, "both places for signatures are taken");
	put_le32(slot->usage, signer->usage);
	put_le32(slot->algo, signer->algo);
	return ec_sign(signer->key, cert_algo_md(signer->algo),
		       (const uint8_t *)cert, SEV_CERT_BODY, slot->bytes, err);
}
