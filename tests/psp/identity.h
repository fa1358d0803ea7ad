/* SPDX-License-Identifier: GPL-2.0-or-later */
/* identity.h - the keys of a chip and where they are kept */
#ifndef PSP_IDENTITY_H
#define PSP_IDENTITY_H

#include "psp.h"

/**
 * psp_identity_load() - read the identity, or make one at first use
 * @dirfd:	state directory
 *
 * Context: takes a lock on a file of the directory.
 *
 * Return: 0, or -1 with @err filled.
 */
int psp_identity_load(int dirfd, struct psp_identity *identity,
		      struct err *err);

/**
 * psp_identity_new_pdh() - replace the PDH, in memory and in the directory
 */
int psp_identity_new_pdh(int dirfd, struct psp_identity *identity,
			 struct err *err);

/**
 * psp_identity_new_pek() - replace PEK, OCA and PDH: the platform is its own
 */
int psp_identity_new_pek(int dirfd, struct psp_identity *identity,
			 struct err *err);

/**
 * psp_identity_import() - an owner's OCA takes the platform over
 * @pek:	the platform's own PEK, signed by @oca; the CEK signs it too
 *
 * There is a new PDH, too.
 */
int psp_identity_import(int dirfd, struct psp_identity *identity,
			const struct psp_cert *pek, const struct psp_cert *oca,
			struct err *err);

/**
 * psp_identity_external() - is the OCA somebody else's
 */
bool psp_identity_external(const struct psp_identity *identity);

/**
 * psp_identity_clear() - free the keys; takes a zeroed struct
 */
void psp_identity_clear(struct psp_identity *identity);

#endif
