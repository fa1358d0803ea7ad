/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sev_info.h - what libvirt tells of a host's secure processor */
#ifndef HOOK_CLIENT_SEV_INFO_H
#define HOOK_CLIENT_SEV_INFO_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define SEV_INFO_CHAIN 8336u /* PDH, PEK, OCA, CEK */
#define SEV_INFO_ID    64u

/**
 * struct sev_info - the certificates of a host
 * @chain:	for chain_read()
 * @id:		of the first processor, in hexadecimal, as AMD's key
 *		distribution service takes it; empty when libvirt is older than
 *		8.4
 */
struct sev_info {
	uint8_t chain[SEV_INFO_CHAIN];
	char id[2 * SEV_INFO_ID + 1];
};

/**
 * sev_info_decode() - take libvirt's answer apart
 * @pdh:	base64 of the PDH, or NULL
 * @cert_chain:	base64 of PEK, OCA, CEK, or NULL
 * @id:		base64 of the processor's ID, or NULL
 * @ret:	set on success only
 *
 * Return: 0, or -1 when one is missing, no base64, or of another length.
 */
int sev_info_decode(const char *pdh, const char *cert_chain, const char *id,
		    struct sev_info *ret, struct err *err);

#endif
