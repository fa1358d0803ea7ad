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
 * psp_identity_clear() - free the keys; takes a zeroed struct
 */
void psp_identity_clear(struct psp_identity *identity);

#endif
