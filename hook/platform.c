/* SPDX-License-Identifier: GPL-2.0-or-later */
/* platform.c - the certificates of this host, verified by the agent */
#include "hook/platform.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "hook/place.h"

#define DIRECTORY  "platform"
#define FILE_NAME  "chain"
#define CHAIN_SIZE (4 * (size_t)SEV_CERT_SIZE)

static int open_directory(int rootfd)
{
	_cleanup_close_ int base = place_open(rootfd, true);

	return base < 0 ? -1 : place_open_dir(base, DIRECTORY);
}

int platform_publish(int rootfd, const struct sev_cert chain[4],
		     struct err *err)
{
	_cleanup_close_ int dir = open_directory(rootfd);

	if (dir < 0)
		return err_set(err, "run/sevgate/" DIRECTORY ": %m");
	if (!chain && unlinkat(dir, FILE_NAME, 0) < 0 && errno != ENOENT)
		return err_set(err, "run/sevgate/" DIRECTORY ": %m");
	if (chain && place_replace(dir, FILE_NAME, chain, CHAIN_SIZE) < 0)
		return err_set(err, "run/sevgate/" DIRECTORY ": %m");
	return 0;
}

int platform_pdh(int rootfd, struct sev_cert *ret, struct err *err)
{
	_cleanup_close_ int dir = open_directory(rootfd);
	_cleanup_free_ char *data = NULL;
	size_t len;

	if (dir < 0)
		return err_set(err, "run/sevgate/" DIRECTORY ": %m");
	if (faccessat(dir, FILE_NAME, F_OK, 0) < 0)
		return err_set(err, "no verified certificates of this host");
	if (file_read_path(dir, FILE_NAME, CHAIN_SIZE, &data, &len, err) < 0)
		return err_wrap(err, "run/sevgate/" DIRECTORY);
	if (len != CHAIN_SIZE)
		return err_set(err,
			       "run/sevgate/" DIRECTORY "/" FILE_NAME
			       ": %zu bytes, not %zu",
			       len, CHAIN_SIZE);
	memcpy(ret, data, sizeof(*ret));
	return 0;
}
