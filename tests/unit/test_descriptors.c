/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_descriptors.c - firmware images that a host offers, and their lies */
#include "hook/client/descriptors.h"

#include "firmware.h"
#include "image.h"

#define USR	 "usr/share/qemu/firmware/"
#define ETC	 "etc/qemu/firmware/"
#define VECTORS	 "tests/vectors/debian/"
#define PACKAGES VECTORS "firmware-descriptors/"

/* --- images --------------------------------------------------------------- */

/* An image with or without SEV-ES reset vector and SEV metadata. */
static void write_image(const char *path, bool es, bool snp)
{
	struct image im;
	uint8_t *head = im.bytes + IMAGE_SIZE - 0x1000;

	image_start(&im);
	image_add(&im, image_foreign, 4, 0, 0);
	if (es)
		image_add(&im, image_reset, 4, 0x80b004, 0);
	if (snp) {
		image_add(&im, image_metadata, 4, 0x1000, 0);
		memcpy(head, "ASEV", 4);
		image_put_u32(head + 4, 28);
		image_put_u32(head + 8, 1);
		image_put_u32(head + 12, 1);
		image_put_u32(head + 20, 4096);
		image_put_u32(head + 24, 1);
	}
	unit_write(path, im.bytes, IMAGE_SIZE);
}

/* "PATH techs flash|memory [stateless]" for each image, on lines. */
static char *offered(void)
{
	struct host host = { 0 };
	char *text = NULL;
	size_t len, i;
	FILE *out = open_memstream(&text, &len);

	descriptors_read(unit_dirfd, &host);
	for (i = 0; i < host.n_firmware; i++) {
		const struct host_firmware *fw = &host.firmware[i];

		fprintf(out, "%s%s%s%s%s%s%s", i ? "|" : "", fw->path,
			fw->techs & TECH_BIT(TECH_SEV) ? " sev" : "",
			fw->techs & TECH_BIT(TECH_SEV_ES) ? " es" : "",
			fw->techs & TECH_BIT(TECH_SEV_SNP) ? " snp" : "",
			fw->flash ? " flash" : " memory",
			fw->stateless ? " stateless" : "");
	}
	fclose(out);
	descriptors_clear(&host);
	assert_null(host.firmware);
	assert_int_equal(host.n_firmware, 0);
	return text;
}

static void assert_offered(const char *want)
{
	_cleanup_free_ char *is = offered();

	assert_string_equal(is, want);
}

/* --- one descriptor ------------------------------------------------------- */

#define TARGETS                                                   \
	"\"targets\":[{\"architecture\":\"x86_64\",\"machines\":" \
	"[\"pc-i440fx-*\",\"pc-q35-*\"]}]"
#define FLASH                                                             \
	"\"mapping\":{\"device\":\"flash\",\"executable\":{\"filename\":" \
	"\"/both.fd\"}}"
#define MEMORY	       "\"mapping\":{\"device\":\"memory\",\"filename\":\"/both.fd\"}"
#define FEATURES(list) "\"features\":[" list "]"
#define SEV	       "\"amd-sev\""
#define ES	       "\"amd-sev-es\""
#define SNP	       "\"amd-sev-snp\""

/* Of what is named, what an image can do: /both.fd /es.fd /snp.fd /none.fd */
#define FLASH_OF(image)                                                           \
	"\"mapping\":{\"device\":\"flash\",\"executable\":{\"filename\":\"" image \
	"\"}}"

