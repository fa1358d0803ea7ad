/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kdf.c - key derivation of the secure processor */
#include "attest/kdf.h"

#include <openssl/crypto.h>
#include <string.h>

#include "attest/le.h"
#include "attest/sym.h"
#include "cleanup.h"

int kdf(const uint8_t *key, size_t key_len, const char *label,
	const uint8_t *context, size_t context_len, uint8_t *out,
	size_t out_len, struct err *err)
{
	uint8_t counter[4], bits[4], block[SYM_MAC_SIZE];
	const struct sym_part parts[] = {
		{ counter, sizeof(counter) },
		{ label, strlen(label) },
		{ "", 1 }, /* the zero byte between label and context */
		{ context, context_len },
		{ bits, sizeof(bits) },
	};
	size_t at, n;
	int result = 0;

	if (!out_len || out_len > KDF_MAX)
		return err_set(err, "no key of %zu bytes can be derived",
			       out_len);
	put_le32(bits, (uint32_t)out_len * 8);
	for (at = 0; at < out_len && !result; at += n) {
		n = out_len - at < sizeof(block) ? out_len - at : sizeof(block);
		put_le32(counter, (uint32_t)(at / sizeof(block)) + 1);
		result = sym_mac(key, key_len, parts, ARRAY_SIZE(parts), block,
				 err);
		if (!result)
			memcpy(out + at, block, n);
	}
	OPENSSL_cleanse(block, sizeof(block));
	if (result < 0)
		OPENSSL_cleanse(out, out_len);
	return result;
}
