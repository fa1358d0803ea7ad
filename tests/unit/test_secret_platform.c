/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_secret_platform.c - secrets as the platform's model opens them */
#include "attest/secret.h"

#include "attest/le.h"
#include "platform.h"
#include "tests/psp/psp.h"
#include "unit.h"

#define GUID_A "736869e5-84f0-4973-92ec-06879ce3da0b"
#define GUID_B "01020304-0506-0708-090a-0b0c0d0e0f10"

/* A guest that waits for secrets. */
struct guest {
	struct psp psp;
	struct psp_guest guest;
	struct launch_session session;
	struct psp_measurement measurement;
};

static void launch(struct guest *g, const struct platform *p)
{
	static const uint8_t firmware[4096];
	struct psp_span godh = { &g->session.godh, sizeof(g->session.godh) };
	struct psp_span blob = { &g->session.blob, sizeof(g->session.blob) };

	memset(g, 0, sizeof(*g));
	g->psp.api_major = 1;
	g->psp.api_minor = 55;
	g->psp.state = PSP_INIT;
	g->psp.identity.pdh = p->key;
	assert_int_equal(session_create(&p->pdh, 1, &g->session, NULL), 0);
	assert_int_equal(psp_launch_start(&g->psp, &g->guest, 1, godh, blob),
			 PSP_SUCCESS);
	assert_int_equal(psp_launch_update_data(&g->guest, firmware,
						sizeof(firmware)),
			 PSP_SUCCESS);
	assert_int_equal(psp_launch_measure(&g->guest, &g->measurement),
			 PSP_SUCCESS);
}

static enum psp_status inject(struct guest *g,
			      const struct secret_packet *packet,
			      uint8_t memory[SECRET_MAX])
{
	return psp_launch_secret(
		&g->guest,
		(struct psp_span){ &packet->header, sizeof(packet->header) },
		(struct psp_span){ packet->payload, packet->len }, memory);
}

/* The table as the guest reads it: GUID, total, then GUID, length, bytes. */
static void assert_table(const uint8_t *memory, size_t len)
{
	static const uint8_t table[] = { 0x42, 0xf5, 0x74, 0x1e, 0xdd, 0x71,
					 0x66, 0x4d, 0x96, 0x3e, 0xef, 0x42,
					 0x87, 0xff, 0x17, 0x3b };

	assert_int_equal(len, 80);
	assert_memory_equal(memory, table, 16);
	assert_int_equal(get_le32(memory + 16), 70);
	assert_memory_equal(memory + 20, "\xe5\x69\x68\x73", 4);
	assert_int_equal(get_le32(memory + 36), 26);
	assert_memory_equal(memory + 40, "secret", 6);
	assert_memory_equal(memory + 46, "\x04\x03\x02\x01", 4);
	assert_int_equal(get_le32(memory + 62), 24);
	assert_memory_equal(memory + 66, "\n\0\n\0", 4);
	assert_true(is_zero(memory + 70, 10));
}

static void make_packet(const struct guest *g, struct secret_packet *packet)
{
	struct secret_entry entries[] = {
		{ .data = (const uint8_t *)"secret", .len = 6 },
		{ .data = (const uint8_t *)"\n\0\n", .len = 4 },
	};

	assert_true(secret_guid(GUID_A, entries[0].guid));
	assert_true(secret_guid(GUID_B, entries[1].guid));
	assert_int_equal(secret_pack(&g->session.keys, g->measurement.measure,
				     entries, 2, 0, packet, NULL),
			 0);
}

static void opened_by_platform(void **state)
{
	struct platform p = new_platform();
	uint8_t memory[SECRET_MAX] = { 0 };
	struct secret_packet packet;
	struct guest g;

	(void)state;
	launch(&g, &p);
	make_packet(&g, &packet);
	assert_int_equal(inject(&g, &packet, memory), PSP_SUCCESS);
	assert_table(memory, packet.len);
	psp_decommission(&g.guest);
	free(packet.payload);
	EVP_PKEY_free(p.key);
}

static void no_bit_may_change(void **state)
{
	struct platform p = new_platform();
	uint8_t memory[SECRET_MAX] = { 0 };
	struct secret_packet packet;
	struct guest g;
	size_t i;

	(void)state;
	launch(&g, &p);
	make_packet(&g, &packet);
	for (i = 0; i < 8 * SECRET_HEADER_SIZE; i++) {
		((uint8_t *)&packet.header)[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_int_not_equal(inject(&g, &packet, memory), PSP_SUCCESS);
		((uint8_t *)&packet.header)[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	for (i = 0; i < 8 * packet.len; i++) {
		packet.payload[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_int_not_equal(inject(&g, &packet, memory), PSP_SUCCESS);
		packet.payload[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	assert_true(is_zero(memory, sizeof(memory)));
	assert_int_equal(inject(&g, &packet, memory), PSP_SUCCESS);
	psp_decommission(&g.guest);
	free(packet.payload);
	EVP_PKEY_free(p.key);
}

/* The same guest on the same platform, launched once more. */
static void for_one_launch_only(void **state)
{
	struct platform p = new_platform();
	uint8_t memory[SECRET_MAX] = { 0 };
	struct secret_packet packet;
	struct guest g, again;

	(void)state;
	launch(&g, &p);
	launch(&again, &p);
	make_packet(&g, &packet);
	assert_int_equal(inject(&again, &packet, memory), PSP_BAD_MEASUREMENT);
	g.guest.measure[31] ^= 1;
	assert_int_equal(inject(&g, &packet, memory), PSP_BAD_MEASUREMENT);
	psp_decommission(&again.guest);
	psp_decommission(&g.guest);
	free(packet.payload);
	EVP_PKEY_free(p.key);
}

static void iv_is_new(void **state)
{
	struct platform p = new_platform();
	struct secret_packet a, b;
	struct guest g;

	(void)state;
	launch(&g, &p);
	make_packet(&g, &a);
	make_packet(&g, &b);
	assert_memory_not_equal(a.header.iv, b.header.iv, 16);
	assert_memory_not_equal(a.payload, b.payload, a.len);
	psp_decommission(&g.guest);
	free(a.payload);
	free(b.payload);
	EVP_PKEY_free(p.key);
}

int main(void)
{
	UNIT(opened_by_platform);
	UNIT(no_bit_may_change);
	UNIT(for_one_launch_only);
	UNIT(iv_is_new);
	return unit_run();
}
