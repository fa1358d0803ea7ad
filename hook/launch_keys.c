/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch_keys.c - a launch session for one start, and its keys */
#include "hook/launch_keys.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "hook/place.h"
#include "hook/platform.h"
#include "hook/secret_file.h"
#include "text.h"

#define DIRECTORY "launch"
#define TIK	  "tik"
#define TEK	  "tek"

/* libvirt's directories of running domains, "domain-<id>-<short name>" */
#define LIBVIRT_DIRECTORY "var/lib/libvirt/qemu"
#define CERT		  "dh_cert.base64"
#define SESSION		  "session.base64"

/* What libvirt writes is the text of the document, white space and all. */
#define ZEROS_MAX 65536

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

static int create(int dir, const struct session_keys *keys)
{
	return place_create(dir, TIK, keys->tik, TIK_SIZE) < 0
		       ? -1
		       : place_create(dir, TEK, keys->tek, TEK_SIZE);
}

/* Keys of a launch that libvirt did not release are nobody's any more. */
static int store(int rootfd, const char *uuid, const struct session_keys *keys,
		 struct err *err)
{
	_cleanup_close_ int dir = open_keys(rootfd, uuid, true);

	if (dir < 0)
		return err_set(err, "run/sevgate/" DIRECTORY ": %m");
	unlink_keys(dir);
	if (create(dir, keys) < 0)
		return err_set(err, "run/sevgate/" DIRECTORY "/%s: %m", uuid);
	return 0;
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

int launch_keys_get(int rootfd, const char *uuid, struct session_keys *ret,
		    struct err *err)
{
	_cleanup_close_ int dir = open_keys(rootfd, uuid, false);

	if (dir < 0)
		return 0;
	if (secret_file_key(dir, TIK, ret->tik, err) == 0 &&
	    secret_file_key(dir, TEK, ret->tek, err) == 0)
		return 1;
	explicit_bzero(ret, sizeof(*ret));
	return err_wrap(err, "run/sevgate/" DIRECTORY "/%s", uuid);
}

/* --- libvirt's side: the files that QEMU reads ---------------------------- */

/* libvirt cuts names after so many characters, and escapes some. */
#define SHORT_NAME 20

static bool is_short_name(const char *text, const char *name)
{
	size_t len = strlen(text);

	return !strncmp(text, name, len) && (!name[len] || len >= SHORT_NAME);
}

/*
 * The id decides.  Guests that ended with the machine may have left
 * directories with the same one; then the name has to be this domain's.
 */
static int find_libvirt(DIR *dir, const char *id, const char *name,
			char ret[NAME_MAX + 1], struct err *err)
{
	const struct dirent *entry;
	unsigned int count = 0;
	char prefix[32];
	size_t len;

	len = (size_t)snprintf(prefix, sizeof(prefix), "domain-%s-", id);
	while ((entry = readdir(dir))) {
		if (strncmp(entry->d_name, prefix, len) != 0)
			continue;
		snprintf(ret, NAME_MAX + 1, "%s", entry->d_name);
		if (is_short_name(ret + len, name))
			return 0;
		count++;
	}
	if (count == 1)
		return 0;
	return err_set(err, LIBVIRT_DIRECTORY ": %s %s*",
		       count ? "more than one" : "no", prefix);
}

static const char *read_id(const struct domain *dom, struct err *err)
{
	const char *id = xml_attr(dom->root, "id");
	uint64_t number;

	if (id && text_to_u64(id, 10, INT_MAX, &number))
		return id;
	err_set(err, "the document's id '%s' is not a number", id ? id : "");
	return NULL;
}

static int open_libvirt(int rootfd, const struct domain *dom, struct err *err)
{
	const char *id = read_id(dom, err);
	_cleanup_closedir_ DIR *dir = NULL;
	char name[NAME_MAX + 1];
	int fd;

	if (!id)
		return -1;
	fd = openat(rootfd, LIBVIRT_DIRECTORY,
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, LIBVIRT_DIRECTORY ": %m");
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return err_set(err, LIBVIRT_DIRECTORY ": %m");
	}
	if (find_libvirt(dir, id, dom->name, name, err) < 0)
		return -1;
	fd = openat(dirfd(dir), name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? err_set(err, LIBVIRT_DIRECTORY "/%s: %m", name) : fd;
}

/*
 * Owner and label of the file are libvirt's work, so that it is written into,
 * not replaced.  It has to hold the zeros of the document: else the layout is
 * not the one we know, and QEMU may read something else.
 */
static int open_zeros(int dir, const char *name, const char *zeros,
		      struct err *err)
{
	_cleanup_close_ int fd =
		openat(dir, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	_cleanup_free_ char *old = NULL;
	struct stat st;
	size_t len;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(err, "%s: %m", name);
	if (!S_ISREG(st.st_mode))
		return err_set(err, "%s: not a regular file", name);
	if (file_read(fd, ZEROS_MAX, &old, &len, err) < 0)
		return err_wrap(err, "%s", name);
	if (len != strlen(zeros) || memcmp(old, zeros, len) != 0)
		return err_set(err, "%s: not what the domain has", name);
	return TAKE_FD(fd);
}

static int overwrite(int fd, const char *name, const void *data, size_t len,
		     struct err *err)
{
	char text[TEXT_BASE64_SIZE(SEV_CERT_SIZE) + 1];

	text_base64_encode(data, len, text);
	if (lseek(fd, 0, SEEK_SET) < 0 || ftruncate(fd, 0) < 0 ||
	    place_write_all(fd, text, strlen(text)) < 0)
		return err_set(err, "%s: %m", name);
	return 0;
}

static const char *zeros_of(const struct domain *dom, const char *element)
{
	return xml_content(xml_child(dom->launch, element));
}

/* Both are looked at before one is changed. */
static int give(int rootfd, const struct domain *dom,
		const struct launch_session *s, struct err *err)
{
	_cleanup_close_ int dir = open_libvirt(rootfd, dom, err);
	_cleanup_close_ int cert = -1, session = -1;

	if (dir < 0)
		return -1;
	cert = open_zeros(dir, CERT, zeros_of(dom, "dhCert"), err);
	if (cert < 0)
		return -1;
	session = open_zeros(dir, SESSION, zeros_of(dom, "session"), err);
	if (session < 0 ||
	    overwrite(cert, CERT, &s->godh, sizeof(s->godh), err) < 0)
		return -1;
	return overwrite(session, SESSION, &s->blob, sizeof(s->blob), err);
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
	result = store(rootfd, dom->uuid, &session.keys, err);
	attest->session_wipe(&session.keys);
	if (result == 0)
		result = give(rootfd, dom, &session, err);
	if (result < 0) {
		_cleanup_close_ int base = place_open(rootfd, false);

		launch_keys_forget(base, dom->uuid);
	}
	return result;
}
