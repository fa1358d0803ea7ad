/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firmware_trusted.c - the firmware image is one that the profile trusts */
#include <string.h>

#include "attest/attest.h"
#include "cleanup.h"
#include "engine.h"
#include "file.h"
#include "rule.h"
#include "text.h"

static const struct reason untrusted = {
	.code = "firmware-untrusted",
	.level = MODE_ENFORCE,
	.fix = "use an image from the profile's <trusted> set, or add the "
	       "digest there when you know where the image is from",
};

static bool is_trusted(const struct profile *p, const uint8_t *digest)
{
	size_t i;

	for (i = 0; i < p->n_trusted; i++)
		if (!memcmp(p->trusted[i], digest, SHA256_SIZE))
			return true;
	return false;
}

static int digest_of(struct check *c, const char *path, uint8_t *digest,
		     struct err *err)
{
	const struct attest_ops *ops = c->env->attest(err);
	_cleanup_close_ int fd = -1;
	struct stat st;

	if (!ops)
		return -1;
	fd = file_open(c->env->rootfd, path, &st, err);
	if (fd < 0)
		return -1;
	if (st.st_size > FIRMWARE_MAX_SIZE)
		return err_set(err, "%s: more than any firmware image", path);
	if (ops->sha256_file(fd, digest, err) < 0)
		return err_wrap(err, "%s", path);
	return 0;
}

static void check(struct check *c)
{
	const xmlNode *loader = xml_child(c->dom->os, "loader");
	const char *path = xml_content(loader);
	uint8_t digest[SHA256_SIZE];
	char hex[2 * SHA256_SIZE + 1];
	struct err err = { "" };

	if (!c->profile->n_trusted) {
		skip(c, "profile %s trusts every image", c->profile->name);
	} else if (!path || !*path) {
		skip(c, "libvirt chooses the image at start, then it is "
			"checked");
	} else if (!c->env->attest || c->env->rootfd < 0) {
		skip(c, "the host's files are not at hand");
	} else if (digest_of(c, path, digest, &err) < 0) {
		unknown(c, &untrusted, loader, "firmware %s", err.text);
	} else if (!is_trusted(c->profile, digest)) {
		text_hex(digest, SHA256_SIZE, hex);
		violation(c, &untrusted, loader,
			  "%s has SHA-256 %s, which profile %s does not trust",
			  path, hex, c->profile->name);
	}
}

const struct rule rule_firmware_trusted = {
	.id = "firmware-trusted",
	.title = "the firmware image is one that the profile trusts",
	.source = "SEV API (55766) 6.5: the launch measurement covers the "
		  "firmware",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &untrusted, NULL },
	.check = check,
};
