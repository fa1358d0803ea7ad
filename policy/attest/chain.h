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
 * enum chain_part - the certificates, as chains have them
 */
enum chain_part {
	CHAIN_PDH,
	CHAIN_PEK,
	CHAIN_OCA,
	CHAIN_CEK,
	CHAIN_ASK,
	CHAIN_ARK,
};

#define CHAIN_PARTS 6u
#define CHAIN_LINKS 7u

/**
 * struct chain - certificates, checked for form, not yet for signatures
 * @platform:	PDH, PEK, OCA, CEK: by enum chain_part
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
 * Whether keys are points on their curves is left to chain_verify(), as a
 * changed key is a bad signature first of all.
 *
 * Return: 0, or -1.
 */
int chain_read(const uint8_t *data, size_t len, struct chain *ret,
	       struct err *err);

/**
 * chain_read_ca() - take ASK and ARK from a CA file
 * @data:	1664 or 3200 bytes
 * @chain:	what it had of them is replaced; on failure it is left alone
 *
 * Return: 0, or -1.
 */
int chain_read_ca(const uint8_t *data, size_t len, struct chain *chain,
		  struct err *err);

/**
 * chain_with_cek() - put a CEK in that was fetched from AMD
 * @data:	the signed certificate, 2084 bytes
 * @chain:	on failure it is left alone
 *
 * A platform exports its CEK without AMD's signature; AMD's key distribution
 * service has the same with it.
 *
 * Return: 0, or -1 when it is no CEK, or that of another chip.
 */
int chain_with_cek(struct chain *chain, const uint8_t *data, size_t len,
		   struct err *err);

/**
 * chain_verify() - hold all seven signatures, and the root
 * @chain:	without ASK and ARK, those of AMD's that fit are taken
 * @err:	the first link that does not hold, from the root on
 *
 * Only AMD's own roots, which are part of the program, are trusted: anything
 * else is CHAIN_UNTRUSTED, which the caller may overrule.  So is a chain
 * without ASK and ARK whose CEK none of AMD's has signed, if the other links
 * hold.
 *
 * CHAIN_BAD_INPUT: all signatures are good, and the PDH is no key.
 *
 * Source: SEV API (55766) B.1, C.1 to C.4.
 */
enum chain_verdict chain_verify(const struct chain *chain, struct err *err);

/**
 * chain_complete() - add the ASK and ARK of AMD's that have signed the CEK
 * @chain:	what it has of them already stays
 *
 * Return: true when it has them now.
 */
bool chain_complete(struct chain *chain);

/* --- every link by itself, for people ------------------------------------- */

/**
 * enum chain_state - what came out for a link
 * @LINK_UNKNOWN: there is no ASK and no ARK to tell by
 */
enum chain_state {
	LINK_BAD,
	LINK_GOOD,
	LINK_UNKNOWN,
};

/**
 * struct chain_link - who signs whom
 * @signer:	the same as @cert: it signs itself
 */
struct chain_link {
	enum chain_part signer, cert;
};

/* From the root on, as they are verified. */
extern const struct chain_link chain_links[CHAIN_LINKS];

/**
 * struct chain_view - a certificate as sevctl shows it
 * @key:	EP256, EP384, R2048 or R4096; empty: there is no certificate
 * @algo:	D: ECDH, E: ECDSA, R: RSA; bits of the digest
 * @digest:	hexadecimal, by that digest, of what is signed
 */
struct chain_view {
	char key[8], algo[8], digest[97];
};

/**
 * struct chain_report - all there is to say of a chain
 * @root:	the generation whose ARK it is, NULL: the root is not AMD's
 * @cert:	by enum chain_part
 * @link:	as in chain_links
 * @reason:	why a link is bad, without naming it
 */
struct chain_report {
	const char *root;
	struct chain_view cert[CHAIN_PARTS];
	enum chain_state link[CHAIN_LINKS];
	struct err reason[CHAIN_LINKS];
};

/**
 * chain_examine() - chain_verify(), and what came out for every link
 * @ret:	always filled
 */
enum chain_verdict chain_examine(const struct chain *chain,
				 struct chain_report *ret, struct err *err);

/**
 * chain_part_name() - "PDH", ...
 */
const char *chain_part_name(enum chain_part part);

#endif
