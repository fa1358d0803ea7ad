/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch.c - the launch digest of SEV and SEV-ES guests */
#include "attest/launch_priv.h"

#include <string.h>
#include <sys/stat.h>

#include "attest/attest.h"
#include "attest/digest.h"
#include "attest/le.h"
#include "attest/vmsa.h"
#include "cleanup.h"

/* LAUNCH_UPDATE_DATA, SEV API (55766) 6.3: lengths are multiples of 16. */
#define BLOCK 16

/*
 * DOC: The table of hashes
 *
 * QEMU, struct SevHashTable: a GUID and the length of the table, then for
 * command line, initrd and kernel a GUID, the length of the entry, and a
 * SHA-256.  It is measured with zeros up to the next multiple of 16 bytes.
 */
#define GUID_SIZE  16u
#define HEAD_SIZE  (GUID_SIZE + 2u)
#define ENTRY_SIZE (HEAD_SIZE + LAUNCH_DIGEST_SIZE)
#define TABLE_SIZE (HEAD_SIZE + 3u * ENTRY_SIZE)
#define TABLE_ROOM 176u

_Static_assert(TABLE_SIZE == 168, "QEMU, struct SevHashTable");
_Static_assert(TABLE_ROOM % BLOCK == 0 && TABLE_ROOM - TABLE_SIZE < BLOCK,
	       "QEMU, struct PaddedSevHashTable");

/* 9438d606-4f22-4cc9-b479-a793d411fd21 */
static const uint8_t table_guid[GUID_SIZE] = { 0x06, 0xd6, 0x38, 0x94,
					       0x22, 0x4f, 0xc9, 0x4c,
					       0xb4, 0x79, 0xa7, 0x93,
					       0xd4, 0x11, 0xfd, 0x21 };
/* 97d02dd8-bd20-4c94-aa78-e7714d36ab2a */
static const uint8_t cmdline_guid[GUID_SIZE] = { 0xd8, 0x2d, 0xd0, 0x97,
						 0x20, 0xbd, 0x94, 0x4c,
						 0xaa, 0x78, 0xe7, 0x71,
						 0x4d, 0x36, 0xab, 0x2a };
/* 44baf731-3a2f-4bd7-9af1-41e29169781d */
static const uint8_t initrd_guid[GUID_SIZE] = { 0x31, 0xf7, 0xba, 0x44,
						0x2f, 0x3a, 0xd7, 0x4b,
						0x9a, 0xf1, 0x41, 0xe2,
						0x91, 0x69, 0x78, 0x1d };
/* 4de79437-abd2-427f-b835-d5b172d2045b */
static const uint8_t kernel_guid[GUID_SIZE] = { 0x37, 0x94, 0xe7, 0x4d,
						0xd2, 0xab, 0x7f, 0x42,
						0xb8, 0x35, 0xd5, 0xb1,
						0x72, 0xd2, 0x04, 0x5b };

/* --- the files ------------------------------------------------------------ */

int launch_hash(const void *data, size_t len,
		uint8_t digest[LAUNCH_DIGEST_SIZE], struct err *err)
{
	if (EVP_Digest(data, len, digest, NULL, EVP_sha256(), NULL) != 1)
		return err_set(err, "SHA-256 failed in libcrypto");
	return 0;
}

static int read_firmware(struct launch *l, int fd, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_set(err, "cannot read: %m");
	if (firmware_inspect(fd, (uint64_t)st.st_size, &l->firmware, err) < 0)
		return -1;
	if (st.st_size % BLOCK)
		return err_set(err,
			       "%lld bytes are not a multiple of %d: it can "
			       "not be measured",
			       (long long)st.st_size, BLOCK);
	l->measured = digest_start(err);
	if (!l->measured || digest_add_file(l->measured, fd, err) < 0)
		return -1;
	return digest_unchanged(fd, &st, err);
}

static int read_file(int fd, const char *name,
		     uint8_t digest[LAUNCH_DIGEST_SIZE], struct err *err)
{
	if (fd < 0)
		return launch_hash("", 0, digest, err);
	if (digest_sha256_file(fd, digest, err) < 0)
		return err_wrap(err, "%s", name);
	return 0;
}

/* QEMU refuses an empty kernel; an empty initrd is the same as none. */
static int read_kernel(struct launch *l, int fd, struct err *err)
{
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && !st.st_size)
		return err_set(err, "kernel: the file is empty");
	return read_file(fd, "kernel", l->kernel, err);
}

static int read_all(struct launch *l, int firmware, int kernel, int initrd,
		    struct err *err)
{
	if (read_firmware(l, firmware, err) < 0)
		return err_wrap(err, "firmware");
	if (read_kernel(l, kernel, err) < 0 ||
	    read_file(initrd, "initrd", l->initrd, err) < 0)
		return -1;
	return launch_hash(l->text, strlen(l->text) + 1, l->cmdline, err);
}

int launch_open(int firmware, int kernel, int initrd, const char *cmdline,
		struct launch **ret, struct err *err)
{
	_cleanup_(launch_freep) struct launch *l = calloc(1, sizeof(*l));

	if (l)
		l->text = strdup(cmdline ? cmdline : "");
	if (!l || !l->text)
		return err_set(err, "out of memory");
	l->has_kernel = kernel >= 0;
	l->has_initrd = initrd >= 0;
	if (read_all(l, firmware, kernel, initrd, err) < 0)
		return -1;
	*ret = TAKE_PTR(l);
	return 0;
}

void launch_free(struct launch *launch)
{
	if (!launch)
		return;
	EVP_MD_CTX_free(launch->measured);
	free(launch->text);
	free(launch);
}

const struct firmware *launch_firmware(const struct launch *launch)
{
	return &launch->firmware;
}

