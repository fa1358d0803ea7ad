/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_launch.c - secrets, and the order of commands */
#include "psp_guest.h"
#include "psp_vectors.h"

#include "tests/psp/session.h"

static const struct psp_span none = { NULL, 0 };

/* --- secrets ---------------------------------------------------------------
 */

struct packet {
	struct psp_secret_header header;
	uint8_t payload[64];
};

/* A guest that waits for the secret that sevctl has published. */
static void wait_for_secret(struct psp *psp, struct psp_guest *guest,
			    struct packet *packet)
{
	json_t *json = vector_json("sevctl/secret-expected.json");
	const json_t *published = json_array_get(json, 0);
	struct psp_measurement measurement;
	uint8_t *key;
	size_t len;

	*psp = bare_platform();
	start(psp, guest, 0);
	guest->state = PSP_GUEST_LSECRET;
	vector_b64(published, "launch_measure_blob", &measurement,
		   sizeof(measurement));
	memcpy(guest->measure, measurement.measure, sizeof(guest->measure));
	key = vector_file("sevctl/secret/tek1.bin", &len);
	memcpy(guest->tek, key, sizeof(guest->tek));
	free(key);
	key = vector_file("sevctl/secret/tik1.bin", &len);
	memcpy(guest->tik, key, sizeof(guest->tik));
	free(key);
	vector_b64(published, "header_b64", &packet->header,
		   sizeof(packet->header));
	vector_b64(published, "payload_b64", packet->payload,
		   sizeof(packet->payload));
	json_decref(json);
}

static enum psp_status inject(struct psp_guest *guest,
			      const struct packet *packet, size_t header_len,
			      size_t payload_len, uint8_t *memory)
{
	return psp_launch_secret(
		guest, (struct psp_span){ &packet->header, header_len },
		(struct psp_span){ packet->payload, payload_len }, memory);
}

static void secret_of_sevctl(void **state)
{
	struct psp psp;
	struct psp_guest guest;
	struct packet packet;
	uint8_t memory[64], *secret;
	size_t len;

	(void)state;
	wait_for_secret(&psp, &guest, &packet);
	secret = vector_file("sevctl/secret/secret1.txt", &len);
	assert_int_equal(inject(&guest, &packet, 52, 64, memory), PSP_SUCCESS);
	/* table header 20 bytes, entry header 20 bytes, then the secret */
	assert_memory_equal(memory + 40, secret, len);
	free(secret);
	psp_decommission(&guest);
}

static void bad_secrets_are_refused(void **state)
{
	struct psp psp;
	struct psp_guest guest;
	struct packet packet, bad;
	uint8_t memory[64] = { 0 }, zero[64] = { 0 };

	(void)state;
	wait_for_secret(&psp, &guest, &packet);
	bad = packet;
	bad.payload[63] ^= 1;
	assert_int_equal(inject(&guest, &bad, 52, 64, memory),
			 PSP_BAD_MEASUREMENT);
	bad = packet;
	bad.header.iv[0] ^= 1;
	assert_int_equal(inject(&guest, &bad, 52, 64, memory),
			 PSP_BAD_MEASUREMENT);
	bad = packet;
	bad.header.flags ^= 1;
	assert_int_equal(inject(&guest, &bad, 52, 64, memory),
			 PSP_BAD_MEASUREMENT);
	assert_int_equal(inject(&guest, &packet, 51, 64, memory),
			 PSP_INVALID_LENGTH);
	assert_int_equal(inject(&guest, &packet, 52, 63, memory),
			 PSP_INVALID_LENGTH);
	assert_int_equal(inject(&guest, &packet, 52, 0, memory),
			 PSP_INVALID_LENGTH);
	guest.measure[0] ^= 1; /* made for another launch */
	assert_int_equal(inject(&guest, &packet, 52, 64, memory),
			 PSP_BAD_MEASUREMENT);
	assert_memory_equal(memory, zero, sizeof(memory));
	psp_decommission(&guest);
}

/* --- the order of commands --------------------------------------------------
 */

static void lengths_are_checked(void **state)
{
	struct psp psp = bare_platform();
	struct psp_guest guest;
	uint8_t page[PSP_VMSA_SIZE] = { 0 };

	(void)state;
	start(&psp, &guest, 0x5);
	assert_int_equal(psp_launch_update_data(&guest, page, 15),
			 PSP_INVALID_LENGTH);
	assert_int_equal(psp_launch_update_data(&guest, page, 0),
			 PSP_INVALID_LENGTH);
	assert_int_equal(psp_launch_update_vmsa(&guest, page, 4095),
			 PSP_INVALID_LENGTH);
	psp_decommission(&guest);
	start(&psp, &guest, 0x1);
	assert_int_equal(psp_launch_update_vmsa(&guest, page, 4096),
			 PSP_UNSUPPORTED);
	psp_decommission(&guest);
}

