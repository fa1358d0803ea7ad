/* SPDX-License-Identifier: GPL-2.0-or-later */
/* chain.h - certificate chains on the command line */
#ifndef HOOK_CLI_CHAIN_H
#define HOOK_CLI_CHAIN_H

#include <getopt.h>

#include "attest/chain.h"
#include "hook/client/sev_info.h"

/**
 * struct chain_source - where a chain comes from
 * @path:	file or directory, NULL: the host
 * @device:	the host's secure processor, NULL: through libvirt
 * @uri:	libvirt connection to the host, NULL: the default
 * @ca:		file with ASK and ARK, used instead of those in @path, or NULL
 * @cek:	file with the CEK as AMD signed it, or NULL
 * @untrusted:	a root that is not AMD's will do
 */
struct chain_source {
	const char *path, *device, *uri, *ca, *cek;
	bool untrusted;
};

#define CHAIN_OPTIONS                                          \
	{ "ca", required_argument, NULL, 'A' },                \
		{ "cek", required_argument, NULL, 'K' },       \
	{                                                      \
		"allow-untrusted-root", no_argument, NULL, 'U' \
	}

/**
 * chain_option() - take one of CHAIN_OPTIONS
 *
 * Return: true when it was one.
 */
bool chain_option(struct chain_source *source, int option);

/**
 * chain_source_name() - what messages call it
 */
const char *chain_source_name(const struct chain_source *source);

/**
 * chain_source_read() - read a chain with all that belongs to it
 * @ret_id:	of the host's first processor in hexadecimal, empty when it is
 *		not known
 * @err:	begins with the file's path
 *
 * A directory has the names that sev-tool writes: pdh.cert, pek.cert, oca.cert,
 * cek.cert, and maybe ask.cert and ark.cert.
 *
 * Return: 0, or -1.
 */
int chain_source_read(const struct chain_source *source, struct chain *ret,
		      char ret_id[2 * SEV_INFO_ID + 1], struct err *err);

/**
 * struct chain_request - a chain to be verified
 * @json:	print JSON
 */
struct chain_request {
	struct chain_source source;
	bool json;
};

/**
 * chain_request_verify() - verify a chain, and print what came out
 *
 * Return: the exit status, see sevgate(1).
 */
int chain_request_verify(const struct chain_request *o);

/**
 * chain_put_text() - print a chain as sevctl shows it
 */
void chain_put_text(const struct chain_report *report);

/**
 * chain_put_json() - print what came out for a chain, see sevgate(1)
 * @report:	NULL when there was no chain to read
 * @accepted:	is the exit status 0
 *
 * Return: 0, or -1 when memory is short.
 */
int chain_put_json(const struct chain_source *source,
		   const struct chain_report *report,
		   enum chain_verdict verdict, bool accepted,
		   const struct err *err);

#endif
