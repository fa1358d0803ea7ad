/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_chain.c - chains of certificates: published ones, and who is trusted */
#include <jansson.h>

#include "attest/roots.h"
#include "certs.h"

#define NOT_AMD "ARK: it is not one of AMD's roots"
#define NO_ASK                                                    \
	"CEK: not signed by any known AMD key; fetch the signed " \
	"CEK from AMD's key distribution service"

static void read_chain(const struct bytes *b, struct chain *chain)
{
	struct err err = { "" };

	if (chain_read(b->data, b->len, chain, &err) < 0)
		fail_msg("%s", err.text);
}

static void assert_verdict(const struct chain *chain, enum chain_verdict want,
			   const char *message)
{
	struct err err = { "" };

	assert_int_equal(chain_verify(chain, &err), want);
	assert_string_equal(err.text, message);
}

static json_t *load_json(const char *path)
{
	json_t *json = json_load_file(path, 0, NULL);

	assert_non_null(json);
	return json;
}

/* --- a real chain --------------------------------------------------------- */

static void naples(void **state)
{
	struct bytes b;
	struct chain chain;

	(void)state;
	certs_naples(&b);
	read_chain(&b, &chain);
	assert_int_equal(chain.ask_len, 0);
	assert_verdict(&chain, CHAIN_OK, "");
	certs_add(&b, "naples/ca-chain.bin");
	read_chain(&b, &chain);
	assert_int_equal(chain.ask_len, 832);
	assert_int_equal(chain.ark_len, 832);
	assert_verdict(&chain, CHAIN_OK, "");
}

/* What sevctl 0.6.2 showed of the same chain, without colours and arrows. */
static void naples_as_sevctl(void **state)
{
	json_t *json = load_json(CERTS "naples/expected.json");
	const json_t *lines = json_object_get(json, "sevctl_lines");
	struct chain_report report;
	struct chain chain;
	struct bytes b;
	char line[160];
	size_t i;

	(void)state;
	certs_naples(&b);
	read_chain(&b, &chain);
	assert_int_equal(chain_examine(&chain, &report, NULL), CHAIN_OK);
	assert_string_equal(report.root, "Naples");
	for (i = 0; i < CHAIN_PARTS; i++) {
		const struct chain_view *v = &report.cert[i];
		const char *want = json_string_value(json_array_get(lines, i));

		snprintf(line, sizeof(line), "%s %s %s %s", chain_part_name(i),
			 v->key, v->algo, v->digest);
		assert_non_null(want);
		assert_non_null(strstr(want, line));
		assert_string_equal(strstr(want, line), line);
	}
	for (i = 0; i < CHAIN_LINKS; i++)
		assert_int_equal(report.link[i], LINK_GOOD);
	json_decref(json);
}

/* --- AMD's roots ---------------------------------------------------------- */

/*
 * Numbers from the X.509 certificates of the same keys, which another project
 * publishes: the generations of which there are some.
 */
static const struct root_case {
	const char *name, *key_id, *x509;
	size_t size;
} root_cases[] = {
	{ "Naples", "1bb987c359494606b174945601c9ea5b", NULL, 832 },
	{ "Rome", "e6002122fb58419399d15fee7b131351", NULL, 1600 },
	{ "Milan", "94c38e4177d0479292a7ae671d083fb6",
	  CERTS "amd-x509/milan_ask_ark_asvk.pem", 1600 },
	{ "Genoa", "9f9d4a8fe761456599f6946c4c010f3a",
	  CERTS "amd-x509/genoa_ask_ark_asvk.pem", 1600 },
	{ "Turin", "d05c3a8bde484904b49552422ceb3942",
	  CERTS "amd-x509/turin_ask_ark_asvk.pem", 1600 },
};

static void assert_modulus(const uint8_t *cert, FILE *pem)
{
	X509 *x509 = PEM_read_X509(pem, NULL, NULL, NULL);
	BIGNUM *want = NULL;
	uint8_t modulus[512];

	assert_non_null(x509);
	assert_int_equal(
		EVP_PKEY_get_bn_param(X509_get0_pubkey(x509), "n", &want), 1);
	assert_int_equal(BN_bn2lebinpad(want, modulus, sizeof(modulus)), 512);
	assert_memory_equal(modulus, cert + 64 + 512, sizeof(modulus));
	BN_free(want);
	X509_free(x509);
}

static const struct root *find_root(const char *name)
{
	size_t i;

	for (i = 0; i < ROOTS; i++)
		if (!strcmp(roots[i].name, name))
			return &roots[i];
	fail_msg("there is no root %s", name);
	return NULL;
}

