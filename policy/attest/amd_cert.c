/* SPDX-License-Identifier: GPL-2.0-or-later */
/* amd_cert.c - the form of AMD's certificates, and the signatures in them */
#include "attest/amd_cert.h"

#include <openssl/evp.h>
#include <string.h>

#include "attest/le.h"
#include "attest/rsa.h"

#define VERSION_1 1u

static const struct amd_cert_head *head_of(const uint8_t *data)
{
	return (const struct amd_cert_head *)data;
}

/* Bytes of each of the three numbers. */
static size_t number_size(size_t len)
{
	return (len - AMD_CERT_HEAD) / 3;
}

size_t amd_cert_size(const uint8_t *data, size_t len)
{
	uint32_t bits;

	if (len < AMD_CERT_HEAD)
		return 0;
	bits = get_le32(head_of(data)->modulus_bits);
	return rsa_is_size(bits) ? AMD_CERT_HEAD + 3 * (size_t)bits / 8 : 0;
}

static int check_size(const uint8_t *data, size_t len, struct err *err)
{
	size_t size = amd_cert_size(data, len);
	uint32_t modulus = get_le32(head_of(data)->modulus_bits);
	uint32_t exponent = get_le32(head_of(data)->exponent_bits);

	if (!size)
		return err_set(err, "modulus of %u bits, neither 2048 nor 4096",
			       modulus);
	if (exponent != modulus)
		return err_set(err,
			       "exponent of %u bits with a modulus of %u bits",
			       exponent, modulus);
	if (len == amd_cert_body(size))
		return err_set(err,
			       "signature missing: %zu bytes of %zu; take the "
			       "signed one",
			       len, size);
	if (len != size)
		return err_set(err, "%zu bytes, not %zu", len, size);
	return 0;
}

int amd_cert_check(const uint8_t *data, size_t len, enum cert_usage usage,
		   struct err *err)
{
	const struct amd_cert_head *head = head_of(data);

	if (len < AMD_CERT_HEAD)
		return err_set(err, "%zu bytes, not %u or %u", len,
			       AMD_CERT_SIZE_2, AMD_CERT_SIZE_4);
	if (get_le32(head->version) != VERSION_1)
		return err_set(err, "version %u is not known",
			       get_le32(head->version));
	if (get_le32(head->usage) != usage)
		return err_set(err, "usage is 0x%04x (%s), not 0x%04x",
			       get_le32(head->usage),
			       cert_usage_name(get_le32(head->usage)), usage);
	if (!is_zero(head->reserved, sizeof(head->reserved)))
		return err_set(err, "reserved bytes are not zero");
	return check_size(data, len, err);
}

uint32_t amd_cert_algo(size_t len)
{
	return len == AMD_CERT_SIZE_2 ? CERT_RSA_SHA256 : CERT_RSA_SHA384;
}

size_t amd_cert_body(size_t len)
{
	return AMD_CERT_HEAD + 2 * number_size(len);
}

EVP_PKEY *amd_cert_key(const uint8_t *data, size_t len, struct err *err)
{
	size_t size = number_size(len);

	return rsa_key_read(data + AMD_CERT_HEAD, data + AMD_CERT_HEAD + size,
			    (uint32_t)size * 8, err);
}

static bool is_named(const uint8_t *data, const uint8_t *ark)
{
	return !memcmp(head_of(data)->certifying_id, head_of(ark)->key_id,
		       sizeof(head_of(data)->key_id));
}

bool amd_cert_is_signed(const uint8_t *data, size_t len, const uint8_t *ark,
			size_t ark_len, struct err *err)
{
	EVP_PKEY *key;
	bool good;

	if (!is_named(data, ark)) {
		err_set(err, "it names another key as the one that signed it");
		return false;
	}
	/* a signature is as long as the modulus of who signed */
	if (len != ark_len) {
		err_set(err, "the signature is not as long as the key");
		return false;
	}
	key = amd_cert_key(ark, ark_len, err);
	if (!key)
		return false;
	good = rsa_verify(key, cert_algo_md(amd_cert_algo(ark_len)), data,
			  amd_cert_body(len), data + amd_cert_body(len));
	EVP_PKEY_free(key);
	if (!good)
		err_set(err, "the signature is not good");
	return good;
}
