/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch_keys.c - a launch session for one start, and its keys */
#include "hook/launch_keys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "hook/place.h"
#include "hook/platform.h"
#include "text.h"

#define DIRECTORY "launch"
#define TIK	  "tik"
#define TEK	  "tek"

/* libvirt's directories of running domains, "domain-<id>-<short name>" */
#define LIBVIRT_DIRECTORY "var/lib/libvirt/qemu"

/* --- our side: the keys --------------------------------------------------- */

static int open_keys(int rootfd, const char *uuid, bool make)
{
	_cleanup_close_ int base = place_open(rootfd, make);
	_cleanup_close_ int launch = -1;

	if (base < 0 || !*uuid)
		return -1;
	if (!make) {
		launch =
			openat(base, DIRECTORY,
			       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		return openat(launch, uuid,
			      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	}
	launch = place_open_dir(base, DIRECTORY);
	return launch < 0 ? -1 : place_open_dir(launch, uuid);
}

static void unlink_keys(int dir)
{
	unlinkat(dir, TIK, 0);
	unlinkat(dir, TEK, 0);
}

/* Keys of a launch that libvirt did not release are nobody's any more. */
static int store(int rootfd, const char *uuid, const struct session_keys *keys)
{
	_cleanup_close_ int dir = open_keys(rootfd, uuid, true);

	if (dir < 0)
		return -1;
	unlink_keys(dir);
	if (place_create(dir, TIK, keys->tik, TIK_SIZE) == 0 &&
	    place_create(dir, TEK, keys->tek, TEK_SIZE) == 0)
		return 0;
	unlink_keys(dir);
	return -1;
}

void launch_keys_forget(int base, const char *uuid)
{
	_cleanup_close_ int launch =
		openat(base, DIRECTORY,
		       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	_cleanup_close_ int dir = -1;

	if (launch < 0)
		return;
	dir = openat(launch, uuid,
		     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir >= 0)
		unlink_keys(dir);
	unlinkat(launch, uuid, AT_REMOVEDIR);
}

static int read_key(int dir, const char *name, uint8_t *key, size_t size,
		    struct err *err)
{
	_cleanup_close_ int fd = file_open_nofollow(dir, name, NULL, err);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, key, size);
	if (n != (ssize_t)size)
		return err_set(err, "%s: %zd bytes, not %zu", name, n, size);
	return 0;
}

int launch_keys_get(int rootfd, const char *uuid, struct session_keys *ret,
		    struct err *err)
{
	_cleanup_close_ int dir = open_keys(rootfd, uuid, false);

	if (dir < 0)
		return 0;
	if (read_key(dir, TIK, ret->tik, TIK_SIZE, err) < 0 ||
	    read_key(dir, TEK, ret->tek, TEK_SIZE, err) < 0)
		return err_wrap(err, "run/sevgate/" DIRECTORY "/%s", uuid);
	return 1;
}

/* --- libvirt's side: the files that QEMU reads ---------------------------- */

/* The short name of a domain may be cut and escaped: the id decides. */
static int open_libvirt(int rootfd, const char *id, struct err *err)
{
	_cleanup_closedir_ DIR *dir = NULL;
	int fd = openat(rootfd, LIBVIRT_DIRECTORY,
			O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct dirent *entry;
	char prefix[64];

	if (fd < 0)
		return err_set(err, LIBVIRT_DIRECTORY ": %m");
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return err_set(err, LIBVIRT_DIRECTORY ": %m");
	}
	snprintf(prefix, sizeof(prefix), "domain-%s-", id ? id : "");
	while ((entry = readdir(dir)))
		if (!strncmp(entry->d_name, prefix, strlen(prefix)))
			return openat(dirfd(dir), entry->d_name,
				      O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
					      O_CLOEXEC);
	return err_set(err, LIBVIRT_DIRECTORY ": no %s*", prefix);
}

/*
 * Owner and label of the file are libvirt's work, so that it is written into,
 * not replaced.  It has to hold the zeros of the document: else the layout is
 * not the one we know, and QEMU may read something else.
 */
static int overwrite(int dir, const char *name, const char *zeros,
		     const uint8_t *data, size_t len, struct err *err)
{
	char text[TEXT_BASE64_SIZE(SEV_CERT_SIZE) + 1];
	_cleanup_close_ int fd =
		openat(dir, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	_cleanup_free_ char *old = NULL;
	size_t old_len;

	if (fd < 0)
		return err_set(err, "%s: %m", name);
	if (file_read(fd, sizeof(text), &old, &old_len, err) < 0)
		return err_wrap(err, "%s", name);
	if (strcmp(old, zeros) != 0)
		return err_set(err, "%s: not what the domain has", name);
	text_base64_encode(data, len, text);
	if (lseek(fd, 0, SEEK_SET) < 0 || ftruncate(fd, 0) < 0 ||
	    place_write_all(fd, text, strlen(text)) < 0)
		return err_set(err, "%s: %m", name);
	return 0;
}

static int give(int rootfd, const struct domain *dom,
		const struct launch_session *s, struct err *err)
{
	_cleanup_close_ int dir =
		open_libvirt(rootfd, xml_attr(dom->root, "id"), err);

	if (dir < 0)
		return -1;
	if (overwrite(dir, "dh_cert.base64",
		      xml_content(xml_child(dom->launch, "dhCert")),
		      (const uint8_t *)&s->godh, sizeof(s->godh), err) < 0)
		return -1;
	return overwrite(dir, "session.base64",
			 xml_content(xml_child(dom->launch, "session")),
			 (const uint8_t *)&s->blob, sizeof(s->blob), err);
}

/* --- both ----------------------------------------------------------------- */

int launch_keys_put(int rootfd, const struct domain *dom,
		    const struct attest_ops *attest, struct err *err)
{
	struct sev_cert pdh;
	struct launch_session session;
	int result;

	if (platform_pdh(rootfd, &pdh, err) < 0 ||
	    attest->session_create(&pdh, (uint32_t)dom->policy, &session, err) <
		    0)
		return -1;
	result = store(rootfd, dom->uuid, &session.keys);
	attest->session_wipe(&session.keys);
	if (result < 0)
		return err_set(err, "run/sevgate/" DIRECTORY ": %m");
	if (give(rootfd, dom, &session, err) < 0) {
		_cleanup_close_ int base = place_open(rootfd, false);

		launch_keys_forget(base, dom->uuid);
		return -1;
	}
	return 0;
}
