/* SPDX-License-Identifier: GPL-2.0-or-later */
/* chain.h - from a platform's PDH up to AMD's root */
#ifndef POLICY_ATTEST_CHAIN_H
#define POLICY_ATTEST_CHAIN_H

#include "attest/cert.h"

#define CHAIN_PLATFORM_SIZE 8336u  /* PDH, PEK, OCA, CEK */
#define CHAIN_MAX_SIZE	    11536u /* the same, ASK, ARK of 4096 bit */

/**
 * enum chain_verdict - also the exit status of "sevgate chain verify"
 */
enum chain_verdict {
	CHAIN_OK = 0,
	CHAIN_BAD_SIGNATURE = 1,
	CHAIN_BAD_INPUT = 2,
	CHAIN_UNTRUSTED = 3,
};

/**
 * struct chain - certificates, checked for form, not yet for signatures
 * @platform:	PDH, PEK, OCA, CEK
 * @ask:	AMD's signing key in its binary form, @ask_len 0: none given
 * @ark:	AMD's root key, likewise
 */
struct chain {
	struct sev_cert platform[4];
	uint8_t ask[1600], ark[1600];
	size_t ask_len, ark_len;
};

/**
 * chain_read() - take a chain apart
 * @data:	PDH, PEK, OCA, CEK, and maybe ASK, ARK: 8336, 10000 or 11536
 *		bytes; PEK, OCA, CEK alone (6252) and PDH alone (2084) are named
 *		in the error
 * @ret:	set on success only
 * @err:	which certificate, and what is wrong with it
 *
 * Return: 0, or -1.
 */
int chain_read(const uint8_t *data, size_t len, struct chain *ret,
	       struct err *err);

/**
 * chain_read_ca() - take ASK and ARK from a CA file
 *
 * Return: 0, or -1.
 */
int chain_read_ca(const uint8_t *data, size_t len, struct chain *chain,
		  struct err *err);

/**
 * chain_verify() - hold all seven signatures, and the root
 * @chain:	without ASK and ARK, those of AMD's that fit are taken
 * @err:	the first link that does not hold
 *
 * Only AMD's own roots, which are part of the program, are trusted: anything
 * else is CHAIN_UNTRUSTED, which the caller may overrule.
 *
 * Source: SEV API (55766) B.1, C.1 to C.4.
 */
enum chain_verdict chain_verify(const struct chain *chain, struct err *err);

#endif
