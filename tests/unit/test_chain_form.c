/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_chain_form.c - what is no chain, and what is said of it */
#include "attest/amd_cert.h"
#include "certs.h"

/* The first @len bytes of the synthetic chain, and zeros behind it. */
static const struct len_case {
	const char *name;
	size_t len;
	const char *message;
} len_cases[] = {
	{ "empty", 0,
	  "0 bytes: a chain has 8336, with ASK and ARK 10000 or 11536" },
	{ "one byte", 1,
	  "1 bytes: a chain has 8336, with ASK and ARK 10000 or 11536" },
	{ "a certificate but a byte", 2083,
	  "2083 bytes: a chain has 8336, with ASK and ARK 10000 or 11536" },
	{ "a PDH", 2084,
	  "2084 bytes are one certificate: a chain is PDH, PEK, OCA, CEK, 8336 "
	  "bytes" },
	{ "three certificates", 6252,
	  "6252 bytes are PEK, OCA, CEK: put the PDH before them" },
	{ "a chain but a byte", 8335,
	  "8335 bytes: a chain has 8336, with ASK and ARK 10000 or 11536" },
	{ "a byte left over", 8337, "ASK: 1 bytes, not 832 or 1600" },
	{ "half the head of an ASK", 8336 + 63,
	  "ASK: 63 bytes, not 832 or 1600" },
	{ "the head of an ASK", 8336 + 64, "ASK: 64 bytes, not 832" },
	{ "an ASK without signature", 8336 + 576,
	  "ASK: signature missing: 576 bytes of 832; take the signed one" },
	{ "an ASK but a byte", 8336 + 831, "ASK: 831 bytes, not 832" },
	{ "an ASK alone", 8336 + 832,
	  "ARK: missing: ASK and ARK are 1664 or 3200 bytes" },
	{ "an ASK and a byte", 8336 + 833, "ARK: 1 bytes, not 832 or 1600" },
	{ "an ARK without signature", 8336 + 832 + 576,
	  "ARK: signature missing: 576 bytes of 832; take the signed one" },
	{ "an ARK but a byte", 9999, "ARK: 831 bytes, not 832" },
	{ "a byte after the ARK", 10001, "ARK: 833 bytes, not 832" },
	{ "many bytes after the ARK", 11536, "ARK: 2368 bytes, not 832" },
	{ "longer than any", 11537,
	  "11537 bytes: a chain has 8336, with ASK and ARK 10000 or 11536" },
};

static void wrong_length(void **state)
{
	const struct len_case *c = *state;
	struct bytes b = { .len = 0 };
	struct chain chain = { .ask_len = 42 };
	struct err err = { "" };

	certs_synthetic(&b);
	assert_int_equal(chain_read(b.data, c->len, &chain, &err), -1);
	assert_string_equal(err.text, c->message);
	assert_int_equal(chain.ask_len, 42);
}