static const struct one_case {
	const char *name, *json, *offered;
} one_cases[] = {
	{ "all kinds",
	  "{" TARGETS "," MEMORY "," FEATURES(SEV "," ES "," SNP) "}",
	  "/both.fd sev es snp memory stateless" },
	{ "flash", "{" TARGETS "," FLASH "," FEATURES(SEV "," ES) "}",
	  "/both.fd sev es flash" },
	{ "flash without a variable store",
	  "{" TARGETS
	  ",\"mapping\":{\"device\":\"flash\",\"mode\":\"stateless\","
	  "\"executable\":{\"filename\":\"/both.fd\"}}," FEATURES(SEV) "}",
	  "/both.fd sev es flash stateless" },
	{ "another mode",
	  "{" TARGETS ",\"mapping\":{\"device\":\"flash\",\"mode\":\"split\","
	  "\"executable\":{\"filename\":\"/both.fd\"}}," FEATURES(SEV) "}",
	  "/both.fd sev es flash" },
	{ "SEV-ES is not named, but there",
	  "{" TARGETS "," FLASH "," FEATURES(SEV) "}",
	  "/both.fd sev es flash" },
	{ "SEV-SNP is there, but not named",
	  "{" TARGETS "," FLASH_OF("/snp.fd") "," FEATURES(SEV) "}",
	  "/snp.fd sev flash" },
	{ "SEV-ES is named, but not there",
	  "{" TARGETS "," FLASH_OF("/none.fd") "," FEATURES(SEV "," ES) "}",
	  "/none.fd sev flash" },
	{ "SEV-SNP is named, but not there",
	  "{" TARGETS "," FLASH_OF("/es.fd") "," FEATURES(SEV "," SNP) "}",
	  "/es.fd sev es flash" },
	{ "nothing that is named is there",
	  "{" TARGETS "," FLASH_OF("/none.fd") "," FEATURES(SNP) "}", "" },
	{ "no SEV", "{" TARGETS "," FLASH "," FEATURES("\"acpi-s3\"") "}", "" },
	{ "no features", "{" TARGETS "," FLASH "}", "" },
	{ "needs SMM",
	  "{" TARGETS "," FLASH "," FEATURES(SEV ",\"requires-smm\"") "}", "" },
	{ "keys enrolled",
	  "{" TARGETS "," FLASH "," FEATURES("\"enrolled-keys\"," SEV) "}",
	  "" },
	{ "i440fx only",
	  "{\"targets\":[{\"architecture\":\"x86_64\",\"machines\":"
	  "[\"pc-i440fx-*\"]}]," FLASH "," FEATURES(SEV) "}",
	  "" },
	{ "another architecture",
	  "{\"targets\":[{\"architecture\":\"aarch64\",\"machines\":"
	  "[\"pc-q35-*\"]}]," FLASH "," FEATURES(SEV) "}",
	  "" },
	{ "second target",
	  "{\"targets\":[{\"architecture\":\"i386\",\"machines\":[\"pc-q35-*\"]}"
	  ",{\"architecture\":\"x86_64\",\"machines\":[\"pc-q35-5.1\"]}]," FLASH
	  "," FEATURES(SEV) "}",
	  "/both.fd sev es flash" },
	{ "no targets", "{" FLASH "," FEATURES(SEV) "}", "" },
	{ "no mapping", "{" TARGETS "," FEATURES(SEV) "}", "" },
	{ "unknown device",
	  "{" TARGETS ",\"mapping\":{\"device\":\"kernel\",\"filename\":"
	  "\"/both.fd\"}," FEATURES(SEV) "}",
	  "" },
	{ "no device",
	  "{" TARGETS
	  ",\"mapping\":{\"filename\":\"/both.fd\"}," FEATURES(SEV) "}",
	  "" },
	{ "no file name",
	  "{" TARGETS ",\"mapping\":{\"device\":\"memory\"}," FEATURES(SEV) "}",
	  "" },
	{ "no such image",
	  "{" TARGETS "," FLASH_OF("/missing.fd") "," FEATURES(SEV) "}", "" },
	{ "image is a directory",
	  "{" TARGETS "," FLASH_OF("/usr") "," FEATURES(SEV) "}", "" },
	{ "image is too short",
	  "{" TARGETS "," FLASH_OF("/short.fd") "," FEATURES(SEV) "}", "" },
	{ "image contradicts itself",
	  "{" TARGETS "," FLASH_OF("/bad.fd") "," FEATURES(SEV) "}", "" },
	{ "empty", "", "" },
	{ "no JSON", "<xml/>", "" },
	{ "truncated", "{" TARGETS "," FLASH, "" },
	{ "more behind it", "{" TARGETS "," FLASH "," FEATURES(SEV) "} {}",
	  "" },
	{ "key twice",
	  "{" TARGETS "," FLASH "," FEATURES(SEV) "," FEATURES(SEV) "}", "" },
	{ "an array", "[1, 2]", "" },
	{ "a word", "\"amd-sev\"", "" },
	{ "all of other types",
	  "{\"targets\":{},\"mapping\":[],\"features\":{\"amd-sev\":1}}", "" },
	{ "inner parts of other types",
	  "{\"targets\":[1,{\"architecture\":2,\"machines\":3},"
	  "{\"architecture\":\"x86_64\",\"machines\":[4,null]}]," FLASH
	  "," FEATURES("1,null," SEV) "}",
	  "" },
	{ "invalid UTF-8", "{\"a\":\"\xff\"," TARGETS "," FLASH "}", "" },
	{ "NUL in the path",
	  "{" TARGETS "," FLASH_OF("/both.fd\\u0000x") "," FEATURES(SEV) "}",
	  "" },
};

