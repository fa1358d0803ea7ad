/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_ovmf.c - firmware tables and save areas against published bytes */
#include "psp_vectors.h"

#include "tests/psp/qemu/ovmf.h"
#include "tests/psp/qemu/vmsa.h"

/* What edk2's tools say of the images: vectors/debian/ovmf-tables.txt. */
static const struct image {
	const char *name;
	uint32_t reset;
	struct ovmf_area hashes, secret;
} images[] = {
	{ "debian/bookworm-CODE_4M.last8k.bin", 0x808004, { 0, 0 }, { 0, 0 } },
	{ "debian/trixie-CODE_4M.last8k.bin", 0x80b004, { 0, 0 }, { 0, 0 } },
	{ "debian/sid-amdsev.last8k.bin",
	  0x80b004,
	  { 0x810c00, 0x400 },
	  { 0x810000, 0xc00 } },
};

static void tables_are_read(void **state)
{
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(images) / sizeof(images[0]); i++) {
		uint8_t *image = vector_file(images[i].name, &len);
		struct ovmf_area area;
		uint32_t reset;

		assert_true(ovmf_reset_vector(image, len, &reset));
		assert_int_equal(reset, images[i].reset);
		assert_true(ovmf_hash_area(image, len, &area));
		assert_memory_equal(&area, &images[i].hashes, sizeof(area));
		assert_true(ovmf_secret_area(image, len, &area));
		assert_memory_equal(&area, &images[i].secret, sizeof(area));
		free(image);
	}
}

static void only_some_images_can_do_snp(void **state)
{
	size_t len;
	uint8_t *image =
		vector_file("debian/bookworm-CODE_4M.last8k.bin", &len);

	(void)state;
	assert_false(ovmf_has_metadata(image, len));
	free(image);
	image = vector_file("debian/trixie-CODE_4M.last8k.bin", &len);
	assert_true(ovmf_has_metadata(image, len));
	free(image);
}

static void broken_tables_are_refused(void **state)
{
	static const char *const names[] = {
		"debian/malformed/footer-guid-wrong.bin",
		"debian/malformed/footer-len-17.bin",
		"debian/malformed/footer-len-ffff.bin",
		"debian/malformed/short-40.bin",
	};
	uint32_t reset;
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		uint8_t *image = vector_file(names[i], &len);

		assert_false(ovmf_reset_vector(image, len, &reset));
		free(image);
	}
	assert_false(ovmf_reset_vector(NULL, 0, &reset));
}

/* Every length of the table and of its entries; sanitizers watch. */
static void lengths_stay_inside(void **state)
{
	size_t len, at;
	uint8_t *image = vector_file("debian/sid-amdsev.last8k.bin", &len);
	struct ovmf_area area;

	(void)state;
	for (at = len - 192; at < len - 32; at++) {
		uint8_t old = image[at];
		unsigned int value;

		for (value = 0; value < 256; value += 17) {
			image[at] = (uint8_t)value;
			ovmf_secret_area(image, len, &area);
			ovmf_has_metadata(image, len);
			/* a table that fills a whole tiny image */
			ovmf_secret_area(image + len - 192, 192, &area);
			ovmf_has_metadata(image + len - 192, 192);
		}
		image[at] = old;
	}
	free(image);
}

static void assert_vmsa(const char *name, uint32_t eip, uint32_t signature)
{
	uint8_t page[VMSA_SIZE];
	size_t len;
	uint8_t *wanted = vector_file(name, &len);

	assert_int_equal(len, sizeof(page));
	vmsa_build(page, eip, signature);
	assert_memory_equal(page, wanted, sizeof(page));
	free(wanted);
}

static void save_areas_are_published_bytes(void **state)
{
	const uint32_t milan = vmsa_signature(25, 1, 1);
	uint32_t eip;
	size_t len;
	uint8_t *image = vector_file("sevctl/OVMF.amdsev.fd_trimmed_edk2-ovmf-"
				     "20220126gitbb1bba3d77-4.el9",
				     &len);

	(void)state;
	assert_true(ovmf_reset_vector(image, len, &eip));
	assert_vmsa("sevctl/vmsa0.bin", VMSA_BOOT_EIP, milan);
	assert_vmsa("sevctl/vmsa1.bin", eip, milan);
	assert_vmsa("vmsa/milan-bsp-legacy.bin", VMSA_BOOT_EIP, milan);
	assert_vmsa("vmsa/milan-ap-legacy.bin", eip, milan);
	free(image);
}

static void cpu_models_are_known(void **state)
{
	static const struct {
		const char *cpu;
		uint32_t signature;
	} cpus[] = {
		{ "EPYC", 0x00800f12 },
		{ "EPYC-v4,x2apic=on", 0x00800f12 },
		{ "EPYC-IBPB", 0x00800f12 },
		{ "EPYC-Rome-v2", 0x00830f10 },
		{ "EPYC-Milan,migratable=on", 0x00a00f11 },
		{ "EPYC-Genoa", 0x00a10f10 },
		{ "EPYC-Turin", 0x00b00f00 },
		{ "EPYC-Milan,stepping=2", 0x00a00f12 },
	};
	uint32_t host, max, other;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cpus) / sizeof(cpus[0]); i++) {
		assert_true(vmsa_cpu_signature(cpus[i].cpu, &other));
		assert_int_equal(other, cpus[i].signature);
	}
	assert_true(vmsa_cpu_signature("host,migratable=on", &host));
	assert_true(vmsa_cpu_signature("max", &max));
	assert_int_equal(host, max);
	assert_false(vmsa_cpu_signature("EPYCish", &other));
	assert_false(vmsa_cpu_signature("", &other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_read),
		cmocka_unit_test(only_some_images_can_do_snp),
		cmocka_unit_test(broken_tables_are_refused),
		cmocka_unit_test(lengths_stay_inside),
		cmocka_unit_test(save_areas_are_published_bytes),
		cmocka_unit_test(cpu_models_are_known),
	};

	return cmocka_run_group_tests_name("psp_ovmf", tests, NULL, NULL);
}
