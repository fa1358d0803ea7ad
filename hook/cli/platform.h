/* SPDX-License-Identifier: GPL-2.0-or-later */
/* platform.h - sevgate platform: what its parts share */
#ifndef HOOK_CLI_PLATFORM_H
#define HOOK_CLI_PLATFORM_H

#include <stdbool.h>

#include "hook/cli/chain.h"

/**
 * struct platform_options - what the user asked for
 * @chain:	of which processor, and with what
 * @full:	with AMD's certificates
 * @yes:	do not ask
 */
struct platform_options {
	struct chain_request chain;
	bool full, yes;
};

/**
 * platform_show() - show one thing, as sevctl does, or all
 * @what:	"version", "flags", "guests", "id" or "state"; NULL: all
 *
 * Return: 0; -1 when the firmware does not tell, 1 when there is no such thing.
 */
int platform_show(const struct platform_options *o, const char *what,
		  struct err *err);

#endif