static void root(void **state)
{
	const struct root_case *c = *state;
	const struct root *r = find_root(c->name);
	char id[33];
	FILE *pem;
	int i;

	assert_int_equal(r->end - r->ca, 2 * c->size);
	for (i = 0; i < 16; i++)
		snprintf(id + 2 * i, 3, "%02x", r->ca[c->size + 4 + i]);
	assert_string_equal(id, c->key_id);
	assert_string_equal(root_name(r->ca + c->size, c->size), c->name);
	if (!c->x509)
		return;
	pem = fopen(c->x509, "r");
	assert_non_null(pem);
	assert_modulus(r->ca, pem); /* ASK, then ARK */
	assert_modulus(r->ca + c->size, pem);
	fclose(pem);
}

/* The roots sign themselves and their ASK, whatever they are put behind. */
static void root_links(void **state)
{
	const struct root_case *c = *state;
	const struct root *r = find_root(c->name);
	struct chain_report report;
	struct chain chain;
	struct bytes b;

	certs_synthetic(&b);
	read_chain(&b, &chain);
	assert_int_equal(chain_read_ca(r->ca, 2 * c->size, &chain, NULL), 0);
	assert_int_equal(chain_examine(&chain, &report, NULL),
			 CHAIN_BAD_SIGNATURE);
	assert_string_equal(report.root, c->name);
	assert_int_equal(report.link[0], LINK_GOOD);
	assert_int_equal(report.link[1], LINK_GOOD);
	assert_int_equal(report.link[2], LINK_BAD);
}

static void root_changed(void **state)
{
	const struct root_case *c = *state;
	const struct root *r = find_root(c->name);
	uint8_t ark[1600];

	memcpy(ark, r->ca + c->size, c->size);
	ark[c->size - 1] ^= 1;
	assert_null(root_name(ark, c->size));
	assert_null(root_name(r->ca + c->size, c->size - 1));
	assert_null(root_name(r->ca, c->size));
	assert_null(root_name(ark, 0));
}

/* --- other roots ---------------------------------------------------------- */

static void synthetic(void **state)
{
	struct chain_report report;
	struct chain chain;
	struct bytes b;

	(void)state;
	certs_synthetic(&b);
	read_chain(&b, &chain);
	assert_verdict(&chain, CHAIN_UNTRUSTED, NOT_AMD);
	assert_int_equal(chain_examine(&chain, &report, NULL), CHAIN_UNTRUSTED);
	assert_null(report.root);
	assert_int_equal(report.link[0], LINK_GOOD);
}

static void synthetic_without_ca(void **state)
{
	struct chain_report report;
	struct chain chain;
	struct bytes b;
	size_t i;

	(void)state;
	certs_synthetic(&b);
	b.len = ASK;
	read_chain(&b, &chain);
	assert_verdict(&chain, CHAIN_UNTRUSTED, NO_ASK);
	assert_int_equal(chain_examine(&chain, &report, NULL), CHAIN_UNTRUSTED);
	for (i = 0; i < CHAIN_LINKS; i++)
		assert_int_equal(report.link[i],
				 i < 3 ? LINK_UNKNOWN : LINK_GOOD);
	assert_string_equal(report.cert[CHAIN_CEK].key, "EP384");
	assert_string_equal(report.cert[CHAIN_ASK].key, "");
}

/* An ASK of one's own, signed by nobody, below AMD's real root. */
static void own_ask_below_amd(void **state)
{
	const struct root *r = find_root("Naples");
	struct chain chain;
	struct bytes b;

	(void)state;
	certs_synthetic(&b);
	memcpy(b.data + ARK, r->ca + 832, 832);
	memcpy(b.data + ASK + 20, r->ca + 832 + 4, 16);
	read_chain(&b, &chain);
	assert_verdict(&chain, CHAIN_BAD_SIGNATURE,
		       "ARK->ASK: the signature is not good");
}

/* --- mutated chains: what another program made and judged ----------------- */

static const struct mutated_case {
	const char *name;
	enum chain_verdict verdict;
	const char *message;
} mutated_cases[] = {
	{ "ok", CHAIN_UNTRUSTED, NOT_AMD },
	{ "pek-sigs-swapped", CHAIN_UNTRUSTED, NOT_AMD },
	{ "pdh-bodyflip", CHAIN_BAD_SIGNATURE,
	  "PEK->PDH: the signature is not good" },
	{ "truncated", CHAIN_BAD_INPUT,
	  "8335 bytes: a chain has 8336, with ASK and ARK 10000 or 11536" },
	{ "wrong-ca", CHAIN_BAD_SIGNATURE,
	  "ASK->CEK: the signature has algorithm 0x001, the key 0x101" },
};

