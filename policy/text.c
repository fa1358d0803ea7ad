/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.c - strict numbers, and hostile text made safe for one line */
#include "text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define TOKEN_MAX_BYTES 64
/* What separates words in XML. */
#define XML_BLANKS " \t\r\n"

/* Length of the UTF-8 sequence at @s, 0 when it is not one (RFC 3629). */
static size_t utf8_len(const unsigned char *s)
{
	size_t len, i;

	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		len = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		len = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		len = 4;
	else
		return 0;
	for (i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return len;
}

static bool is_control(const unsigned char *s)
{
	return s[0] < 0x20 || s[0] == 0x7f || (s[0] == 0xc2 && s[1] < 0xa0);
}

void text_one_line(char *s)
{
	unsigned char *p = (unsigned char *)s;

	while (*p) {
		size_t len = utf8_len(p);

		if (len && !is_control(p)) {
			p += len;
			continue;
		}
		memset(p, '?', len ? len : 1);
		p += len ? len : 1;
	}
}

void text_cut(char *buf, size_t size, const char *s)
{
	size_t len = strnlen(s, size);

	if (len == size)
		len--;
	/* not in the middle of a character */
	while (len && s[len] && ((unsigned char)s[len] & 0xc0) == 0x80)
		len--;
	memcpy(buf, s, len);
	buf[len] = '\0';
}

static bool is_plain(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isalnum((unsigned char)s[i]) && !strchr("._:+@/-", s[i]))
			return false;
	return len > 0;
}

static char *put_hex(char *out, unsigned char c)
{
	*out++ = '\\';
	*out++ = 'x';
	text_hex(&c, 1, out);
	return out + 2;
}

const char *text_token(char buf[static TEXT_TOKEN_SIZE], const char *s)
{
	size_t len = s ? strlen(s) : 0, shown, i;
	char *out = buf;

	shown = len > TOKEN_MAX_BYTES ? TOKEN_MAX_BYTES : len;
	if (is_plain(s, shown) && shown == len) {
		memcpy(buf, s, len + 1);
		return buf;
	}
	*out++ = '"';
	for (i = 0; i < shown; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '"' || c == '\\')
			*out++ = '\\';
		if (c >= 0x20 && c < 0x7f)
			*out++ = (char)c;
		else
			out = put_hex(out, c);
	}
	snprintf(out, TEXT_TOKEN_SIZE - (size_t)(out - buf), "%s\"",
		 shown < len ? "..." : "");
	return buf;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

bool text_to_u64(const char *s, int base, uint64_t max, uint64_t *ret)
{
	uint64_t value = 0;

	if (!s)
		return false;
	if (base == 16 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		s += 2;
	if (!*s)
		return false;
	for (; *s; s++) {
		int digit = digit_value(*s);

		if (digit >= base ||
		    __builtin_mul_overflow(value, (uint64_t)base, &value) ||
		    __builtin_add_overflow(value, (uint64_t)digit, &value))
			return false;
	}
	if (value > max)
		return false;
	*ret = value;
	return true;
}

bool text_to_policy(const char *s, uint32_t *ret)
{
	bool decimal = s && s[0] == '0' && (s[1] == 'd' || s[1] == 'D');
	uint64_t value;

	if (!text_to_u64(decimal ? s + 2 : s, decimal ? 10 : 16, UINT32_MAX,
			 &value))
		return false;
	*ret = (uint32_t)value;
	return true;
}

bool text_has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (list && len) {
		list += strspn(list, XML_BLANKS);
		if (!strncmp(list, word, len) &&
		    (!list[len] || strchr(XML_BLANKS, list[len])))
			return true;
		list = strpbrk(list, XML_BLANKS);
	}
	return false;
}

/* The code point of the @len bytes that utf8_len() found at @s. */
static uint32_t utf8_value(const unsigned char *s, size_t len)
{
	/* what the first byte holds beside its length */
	static const unsigned char mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t value = s[0] & mask[len];
	size_t i;

	for (i = 1; i < len; i++)
		value = value << 6 | (s[i] & 0x3f);
	return value;
}

static uint8_t *put_le16(uint8_t *out, uint32_t value)
{
	*out++ = (uint8_t)value;
	*out++ = (uint8_t)(value >> 8);
	return out;
}

size_t text_utf16le(const char *s, uint8_t *out)
{
	const unsigned char *p = (const unsigned char *)s;
	const uint8_t *start = out;
	size_t len;

	for (; *p; p += len) {
		uint32_t c;

		len = utf8_len(p);
		if (!len)
			return 0;
		c = utf8_value(p, len);
		if (c >= 0x10000) {
			c -= 0x10000;
			out = put_le16(out, 0xd800 | c >> 10);
			c = 0xdc00 | (c & 0x3ff);
		}
		out = put_le16(out, c);
	}
	return (size_t)(out - start);
}

void text_hex(const uint8_t *data, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < len; i++) {
		*out++ = digits[data[i] >> 4];
		*out++ = digits[data[i] & 15];
	}
	*out = '\0';
}

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

bool text_base64(const char *s, uint8_t *out, size_t max, size_t *ret_len)
{
	size_t len = 0, digits = 0, padding = 0;
	uint32_t bits = 0;

	for (; *s; s++) {
		int value = base64_value(*s);

		if (isspace((unsigned char)*s))
			continue;
		if (*s == '=') {
			padding++;
			continue;
		}
		if (value < 0 || padding)
			return false;
		bits = bits << 6 | (uint32_t)value;
		if (digits++ % 4 == 0)
			continue;
		/* the second to fourth digit of a group complete a byte */
		if (out && len < max)
			out[len] =
				(uint8_t)(bits >> (6 - 2 * ((digits - 1) % 4)));
		len++;
	}
	if ((digits + padding) % 4 || padding > 2)
		return false;
	*ret_len = len;
	return true;
}

void text_base64_encode(const uint8_t *data, size_t len, char *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	while (len) {
		size_t n = len < 3 ? len : 3, i;
		uint32_t bits = (uint32_t)data[0] << 16;

		if (n > 1)
			bits |= (uint32_t)data[1] << 8;
		if (n > 2)
			bits |= data[2];
		/* n bytes are n + 1 digits, the rest of the group is padding */
		memset(out, '=', 4);
		for (i = 0; i <= n; i++)
			out[i] = digits[bits >> (18 - 6 * i) & 63];
		out += 4;
		data += n;
		len -= n;
	}
	*out = '\0';
}
