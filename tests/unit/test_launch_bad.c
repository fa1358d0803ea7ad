/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_launch_bad.c - files that can not be measured, guests there are not */
#include <dlfcn.h>

#include "launches.h"

#define MALFORMED "tests/vectors/debian/malformed/"

/* --- a file that changes while it is read --------------------------------- */

/* Called before the @at-th read, when that is not 0. */
static int at, touched;

ssize_t pread(int fd, void *buf, size_t len, off_t offset)
{
	static ssize_t (*real)(int, void *, size_t, off_t);

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "pread");
	if (at && --at == 0)
		assert_int_equal(ftruncate(touched, IMAGE_SIZE + 16), 0);
	return real(fd, buf, len, offset);
}

static void changes(void **state)
{
	_cleanup_close_ int fw = -1;
	struct launch *launch = NULL;
	struct err err;
	struct image im;
	int i;

	(void)state;
	launches_image(&im, 0);
	fw = launches_file(im.bytes, IMAGE_SIZE);
	/* before each read of the table, and of the bytes for the digest */
	for (i = 1; i <= 5; i++) {
		touched = fw;
		at = i;
		err.text[0] = '\0';
		assert_int_equal(launch_open(fw, -1, -1, NULL, &launch, &err),
				 -1);
		assert_int_equal(at, 0);
		assert_string_equal(err.text,
				    "firmware: changed while it was read");
		assert_int_equal(ftruncate(fw, IMAGE_SIZE), 0);
	}
	assert_int_equal(launch_open(fw, -1, -1, NULL, &launch, &err), 0);
	launch_free(launch);
}

/* --- files ---------------------------------------------------------------- */

static const struct bad_image {
	const char *name;
	size_t size;
	const char *message;
} bad_images[] = {
	{ "empty", 0, "firmware: 0 bytes, too short for a firmware image" },
	{ "49 bytes", 49,
	  "firmware: 49 bytes, too short for a firmware image" },
	{ "no multiple of 16", 8200,
	  "firmware: 8200 bytes are not a multiple of 16: it can not be "
	  "measured" },
	{ "too large", FIRMWARE_MAX_SIZE + 16,
	  "firmware: 16777232 bytes, more than any firmware image" },
};

static void bad_image(void **state)
{
	const struct bad_image *c = *state;
	_cleanup_close_ int fd = launches_file("", 0);
	struct launch *launch = NULL;
	struct err err = { "" };

	assert_int_equal(ftruncate(fd, (off_t)c->size), 0);
	assert_int_equal(launch_open(fd, -1, -1, NULL, &launch, &err), -1);
	assert_null(launch);
	assert_string_equal(err.text, c->message);
}

static const struct bad_tail {
	const char *name, *message;
} bad_tails[] = {
	{ "footer-len-17.bin",
	  "firmware: GUID table: length 17 is impossible" },
	{ "footer-len-ffff.bin",
	  "firmware: GUID table: length 65535 is impossible" },
	{ "short-40.bin",
	  "firmware: 40 bytes, too short for a firmware image" },
};

static void bad_tail(void **state)
{
	const struct bad_tail *c = *state;
	char path[UNIT_PATH_SIZE];
	_cleanup_close_ int fd = -1;
	struct launch *launch = NULL;
	struct err err = { "" };

	snprintf(path, sizeof(path), MALFORMED "%s", c->name);
	fd = file_open(AT_FDCWD, path, NULL, &err);
	assert_int_equal(launch_open(fd, -1, -1, NULL, &launch, &err), -1);
	assert_string_equal(err.text, c->message);
}

/* Without a table it is measured, and offers nothing. */
static void no_footer(void **state)
{
	const struct launch_shape two = { .es = true, .vcpus = 2 };
	struct launch_shape one = { .es = true, .vcpus = 1 };
	_cleanup_close_ int fd = -1;
	uint8_t digest[LAUNCH_DIGEST_SIZE];
	struct launch *launch = NULL;
	struct err err = { "" };

	(void)state;
	fd = file_open(AT_FDCWD, MALFORMED "footer-guid-wrong.bin", NULL, &err);
	assert_int_equal(launch_open(fd, -1, -1, NULL, &launch, &err), 0);
	assert_false(launch_firmware(launch)->has_table);
	assert_int_equal(launch_digest(launch, &one, digest, &err), 0);
	assert_int_equal(launch_digest(launch, &two, digest, &err), -1);
	launch_free(launch);
}

static void bad_kernel(void **state)
{
	_cleanup_close_ int fw = -1;
	_cleanup_close_ int empty = launches_file("", 0);
	_cleanup_close_ int dir = open(".", O_RDONLY | O_DIRECTORY);
	struct launch *launch = NULL;
	struct err err = { "" };
	struct image im;

	(void)state;
	launches_image(&im, 0);
	fw = launches_file(im.bytes, IMAGE_SIZE);
	assert_int_equal(launch_open(fw, empty, -1, "x", &launch, &err), -1);
	assert_string_equal(err.text, "kernel: the file is empty");
	assert_int_equal(launch_open(fw, dir, -1, "x", &launch, &err), -1);
	assert_string_equal(err.text, "kernel: cannot read: Is a directory");
	assert_int_equal(launch_open(fw, fw, dir, "x", &launch, &err), -1);
	assert_string_equal(err.text, "initrd: cannot read: Is a directory");
	assert_null(launch);
}