static void mutated(void **state)
{
	const struct mutated_case *c = *state;
	struct err err = { "" };
	struct bytes b = { .len = 0 }, ca = { .len = 0 };
	struct chain chain;
	char name[64];

	snprintf(name, sizeof(name), "mutated/%s-sev.bin", c->name);
	certs_add(&b, name);
	snprintf(name, sizeof(name), "mutated/%s-ca.bin", c->name);
	certs_add(&ca, name);
	if (chain_read(b.data, b.len, &chain, &err) < 0) {
		assert_int_equal(c->verdict, CHAIN_BAD_INPUT);
		assert_string_equal(err.text, c->message);
		return;
	}
	assert_int_equal(chain_read_ca(ca.data, ca.len, &chain, &err), 0);
	assert_verdict(&chain, c->verdict, c->message);
}

static void all_mutated(void **state)
{
	json_t *cases = load_json(CERTS "mutated/expected.json");
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(cases), ARRAY_SIZE(mutated_cases));
	for (i = 0; i < ARRAY_SIZE(mutated_cases); i++)
		assert_string_equal(json_string_value(json_object_get(
					    json_array_get(cases, i), "name")),
				    mutated_cases[i].name);
	json_decref(cases);
}

/* --- a CEK from AMD ------------------------------------------------------- */

static void cek(void **state)
{
	struct bytes b, fetched = { .len = 0 };
	struct chain chain;

	(void)state;
	certs_naples(&b);
	certs_add(&fetched, "naples/cek.cert");
	/* as a platform exports it */
	memset(b.data + CEK + SLOT_1, 0, 2 * SLOT_SIZE);
	b.data[CEK + SLOT_2 + 1] = 0x10;
	read_chain(&b, &chain);
	assert_verdict(&chain, CHAIN_UNTRUSTED,
		       "CEK: has no signature of AMD's; fetch the signed CEK "
		       "from AMD's key distribution service");
	assert_int_equal(
		chain_with_cek(&chain, fetched.data, fetched.len, NULL), 0);
	assert_verdict(&chain, CHAIN_OK, "");
}

static const struct cek_case {
	const char *name;
	size_t at, len;
	uint8_t flip;
	const char *message;
} cek_cases[] = {
	{ "too short", 0, 2083, 0, "CEK: 2083 bytes, not 2084" },
	{ "too long", 0, 2085, 0, "CEK: 2085 bytes, not 2084" },
	{ "empty", 0, 0, 0, "CEK: 0 bytes, not 2084" },
	{ "version", 0, 2084, 3, "CEK: version 2 is not known" },
	{ "a PEK", 8, 2084, 6, "CEK: usage is 0x1002 (PEK), not 0x1004" },
	{ "another algorithm", 13, 2084, 1,
	  "CEK: its algorithm is not that of the chain's CEK" },
	{ "another key", 20, 2084, 1,
	  "CEK: its public key is not that of the chain's CEK: it belongs to "
	  "another chip" },
	{ "another curve", 16, 2084, 1,
	  "CEK: curve 3 is neither P-256 nor P-384" },
};

static void bad_cek(void **state)
{
	const struct cek_case *c = *state;
	struct bytes b, fetched = { .len = 0 };
	struct chain chain, before;
	struct err err = { "" };

	certs_naples(&b);
	read_chain(&b, &chain);
	before = chain;
	certs_add(&fetched, "naples/cek.cert");
	fetched.data[c->at] ^= c->flip;
	assert_int_equal(chain_with_cek(&chain, fetched.data, c->len, &err),
			 -1);
	assert_string_equal(err.text, c->message);
	assert_memory_equal(&chain, &before, sizeof(chain));
}

int main(void)
{
	UNIT(naples);
	UNIT(naples_as_sevctl);
	UNIT_CASES(root, root_cases);
	UNIT_CASES(root_links, root_cases);
	UNIT_CASES(root_changed, root_cases);
	UNIT(synthetic);
	UNIT(synthetic_without_ca);
	UNIT(own_ask_below_amd);
	UNIT_CASES(mutated, mutated_cases);
	UNIT(all_mutated);
	UNIT(cek);
	UNIT_CASES(bad_cek, cek_cases);
	return unit_run();
}
