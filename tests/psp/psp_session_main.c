/* SPDX-License-Identifier: GPL-2.0-or-later */
/* psp_session_main.c - psp-session: the guest owner's side, for tests */
#include <endian.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <stdio.h>
#include <string.h>

#include "base64.h"
#include "cert.h"
#include "readfile.h"
#include "policy/text.h"
#include "session.h"

#define PDH_FILE_MAX 65536

/* What the owner keeps and what he sends. */
struct owner {
	uint8_t keys[2 * PSP_KEY_SIZE]; /* TEK, then TIK */
	struct psp_cert godh;
	struct psp_session session;
};

static int read_pdh(const char *path, EVP_PKEY **ret_key, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ uint8_t *data = NULL;
	struct psp_cert cert;
	size_t len;

	if (psp_read_file(path, PDH_FILE_MAX, &text, &len, err) < 0)
		return -1;
	data = psp_base64_decode(text, &len);
	if (!data || len != sizeof(cert))
		return err_set(err, "%s: not a PDH certificate in base64",
			       path);
	memcpy(&cert, data, sizeof(cert));
	if (!psp_cert_key(&cert, ret_key))
		return err_set(err, "%s: not a PDH certificate", path);
	return 0;
}

/* SEV API 6.2, and 2.2.2 for the keys. */
static bool wrap(struct owner *owner, EVP_PKEY *godh, EVP_PKEY *pdh,
		 uint32_t policy)
{
	struct psp_session *session = &owner->session;
	const struct psp_span span = { session->wrap_tk,
				       sizeof(session->wrap_tk) };
	struct psp_wrap_keys wrap;
	bool ok;

	ok = psp_random(owner->keys, sizeof(owner->keys)) &&
	     psp_random(session->nonce, sizeof(session->nonce)) &&
	     psp_random(session->wrap_iv, sizeof(session->wrap_iv)) &&
	     psp_session_keys(godh, pdh, session->nonce, &wrap) &&
	     psp_ctr(wrap.kek, session->wrap_iv, owner->keys,
		     sizeof(owner->keys), session->wrap_tk) &&
	     psp_hmac(wrap.kik, sizeof(wrap.kik), &span, 1,
		      session->wrap_mac) &&
	     psp_session_policy_mac(owner->keys + PSP_KEY_SIZE, policy,
				    session->policy_mac);
	OPENSSL_cleanse(&wrap, sizeof(wrap));
	return ok;
}

static int write_out(const char *prefix, const char *suffix, const void *data,
		     size_t len, struct err *err)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_close_ int fd = -1;

	if (asprintf(&path, "%s%s", prefix, suffix) < 0)
		return err_set(err, "out of memory");
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		return err_set(err, "%s: %m", path);
	return 0;
}

static int write_b64(const char *prefix, const char *suffix, const void *data,
		     size_t len, struct err *err)
{
	_cleanup_free_ char *text = psp_base64_encode(data, len);

	if (!text)
		return err_set(err, "out of memory");
	return write_out(prefix, suffix, text, strlen(text), err);
}

static int write_all(const char *prefix, const struct owner *owner,
		     struct err *err)
{
	if (write_out(prefix, "_tek.bin", owner->keys, PSP_KEY_SIZE, err) < 0 ||
	    write_out(prefix, "_tik.bin", owner->keys + PSP_KEY_SIZE,
		      PSP_KEY_SIZE, err) < 0 ||
	    write_b64(prefix, "_godh.b64", &owner->godh, sizeof(owner->godh),
		      err) < 0 ||
	    write_b64(prefix, "_session.b64", &owner->session,
		      sizeof(owner->session), err) < 0)
		return -1;
	return 0;
}

static int make(const char *pdh_path, uint32_t policy, const char *prefix,
		struct err *err)
{
	_cleanup_pkey_ EVP_PKEY *pdh = NULL;
	_cleanup_pkey_ EVP_PKEY *godh = EVP_EC_gen("P-384");
	struct owner owner = { 0 };
	int result = -1;

	if (read_pdh(pdh_path, &pdh, err) < 0)
		return -1;
	if (!godh ||
	    !psp_cert_init(&owner.godh, PSP_USAGE_PDH, PSP_ALGO_ECDH_SHA256,
			   godh) ||
	    !wrap(&owner, godh, pdh, policy))
		err_set(err, "libcrypto failed");
	else
		result = write_all(prefix, &owner, err);
	OPENSSL_cleanse(&owner, sizeof(owner));
	return result;
}

int main(int argc, char **argv)
{
	struct err err;
	uint64_t policy;

	if (argc != 4 || !text_to_u64(argv[2], 16, UINT32_MAX, &policy)) {
		fprintf(stderr, "usage: psp-session PDH_B64_FILE POLICY(hex) "
				"OUTPREFIX\n");
		return 2;
	}
	if (make(argv[1], (uint32_t)policy, argv[3], &err) < 0) {
		fprintf(stderr, "psp-session: %s\n", err.text);
		return 1;
	}
	return 0;
}
