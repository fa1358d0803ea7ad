/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sev_support.h - what guests a libvirt daemon says it can start */
#ifndef HOOK_CLIENT_SEV_SUPPORT_H
#define HOOK_CLIENT_SEV_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

/**
 * struct sev_support - of domain capabilities
 * @sev:	SEV is supported
 * @lists:	the document lists launch security (libvirt 10.5 and younger)
 * @snp:	SEV-SNP is on that list
 * @cbitpos:	the C-bit's position, 0: not said
 * @guests, @es_guests: how many ASIDs CPUID has, 0: not said
 */
struct sev_support {
	bool sev, lists, snp;
	unsigned int cbitpos;
	uint64_t guests, es_guests;
};

/**
 * sev_support_parse() - read a domain capabilities document
 * @ret:	set on success only
 *
 * Source: libvirt, docs/formatdomaincaps.rst, "SEV capabilities", "Launch
 * security".
 *
 * Return: 0, or -1 when it is no such document.
 */
int sev_support_parse(const char *text, size_t len, struct sev_support *ret,
		      struct err *err);

#endif