static void guests_go_one_way(void **state)
{
	struct psp psp = bare_platform();
	struct psp_measurement measurement;
	struct psp_guest guest = { 0 };
	enum psp_guest_state now;
	uint32_t policy;
	uint8_t data[16] = { 0 };

	(void)state;
	assert_int_equal(psp_launch_update_data(&guest, data, 16),
			 PSP_INVALID_GUEST);
	start(&psp, &guest, 0x1);
	assert_int_equal(psp.state, PSP_WORKING);
	assert_int_equal(psp_launch_finish(&guest), PSP_INVALID_GUEST_STATE);
	assert_int_equal(psp_launch_measure(&guest, &measurement), PSP_SUCCESS);
	assert_int_equal(psp_launch_measure(&guest, &measurement),
			 PSP_INVALID_GUEST_STATE);
	assert_int_equal(psp_launch_update_data(&guest, data, 16),
			 PSP_INVALID_GUEST_STATE);
	assert_int_equal(psp_launch_finish(&guest), PSP_SUCCESS);
	assert_int_equal(psp_launch_secret(&guest, none, none, NULL),
			 PSP_INVALID_GUEST_STATE);
	assert_int_equal(psp_launch_finish(&guest), PSP_INVALID_GUEST_STATE);
	assert_int_equal(psp_guest_status(&guest, &policy, &now), PSP_SUCCESS);
	assert_int_equal(policy, 0x1);
	assert_int_equal(now, PSP_GUEST_RUNNING);
	psp_decommission(&guest);
	assert_int_equal(psp.state, PSP_INIT);
	assert_int_equal(psp.guest_count, 0);
}

static void platform_must_be_ready(void **state)
{
	struct psp psp = bare_platform();
	struct psp_guest guest;

	(void)state;
	psp.es_enabled = false;
	assert_int_equal(psp_launch_start(&psp, &guest, 0x5, none, none),
			 PSP_UNSUPPORTED);
	psp.state = PSP_UNINIT;
	assert_int_equal(psp_launch_start(&psp, &guest, 0x1, none, none),
			 PSP_INVALID_PLATFORM_STATE);
	assert_int_equal(psp.guest_count, 0);
	assert_int_equal(psp_init(&psp, true), PSP_SUCCESS);
	assert_int_equal(psp_init(&psp, true), PSP_INVALID_PLATFORM_STATE);
}

static void faults_are_obeyed(void **state)
{
	struct psp psp = bare_platform();
	struct psp_measurement measurement;
	struct psp_guest guest;
	uint8_t data[16] = { 0 }, honest[32];

	(void)state;
	psp.faults.cmd[PSP_CMD_LAUNCH_START].status = PSP_RESOURCE_LIMIT;
	assert_int_equal(psp_launch_start(&psp, &guest, 1, none, none),
			 PSP_RESOURCE_LIMIT);
	psp.faults.cmd[PSP_CMD_LAUNCH_START].status = PSP_SUCCESS;
	start(&psp, &guest, 1);
	psp_launch_update_data(&guest, data, 16);
	psp_launch_measure(&guest, &measurement);
	memcpy(honest, guest.digest, sizeof(honest));
	psp_decommission(&guest);
	psp.faults.tamper_measurement = true;
	start(&psp, &guest, 1);
	psp_launch_update_data(&guest, data, 16);
	psp_launch_measure(&guest, &measurement);
	assert_memory_not_equal(guest.digest, honest, sizeof(honest));
	psp_decommission(&guest);
}

/* Firmware that signs as another than it says it is. */
static void untruths_are_signed(void **state)
{
	struct psp psp = bare_platform();
	struct psp_measured other = { 1, 54, 9, 0x33, { 0 }, { 0 } };
	struct psp_measurement measurement;
	struct psp_guest guest;
	uint8_t data[16] = { 0 }, mac[PSP_DIGEST_SIZE];

	(void)state;
	psp.faults.measured[PSP_MEASURED_API_MINOR] =
		(struct psp_untruth){ true, 54 };
	psp.faults.measured[PSP_MEASURED_BUILD] =
		(struct psp_untruth){ true, 9 };
	psp.faults.measured[PSP_MEASURED_POLICY] =
		(struct psp_untruth){ true, 0x33 };
	start(&psp, &guest, 1);
	psp_launch_update_data(&guest, data, 16);
	assert_int_equal(psp_launch_measure(&guest, &measurement), PSP_SUCCESS);
	memcpy(other.digest, guest.digest, sizeof(other.digest));
	memcpy(other.mnonce, measurement.mnonce, sizeof(other.mnonce));
	assert_true(psp_session_measure(guest.tik, &other, mac));
	assert_memory_equal(mac, measurement.measure, sizeof(mac));
	psp_decommission(&guest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secret_of_sevctl),
		cmocka_unit_test(bad_secrets_are_refused),
		cmocka_unit_test(lengths_are_checked),
		cmocka_unit_test(guests_go_one_way),
		cmocka_unit_test(platform_must_be_ready),
		cmocka_unit_test(faults_are_obeyed),
		cmocka_unit_test(untruths_are_signed),
	};

	return cmocka_run_group_tests_name("psp_launch", tests, NULL, NULL);
}
