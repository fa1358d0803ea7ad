/* SPDX-License-Identifier: GPL-2.0-or-later */
/* roots.c - AMD's own ASK and ARK of each generation, part of the program */
#include "attest/roots.h"

#include <stdbool.h>
#include <string.h>

#define LABEL(symbol) ".global " symbol "\n.hidden " symbol "\n" symbol ":\n"
#define CERT(name)    ".incbin \"policy/attest/roots/" name ".cert\"\n"

/* One after the other, as in a CA file. */
#define INCLUDE(generation)                                               \
	__asm__(".section .rodata\n" LABEL("root_" #generation) CERT(     \
		#generation "-ask") CERT(#generation "-ark")              \
			LABEL("root_" #generation "_end") ".previous\n"); \
	extern const uint8_t root_##generation[]                          \
		__attribute__((visibility("hidden")));                    \
	extern const uint8_t root_##generation##_end[]                    \
		__attribute__((visibility("hidden")))

INCLUDE(naples);
INCLUDE(rome);
INCLUDE(milan);
INCLUDE(genoa);
INCLUDE(turin);

const struct root roots[ROOTS] = {
	{ "Naples", root_naples, root_naples_end },
	{ "Rome", root_rome, root_rome_end },
	{ "Milan", root_milan, root_milan_end },
	{ "Genoa", root_genoa, root_genoa_end },
	{ "Turin", root_turin, root_turin_end },
};

/* The ARK is the second half. */
static bool is_ark_of(const struct root *root, const uint8_t *ark, size_t len)
{
	return (uintptr_t)root->end - (uintptr_t)root->ca == 2 * len &&
	       !memcmp(root->ca + len, ark, len);
}

const char *root_name(const uint8_t *ark, size_t len)
{
	size_t i;

	for (i = 0; i < ROOTS; i++)
		if (is_ark_of(&roots[i], ark, len))
			return roots[i].name;
	return NULL;
}
