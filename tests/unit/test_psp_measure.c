/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_measure.c - launch digests and measurements that others published */
#include "psp_guest.h"
#include "psp_vectors.h"

#include "tests/psp/qemu/hashes.h"
#include "tests/psp/qemu/ovmf.h"
#include "tests/psp/qemu/vmsa.h"
#include "tests/psp/session.h"

static uint8_t version_part(const json_t *json, const char *key)
{
	return (uint8_t)json_integer_value(json_object_get(json, key));
}

static void measurement_of_the_sev_crate(void **state)
{
	json_t *json = vector_json("sev-crate/measure-session-expected.json");
	struct psp_measured measured = { 0 };
	uint8_t tik[16], wanted[32], mac[32];

	(void)state;
	vector_hex(json, "tik", tik, sizeof(tik));
	vector_hex(json, "digest", measured.digest, sizeof(measured.digest));
	vector_hex(json, "mnonce", measured.mnonce, sizeof(measured.mnonce));
	vector_hex(json, "measure", wanted, sizeof(wanted));
	measured.api_major = version_part(json, "api_major");
	measured.api_minor = version_part(json, "api_minor");
	measured.build = version_part(json, "build");
	assert_true(psp_session_measure(tik, &measured, mac));
	assert_memory_equal(mac, wanted, sizeof(mac));
	json_decref(json);
}

/* --- launches whose digest others have published ------------------------- */

/* What a launch loads; names are below tests/vectors. */
struct load {
	const char *firmware, *kernel, *initrd, *cmdline;
	unsigned int cpus; /* 0: no save areas */
	uint32_t signature;
};

static void load_vmsas(struct psp_guest *guest, const struct load *load,
		       const uint8_t *firmware, size_t len)
{
	uint8_t page[VMSA_SIZE];
	uint32_t ap_eip = 0;
	unsigned int i;

	if (load->cpus > 1)
		assert_true(ovmf_reset_vector(firmware, len, &ap_eip));
	for (i = 0; i < load->cpus; i++) {
		vmsa_build(page, i ? ap_eip : VMSA_BOOT_EIP, load->signature);
		assert_int_equal(psp_launch_update_vmsa(guest, page,
							sizeof(page)),
				 PSP_SUCCESS);
	}
}

static void load_hashes(struct psp_guest *guest, const struct load *load)
{
	uint8_t table[HASHES_SIZE], *kernel, *initrd = NULL;
	size_t kernel_len, initrd_len = 0;

	kernel = vector_file(load->kernel, &kernel_len);
	if (load->initrd)
		initrd = vector_file(load->initrd, &initrd_len);
	assert_true(hashes_build(table, kernel, kernel_len, initrd, initrd_len,
				 load->cmdline ? load->cmdline : ""));
	assert_int_equal(psp_launch_update_data(guest, table, sizeof(table)),
			 PSP_SUCCESS);
	free(kernel);
	free(initrd);
}

/* Launches and measures; the digest is in @guest. */
static void launch(struct psp_guest *guest, const struct load *load)
{
	struct psp_measurement measurement;
	size_t len;
	uint8_t *firmware = vector_file(load->firmware, &len);

	assert_int_equal(psp_launch_update_data(guest, firmware, len),
			 PSP_SUCCESS);
	if (load->kernel)
		load_hashes(guest, load);
	load_vmsas(guest, load, firmware, len);
	assert_int_equal(psp_launch_measure(guest, &measurement), PSP_SUCCESS);
	free(firmware);
}

static const char *below(char *path, const char *dir, const json_t *json,
			 const char *key)
{
	const char *name = vector_text(json, key);

	if (!name)
		return NULL;
	snprintf(path, 128, "%s/%s", dir, name);
	return path;
}

static uint32_t signature_of(const json_t *json)
{
	const json_t *fms = json_object_get(json, "fms");
	unsigned int part[3];
	size_t i;

	for (i = 0; i < 3; i++)
		part[i] = (unsigned int)json_integer_value(
			json_array_get(fms, i));
	return json_is_array(fms) ? vmsa_signature(part[0], part[1], part[2])
				  : 0;
}

