/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_attest.c - digests of files that change, signatures that do not fit */
#include "attest/attest.h"

#include <dlfcn.h>
#include <time.h>

#include "text.h"
#include "unit.h"

/* --- a writer between two reads ------------------------------------------- */

/*
 * @meanwhile is called once, before the @at-th read that is to come; with
 * @interrupt every other read fails with EINTR.
 */
static void (*meanwhile)(void);
static int at;
static bool interrupt, broken;

ssize_t pread(int fd, void *buf, size_t len, off_t offset)
{
	static ssize_t (*real)(int, void *, size_t, off_t);
	static bool odd;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "pread");
	if (at && --at == 0)
		meanwhile();
	odd = !odd;
	if (broken || (interrupt && odd)) {
		errno = broken ? EIO : EINTR;
		return -1;
	}
	return real(fd, buf, len, offset);
}

/* What is written has to have another time than what was there. */
static void make_old(void)
{
	const struct timespec times[] = { { 1, 0 }, { 1, 0 } };

	assert_int_equal(utimensat(unit_dirfd, "file", times, 0), 0);
}

static void write_at(off_t offset, const char *text)
{
	_cleanup_close_ int fd = openat(unit_dirfd, "file", O_WRONLY);

	assert_int_equal(pwrite(fd, text, strlen(text), offset),
			 (ssize_t)strlen(text));
}

static void write_start(void)
{
	write_at(0, "X");
}

static void write_end(void)
{
	write_at(199999, "X");
}

static void append(void)
{
	write_at(200000, "more");
}

static void shorten(void)
{
	char path[UNIT_PATH_SIZE + 8];

	snprintf(path, sizeof(path), "%s/file", unit_path);
	assert_int_equal(truncate(path, 100000), 0);
}

/* Another time and the old contents: nobody can say what was read. */
static void touch(void)
{
	assert_int_equal(utimensat(unit_dirfd, "file", NULL, 0), 0);
}

/* Two changes in one tick of the kernel's clock have the same time. */
static void await_next_tick(void)
{
	struct timespec now;
	struct stat st;

	assert_int_equal(fstatat(unit_dirfd, "file", &st, 0), 0);
	do
		clock_gettime(CLOCK_REALTIME_COARSE, &now);
	while (now.tv_sec == st.st_ctim.tv_sec &&
	       now.tv_nsec <= st.st_ctim.tv_nsec);
}

/* The name leads elsewhere, the open file is the same. */
static void replace(void)
{
	await_next_tick();
	unit_write_text("other", "other");
	assert_int_equal(renameat(unit_dirfd, "other", unit_dirfd, "file"), 0);
}

/* 200000 bytes are read in chunks of 65536: four reads, and one at the end. */
static const struct change_case {
	const char *name;
	void (*meanwhile)(void);
	int at;
	bool good;
} change_cases[] = {
	{ "before the first read", write_start, 1, false },
	{ "behind what was read", write_start, 3, false },
	{ "before what is still to be read", write_end, 2, false },
	{ "at the very end", write_end, 5, false },
	{ "longer", append, 3, false },
	{ "longer, at the end", append, 5, false },
	{ "shorter", shorten, 4, false },
	{ "another time", touch, 2, false },
	{ "behind the last read", write_start, 6, true },
};

static int digest(uint8_t *digest, struct err *err)
{
	_cleanup_close_ int fd =
		openat(unit_dirfd, "file", O_RDONLY | O_CLOEXEC);

	return sevgate_attest.sha256_file(fd, digest, err);
}

static void write_file(void)
{
	_cleanup_free_ char *bytes = calloc(200000, 1);

	unit_write("file", bytes, 200000);
	make_old();
}

static void changes(void **state)
{
	const struct change_case *c = *state;
	uint8_t out[ATTEST_SHA256_SIZE];
	struct err err = { "" };
	int result;

	write_file();
	meanwhile = c->meanwhile;
	at = c->at;
	result = digest(out, &err);
	at = 0;
	assert_int_equal(result, c->good ? 0 : -1);
	assert_string_equal(err.text,
			    c->good ? "" : "changed while it was read");
}