/* As QEMU has it, an initrd without a byte is none. */
static void empty_initrd(void **state)
{
	const struct launch_shape shape = { .kernel_hashes = true, .vcpus = 1 };
	uint8_t with[LAUNCH_DIGEST_SIZE], without[LAUNCH_DIGEST_SIZE];
	struct launch *a, *b;
	struct image im;

	(void)state;
	launches_image(&im, 0);
	a = launches_open(&im, "kernel", "", "x");
	b = launches_open(&im, "kernel", NULL, "x");
	assert_int_equal(launch_digest(a, &shape, with, NULL), 0);
	assert_int_equal(launch_digest(b, &shape, without, NULL), 0);
	assert_memory_equal(with, without, sizeof(with));
	launch_free(a);
	launch_free(b);
}

/* --- shapes --------------------------------------------------------------- */

static const struct bad_shape {
	const char *name;
	struct launch_shape shape;
	bool kernel;
	uint32_t reset, hashes;
	const char *message;
} bad_shapes[] = {
	{ "no kernel",
	  { .kernel_hashes = true, .vcpus = 1 },
	  false,
	  1,
	  0x810c00,
	  "there is no kernel whose hash could be measured" },
	{ "no room for hashes",
	  { .kernel_hashes = true, .vcpus = 1 },
	  true,
	  1,
	  0,
	  "firmware: has no room for kernel hashes, QEMU would not start" },
	{ "no reset vector",
	  { .es = true, .vcpus = 2 },
	  true,
	  0,
	  0x810c00,
	  "firmware: has no SEV-ES reset vector, which a second vCPU starts "
	  "at" },
	{ "no vCPU",
	  { .es = true },
	  true,
	  1,
	  0x810c00,
	  "0 vCPUs: 1 to 512 are possible" },
	{ "513 vCPUs",
	  { .es = true, .vcpus = 513 },
	  true,
	  1,
	  0x810c00,
	  "513 vCPUs: 1 to 512 are possible" },
};

static void bad_shape(void **state)
{
	const struct bad_shape *c = *state;
	uint8_t digest[LAUNCH_DIGEST_SIZE] = { 42 };
	struct claim claim = { .shape = c->shape };
	struct measurement m = { .nonce = { 1 } };
	struct launch *launch;
	struct err err = { "" };
	struct image im;

	image_start(&im);
	image_add(&im, image_reset, 4, c->reset, 0);
	image_add(&im, image_hashes, 8, c->hashes, 0x400);
	launch = launches_open(&im, c->kernel ? "kernel" : NULL, NULL, NULL);
	assert_int_equal(launch_digest(launch, &c->shape, digest, &err), -1);
	assert_string_equal(err.text, c->message);
	assert_int_equal(digest[0], 42);
	/* what can not be is no mismatch */
	claim.launch = launch;
	err.text[0] = '\0';
	assert_int_equal(measure_verify(&claim, &m, &err), -1);
	assert_string_equal(err.text, c->message);
	launch_free(launch);
}

/* --- CPUs ----------------------------------------------------------------- */

static const struct cpu_case {
	const char *name;
	uint32_t signature;
} cpu_cases[] = {
	{ "EPYC", 0x00800f12 },
	{ "EPYC-v4", 0x00800f12 },
	{ "EPYC-IBPB", 0x00800f12 },
	{ "EPYC-Rome", 0x00830f10 },
	{ "EPYC-Rome-v2", 0x00830f10 },
	{ "EPYC-Milan", 0x00a00f11 },
	{ "EPYC-Genoa", 0x00a10f10 },
	{ "EPYC-Turin", 0x00b00f00 },
	{ "Dhyana", 0x00900f01 },
	{ "Opteron_G5", 0x00600f20 },
	{ "qemu64", 0x00060fb1 },
	{ "epyc", 0 },
	{ "EPYC-", 0 },
	{ "EPYC-v", 0 },
	{ "EPYC-vx", 0 },
	{ "EPYC-Romeo", 0 },
	{ "Skylake-Server", 0 },
	{ "", 0 },
};

static void cpu(void **state)
{
	const struct cpu_case *c = *state;
	uint32_t signature = 0;

	assert_int_equal(launch_cpu_model(c->name, &signature),
			 c->signature != 0);
	assert_int_equal(signature, c->signature);
}

int main(void)
{
	UNIT(changes);
	UNIT_CASES(bad_image, bad_images);
	UNIT_CASES(bad_tail, bad_tails);
	UNIT(no_footer);
	UNIT(bad_kernel);
	UNIT(empty_initrd);
	UNIT_CASES(bad_shape, bad_shapes);
	UNIT_CASES(cpu, cpu_cases);
	return unit_run();
}
