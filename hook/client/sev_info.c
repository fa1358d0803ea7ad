/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sev_info.c - what libvirt tells of a host's secure processor */
#include "hook/client/sev_info.h"

#include "attest/chain.h"
#include "text.h"

_Static_assert(SEV_INFO_CHAIN == CHAIN_PLATFORM_SIZE, "the same chain");

static int decode(const char *what, const char *text, uint8_t *out, size_t size,
		  struct err *err)
{
	size_t len = 0;

	if (!text)
		return err_set(err, "libvirt does not tell the %s", what);
	if (!text_base64(text, out, size, &len))
		return err_set(err, "libvirt's %s is no base64", what);
	if (len != size)
		return err_set(err, "libvirt's %s is %zu bytes, not %zu", what,
			       len, size);
	return 0;
}

int sev_info_decode(const char *pdh, const char *cert_chain, const char *id,
		    struct sev_info *ret, struct err *err)
{
	struct sev_info info = { .id = "" };
	uint8_t raw[SEV_INFO_ID];

	if (decode("pdh", pdh, info.chain, SEV_CERT_SIZE, err) < 0 ||
	    decode("cert-chain", cert_chain, info.chain + SEV_CERT_SIZE,
		   SEV_INFO_CHAIN - SEV_CERT_SIZE, err) < 0)
		return -1;
	if (id && decode("cpu0-id", id, raw, sizeof(raw), err) < 0)
		return -1;
	if (id)
		text_hex(raw, sizeof(raw), info.id);
	*ret = info;
	return 0;
}
