/* SPDX-License-Identifier: GPL-2.0-or-later */
/* chain.c - take chains of certificates apart */
#include "attest/chain.h"

#include <string.h>

#include "attest/amd_cert.h"

#define PLATFORM_PARTS 4u

_Static_assert(sizeof(struct sev_cert[PLATFORM_PARTS]) == CHAIN_PLATFORM_SIZE,
	       "a chain is its certificates and nothing between them");
_Static_assert(CHAIN_PLATFORM_SIZE + 2 * AMD_CERT_SIZE_4 == CHAIN_MAX_SIZE,
	       "the largest chain");
_Static_assert(sizeof(((struct chain *)0)->ask) == AMD_CERT_SIZE_4,
	       "the largest ASK");

static const enum cert_usage usages[CHAIN_PARTS] = {
	[CHAIN_PDH] = CERT_PDH, [CHAIN_PEK] = CERT_PEK, [CHAIN_OCA] = CERT_OCA,
	[CHAIN_CEK] = CERT_CEK, [CHAIN_ASK] = CERT_ASK, [CHAIN_ARK] = CERT_ARK,
};

const char *chain_part_name(enum chain_part part)
{
	return cert_usage_name(usages[part]);
}

/* --- platform ------------------------------------------------------------- */

static int check_len(size_t len, struct err *err)
{
	if (len == SEV_CERT_SIZE)
		return err_set(err, "2084 bytes are one certificate: a chain "
				    "is PDH, PEK, OCA, CEK, 8336 bytes");
	if (len == CHAIN_PLATFORM_SIZE - SEV_CERT_SIZE)
		return err_set(err, "6252 bytes are PEK, OCA, CEK: put the PDH "
				    "before them");
	if (len < CHAIN_PLATFORM_SIZE || len > CHAIN_MAX_SIZE)
		return err_set(err,
			       "%zu bytes: a chain has 8336, with ASK and ARK "
			       "10000 or 11536",
			       len);
	return 0;
}

static int check_part(const struct sev_cert *cert, enum chain_part part,
		      struct err *err)
{
	if (cert_check(cert, usages[part], err) < 0)
		return err_wrap(err, "%s", chain_part_name(part));
	return 0;
}

int chain_read(const uint8_t *data, size_t len, struct chain *ret,
	       struct err *err)
{
	struct chain chain = { .ask_len = 0 };
	unsigned int i;

	if (check_len(len, err) < 0)
		return -1;
	memcpy(chain.platform, data, CHAIN_PLATFORM_SIZE);
	for (i = 0; i < PLATFORM_PARTS; i++)
		if (check_part(&chain.platform[i], i, err) < 0)
			return -1;
	if (len > CHAIN_PLATFORM_SIZE &&
	    chain_read_ca(data + CHAIN_PLATFORM_SIZE, len - CHAIN_PLATFORM_SIZE,
			  &chain, err) < 0)
		return -1;
	*ret = chain;
	return 0;
}

int chain_with_cek(struct chain *chain, const uint8_t *data, size_t len,
		   struct err *err)
{
	struct sev_cert *have = &chain->platform[CHAIN_CEK], cek;

	if (len != SEV_CERT_SIZE)
		return err_set(err, "CEK: %zu bytes, not %u", len,
			       SEV_CERT_SIZE);
	memcpy(&cek, data, SEV_CERT_SIZE);
	if (check_part(&cek, CHAIN_CEK, err) < 0)
		return -1;
	if (memcmp(cek.algo, have->algo, sizeof(cek.algo)) != 0)
		return err_set(err, "CEK: its algorithm is not that of the "
				    "chain's CEK");
	if (memcmp(cek.key, have->key, sizeof(cek.key)) != 0)
		return err_set(err, "CEK: its public key is not that of the "
				    "chain's CEK: it belongs to another chip");
	*have = cek;
	return 0;
}

/* --- CA ------------------------------------------------------------------- */

static int check_ca_part(const uint8_t *data, size_t len, enum chain_part part,
			 struct err *err)
{
	if (amd_cert_check(data, len, usages[part], err) < 0)
		return err_wrap(err, "%s", chain_part_name(part));
	return 0;
}

int chain_read_ca(const uint8_t *data, size_t len, struct chain *chain,
		  struct err *err)
{
	/* where the ARK begins; without a head to tell by, the ASK is all */
	size_t size = amd_cert_size(data, len);
	size_t ask_len = size && size < len ? size : len;

	if (check_ca_part(data, ask_len, CHAIN_ASK, err) < 0)
		return -1;
	if (ask_len == len)
		return err_set(err,
			       "ARK: missing: ASK and ARK are %u or %u "
			       "bytes",
			       2 * AMD_CERT_SIZE_2, 2 * AMD_CERT_SIZE_4);
	if (check_ca_part(data + ask_len, len - ask_len, CHAIN_ARK, err) < 0)
		return -1;
	if (len != 2 * ask_len)
		return err_set(err,
			       "ARK: %zu bytes, the ASK has %zu: they are not "
			       "of one generation",
			       len - ask_len, ask_len);
	memcpy(chain->ask, data, ask_len);
	memcpy(chain->ark, data + ask_len, len - ask_len);
	chain->ask_len = ask_len;
	chain->ark_len = len - ask_len;
	return 0;
}