static void write_images(void)
{
	write_image("both.fd", true, true);
	write_image("es.fd", true, false);
	write_image("snp.fd", false, true);
	write_image("none.fd", false, false);
	unit_write_text("short.fd", "x");
	write_image("bad.fd", true, true);
}

static void spoil(void)
{
	_cleanup_close_ int fd = openat(unit_dirfd, "bad.fd", O_WRONLY);

	assert_int_equal(pwrite(fd, "\xff\xff", 2, IMAGE_SIZE - 50), 2);
}

static void one(void **state)
{
	const struct one_case *c = *state;

	write_images();
	spoil();
	unit_write_text(USR "50-a.json", c->json);
	assert_offered(c->offered);
}

/* --- several -------------------------------------------------------------- */

#define GOOD  "{" TARGETS "," FLASH_OF("/both.fd") "," FEATURES(SEV) "}"
#define OTHER "{" TARGETS "," FLASH_OF("/es.fd") "," FEATURES(SEV) "}"

static const struct several_case {
	const char *name;
	struct {
		const char *path, *json;
	} files[4];
	const char *offered;
} several_cases[] = {
	{ "in order of names",
	  { { USR "60-b.json", OTHER }, { USR "50-a.json", GOOD } },
	  "/both.fd sev es flash|/es.fd sev es flash" },
	{ "both directories in one order",
	  { { USR "20-b.json", GOOD },
	    { ETC "10-a.json", OTHER },
	    { ETC "30-c.json", OTHER } },
	  "/es.fd sev es flash|/both.fd sev es flash|/es.fd sev es flash" },
	{ "same name, the administrator's counts",
	  { { USR "50-a.json", GOOD }, { ETC "50-a.json", OTHER } },
	  "/es.fd sev es flash" },
	{ "same name, the administrator's is broken",
	  { { USR "50-a.json", GOOD }, { ETC "50-a.json", "" } },
	  "" },
	{ "a broken one hides no other",
	  { { USR "40-a.json", "{" }, { USR "50-a.json", GOOD } },
	  "/both.fd sev es flash" },
	{ "other files",
	  { { USR "50-a.json~", GOOD },
	    { USR ".50-a.json", GOOD },
	    { USR "README", GOOD },
	    { USR ".json", GOOD } },
	  "" },
};

static void several(void **state)
{
	const struct several_case *c = *state;
	size_t i;

	write_images();
	for (i = 0; i < ARRAY_SIZE(c->files) && c->files[i].path; i++)
		unit_write_text(c->files[i].path, c->files[i].json);
	assert_offered(c->offered);
}

static void nothing_there(void **state)
{
	(void)state;
	assert_offered("");
}

