/* SPDX-License-Identifier: GPL-2.0-or-later */
/* chain_verify.c - who signed whom in a chain, and who is trusted */
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "attest/amd_cert.h"
#include "attest/chain.h"
#include "attest/le.h"
#include "attest/roots.h"
#include "cleanup.h"
#include "text.h"

/*
 * That OCA and CEK sign the PEK in two different slots follows: a slot names
 * one signer.
 */
const struct chain_link chain_links[CHAIN_LINKS] = {
	{ CHAIN_ARK, CHAIN_ARK }, { CHAIN_ARK, CHAIN_ASK },
	{ CHAIN_ASK, CHAIN_CEK }, { CHAIN_CEK, CHAIN_PEK },
	{ CHAIN_OCA, CHAIN_OCA }, { CHAIN_OCA, CHAIN_PEK },
	{ CHAIN_PEK, CHAIN_PDH },
};

static void key_freep(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
}

/* --- links ---------------------------------------------------------------- */

static bool asks_amd(enum chain_part part)
{
	return part == CHAIN_ASK || part == CHAIN_ARK;
}

static bool load_signer(const struct chain *chain, enum chain_part part,
			struct cert_signer *ret, struct err *err)
{
	const struct sev_cert *cert;

	if (part == CHAIN_ASK) {
		ret->usage = CERT_ASK;
		ret->algo = amd_cert_algo(chain->ask_len);
		ret->key = amd_cert_key(chain->ask, chain->ask_len, err);
	} else {
		cert = &chain->platform[part];
		ret->usage = get_le32(cert->usage);
		ret->algo = get_le32(cert->algo);
		ret->key = cert_key(cert, err);
	}
	return ret->key;
}

static bool is_cert_signed(const struct chain *chain,
			   const struct chain_link *link, struct err *err)
{
	struct cert_signer signer;
	bool good;

	if (!load_signer(chain, link->signer, &signer, err))
		return false;
	good = cert_is_signed(&chain->platform[link->cert], &signer, err);
	EVP_PKEY_free(signer.key);
	return good;
}

static enum chain_state check_link(const struct chain *chain,
				   const struct chain_link *link,
				   struct err *err)
{
	bool good;

	if (asks_amd(link->signer) && !chain->ask_len)
		return LINK_UNKNOWN;
	if (link->cert == CHAIN_ARK)
		good = amd_cert_is_signed(chain->ark, chain->ark_len,
					  chain->ark, chain->ark_len, err);
	else if (link->cert == CHAIN_ASK)
		good = amd_cert_is_signed(chain->ask, chain->ask_len,
					  chain->ark, chain->ark_len, err);
	else
		good = is_cert_signed(chain, link, err);
	return good ? LINK_GOOD : LINK_BAD;
}

/* --- AMD's roots ---------------------------------------------------------- */

static const struct chain_link ask_signs_cek = { CHAIN_ASK, CHAIN_CEK };

bool chain_complete(struct chain *chain)
{
	size_t i;

	for (i = 0; i < ROOTS && !chain->ask_len; i++) {
		size_t len = (uintptr_t)roots[i].end - (uintptr_t)roots[i].ca;

		if (chain_read_ca(roots[i].ca, len, chain, NULL) == 0 &&
		    check_link(chain, &ask_signs_cek, NULL) != LINK_GOOD)
			chain->ask_len = chain->ark_len = 0;
	}
	return chain->ask_len != 0;
}

/* --- as sevctl shows it --------------------------------------------------- */

static int view(const char *kind, uint32_t bits, char letter, uint32_t algo,
		const void *body, size_t len, struct chain_view *ret)
{
	const EVP_MD *md = cert_algo_md(algo);
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;

	if (EVP_Digest(body, len, digest, &size, md, NULL) != 1 || size > 48)
		return -1;
	snprintf(ret->key, sizeof(ret->key), "%s%u", kind, bits);
	snprintf(ret->algo, sizeof(ret->algo), "%c%u", letter, size * 8);
	text_hex(digest, size, ret->digest);
	return 0;
}

