/* SPDX-License-Identifier: GPL-2.0-or-later */
/* identity.c - the keys of a chip and where they are kept */
#include "identity.h"

#include <endian.h>
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <string.h>
#include <sys/file.h>

#include "cert.h"
#include "policy/file.h"

#define MAX_FILE 4096

/* Which file holds what; the last one is there when all are. */
struct item {
	const char *name;
	void *data;
	size_t size;
};

#define N_ITEMS 7
static void items(struct psp_identity *id, struct item item[static N_ITEMS])
{
	const struct item all[N_ITEMS] = {
		{ "pdh.cert", &id->pdh_cert, sizeof(id->pdh_cert) },
		{ "pek.cert", &id->chain.pek, sizeof(id->chain.pek) },
		{ "oca.cert", &id->chain.oca, sizeof(id->chain.oca) },
		{ "cek.cert", &id->chain.cek, sizeof(id->chain.cek) },
		{ "ask.cert", &id->ask_cert, sizeof(id->ask_cert) },
		{ "ark.cert", &id->ark_cert, sizeof(id->ark_cert) },
		{ "id", id->id, sizeof(id->id) },
	};

	memcpy(item, all, sizeof(all));
}

static void bio_freep(BIO **bio)
{
	BIO_free(*bio);
}

static int write_file(int dirfd, const char *name, const void *data, size_t len,
		      struct err *err)
{
	_cleanup_close_ int fd = -1;

	/* what an interrupted first use has left */
	unlinkat(dirfd, name, 0);
	fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		return err_set(err, "%s: cannot write: %m", name);
	return 0;
}

static int write_key(int dirfd, const char *name, EVP_PKEY *key,
		     struct err *err)
{
	/* a BIO in secure memory wipes itself */
	_cleanup_(bio_freep) BIO *bio = BIO_new(BIO_s_secmem());
	char *text = NULL;
	long len;

	if (!bio ||
	    !PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL))
		return err_set(err, "%s: cannot encode the key", name);
	len = BIO_get_mem_data(bio, &text);
	return write_file(dirfd, name, text, (size_t)len, err);
}

static int read_key(int dirfd, const char *name, EVP_PKEY **ret_key,
		    struct err *err)
{
	_cleanup_(bio_freep) BIO *bio = NULL;
	_cleanup_free_ char *text = NULL;
	size_t len;

	if (file_read_path(dirfd, name, MAX_FILE, &text, &len, err) < 0)
		return -1;
	bio = BIO_new_mem_buf(text, (int)len);
	*ret_key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	OPENSSL_cleanse(text, len);
	return *ret_key ? 0 : err_set(err, "%s: not a private key", name);
}

static int read_item(int dirfd, const struct item *item, struct err *err)
{
	_cleanup_free_ char *data = NULL;
	size_t len;

	if (file_read_path(dirfd, item->name, item->size, &data, &len, err) < 0)
		return -1;
	if (len != item->size)
		return err_set(err, "%s: %zu bytes, not %zu", item->name, len,
			       item->size);
	memcpy(item->data, data, len);
	return 0;
}

static int load(int dirfd, struct psp_identity *id, struct err *err)
{
	struct item item[N_ITEMS];
	size_t i;

	items(id, item);
	for (i = 0; i < N_ITEMS; i++)
		if (read_item(dirfd, &item[i], err) < 0)
			return -1;
	if (read_key(dirfd, "pdh.key", &id->pdh, err) < 0 ||
	    read_key(dirfd, "pek.key", &id->pek, err) < 0 ||
	    read_key(dirfd, "oca.key", &id->oca, err) < 0 ||
	    read_key(dirfd, "cek.key", &id->cek, err) < 0)
		return -1;
	return 0;
}

static bool make_roots(struct psp_identity *id)
{
	_cleanup_pkey_ EVP_PKEY *ark = EVP_RSA_gen(PSP_RSA_SIZE * 8);
	_cleanup_pkey_ EVP_PKEY *ask = EVP_RSA_gen(PSP_RSA_SIZE * 8);

	/* AMD keeps these two keys; here they end with this function */
	return ark && ask &&
	       psp_ca_init(&id->ark_cert, PSP_USAGE_ARK, NULL, ark) &&
	       psp_ca_sign(&id->ark_cert, ark) &&
	       psp_ca_init(&id->ask_cert, PSP_USAGE_ASK, id->ark_cert.key_id,
			   ask) &&
	       psp_ca_sign(&id->ask_cert, ark) &&
	       psp_cert_init(&id->chain.cek, PSP_USAGE_CEK,
			     PSP_ALGO_ECDSA_SHA256, id->cek) &&
	       psp_cert_sign(&id->chain.cek, 0, PSP_USAGE_ASK, ask);
}

static bool make_pdh(struct psp_identity *id)
{
	return psp_cert_init(&id->pdh_cert, PSP_USAGE_PDH, PSP_ALGO_ECDH_SHA256,
			     id->pdh) &&
	       psp_cert_sign(&id->pdh_cert, 0, PSP_USAGE_PEK, id->pek);
}

