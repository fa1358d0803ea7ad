/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_firmware.c - real images, and files that are none or do not stay */
#include "firmware.h"

#include <dlfcn.h>

#include "unit.h"

#define VECTORS "tests/vectors/"

/* --- reading that goes wrong ---------------------------------------------- */

/*
 * What happens at the next calls of pread(): @shrink_at counts down to the one
 * before which the file becomes empty; @interrupt makes every other call fail
 * with EINTR and the rest give one byte at a time.
 */
static int shrink_at;
static bool interrupt;

ssize_t pread(int fd, void *buf, size_t len, off_t offset)
{
	static ssize_t (*real)(int, void *, size_t, off_t);
	static bool odd;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "pread");
	if (shrink_at && --shrink_at == 0)
		unit_write("image", "", 0);
	if (!interrupt)
		return real(fd, buf, len, offset);
	odd = !odd;
	if (odd) {
		errno = EINTR;
		return -1;
	}
	return real(fd, buf, 1, offset);
}

static int inspect(int dirfd, const char *path, struct firmware *fw,
		   struct err *err)
{
	struct stat st;
	_cleanup_close_ int fd = file_open(dirfd, path, &st, err);

	if (fd < 0)
		fail_msg("%s", err->text);
	return firmware_inspect(fd, (uint64_t)st.st_size, fw, err);
}

/* --- Debian's images ------------------------------------------------------ */

static const struct debian_case {
	const char *name, *file, *listed;
} debian_cases[] = {
	{ "bookworm", VECTORS "debian/bookworm-CODE_4M.last8k.bin",
	  "./ovmf_2022.11-6+deb12u2/usr/share/OVMF/OVMF_CODE_4M.fd " },
	{ "trixie", VECTORS "debian/trixie-CODE_4M.last8k.bin",
	  "./ovmf_2025.02-8+deb13u1/usr/share/OVMF/OVMF_CODE_4M.fd " },
	{ "sid", VECTORS "debian/sid-amdsev.last8k.bin",
	  "./ovmf-amdsev_2026.08+ds-2/usr/share/ovmf/OVMF.amdsev.fd " },
};

static uint32_t swapped(unsigned long long hex)
{
	return __builtin_bswap32((uint32_t)hex);
}

/* One line of ovmf-tables.txt into what it says of the image. */
static void take_fact(const char *line, struct firmware *fw)
{
	struct firmware_section *s = &fw->sections[fw->n_sections];
	unsigned long long data;
	const char *hex = strstr(line, " data ");

	if (hex && sscanf(hex, " data %llx", &data) == 1) {
		if (strstr(line, "SEV_ES_RESET "))
			fw->es_reset = swapped(data);
		if (strstr(line, "SEV_METADATA "))
			fw->metadata = swapped(data);
		if (strstr(line, "SEV_SECRET_BLOCK ")) {
			fw->secret_base = swapped(data >> 32);
			fw->secret_size = swapped(data);
		}
		if (strstr(line, "SEV_HASH_TABLE_RV ")) {
			fw->hashes_base = swapped(data >> 32);
			fw->hashes_size = swapped(data);
		}
	}
	if (sscanf(line, " base=0x%x len=0x%x type=0x%x", &s->base, &s->size,
		   &s->type) == 3)
		fw->n_sections++;
}

static void take_facts(char *text, const char *listed, struct firmware *fw)
{
	char *save = NULL, *line = strstr(text, listed);

	assert_non_null(line);
	strtok_r(line, "\n", &save);
	while ((line = strtok_r(NULL, "\n", &save)) && *line == ' ')
		take_fact(line, fw);
}

static void facts_of(const char *listed, struct firmware *fw)
{
	size_t len;
	_cleanup_free_ char *text =
		unit_read(VECTORS "debian/ovmf-tables.txt", &len);

	take_facts(text, listed, fw);
}

static void assert_same(const struct firmware *is, const struct firmware *want)
{
	assert_true(is->has_table);
	assert_false(is->unknown_section);
	assert_int_equal(is->es_reset, want->es_reset);
	assert_int_equal(is->secret_base, want->secret_base);
	assert_int_equal(is->secret_size, want->secret_size);
	assert_int_equal(is->hashes_base, want->hashes_base);
	assert_int_equal(is->hashes_size, want->hashes_size);
	assert_int_equal(is->metadata, want->metadata);
	assert_int_equal(is->n_sections, want->n_sections);
	assert_memory_equal(is->sections, want->sections,
			    want->n_sections * sizeof(*want->sections));
}

static void debian(void **state)
{
	const struct debian_case *c = *state;
	struct firmware fw = { 0 }, want = { 0 };
	struct err err = { "" };

	facts_of(c->listed, &want);
	assert_true(want.es_reset != 0);
	assert_int_equal(inspect(AT_FDCWD, c->file, &fw, &err), 0);
	assert_int_equal(fw.size, 8192);
	assert_same(&fw, &want);
	memset(&fw, 0, sizeof(fw));
	interrupt = true;
	assert_int_equal(inspect(AT_FDCWD, c->file, &fw, &err), 0);
	interrupt = false;
	assert_same(&fw, &want);
}

/* --- other images, and what is none --------------------------------------- */

#define MALFORMED VECTORS "debian/malformed/"