static int view_amd(const uint8_t *data, size_t len, struct chain_view *ret)
{
	if (!len)
		return 0;
	return view("R", len == AMD_CERT_SIZE_2 ? 2048 : 4096, 'R',
		    amd_cert_algo(len), data, amd_cert_body(len), ret);
}

static int view_cert(const struct sev_cert *cert, struct chain_view *ret)
{
	uint32_t algo = get_le32(cert->algo), number = get_le32(cert->key);

	switch (algo) {
	case CERT_RSA_SHA256:
	case CERT_RSA_SHA384:
		return view("R", number, 'R', algo, cert, SEV_CERT_BODY, ret);
	case CERT_ECDH_SHA256:
	case CERT_ECDH_SHA384:
		return view("EP", number == EC_CURVE_P256 ? 256 : 384, 'D',
			    algo, cert, SEV_CERT_BODY, ret);
	default:
		return view("EP", number == EC_CURVE_P256 ? 256 : 384, 'E',
			    algo, cert, SEV_CERT_BODY, ret);
	}
}

static int view_all(const struct chain *chain, struct chain_view *ret)
{
	unsigned int i;

	for (i = CHAIN_PDH; i <= CHAIN_CEK; i++)
		if (view_cert(&chain->platform[i], &ret[i]) < 0)
			return -1;
	if (view_amd(chain->ask, chain->ask_len, &ret[CHAIN_ASK]) < 0)
		return -1;
	return view_amd(chain->ark, chain->ark_len, &ret[CHAIN_ARK]);
}

/* --- verdict -------------------------------------------------------------- */

static int judge_links(const struct chain_report *report, struct err *err)
{
	unsigned int i;

	for (i = 0; i < CHAIN_LINKS; i++)
		if (report->link[i] == LINK_BAD)
			return err_set(err, "%s->%s: %s",
				       chain_part_name(chain_links[i].signer),
				       chain_part_name(chain_links[i].cert),
				       report->reason[i].text);
	return 0;
}

/* It signs nothing, so that no link has looked at it. */
static int judge_pdh(const struct chain *chain, struct err *err)
{
	_cleanup_(key_freep) EVP_PKEY *key =
		cert_key(&chain->platform[CHAIN_PDH], err);

	return key ? 0 : err_wrap(err, "PDH");
}

static int judge_root(const struct chain *chain,
		      const struct chain_report *report, struct err *err)
{
	if (report->root)
		return 0;
	if (chain->ask_len)
		return err_set(err, "ARK: it is not one of AMD's roots");
	if (cert_has_signature(&chain->platform[CHAIN_CEK], CERT_ASK))
		return err_set(err, "CEK: not signed by any known AMD key; "
				    "fetch the signed CEK from AMD's key "
				    "distribution service");
	return err_set(err, "CEK: has no signature of AMD's; fetch the signed "
			    "CEK from AMD's key distribution service");
}

enum chain_verdict chain_examine(const struct chain *given,
				 struct chain_report *ret, struct err *err)
{
	struct chain chain = *given;
	unsigned int i;

	chain_complete(&chain);
	*ret = (struct chain_report){
		.root = root_name(chain.ark, chain.ark_len),
	};
	for (i = 0; i < CHAIN_LINKS; i++) {
		struct err why = { "" };

		ret->link[i] = check_link(&chain, &chain_links[i], &why);
		/* a bad slot beside a good one is no reason */
		if (ret->link[i] == LINK_BAD)
			ret->reason[i] = why;
	}
	if (view_all(&chain, ret->cert) < 0) {
		err_set(err, "digests are not to be had from libcrypto");
		return CHAIN_BAD_INPUT;
	}
	if (judge_links(ret, err) < 0)
		return CHAIN_BAD_SIGNATURE;
	if (judge_pdh(&chain, err) < 0)
		return CHAIN_BAD_INPUT;
	return judge_root(&chain, ret, err) < 0 ? CHAIN_UNTRUSTED : CHAIN_OK;
}

enum chain_verdict chain_verify(const struct chain *chain, struct err *err)
{
	struct chain_report report;

	return chain_examine(chain, &report, err);
}