/* --- the digest ----------------------------------------------------------- */

static void put_entry(uint8_t *to, const uint8_t *guid, const uint8_t *digest)
{
	memcpy(to, guid, GUID_SIZE);
	put_le16(to + GUID_SIZE, ENTRY_SIZE);
	memcpy(to + HEAD_SIZE, digest, LAUNCH_DIGEST_SIZE);
}

static int add(EVP_MD_CTX *ctx, const void *data, size_t len, struct err *err)
{
	if (EVP_DigestUpdate(ctx, data, len) != 1)
		return err_set(err, "SHA-256 failed in libcrypto");
	return 0;
}

static int add_table(const struct launch *l, EVP_MD_CTX *ctx, struct err *err)
{
	uint8_t table[TABLE_ROOM] = { 0 };
	uint8_t *entry = table + HEAD_SIZE;

	memcpy(table, table_guid, GUID_SIZE);
	put_le16(table + GUID_SIZE, TABLE_SIZE);
	put_entry(entry, cmdline_guid, l->cmdline);
	put_entry(entry + ENTRY_SIZE, initrd_guid, l->initrd);
	put_entry(entry + 2 * (size_t)ENTRY_SIZE, kernel_guid, l->kernel);
	return add(ctx, table, sizeof(table), err);
}

/* Is there such a guest? */
static int check_shape(const struct launch *l, const struct launch_shape *s,
		       struct err *err)
{
	if (s->kernel_hashes && !l->has_kernel)
		return err_set(err, "there is no kernel whose hash could be "
				    "measured");
	if (s->kernel_hashes && !firmware_hashes_kernel(&l->firmware))
		return err_set(err, "firmware: has no room for kernel hashes, "
				    "QEMU would not start");
	if (!s->vcpus || s->vcpus > LAUNCH_MAX_VCPUS)
		return err_set(err, "%u vCPUs: 1 to %u are possible", s->vcpus,
			       LAUNCH_MAX_VCPUS);
	if (s->es && s->vcpus > 1 && !l->firmware.es_reset)
		return err_set(err, "firmware: has no SEV-ES reset vector, "
				    "which a second vCPU starts at");
	return 0;
}

/* The state with everything but VMSAs, or NULL. */
static EVP_MD_CTX *start(const struct launch *l, const struct launch_shape *s,
			 struct err *err)
{
	_cleanup_(digest_freep) EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (check_shape(l, s, err) < 0)
		return NULL;
	if (!ctx || EVP_MD_CTX_copy_ex(ctx, l->measured) != 1) {
		err_set(err, "SHA-256 failed in libcrypto");
		return NULL;
	}
	if (s->kernel_hashes && add_table(l, ctx, err) < 0)
		return NULL;
	return TAKE_PTR(ctx);
}

static int add_vmsas(const struct launch *l, const struct launch_shape *s,
		     EVP_MD_CTX *ctx, struct err *err)
{
	uint8_t page[VMSA_SIZE];
	unsigned int i;

	vmsa_fill(page, VMSA_BSP_EIP, s);
	if (add(ctx, page, sizeof(page), err) < 0)
		return -1;
	vmsa_fill(page, l->firmware.es_reset, s);
	for (i = 1; i < s->vcpus; i++)
		if (add(ctx, page, sizeof(page), err) < 0)
			return -1;
	return 0;
}

int launch_digest(const struct launch *launch, const struct launch_shape *shape,
		  uint8_t digest[LAUNCH_DIGEST_SIZE], struct err *err)
{
	_cleanup_(digest_freep) EVP_MD_CTX *ctx = start(launch, shape, err);

	if (!ctx || (shape->es && add_vmsas(launch, shape, ctx, err) < 0))
		return -1;
	if (EVP_DigestFinal_ex(ctx, digest, NULL) != 1)
		return err_set(err, "SHA-256 failed in libcrypto");
	return 0;
}

/* --- with any number of vCPUs --------------------------------------------- */

/* The digest as it stands: @ctx goes on. */
static int peek(EVP_MD_CTX *scratch, const EVP_MD_CTX *ctx,
		uint8_t digest[LAUNCH_DIGEST_SIZE], struct err *err)
{
	if (EVP_MD_CTX_copy_ex(scratch, ctx) != 1 ||
	    EVP_DigestFinal_ex(scratch, digest, NULL) != 1)
		return err_set(err, "SHA-256 failed in libcrypto");
	return 0;
}

int launch_each_count(const struct launch *launch,
		      const struct launch_shape *shape,
		      int (*fn)(unsigned int vcpus,
				const uint8_t digest[LAUNCH_DIGEST_SIZE],
				void *data),
		      void *data, struct err *err)
{
	struct launch_shape one = *shape;
	_cleanup_(digest_freep) EVP_MD_CTX *ctx = NULL;
	_cleanup_(digest_freep) EVP_MD_CTX *scratch = EVP_MD_CTX_new();
	uint8_t page[VMSA_SIZE], digest[LAUNCH_DIGEST_SIZE];
	unsigned int n, max = launch->firmware.es_reset ? LAUNCH_MAX_VCPUS : 1;
	int result = 0;

	one.vcpus = 1;
	ctx = start(launch, &one, err);
	if (!ctx || !scratch)
		return -1;
	vmsa_fill(page, VMSA_BSP_EIP, &one);
	for (n = 1; n <= max && !result; n++) {
		if (add(ctx, page, sizeof(page), err) < 0 ||
		    peek(scratch, ctx, digest, err) < 0)
			return -1;
		result = fn(n, digest, data);
		if (n == 1)
			vmsa_fill(page, launch->firmware.es_reset, &one);
	}
	return result;
}
