/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_launch.c - launch digests and measurements that others computed */
#include "attest/measure.h"
#include "attest/vmsa.h"
#include "attest_vectors.h"

#define DEBIAN "tests/vectors/debian/"
#define SEVCTL "tests/vectors/sevctl/"
#define EL9    "OVMF.amdsev.fd_trimmed_edk2-ovmf-20220126gitbb1bba3d77-4.el9"
#define MILAN  0x00a00f11

/* --- reading cases -------------------------------------------------------- */

static const char *text_of(const json_t *c, const char *key)
{
	return json_string_value(json_object_get(c, key));
}

static int open_in(const char *dir, const char *name)
{
	char path[UNIT_PATH_SIZE];
	struct err err = { "" };
	int fd;

	if (!name)
		return -1;
	snprintf(path, sizeof(path), "%s%s", dir, name);
	fd = file_open(AT_FDCWD, path, NULL, &err);
	assert_string_equal(err.text, "");
	return fd;
}

static struct launch *open_case(const char *dir, const char *firmware,
				const json_t *c)
{
	_cleanup_close_ int fw = open_in(dir, firmware);
	_cleanup_close_ int kernel = open_in(dir, text_of(c, "kernel"));
	_cleanup_close_ int initrd = open_in(dir, text_of(c, "initrd"));
	struct launch *launch = NULL;
	struct err err = { "" };

	assert_int_equal(launch_open(fw, kernel, initrd, text_of(c, "cmdline"),
				     &launch, &err),
			 0);
	return launch;
}

static void assert_digest(const struct launch *launch,
			  const struct launch_shape *shape, const char *hex)
{
	uint8_t digest[LAUNCH_DIGEST_SIZE];
	char got[2 * LAUNCH_DIGEST_SIZE + 1];
	struct err err = { "" };

	assert_int_equal(launch_digest(launch, shape, digest, &err), 0);
	text_hex(digest, sizeof(digest), got);
	assert_string_equal(got, hex);
}

/* --- Debian's images: sev-snp-measure, virt-qemu-sev-validate ------------- */

static struct launch_shape shape_of(const json_t *c)
{
	const char *mode = text_of(c, "mode");
	const json_t *fms = json_object_get(c, "fms");
	struct launch_shape shape = { .vcpus = 1 };

	shape.kernel_hashes = text_of(c, "kernel") != NULL;
	if (!strcmp(mode, "sev"))
		return shape;
	shape.es = true;
	shape.form = strcmp(mode, "seves-fpu") ? VMSA_LEGACY : VMSA_INIT2;
	shape.vcpus = vectors_number(c, "vcpus");
	shape.sev_features = vectors_number(c, "features");
	assert_true(launch_cpu_model(text_of(c, "cpu"), &shape.cpu_signature));
	assert_int_equal(shape.cpu_signature,
			 launch_cpu_signature((unsigned int)json_integer_value(
						      json_array_get(fms, 0)),
					      (unsigned int)json_integer_value(
						      json_array_get(fms, 1)),
					      (unsigned int)json_integer_value(
						      json_array_get(fms, 2))));
	return shape;
}

static void check_measurement(const json_t *all, const json_t *c,
			      const struct launch *launch,
			      const struct launch_shape *shape)
{
	struct claim claim = { .policy = 0x37,
			       .launch = launch,
			       .shape = *shape };
	struct measurement m;
	struct err err = { "" };

	claim.reported.policy = 0x37;
	claim.reported.api_major = (uint8_t)vectors_number(all, "api_major");
	claim.reported.api_minor = (uint8_t)vectors_number(all, "api_minor");
	claim.reported.build = (uint8_t)vectors_number(all, "build_id");
	vectors_hex(all, "tik", claim.tik, sizeof(claim.tik));
	vectors_hex(all, "nonce", m.nonce, sizeof(m.nonce));
	vectors_hex(c, "measurement_for_policy_0x37", m.measure,
		    sizeof(m.measure));
	assert_int_equal(measure_verify(&claim, &m, &err), 1);
	assert_string_equal(err.text, "");
}

static void debian(void **state)
{
	json_t *all = json_load_file(DEBIAN "small-measurements.json", 0, NULL);
	size_t i, digests = 0, measurements = 0;
	json_t *c;

	(void)state;
	json_array_foreach(json_object_get(all, "cases"), i, c)
	{
		struct launch_shape shape;
		struct launch *launch;

		if (strncmp(text_of(c, "mode"), "sev", 3) != 0)
			continue;
		shape = shape_of(c);
		launch = open_case(DEBIAN, text_of(c, "firmware"), c);
		assert_digest(launch, &shape, text_of(c, "digest"));
		digests++;
		if (text_of(c, "measurement_for_policy_0x37")) {
			check_measurement(all, c, launch, &shape);
			measurements++;
		}
		launch_free(launch);
	}
	json_decref(all);
	assert_int_equal(digests, 64);
	assert_int_equal(measurements, 27);
}

/* --- sevctl --------------------------------------------------------------- */

static void read_tik(const char *name, uint8_t tik[TIK_SIZE])
{
	_cleanup_free_ char *bytes = NULL;
	char path[UNIT_PATH_SIZE];
	size_t len;

	snprintf(path, sizeof(path), SEVCTL "%s", name);
	bytes = unit_read(path, &len);
	assert_int_equal(len, TIK_SIZE);
	memcpy(tik, bytes, TIK_SIZE);
}

