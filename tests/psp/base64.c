/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base64.c - base64 as QEMU writes and reads it */
#include "base64.h"

#include <limits.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

char *psp_base64_encode(const void *data, size_t len)
{
	char *text = len < INT_MAX / 2 ? malloc((len + 2) / 3 * 4 + 1) : NULL;

	if (text)
		EVP_EncodeBlock((unsigned char *)text, data, (int)len);
	return text;
}

static int value_of(char c)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789+/";
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

uint8_t *psp_base64_decode(const char *text, size_t *ret_len)
{
	uint8_t *out = malloc(strlen(text) / 4 * 3 + 3);
	uint32_t bits = 0;
	unsigned int n_bits = 0;
	size_t len = 0;

	for (; out && *text && *text != '='; text++) {
		int value = value_of(*text);

		if (value < 0)
			continue;
		bits = bits << 6 | (uint32_t)value;
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		out[len++] = (uint8_t)(bits >> n_bits);
	}
	*ret_len = len;
	return out;
}