static const struct image_case {
	const char *name, *message;
	bool has_table;
	uint32_t es_reset, hashes_base, hashes_size;
	unsigned int n_sections;
	bool hashes_kernel;
} image_cases[] = {
	{ VECTORS "ssm/ovmf_AmdSev_suffix.bin", NULL, true, 0x80b004, 0x810c00,
	  0x400, 7, true },
	{ VECTORS "ssm/ovmf_OvmfX64_suffix.bin", NULL, true, 0x80b004, 0, 0, 6,
	  false },
	{ VECTORS
	  "sevctl/OVMF.amdsev.fd_trimmed_edk2-ovmf-20220126gitbb1bba3d77"
	  "-4.el9",
	  NULL, true, 0x80b004, 0x80cc00, 0x400, 0, true },
	{ MALFORMED "footer-guid-wrong.bin", NULL, false, 0, 0, 0, 0, false },
	{ MALFORMED "footer-len-17.bin", "GUID table: length 17 is impossible",
	  false, 0, 0, 0, 0, false },
	{ MALFORMED "footer-len-ffff.bin",
	  "GUID table: length 65535 is impossible", false, 0, 0, 0, 0, false },
	{ MALFORMED "short-40.bin", "40 bytes, too short for a firmware image",
	  false, 0, 0, 0, 0, false },
	{ VECTORS "debian/ovmf-tables.txt", NULL, false, 0, 0, 0, 0, false },
};

static void image(void **state)
{
	const struct image_case *c = *state;
	struct firmware fw = { .size = 42 };
	struct err err = { "" };
	int result = inspect(AT_FDCWD, c->name, &fw, &err);

	assert_string_equal(err.text, c->message ? c->message : "");
	assert_int_equal(result, c->message ? -1 : 0);
	if (c->message) {
		assert_int_equal(fw.size, 42);
		return;
	}
	assert_int_equal(fw.has_table, c->has_table);
	assert_false(fw.efi);
	assert_int_equal(fw.es_reset, c->es_reset);
	assert_int_equal(fw.hashes_base, c->hashes_base);
	assert_int_equal(fw.hashes_size, c->hashes_size);
	assert_int_equal(fw.n_sections, c->n_sections);
	assert_int_equal(firmware_hashes_kernel(&fw), c->hashes_kernel);
}

/* --- sizes ---------------------------------------------------------------- */

static const struct size_case {
	const char *name;
	off_t size;
	const char *message;
} size_cases[] = {
	{ "empty", 0, "0 bytes, too short for a firmware image" },
	{ "49 bytes", 49, "49 bytes, too short for a firmware image" },
	{ "50 bytes", 50, NULL },
	{ "16 MiB", 16 << 20, NULL },
	{ "16 MiB and one", (16 << 20) + 1,
	  "16777217 bytes, more than any firmware image" },
	{ "4 GiB", (off_t)4 << 30,
	  "4294967296 bytes, more than any firmware image" },
};

static void size(void **state)
{
	const struct size_case *c = *state;
	struct firmware fw = { 0 };
	struct err err = { "" };
	char path[UNIT_PATH_SIZE + 8];

	unit_write("image", "", 0);
	snprintf(path, sizeof(path), "%s/image", unit_path);
	assert_int_equal(truncate(path, c->size), 0);
	assert_int_equal(inspect(unit_dirfd, "image", &fw, &err),
			 c->message ? -1 : 0);
	assert_string_equal(err.text, c->message ? c->message : "");
	assert_false(fw.has_table);
}

/* UEFI PI: a firmware volume has "_FVH" at offset 40. */
static void volume_header(void **state)
{
	char bytes[64] = "";
	struct firmware fw = { 0 };
	struct err err = { "" };

	(void)state;
	memcpy(bytes + 40, "_FVH", 4);
	unit_write("image", bytes, sizeof(bytes));
	assert_int_equal(inspect(unit_dirfd, "image", &fw, &err), 0);
	assert_true(fw.efi);
	memcpy(bytes + 40, "_FVh", 4);
	unit_write("image", bytes, sizeof(bytes));
	assert_int_equal(inspect(unit_dirfd, "image", &fw, &err), 0);
	assert_false(fw.efi);
}

/* --- a file that does not stay -------------------------------------------- */

/* Header, footer, table, metadata head, sections: five times it is read. */
#define READS 5

static void shrinks(void **state)
{
	size_t len;
	_cleanup_free_ char *bytes =
		unit_read(VECTORS "debian/sid-amdsev.last8k.bin", &len);
	struct firmware fw;
	int at;

	(void)state;
	for (at = 1; at <= READS; at++) {
		struct err err = { "" };

		unit_write("image", bytes, len);
		shrink_at = at;
		assert_int_equal(inspect(unit_dirfd, "image", &fw, &err), -1);
		assert_int_equal(shrink_at, 0);
		assert_string_equal(err.text,
				    "became shorter while it was read");
	}
	unit_write("image", bytes, len);
	shrink_at = READS + 1;
	assert_int_equal(inspect(unit_dirfd, "image", &fw, NULL), 0);
	shrink_at = 0;
}

static void cannot_be_read(void **state)
{
	struct firmware fw;
	struct err err = { "" };

	(void)state;
	assert_int_equal(firmware_inspect(unit_dirfd, 8192, &fw, &err), -1);
	assert_string_equal(err.text, "cannot read: Is a directory");
}

int main(void)
{
	UNIT_CASES(debian, debian_cases);
	UNIT_CASES(image, image_cases);
	UNIT_CASES_DIR(size, size_cases);
	UNIT_DIR(volume_header);
	UNIT_DIR(shrinks);
	UNIT_DIR(cannot_be_read);
	return unit_run();
}
