/* SPDX-License-Identifier: GPL-2.0-or-later */
/* platform.c - verify this host's certificates, for the hook */
#include "hook/platform.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "attest/chain.h"
#include "cleanup.h"
#include "file.h"
#include "hook/agent/agent.h"

/* Of the administrator's: the CEK with AMD's signature, which hosts do not
 * export, and another root than AMD's, for machines that have none of it. */
#define CEK_FILE "etc/sevgate/platform/cek.cert"
#define CA_FILE	 "etc/sevgate/platform/ca.cert"

static const struct about about_platform = { "platform", NULL, NULL };

/* 1: there is one and it was read, 0: there is none. */
static int read_optional(int rootfd, const char *path, char **ret, size_t *len,
			 struct err *err)
{
	if (faccessat(rootfd, path, F_OK, AT_EACCESS) < 0)
		return 0;
	return file_read_path(rootfd, path, CHAIN_MAX_SIZE, ret, len, err) < 0
		       ? -1
		       : 1;
}

static int read_chain(const struct agent *a, const struct sev_info *info,
		      struct chain *chain, int *ret_ca, struct err *err)
{
	_cleanup_free_ char *cek = NULL, *ca = NULL;
	size_t cek_len, ca_len;
	int have_cek;

	if (chain_read(info->chain, sizeof(info->chain), chain, err) < 0)
		return -1;
	have_cek =
		read_optional(a->judge.rootfd, CEK_FILE, &cek, &cek_len, err);
	*ret_ca = read_optional(a->judge.rootfd, CA_FILE, &ca, &ca_len, err);
	if (have_cek < 0 || *ret_ca < 0)
		return -1;
	if (have_cek &&
	    chain_with_cek(chain, (const uint8_t *)cek, cek_len, err) < 0)
		return err_wrap(err, "/" CEK_FILE);
	if (*ret_ca &&
	    chain_read_ca((const uint8_t *)ca, ca_len, chain, err) < 0)
		return err_wrap(err, "/" CA_FILE);
	return 0;
}

/* Another root counts where the administrator put one. */
static int verify(const struct chain *chain, bool own_root, struct err *err)
{
	enum chain_verdict verdict = chain_verify(chain, err);

	if (verdict == CHAIN_UNTRUSTED && own_root) {
		report(LOG_WARNING, &about_platform,
		       "this host's root is not AMD's; it is trusted because "
		       "of /" CA_FILE);
		return 0;
	}
	return verdict == CHAIN_OK ? 0 : -1;
}

static bool is_verified(const struct agent *a)
{
	struct sev_cert pdh;

	return platform_pdh(a->judge.rootfd, &pdh, NULL) == 0;
}

void platform_refresh(struct agent *a)
{
	struct err err = { "" };
	struct sev_info info;
	struct chain chain;
	int own_root = 0, asked = platform_ask(a->judge.rootfd, &info);

	if (asked < 0 && errno == ETIMEDOUT && is_verified(a)) {
		report(LOG_WARNING, &about_platform,
		       "the firmware is busy: what was verified before stays; "
		       "systemctl reload sevgated asks again");
		return;
	}
	/* libvirt tells what QEMU told it once, even when there is a new PDH */
	if (asked < 0)
		asked = virt_sev_info(a->judge.virt, &info, &err);
	if (asked == 0 && read_chain(a, &info, &chain, &own_root, &err) == 0 &&
	    verify(&chain, own_root == 1, &err) == 0) {
		if (platform_publish(a->judge.rootfd, chain.platform, &err) < 0)
			report(LOG_ERR, &about_platform, "%s", err.text);
		return;
	}
	report(LOG_WARNING, &about_platform,
	       "no launch sessions can be made: %s", err.text);
	if (platform_publish(a->judge.rootfd, NULL, &err) < 0)
		report(LOG_ERR, &about_platform, "%s", err.text);
}
