/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest.c - the table of what needs libcrypto */
#include "attest.h"

__attribute__((visibility("default")))
const struct attest_ops sevgate_attest = {
	.sha256_file = digest_sha256_file,
	.id_block_verify = id_block_verify,
	.session_create = session_create,
	.session_wipe = session_wipe,
};
