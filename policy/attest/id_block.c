/* SPDX-License-Identifier: GPL-2.0-or-later */
/* id_block.c - the signatures over an SEV-SNP ID block */
#include <openssl/evp.h>

#include "attest/attest.h"
#include "attest/ec.h"
#include "attest/le.h"

/*
 * DOC: Layout of the ID authentication information, SNP ABI (56860) 8.18
 *
 * The ID key signs the 96 bytes of the ID block; the author key, where there
 * is one, signs the ID key.  Keys and signatures are as in ec.h.
 */
#define ID_KEY_ALGO	 0x000
#define AUTHOR_KEY_ALGO	 0x004
#define ID_SIGNATURE	 0x040
#define ID_KEY		 0x240
#define AUTHOR_SIGNATURE 0x680
#define AUTHOR_KEY	 0x880
#define ALGO_P384_SHA384 1

_Static_assert(AUTHOR_KEY + EC_KEY_SIZE <= ID_AUTH_SIZE, "layout");

/* 1 good, 0 not, with @err saying why. */
static int check_one(const uint8_t *data, size_t len, const uint8_t *signature,
		     const uint8_t *key, const char *name, struct err *err)
{
	EVP_PKEY *pkey = ec_key_read(key, err);
	bool good;

	if (!pkey || get_le32(key) != EC_CURVE_P384) {
		EVP_PKEY_free(pkey);
		err_set(err, "the %s key is no point on P-384", name);
		return 0;
	}
	good = ec_verify(pkey, EVP_sha384(), data, len, signature);
	EVP_PKEY_free(pkey);
	if (!good)
		err_set(err, "the signature of the %s key is not good", name);
	return good;
}

int id_block_verify(const uint8_t block[ID_BLOCK_SIZE],
		    const uint8_t auth[ID_AUTH_SIZE], bool author_key,
		    struct err *err)
{
	uint32_t author_algo = get_le32(auth + AUTHOR_KEY_ALGO);

	if (get_le32(auth + ID_KEY_ALGO) != ALGO_P384_SHA384) {
		err_set(err, "the ID key algorithm is not ECDSA P-384");
		return 0;
	}
	if (author_key != (author_algo == ALGO_P384_SHA384)) {
		err_set(err,
			"authorKey is '%s', the ID authentication has %s "
			"author key",
			author_key ? "yes" : "no",
			author_algo == ALGO_P384_SHA384 ? "an" : "no");
		return 0;
	}
	if (!check_one(block, ID_BLOCK_SIZE, auth + ID_SIGNATURE, auth + ID_KEY,
		       "ID", err))
		return 0;
	if (!author_key)
		return 1;
	return check_one(auth + ID_KEY, EC_KEY_SIZE, auth + AUTHOR_SIGNATURE,
			 auth + AUTHOR_KEY, "author", err);
}