static void small_measurement(const json_t *json)
{
	char firmware[128], kernel[128], initrd[128];
	const struct load load = {
		.firmware = below(firmware, "debian", json, "firmware"),
		.kernel = below(kernel, "debian", json, "kernel"),
		.initrd = below(initrd, "debian", json, "initrd"),
		.cmdline = vector_text(json, "cmdline"),
		.cpus = (unsigned int)json_integer_value(
			json_object_get(json, "vcpus")),
		.signature = signature_of(json),
	};
	struct psp psp = bare_platform();
	struct psp_guest guest;
	uint8_t wanted[32];

	start(&psp, &guest, load.cpus ? 0x37 : 0x33);
	launch(&guest, &load);
	vector_hex(json, "digest", wanted, sizeof(wanted));
	assert_memory_equal(guest.digest, wanted, sizeof(wanted));
	psp_decommission(&guest);
}

static void digests_of_foreign_tools(void **state)
{
	json_t *json = vector_json("debian/small-measurements.json"), *item;
	size_t i, n = 0;

	(void)state;
	json_array_foreach(json_object_get(json, "cases"), i, item)
	{
		const char *mode = vector_text(item, "mode");

		/* the others use the newer form of the save area, or SNP */
		if (strcmp(mode, "sev") && strcmp(mode, "seves-legacy"))
			continue;
		small_measurement(item);
		n++;
	}
	assert_int_equal(n, 36);
	json_decref(json);
}

/* sevctl's own example: 4 processors, its firmware, its save areas. */
static void measurement_of_sevctl(void **state)
{
	const struct load load = {
		.firmware = "sevctl/OVMF.amdsev.fd_trimmed_edk2-ovmf-"
			    "20220126gitbb1bba3d77-4.el9",
		.cpus = 4,
		.signature = vmsa_signature(25, 1, 1),
	};
	json_t *json = vector_json("sevctl/measurement-expected.json");
	const json_t *wanted = json_array_get(json, 3);
	struct psp_measured measured = {
		.api_major = 1, .api_minor = 49, .build = 6, .policy = 5
	};
	struct psp psp = bare_platform();
	struct psp_measurement blob;
	struct psp_guest guest;
	uint8_t mac[32], *tik;
	size_t len;

	(void)state;
	start(&psp, &guest, 5);
	launch(&guest, &load);
	vector_b64(wanted, "blob", &blob, sizeof(blob));
	memcpy(measured.digest, guest.digest, sizeof(measured.digest));
	memcpy(measured.mnonce, blob.mnonce, sizeof(measured.mnonce));
	tik = vector_file("sevctl/measurement/tik1.bin", &len);
	assert_true(psp_session_measure(tik, &measured, mac));
	assert_memory_equal(mac, blob.measure, sizeof(mac));
	psp_decommission(&guest);
	free(tik);
	json_decref(json);
}

static void measurement_is_signed_and_fresh(void **state)
{
	struct psp psp = bare_platform();
	struct psp_measured measured = {
		.api_major = 1, .api_minor = 55, .build = 24, .policy = 3
	};
	struct psp_measurement one, two;
	struct psp_guest guest;
	uint8_t data[16] = "sixteen bytes..", zero[16] = { 0 }, mac[32];

	(void)state;
	start(&psp, &guest, 3);
	assert_int_equal(psp_launch_update_data(&guest, data, 16), PSP_SUCCESS);
	assert_int_equal(psp_launch_measure(&guest, &one), PSP_SUCCESS);
	memcpy(measured.digest, guest.digest, 32);
	memcpy(measured.mnonce, one.mnonce, 16);
	/* without a session the firmware's keys are zero */
	assert_true(psp_session_measure(zero, &measured, mac));
	assert_memory_equal(mac, one.measure, 32);
	psp_decommission(&guest);
	start(&psp, &guest, 3);
	psp_launch_update_data(&guest, data, 16);
	psp_launch_measure(&guest, &two);
	assert_memory_not_equal(one.mnonce, two.mnonce, 16);
	psp_decommission(&guest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measurement_of_the_sev_crate),
		cmocka_unit_test(digests_of_foreign_tools),
		cmocka_unit_test(measurement_of_sevctl),
		cmocka_unit_test(measurement_is_signed_and_fresh),
	};

	return cmocka_run_group_tests_name("psp_measure", tests, NULL, NULL);
}
