/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_launch_tools.c - every launch that other tools measured, see DOC */
#include "attest/launch_priv.h"
#include "attest/measure.h"
#include "attest_vectors.h"

/*
 * DOC: What is measured
 *
 * The ends of three of Debian's images, with 1 to 4 vCPUs of each CPU model,
 * under several guest policies.  Kernel and initrd are known by their SHA-256
 * alone, which is all that a launch takes of them.  The whole images of the
 * same vectors are tests/cli/measure.sh's.
 */

#define DEBIAN "tests/vectors/debian/"
#define TAIL   ".last8k"

#define NO_ROOM                                               \
	"firmware: has no room for kernel hashes, QEMU would" \
	" not start"

/**
 * struct tool - who computed
 * @digest:	what it calls the launch digest
 * @form:	of its VMSAs
 * @digests:	how many there are of it
 * @refused:	how many with a kernel whose hashes the image has no room for:
 *		some tools compute what never could start
 */
static const struct tool {
	const char *name, *digest;
	enum vmsa_form form;
	size_t digests, refused;
} tools[] = {
	{ "sev-snp-measure", "output", VMSA_INIT2, 43, 2 },
	{ "sevctl", "launch_digest", VMSA_LEGACY, 32, 2 },
	{ "virt-qemu-sev-validate", "measured_data_sha256", VMSA_LEGACY, 32,
	  2 },
};

/* --- one launch ----------------------------------------------------------- */

static bool is_variant(const json_t *c, const char *name)
{
	const json_t *variant = json_object_get(c, "variant");

	return variant && !strcmp(json_string_value(variant), name);
}

static struct launch *launch_of(const json_t *inputs, const json_t *c)
{
	bool kernel = json_is_true(json_object_get(c, "kernel"));
	const char *line = kernel && !is_variant(c, "nocmd")
				   ? vectors_text(inputs, "cmdline")
				   : NULL;
	_cleanup_close_ int fd = -1;
	struct launch *l = NULL;
	char path[UNIT_PATH_SIZE];
	struct err err = { "" };

	snprintf(path, sizeof(path), DEBIAN "%s.bin", vectors_text(c, "image"));
	fd = file_open(AT_FDCWD, path, NULL, &err);
	if (fd < 0 || launch_open(fd, -1, -1, line, &l, &err) < 0)
		fail_msg("%s", err.text);
	l->has_kernel = kernel;
	l->has_initrd = kernel && !is_variant(c, "noinitrd");
	if (l->has_kernel)
		vectors_hex(inputs, "kernel_sha256", l->kernel,
			    LAUNCH_DIGEST_SIZE);
	if (l->has_initrd)
		vectors_hex(inputs, "initrd_sha256", l->initrd,
			    LAUNCH_DIGEST_SIZE);
	return l;
}

static struct launch_shape shape_of(const struct tool *tool, const json_t *c)
{
	struct launch_shape shape = { .vcpus = 1, .form = tool->form };

	shape.kernel_hashes = json_is_true(json_object_get(c, "kernel"));
	shape.es = json_object_get(c, "vcpus") != NULL;
	if (!shape.es)
		return shape;
	shape.vcpus = vectors_number(c, "vcpus");
	assert_true(
		launch_cpu_model(vectors_text(c, "cpu"), &shape.cpu_signature));
	return shape;
}

/* sevctl prints the nonce behind it; sev-snp-measure has no key. */
static bool read_measurement(const struct tool *tool, const json_t *inputs,
			     const json_t *c, struct measurement *ret)
{
	if (tool->form == VMSA_INIT2)
		return false;
	if (json_object_get(c, "measurement_hex")) {
		vectors_hex(c, "measurement_hex", ret->measure, MEASURE_SIZE);
		vectors_hex(inputs, "nonce", ret->nonce, MEASURE_NONCE);
		return true;
	}
	vectors_base64(c, "output", ret, sizeof(*ret));
	return true;
}

static void check_measurement(const json_t *inputs, const json_t *c,
			      const struct launch *launch,
			      const struct launch_shape *shape,
			      const struct measurement *m)
{
	struct claim claim = { .policy = vectors_number(c, "policy"),
			       .launch = launch,
			       .shape = *shape };
	struct err err = { "" };

	claim.reported.policy = claim.policy;
	claim.reported.api_major = (uint8_t)vectors_number(inputs, "api_major");
	claim.reported.api_minor = (uint8_t)vectors_number(inputs, "api_minor");
	claim.reported.build = (uint8_t)vectors_number(inputs, "build_id");
	vectors_hex(inputs, "tik", claim.tik, sizeof(claim.tik));
	assert_int_equal(measure_verify(&claim, m, &err), 1);
	assert_string_equal(err.text, "");
}

/* Returns whether there is such a launch. */
static bool check_launch(const struct tool *tool, const json_t *inputs,
			 const json_t *c)
{
	_cleanup_(launch_freep) struct launch *launch = launch_of(inputs, c);
	struct launch_shape shape = shape_of(tool, c);
	uint8_t got[LAUNCH_DIGEST_SIZE], wanted[LAUNCH_DIGEST_SIZE];
	struct measurement m;
	struct err err = { "" };

	if (shape.kernel_hashes && !firmware_hashes_kernel(&launch->firmware)) {
		assert_int_equal(launch_digest(launch, &shape, got, &err), -1);
		assert_string_equal(err.text, NO_ROOM);
		return false;
	}
	assert_int_equal(vectors_number(c, "rc"), 0);
	assert_int_equal(launch_digest(launch, &shape, got, &err), 0);
	vectors_hex(c, tool->digest, wanted, sizeof(wanted));
	assert_memory_equal(got, wanted, sizeof(got));
	if (read_measurement(tool, inputs, c, &m))
		check_measurement(inputs, c, launch, &shape, &m);
	return true;
}

/* --- all of a tool's ------------------------------------------------------ */

static void measured(void **state)
{
	json_t *all = json_load_file(DEBIAN "full-measurements.json", 0, NULL);
	const json_t *inputs = json_object_get(all, "inputs");
	const struct tool *tool = *state;
	size_t i, digests = 0, refused = 0;
	json_t *c;

	json_array_foreach(json_object_get(all, "cases"), i, c)
	{
		if (strncmp(vectors_text(c, "tool"), tool->name,
			    strlen(tool->name)) != 0 ||
		    !strstr(vectors_text(c, "image"), TAIL))
			continue;
		if (check_launch(tool, inputs, c))
			digests++;
		else
			refused++;
	}
	json_decref(all);
	assert_int_equal(digests, tool->digests);
	assert_int_equal(refused, tool->refused);
}

int main(void)
{
	UNIT_CASES(measured, tools);
	return unit_run();
}
