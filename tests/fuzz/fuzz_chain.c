/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_chain.c - certificate chains, CA files, and fetched CEKs */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attest/chain.h"
#include "cleanup.h"
#include "fuzz.h"
#include "hook/client/sev_info.h"
#include "text.h"

static void check_verdict(const struct chain *chain)
{
	struct chain_report report;
	struct err err = { "" };
	enum chain_verdict verdict = chain_examine(chain, &report, &err);
	unsigned int bad = 0, i;

	for (i = 0; i < CHAIN_LINKS; i++) {
		bad += report.link[i] == LINK_BAD;
		MUST((report.link[i] == LINK_BAD) == !!*report.reason[i].text);
	}
	MUST((bad > 0) == (verdict == CHAIN_BAD_SIGNATURE));
	MUST((verdict == CHAIN_OK) == !*err.text);
	MUST(verdict != CHAIN_OK || report.root);
	MUST(!strchr(err.text, '\n'));
	MUST(chain_verify(chain, NULL) == verdict);
}

/* A CA file, or a CEK that was fetched for a chain that has the same key. */
static void check_others(const uint8_t *data, size_t size)
{
	struct chain chain = { .ask_len = 0 }, before;
	struct err err = { "" };

	if (size >= SEV_CERT_SIZE)
		memcpy(&chain.platform[CHAIN_CEK], data, SEV_CERT_SIZE);
	before = chain;
	if (chain_with_cek(&chain, data, size, &err) < 0)
		MUST(*err.text && !strchr(err.text, '\n'));
	MUST(!memcmp(&chain, &before, sizeof(before)));
	if (chain_read_ca(data, size, &chain, NULL) < 0)
		MUST(!memcmp(&chain, &before, sizeof(before)));
	else
		MUST(chain.ask_len + chain.ark_len == size);
}

/* libvirt's answer: three lines, as many as there are. */
static void check_answer(const uint8_t *data, size_t size)
{
	static const struct sev_info nothing;
	_cleanup_free_ char *text = strndup((const char *)data, size);
	struct sev_info info = nothing;
	struct err err = { "" };
	char *at = text;
	const char *pdh = strsep(&at, "\n"), *chain = strsep(&at, "\n");

	if (sev_info_decode(pdh, chain, at, &info, &err) < 0) {
		MUST(*err.text && !strchr(err.text, '\n'));
		MUST(!memcmp(&info, &nothing, sizeof(info)));
		return;
	}
	MUST(strlen(info.id) == (at ? 2 * SEV_INFO_ID : 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = { "" };
	struct chain chain;

	check_others(data, size);
	check_answer(data, size);
	if (chain_read(data, size, &chain, &err) == 0)
		check_verdict(&chain);
	else
		MUST(*err.text && !strchr(err.text, '\n'));
	return 0;
}