static void files_that_are_none(void **state)
{
	(void)state;
	write_images();
	unit_make('p', USR "10-fifo.json", NULL);
	unit_make('d', USR "20-dir.json", NULL);
	unit_make('l', USR "30-dangling.json", "nowhere");
	unit_make('l', USR "40-link.json", "../../../../srv/real.json");
	unit_write_text("srv/real.json", GOOD);
	assert_offered("/both.fd sev es flash");
}

static void huge(void **state)
{
	char path[UNIT_PATH_SIZE + 64];

	(void)state;
	write_images();
	unit_write_text(USR "50-a.json", GOOD);
	snprintf(path, sizeof(path), "%s/" USR "50-a.json", unit_path);
	assert_int_equal(truncate(path, (1 << 20) + 1), 0);
	assert_offered("");
}

/* --- those of Debian, and one of Fedora ----------------------------------- */

/* @image is put where the descriptors say; "" where nothing has SEV. */
static const struct packaged_case {
	const char *name, *dir, *image, *file, *offered;
} packaged_cases[] = {
	{ "bookworm", PACKAGES "ovmf_2022.11-6+deb12u2/",
	  VECTORS "bookworm-CODE_4M.last8k.bin",
	  "usr/share/OVMF/OVMF_CODE_4M.fd",
	  "/usr/share/OVMF/OVMF_CODE_4M.fd sev es flash" },
	{ "trixie", PACKAGES "ovmf_2025.02-8+deb13u1/",
	  VECTORS "trixie-CODE_4M.last8k.bin", "usr/share/OVMF/OVMF_CODE_4M.fd",
	  "/usr/share/OVMF/OVMF_CODE_4M.fd sev es flash" },
	{ "sid, generic", PACKAGES "ovmf-generic_2026.08+ds-2/",
	  VECTORS "sid-amdsev.last8k.bin", "usr/share/OVMF/OVMF_CODE_4M.fd",
	  "/usr/share/OVMF/OVMF_CODE_4M.fd sev es flash" },
	{ "sid, amdsev", PACKAGES "ovmf-amdsev_2026.08+ds-2/",
	  VECTORS "sid-amdsev.last8k.bin", "usr/share/ovmf/OVMF.amdsev.fd",
	  "/usr/share/ovmf/OVMF.amdsev.fd sev es snp memory stateless" },
	{ "Fedora, amdsev", "tests/vectors/libvirt/firmware/",
	  VECTORS "sid-amdsev.last8k.bin", "usr/share/edk2/ovmf/OVMF.amdsev.fd",
	  "/usr/share/edk2/ovmf/OVMF.amdsev.fd sev es snp flash stateless" },
};

static const char *const packaged_names[] = {
	"40-edk2-x86_64-secure-enrolled.json",
	"50-edk2-x86_64-secure.json",
	"60-edk2-x86_64.json",
	"60-edk2-x86_64-amdsev.json",
	"60-edk2-ovmf-x64-amdsev.json",
};

static void copy(const char *from, const char *to)
{
	size_t len;
	_cleanup_free_ char *bytes = unit_read(from, &len);

	unit_write(to, bytes, len);
}

static void packaged(void **state)
{
	const struct packaged_case *c = *state;
	char from[UNIT_PATH_SIZE], to[UNIT_PATH_SIZE];
	size_t i, found = 0;

	copy(c->image, c->file);
	for (i = 0; i < ARRAY_SIZE(packaged_names); i++) {
		snprintf(from, sizeof(from), "%s%s", c->dir, packaged_names[i]);
		snprintf(to, sizeof(to), USR "%s", packaged_names[i]);
		if (access(from, R_OK) < 0)
			continue;
		copy(from, to);
		found++;
	}
	assert_true(found > 0);
	assert_offered(c->offered);
}

int main(void)
{
	UNIT_CASES_DIR(one, one_cases);
	UNIT_CASES_DIR(several, several_cases);
	UNIT_DIR(nothing_there);
	UNIT_DIR(files_that_are_none);
	UNIT_DIR(huge);
	UNIT_CASES_DIR(packaged, packaged_cases);
	return unit_run();
}
