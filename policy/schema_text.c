/* SPDX-License-Identifier: GPL-2.0-or-later */
/* schema_text.c - policy.rng and the shipped policy, as bytes in the program */
#include "schema.h"

#define INCLUDE(symbol, file)                                 \
	__asm__(".section .rodata\n"                          \
		".global " #symbol "\n"                       \
		".hidden " #symbol "\n"                       \
		".type " #symbol ", @object\n" #symbol ":\n"  \
		".incbin \"" file "\"\n" #symbol "_end:\n"    \
		".byte 0\n"                                   \
		".size " #symbol ", . - " #symbol "\n"        \
		".balign 4\n"                                 \
		".global " #symbol "_len\n"                   \
		".hidden " #symbol "_len\n" #symbol "_len:\n" \
		".long " #symbol "_end - " #symbol "\n"       \
		".previous\n")

INCLUDE(schema_text, "policy/policy.rng");
INCLUDE(declared_text, "packaging/policy.d/90-declared.xml");
