/* SPDX-License-Identifier: GPL-2.0-or-later */
/* leak.h - what came of a leak-test */
#ifndef HOOK_CLI_LEAK_H
#define HOOK_CLI_LEAK_H

#include "err.h"
#include "marker_search.h"
#include "vmcore.h"

/**
 * struct leak - a search through a guest's memory
 * @confidential:	the guest is one of AMD's kinds, so that it matters
 *			whether the platform encrypts
 * @encrypts:	1 the platform does, 0 it does not, -1 not to be told, @untested
 *		is why
 * @head:	the first @head_len bytes of the dump, VMCORE_HEAD_SIZE of room
 * @core:	what they say, once @parsed
 * @percent:	what a terminal shows, -1: no terminal
 */
struct leak {
	const char *domain;
	bool confidential;
	int encrypts;
	struct err untested;
	struct search search;
	uint8_t *head;
	size_t head_len;
	bool parsed;
	struct vmcore core;
	int percent;
};

/**
 * leak_found() - how many markers are in the clear
 */
size_t leak_found(const struct leak *leak);

/**
 * leak_is_readable() - can the host read what it should not
 *
 * A marker is in the clear, or all of a guest that should be confidential.
 */
bool leak_is_readable(const struct leak *leak);

/**
 * leak_print_text(), leak_print_json() - say what was found, on stdout
 */
void leak_print_text(const struct leak *leak);
void leak_print_json(const struct leak *leak);

#endif