/* --- digests -------------------------------------------------------------- */

static const struct digest_case {
	const char *name, *unit;
	size_t repeat;
	const char *hex;
} digest_cases[] = {
	/* FIPS 180-2, appendix B; NIST's example of a million "a" */
	{ "empty", "", 0,
	  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "abc", 1,
	  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "448 bits",
	  "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "a million", "aaaaaaaaaa", 100000,
	  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

static void sha256(void **state)
{
	const struct digest_case *c = *state;
	size_t len = strlen(c->unit), i;
	_cleanup_free_ char *bytes = malloc(len * c->repeat + 1);
	uint8_t out[ATTEST_SHA256_SIZE];
	char hex[2 * ATTEST_SHA256_SIZE + 1];
	int twice;

	for (i = 0; i < c->repeat; i++)
		memcpy(bytes + i * len, c->unit, len);
	unit_write("file", bytes, len * c->repeat);
	for (twice = 0; twice < 2; twice++) {
		interrupt = twice;
		assert_int_equal(digest(out, NULL), 0);
		interrupt = false;
		text_hex(out, sizeof(out), hex);
		assert_string_equal(hex, c->hex);
	}
}

/* The first bytes of the digests that came with the vectors. */
static const struct vector_case {
	const char *name, *hex;
} vector_cases[] = {
	{ "tests/vectors/debian/sid-amdsev.last8k.bin", "0f4ab2fcee9c511b" },
	{ "tests/vectors/debian/trixie-CODE_4M.last8k.bin",
	  "cd6d991c027cff32" },
};

static void vector(void **state)
{
	const struct vector_case *c = *state;
	_cleanup_close_ int fd = file_open(AT_FDCWD, c->name, NULL, NULL);
	uint8_t out[ATTEST_SHA256_SIZE];
	char hex[2 * ATTEST_SHA256_SIZE + 1];

	assert_int_equal(digest_sha256_file(fd, out, NULL), 0);
	text_hex(out, sizeof(out), hex);
	assert_memory_equal(hex, c->hex, strlen(c->hex));
}

/* Whoever replaces the file while it is read can not say what was read. */
static void renamed_meanwhile(void **state)
{
	uint8_t out[ATTEST_SHA256_SIZE];
	struct err err = { "" };

	(void)state;
	write_file();
	meanwhile = replace;
	at = 2;
	/* the open file is whole, but losing its name changes its status */
	assert_int_equal(digest(out, &err), -1);
	assert_string_equal(err.text, "changed while it was read");
	assert_int_equal(at, 0);
}

static void position_does_not_matter(void **state)
{
	_cleanup_close_ int fd = -1;
	uint8_t first[ATTEST_SHA256_SIZE], second[ATTEST_SHA256_SIZE];

	(void)state;
	write_file();
	fd = openat(unit_dirfd, "file", O_RDONLY | O_CLOEXEC);
	assert_int_equal(digest_sha256_file(fd, first, NULL), 0);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 0);
	assert_int_equal(lseek(fd, 777, SEEK_SET), 777);
	assert_int_equal(digest_sha256_file(fd, second, NULL), 0);
	assert_memory_equal(first, second, sizeof(first));
}

static void cannot_be_read(void **state)
{
	uint8_t out[ATTEST_SHA256_SIZE];
	struct err err = { "" };

	(void)state;
	assert_int_equal(digest_sha256_file(-1, out, &err), -1);
	assert_string_equal(err.text, "cannot read: Bad file descriptor");
	assert_int_equal(digest_sha256_file(unit_dirfd, out, &err), -1);
	assert_string_equal(err.text, "cannot read: Is a directory");
	write_file();
	broken = true;
	assert_int_equal(digest(out, &err), -1);
	broken = false;
	assert_string_equal(err.text, "cannot read: Input/output error");
}

int main(void)
{
	UNIT_CASES_DIR(changes, change_cases);
	UNIT_CASES_DIR(sha256, digest_cases);
	UNIT_CASES(vector, vector_cases);
	UNIT_DIR(renamed_meanwhile);
	UNIT_DIR(position_does_not_matter);
	UNIT_DIR(cannot_be_read);
	return unit_run();
}