static void check_sevctl(const json_t *c)
{
	struct launch *launch = open_case(SEVCTL, EL9, c);
	struct claim claim = { .policy = vectors_number(c, "policy"),
			       .launch = launch };
	struct measurement m;
	struct err err = { "" };

	claim.reported.policy = claim.policy;
	claim.reported.api_major = (uint8_t)vectors_number(c, "api_major");
	claim.reported.api_minor = (uint8_t)vectors_number(c, "api_minor");
	claim.reported.build = (uint8_t)vectors_number(c, "build_id");
	claim.shape.es = json_object_get(c, "num_cpus") != NULL;
	claim.shape.vcpus = claim.shape.es ? vectors_number(c, "num_cpus") : 1;
	claim.shape.cpu_signature = MILAN;
	claim.shape.kernel_hashes = text_of(c, "kernel") != NULL;
	read_tik(text_of(c, "tik"), claim.tik);
	vectors_base64(c, "blob", &m, sizeof(m));
	assert_int_equal(measure_verify(&claim, &m, &err), 1);
	m.measure[31] ^= 1;
	assert_int_equal(measure_verify(&claim, &m, &err), 0);
	launch_free(launch);
}

static void sevctl(void **state)
{
	json_t *all =
		json_load_file(SEVCTL "measurement-expected.json", 0, NULL);
	size_t i, checked = 0;
	json_t *c;

	(void)state;
	json_array_foreach(all, i, c)
	{
		if (!text_of(c, "firmware"))
			continue;
		check_sevctl(c);
		checked++;
	}
	json_decref(all);
	assert_int_equal(checked, 3);
}

static void sevctl_digest(void **state)
{
	json_t *all =
		json_load_file(SEVCTL "measurement-expected.json", 0, NULL);
	const json_t *c = json_array_get(all, 0);
	struct claim claim = { .policy = 3 };
	uint8_t digest[LAUNCH_DIGEST_SIZE], got[MEASURE_SIZE];
	struct measurement m;
	struct err err = { "" };

	(void)state;
	claim.reported.policy = 3;
	claim.reported.api_major = (uint8_t)vectors_number(c, "api_major");
	claim.reported.api_minor = (uint8_t)vectors_number(c, "api_minor");
	claim.reported.build = (uint8_t)vectors_number(c, "build_id");
	read_tik(text_of(c, "tik"), claim.tik);
	vectors_base64(c, "launch_digest_b64", digest, sizeof(digest));
	vectors_base64(c, "blob", &m, sizeof(m));
	assert_int_equal(measure(&claim, digest, m.nonce, got, &err), 0);
	assert_memory_equal(got, m.measure, sizeof(got));
	json_decref(all);
}

static void sev_crate(void **state)
{
	json_t *c = json_load_file(
		"tests/vectors/sev-crate/measure-session-expected.json", 0,
		NULL);
	struct claim claim = { .policy = 0 };
	uint8_t digest[LAUNCH_DIGEST_SIZE], nonce[MEASURE_NONCE];
	uint8_t got[MEASURE_SIZE], expected[MEASURE_SIZE];
	struct err err = { "" };

	(void)state;
	claim.reported.api_major = (uint8_t)vectors_number(c, "api_major");
	claim.reported.api_minor = (uint8_t)vectors_number(c, "api_minor");
	claim.reported.build = (uint8_t)vectors_number(c, "build");
	vectors_hex(c, "tik", claim.tik, sizeof(claim.tik));
	vectors_hex(c, "digest", digest, sizeof(digest));
	vectors_hex(c, "mnonce", nonce, sizeof(nonce));
	vectors_hex(c, "measure", expected, sizeof(expected));
	assert_int_equal(measure(&claim, digest, nonce, got, &err), 0);
	assert_memory_equal(got, expected, sizeof(got));
	json_decref(c);
}

/* --- VMSAs ---------------------------------------------------------------- */

/* The second differs from the first by the reset vector of its image. */
static const struct vmsa_case {
	const char *file;
	uint32_t eip;
	enum vmsa_form form;
	uint64_t features;
} vmsa_cases[] = {
	{ "tests/vectors/vmsa/milan-bsp-legacy.bin", 0xfffffff0, VMSA_LEGACY,
	  0 },
	{ "tests/vectors/vmsa/milan-ap-legacy.bin", 0x80b004, VMSA_LEGACY, 0 },
	{ "tests/vectors/vmsa/milan-bsp-new.bin", 0xfffffff0, VMSA_INIT2, 1 },
	{ "tests/vectors/vmsa/milan-ap-new.bin", 0x80b004, VMSA_INIT2, 1 },
	{ SEVCTL "vmsa0.bin", 0xfffffff0, VMSA_LEGACY, 0 },
	{ SEVCTL "vmsa1.bin", 0x80b004, VMSA_LEGACY, 0 },
};

static void vmsa(void **state)
{
	const struct vmsa_case *c = *state;
	const struct launch_shape shape = { .cpu_signature = MILAN,
					    .form = c->form,
					    .sev_features = c->features };
	_cleanup_free_ char *expected = NULL;
	uint8_t page[VMSA_SIZE];
	size_t len;

	expected = unit_read(c->file, &len);
	assert_int_equal(len, VMSA_SIZE);
	vmsa_fill(page, c->eip, &shape);
	assert_memory_equal(page, expected, VMSA_SIZE);
}

int main(void)
{
	UNIT(debian);
	UNIT(sevctl);
	UNIT(sevctl_digest);
	UNIT(sev_crate);
	UNIT_CASES(vmsa, vmsa_cases);
	return unit_run();
}
