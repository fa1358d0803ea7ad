/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_session.c - what a launch session and its secrets are made from */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attest/secret.h"
#include "cleanup.h"
#include "fuzz.h"
#include "text.h"

/* A PDH that a session can be made for makes a whole one. */
static void fuzz_pdh(const uint8_t *data, size_t size)
{
	static const struct launch_session nothing;
	struct launch_session s = nothing;
	struct err err = { "" };
	struct sev_cert pdh;

	if (size < sizeof(pdh))
		return;
	memcpy(&pdh, data, sizeof(pdh));
	if (session_create(&pdh, 1, &s, &err) < 0) {
		MUST(!memcmp(&s, &nothing, sizeof(s)));
		MUST(err.text[0]);
		return;
	}
	MUST(!memcmp(pdh.usage, s.godh.usage, sizeof(pdh.usage)));
	MUST(memcmp(&s.keys, &nothing.keys, sizeof(s.keys)) != 0);
}

static void fuzz_text(const char *text)
{
	char back[SECRET_GUID_TEXT + 1];
	uint32_t policy = 7, again = 7;
	uint8_t guid[16];

	if (secret_guid(text, guid)) {
		secret_guid_text(guid, back);
		MUST(!strcasecmp(text, back) || !strcmp(text, "luks-key"));
	}
	if (!text_to_policy(text, &policy)) {
		MUST(policy == 7);
		return;
	}
	snprintf(back, sizeof(back), "0d%u", policy);
	MUST(text_to_policy(back, &again) && again == policy);
}

/* What decodes is what its encoding decodes to. */
static void fuzz_base64(const char *text)
{
	size_t max = strlen(text), len = 0, again = 0;
	_cleanup_free_ uint8_t *data = malloc(max + 1);
	_cleanup_free_ char *back = malloc(TEXT_BASE64_SIZE(max) + 1);

	if (!data || !back || !text_base64(text, data, max, &len))
		return;
	MUST(len <= max);
	text_base64_encode(data, len, back);
	MUST(strlen(back) == TEXT_BASE64_SIZE(len));
	MUST(text_base64(back, data, max, &again) && again == len);
}

/* Two secrets, cut where the first byte says. */
static void fuzz_secret(const uint8_t *data, size_t size)
{
	static const struct session_keys keys;
	static const uint8_t measure[SECRET_MEASURE_SIZE];
	size_t cut = size ? data[0] % size : 0;
	const struct secret_entry entries[] = {
		{ .guid = { 1 }, .data = data, .len = cut },
		{ .guid = { 2 }, .data = data + cut, .len = size - cut },
	};
	struct secret_packet packet = { .payload = NULL };

	if (secret_pack(&keys, measure, entries, 2, size & 4095, &packet,
			NULL) == 0)
		MUST(packet.len % 16 == 0 && packet.len <= SECRET_MAX &&
		     packet.len >= size + 60);
	else
		MUST(!packet.payload);
	free(packet.payload);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = strndup((const char *)data, size);

	MUST(text);
	fuzz_pdh(data, size);
	fuzz_text(text);
	fuzz_base64(text);
	fuzz_secret(data, size);
	return 0;
}