static void new_key(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
	*key = EVP_EC_gen("P-384");
}

/* SEV API 2.1: who signs whom, in a platform that owns itself. */
static bool make_own(struct psp_identity *id)
{
	new_key(&id->pdh);
	new_key(&id->pek);
	new_key(&id->oca);
	return id->pdh && id->pek && id->oca &&
	       psp_cert_init(&id->chain.oca, PSP_USAGE_OCA,
			     PSP_ALGO_ECDSA_SHA256, id->oca) &&
	       psp_cert_sign(&id->chain.oca, 0, PSP_USAGE_OCA, id->oca) &&
	       psp_cert_init(&id->chain.pek, PSP_USAGE_PEK,
			     PSP_ALGO_ECDSA_SHA256, id->pek) &&
	       psp_cert_sign(&id->chain.pek, 0, PSP_USAGE_OCA, id->oca) &&
	       psp_cert_sign(&id->chain.pek, 1, PSP_USAGE_CEK, id->cek) &&
	       make_pdh(id);
}

static bool make(struct psp_identity *id)
{
	id->cek = EVP_EC_gen("P-384");
	return id->cek && make_roots(id) && make_own(id) &&
	       psp_random(id->id, sizeof(id->id));
}

static int save(int dirfd, struct psp_identity *id, struct err *err)
{
	struct item item[N_ITEMS];
	size_t i;

	items(id, item);
	if (write_key(dirfd, "pdh.key", id->pdh, err) < 0 ||
	    write_key(dirfd, "pek.key", id->pek, err) < 0 ||
	    write_key(dirfd, "oca.key", id->oca, err) < 0 ||
	    write_key(dirfd, "cek.key", id->cek, err) < 0)
		return -1;
	for (i = 0; i < N_ITEMS; i++)
		if (write_file(dirfd, item[i].name, item[i].data, item[i].size,
			       err) < 0)
			return -1;
	return 0;
}

/* The returned descriptor holds the lock until it is closed. */
static int lock(int dirfd, struct err *err)
{
	_cleanup_close_ int fd =
		openat(dirfd, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || flock(fd, LOCK_EX) < 0)
		return err_set(err, "lock: %m");
	return TAKE_FD(fd);
}

int psp_identity_load(int dirfd, struct psp_identity *identity, struct err *err)
{
	_cleanup_close_ int locked = lock(dirfd, err);

	if (locked < 0)
		return -1;
	if (faccessat(dirfd, "id", F_OK, 0) == 0)
		return load(dirfd, identity, err);
	if (!make(identity))
		return err_set(err, "cannot make the platform's keys");
	return save(dirfd, identity, err);
}

int psp_identity_new_pdh(int dirfd, struct psp_identity *identity,
			 struct err *err)
{
	_cleanup_close_ int locked = lock(dirfd, err);

	if (locked < 0)
		return -1;
	EVP_PKEY_free(identity->pdh);
	identity->pdh = EVP_EC_gen("P-384");
	if (!identity->pdh || !make_pdh(identity))
		return err_set(err, "cannot make a PDH");
	if (write_key(dirfd, "pdh.key", identity->pdh, err) < 0 ||
	    write_file(dirfd, "pdh.cert", &identity->pdh_cert,
		       sizeof(identity->pdh_cert), err) < 0)
		return -1;
	return 0;
}

int psp_identity_new_pek(int dirfd, struct psp_identity *identity,
			 struct err *err)
{
	_cleanup_close_ int locked = lock(dirfd, err);

	if (locked < 0)
		return -1;
	if (!make_own(identity))
		return err_set(err, "cannot make a PEK");
	return save(dirfd, identity, err);
}

int psp_identity_import(int dirfd, struct psp_identity *identity,
			const struct psp_cert *pek, const struct psp_cert *oca,
			struct err *err)
{
	/* the owner may have signed in either place */
	unsigned int slot = pek->sig[0].usage == htole32(PSP_USAGE_OCA);
	_cleanup_close_ int locked = lock(dirfd, err);

	if (locked < 0)
		return -1;
	identity->chain.oca = *oca;
	identity->chain.pek = *pek;
	new_key(&identity->pdh);
	if (!identity->pdh || !make_pdh(identity) ||
	    !psp_cert_sign(&identity->chain.pek, slot, PSP_USAGE_CEK,
			   identity->cek))
		return err_set(err, "cannot sign the PEK");
	return save(dirfd, identity, err);
}

bool psp_identity_external(const struct psp_identity *identity)
{
	_cleanup_pkey_ EVP_PKEY *key = NULL;

	return identity->oca && psp_cert_public(&identity->chain.oca, &key) &&
	       EVP_PKEY_eq(key, identity->oca) != 1;
}

void psp_identity_clear(struct psp_identity *identity)
{
	EVP_PKEY_free(identity->pdh);
	EVP_PKEY_free(identity->pek);
	EVP_PKEY_free(identity->oca);
	EVP_PKEY_free(identity->cek);
	memset(identity, 0, sizeof(*identity));
}