/* One number of the synthetic chain is replaced. */
static const struct form_case {
	const char *name;
	size_t at, width;
	uint32_t value;
	const char *message;
} form_cases[] = {
	{ "PDH version", PDH, 4, 2, "PDH: version 2 is not known" },
	{ "PEK version", PEK, 4, 0, "PEK: version 0 is not known" },
	{ "OCA version", OCA, 4, 0x01000000,
	  "OCA: version 16777216 is not known" },
	{ "PDH reserved", PDH + 6, 1, 1, "PDH: reserved bytes are not zero" },
	{ "CEK reserved", CEK + 7, 1, 0x80,
	  "CEK: reserved bytes are not zero" },
	{ "PDH in the place of a PEK", PEK + 8, 4, 0x1003,
	  "PEK: usage is 0x1003 (PDH), not 0x1002" },
	{ "PEK in the place of a PDH", PDH + 8, 4, 0x1002,
	  "PDH: usage is 0x1002 (PEK), not 0x1003" },
	{ "CEK in the place of an OCA", OCA + 8, 4, 0x1004,
	  "OCA: usage is 0x1004 (CEK), not 0x1001" },
	{ "OCA in the place of a CEK", CEK + 8, 4, 0x1001,
	  "CEK: usage is 0x1001 (OCA), not 0x1004" },
	{ "usage of nothing", PDH + 8, 4, 0x1000,
	  "PDH: usage is 0x1000 (unknown), not 0x1003" },
	{ "PDH that signs", PDH + 12, 4, 2,
	  "PDH: algorithm 0x002 is not one of a PDH" },
	{ "PDH with RSA", PDH + 12, 4, 1,
	  "PDH: algorithm 0x001 is not one of a PDH" },
	{ "PEK that agrees on keys", PEK + 12, 4, 3,
	  "PEK: algorithm 0x003 is not one of a PEK" },
	{ "CEK with RSA", CEK + 12, 4, 0x101,
	  "CEK: algorithm 0x101 is not one of a CEK" },
	{ "no algorithm", OCA + 12, 4, 0,
	  "OCA: algorithm 0x000 is not one of a OCA" },
	{ "algorithm 4", OCA + 12, 4, 4,
	  "OCA: algorithm 0x004 is not one of a OCA" },
	{ "algorithm 0x202", PEK + 12, 4, 0x202,
	  "PEK: algorithm 0x202 is not one of a PEK" },
	{ "algorithm 0x100", PEK + 12, 4, 0x100,
	  "PEK: algorithm 0x100 is not one of a PEK" },
	{ "no curve", PDH + 16, 4, 0,
	  "PDH: curve 0 is neither P-256 nor P-384" },
	{ "curve 3", PEK + 16, 4, 3,
	  "PEK: curve 3 is neither P-256 nor P-384" },
	{ "P-384 as P-256", OCA + 16, 4, 1,
	  "OCA: the key is wider than P-256" },
	{ "wide x", PDH + 20 + 48, 1, 1, "PDH: the key is wider than P-384" },
	{ "wide y", PEK + 20 + 72 + 71, 1, 1,
	  "PEK: the key is wider than P-384" },
	{ "behind y", CEK + 20 + 144, 1, 1,
	  "CEK: the key is wider than P-384" },
	{ "end of the key", OCA + 1043, 1, 1,
	  "OCA: the key is wider than P-384" },
	{ "RSA of 3072 bits", OCA + 12, 4, 1,
	  "OCA: RSA key of 2 bits, neither 2048 nor 4096" },
	{ "signed by a PDH", PDH + SLOT_1, 4, 0x1003,
	  "PDH: signature 1: usage 0x1003 signs nothing" },
	{ "signed by an ARK", CEK + SLOT_1, 4, 0,
	  "CEK: signature 1: usage 0x0000 signs nothing" },
	{ "signed by 0x1005", PEK + SLOT_2, 4, 0x1005,
	  "PEK: signature 2: usage 0x1005 signs nothing" },
	{ "signed with ECDH", PEK + SLOT_2 + 4, 4, 3,
	  "PEK: signature 2: algorithm 0x003 is unknown" },
	{ "signed without algorithm", PEK + SLOT_1 + 4, 4, 0,
	  "PEK: signature 1: algorithm 0x000 is unknown" },
	{ "signed with 0x1002", OCA + SLOT_1 + 4, 4, 0x1002,
	  "OCA: signature 1: algorithm 0x1002 is unknown" },
	{ "ASK version", ASK, 4, 2, "ASK: version 2 is not known" },
	{ "ARK version", ARK, 4, 0, "ARK: version 0 is not known" },
	{ "ARK in the place of an ASK", ASK + 36, 4, 0,
	  "ASK: usage is 0x0000 (ARK), not 0x0013" },
	{ "ASK in the place of an ARK", ARK + 36, 4, 0x13,
	  "ARK: usage is 0x0013 (ASK), not 0x0000" },
	{ "ASK reserved", ASK + 40, 1, 1, "ASK: reserved bytes are not zero" },
	{ "ARK reserved", ARK + 55, 1, 1, "ARK: reserved bytes are not zero" },
	{ "exponent of another size", ARK + 56, 4, 4096,
	  "ARK: exponent of 4096 bits with a modulus of 2048 bits" },
	{ "exponent of 17 bits", ASK + 56, 4, 17,
	  "ASK: exponent of 17 bits with a modulus of 2048 bits" },
	{ "modulus of no bits", ARK + 60, 4, 0,
	  "ARK: modulus of 0 bits, neither 2048 nor 4096" },
	{ "modulus of 3072 bits", ASK + 60, 4, 3072,
	  "ASK: modulus of 3072 bits, neither 2048 nor 4096" },
	{ "modulus of 4 Gbit", ARK + 60, 4, 0xffffffff,
	  "ARK: modulus of 4294967295 bits, neither 2048 nor 4096" },
	{ "ARK of 4096 bits in 832 bytes", ARK + 60, 4, 4096,
	  "ARK: exponent of 2048 bits with a modulus of 4096 bits" },
};

