/* SPDX-License-Identifier: GPL-2.0-or-later */
/* chain_source.c - chains from a file, a directory, or the host */
#include <fcntl.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
#include "hook/cli/chain.h"
#include "hook/client/sev_device.h"
#include "hook/client/virt.h"

/* as sev-tool names them; the first four are a must */
static const char *const names[CHAIN_PARTS] = {
	[CHAIN_PDH] = "pdh.cert", [CHAIN_PEK] = "pek.cert",
	[CHAIN_OCA] = "oca.cert", [CHAIN_CEK] = "cek.cert",
	[CHAIN_ASK] = "ask.cert", [CHAIN_ARK] = "ark.cert",
};

bool chain_option(struct chain_source *source, int option)
{
	switch (option) {
	case 'A':
		source->ca = optarg;
		return true;
	case 'K':
		source->cek = optarg;
		return true;
	case 'U':
		source->untrusted = true;
		return true;
	default:
		return false;
	}
}

const char *chain_source_name(const struct chain_source *source)
{
	if (source->path)
		return source->path;
	if (source->device)
		return source->device;
	return source->uri ? source->uri : "this host";
}

/**
 * struct buffer - certificates, one after the other
 */
struct buffer {
	uint8_t data[CHAIN_MAX_SIZE];
	size_t len;
};

static int add_file(int dirfd, const char *path, struct buffer *buf,
		    size_t *ret_len, struct err *err)
{
	size_t room = sizeof(buf->data) - buf->len;
	_cleanup_free_ char *text = NULL;

	if (file_read_path(dirfd, path, room, &text, ret_len, err) < 0)
		return -1;
	memcpy(buf->data + buf->len, text, *ret_len);
	buf->len += *ret_len;
	return 0;
}

/* --- directory ------------------------------------------------------------ */

static int add_part(int dirfd, enum chain_part part, struct buffer *buf,
		    struct err *err)
{
	const char *name = names[part];
	size_t len = 0;

	if (add_file(dirfd, name, buf, &len, err) < 0)
		return -1;
	if (part <= CHAIN_CEK && len != SEV_CERT_SIZE)
		return err_set(err, "%s: %zu bytes, not %u", name, len,
			       SEV_CERT_SIZE);
	/* the ARK begins behind it: its length is looked at with the rest */
	if (part == CHAIN_ASK && len != 832 && len != 1600)
		return err_set(err, "%s: %zu bytes, not 832 or 1600", name,
			       len);
	return 0;
}

static bool has_part(int dirfd, enum chain_part part)
{
	return faccessat(dirfd, names[part], F_OK, 0) == 0;
}

static int read_directory(int dirfd, struct chain *ret, struct err *err)
{
	struct buffer buf = { .len = 0 };
	enum chain_part part, end = CHAIN_ASK;

	/* both or none; one alone is missed when it is read */
	if (has_part(dirfd, CHAIN_ASK) || has_part(dirfd, CHAIN_ARK))
		end = CHAIN_PARTS;
	for (part = CHAIN_PDH; part < end; part++)
		if (add_part(dirfd, part, &buf, err) < 0)
			return -1;
	return chain_read(buf.data, buf.len, ret, err);
}

/* --- file, host ----------------------------------------------------------- */

static int read_path(const char *path, struct chain *ret, struct err *err)
{
	_cleanup_close_ int dirfd =
		open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct buffer buf = { .len = 0 };
	size_t len = 0;

	if (dirfd < 0 && add_file(AT_FDCWD, path, &buf, &len, err) < 0)
		return -1;
	if ((dirfd < 0 ? chain_read(buf.data, buf.len, ret, err)
		       : read_directory(dirfd, ret, err)) < 0)
		return err_wrap(err, "%s", path);
	return 0;
}

static int ask_libvirt(const char *uri, struct sev_info *ret, struct err *err)
{
	_cleanup_(virt_closep) struct virt *virt = virt_open(uri, err);

	return virt ? virt_sev_info(virt, ret, err) : -1;
}

static int ask_device(const char *path, struct sev_info *ret, struct err *err)
{
	_cleanup_close_ int fd = sev_device_open(path, err);

	return fd < 0 ? -1 : sev_device_info(fd, ret, err);
}

static int read_host(const struct chain_source *source, struct chain *ret,
		     char *ret_id, struct err *err)
{
	struct sev_info info;

	if ((source->device ? ask_device(source->device, &info, err)
			    : ask_libvirt(source->uri, &info, err)) < 0)
		return -1;
	memcpy(ret_id, info.id, sizeof(info.id));
	if (chain_read(info.chain, sizeof(info.chain), ret, err) < 0)
		return err_wrap(err, "the host's chain");
	return 0;
}

static int add_ca(const char *path, struct chain *chain, struct err *err)
{
	struct buffer buf = { .len = 0 };
	size_t len = 0;

	if (add_file(AT_FDCWD, path, &buf, &len, err) < 0)
		return -1;
	if (chain_read_ca(buf.data, buf.len, chain, err) < 0)
		return err_wrap(err, "%s", path);
	return 0;
}

static int add_cek(const char *path, struct chain *chain, struct err *err)
{
	struct buffer buf = { .len = 0 };
	size_t len = 0;

	if (add_file(AT_FDCWD, path, &buf, &len, err) < 0)
		return -1;
	if (chain_with_cek(chain, buf.data, buf.len, err) < 0)
		return err_wrap(err, "%s", path);
	return 0;
}

int chain_source_read(const struct chain_source *source, struct chain *ret,
		      char ret_id[2 * SEV_INFO_ID + 1], struct err *err)
{
	ret_id[0] = '\0';
	if ((source->path ? read_path(source->path, ret, err)
			  : read_host(source, ret, ret_id, err)) < 0)
		return -1;
	if (source->ca && add_ca(source->ca, ret, err) < 0)
		return -1;
	return source->cek ? add_cek(source->cek, ret, err) : 0;
}
