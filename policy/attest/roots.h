/* SPDX-License-Identifier: GPL-2.0-or-later */
/* roots.h - AMD's own ASK and ARK of each generation */
#ifndef POLICY_ATTEST_ROOTS_H
#define POLICY_ATTEST_ROOTS_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct root - what a generation of processors is signed by
 * @name:	of the generation
 * @ca:		ASK, ARK, as in a CA file
 * @end:	after them
 */
struct root {
	const char *name;
	const uint8_t *ca, *end;
};

#define ROOTS 5u

extern const struct root roots[ROOTS];

/**
 * root_name() - whose ARK it is
 * @ark:	all @len bytes have to be the same
 *
 * Return: the generation, NULL when it is none of AMD's.
 */
const char *root_name(const uint8_t *ark, size_t len);

#endif