/* What is not signed, or not looked at, is not refused. */
static const struct form_case free_cases[] = {
	{ "API version", PDH + 4, 1, 99, NULL },
	{ "empty slot with an algorithm", PDH + SLOT_2 + 4, 4, 0x102, NULL },
	{ "empty slot with a signature", OCA + SLOT_2 + 8, 1, 1, NULL },
	{ "empty slot of zeros", PDH + SLOT_2, 4, 0, NULL },
};

static void form(void **state)
{
	const struct form_case *c = *state;
	struct err err = { "" };
	struct chain chain;
	struct bytes b;

	certs_synthetic(&b);
	if (c->width == 4)
		certs_put32(b.data + c->at, c->value);
	else
		b.data[c->at] = (uint8_t)c->value;
	assert_int_equal(chain_read(b.data, b.len, &chain, &err),
			 c->message ? -1 : 0);
	assert_string_equal(err.text, c->message ? c->message : "");
}

/* --- CA files ------------------------------------------------------------- */

static void naples_ark_without_signature(void **state)
{
	struct bytes b = { .len = 0 }, ca = { .len = 0 };
	struct chain chain, before;
	struct err err = { "" };

	(void)state;
	certs_synthetic(&b);
	assert_int_equal(chain_read(b.data, b.len, &chain, NULL), 0);
	before = chain;
	certs_add(&ca, "naples/ca-chain.bin");
	ca.len = 832;
	certs_add(&ca, "naples/ark-nosig.cert.bad");
	assert_int_equal(chain_read_ca(ca.data, ca.len, &chain, &err), -1);
	assert_string_equal(err.text,
			    "ARK: signature missing: 576 bytes of 832; take "
			    "the signed one");
	assert_memory_equal(&chain, &before, sizeof(chain));
	certs_add(&ca, "naples/ark.cert.sig");
	assert_int_equal(chain_read_ca(ca.data, ca.len, &chain, &err), 0);
	assert_memory_equal(chain.ark, ca.data + 832, 832);
}

static void two_generations(void **state)
{
	struct bytes ca = { .len = 0 }, rome = { .len = 0 };
	struct chain chain;
	struct err err = { "" };

	(void)state;
	certs_add(&rome, "mutated/wrong-ca-ca.bin");
	certs_add(&ca, "naples/ca-chain.bin");
	memcpy(ca.data + 832, rome.data + 1600, 1600);
	assert_int_equal(chain_read_ca(ca.data, 832 + 1600, &chain, &err), -1);
	assert_string_equal(err.text, "ARK: 1600 bytes, the ASK has 832: they "
				      "are not of one generation");
	/* nor is it taken when somebody else has read them */
	memcpy(ca.data + 20, rome.data + 1600 + 4, 16);
	assert_false(
		amd_cert_is_signed(ca.data, 832, ca.data + 832, 1600, &err));
	assert_string_equal(err.text,
			    "the signature is not as long as the key");
}

static void empty_ca(void **state)
{
	struct chain chain;
	struct err err = { "" };

	(void)state;
	assert_int_equal(chain_read_ca((const uint8_t *)"", 0, &chain, &err),
			 -1);
	assert_string_equal(err.text, "ASK: 0 bytes, not 832 or 1600");
}

int main(void)
{
	UNIT_CASES(wrong_length, len_cases);
	UNIT_CASES(form, form_cases);
	UNIT_CASES(form, free_cases);
	UNIT(naples_ark_without_signature);
	UNIT(two_generations);
	UNIT(empty_ca);
	return unit_run();
}
