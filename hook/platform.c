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

/**
 * struct store - a directory that a chain is kept in
 */
struct store {
	const char *name;
	int (*open)(int rootfd);
};

static int open_run(int rootfd)
{
	return place_open(rootfd, true);
}

/* The daemon of a user's session has nothing that outlives it. */
static int open_kept(int rootfd)
{
	return geteuid() == 0 ? place_open_kept(rootfd) : -1;
}

/* The newer one first. */
static const struct store stores[] = {
	{ "run/sevgate/" DIRECTORY, open_run },
	{ "var/lib/sevgate/" DIRECTORY, open_kept },
};

static int open_store(const struct store *store, int rootfd)
{
	_cleanup_close_ int base = store->open(rootfd);

	return base < 0 ? -1 : place_open_dir(base, DIRECTORY);
}

static int publish(const struct store *store, int rootfd,
		   const struct sev_cert *chain, struct err *err)
{
	_cleanup_close_ int dir = open_store(store, rootfd);

	if (dir < 0)
		return err_set(err, "%s: %m", store->name);
	if (!chain && unlinkat(dir, FILE_NAME, 0) < 0 && errno != ENOENT)
		return err_set(err, "%s: %m", store->name);
	if (chain && place_replace(dir, FILE_NAME, chain, CHAIN_SIZE) < 0)
		return err_set(err, "%s: %m", store->name);
	return 0;
}

/* Without the copy only domains that start before the agent are refused. */
int platform_publish(int rootfd, const struct sev_cert chain[4],
		     struct err *err)
{
	publish(&stores[1], rootfd, chain, NULL);
	return publish(&stores[0], rootfd, chain, err);
}

/* 1: it is there; 0: it is not, with @err untouched where nothing is wrong. */
static int read_pdh(const struct store *store, int rootfd, struct sev_cert *ret,
		    struct err *err)
{
	_cleanup_close_ int dir = open_store(store, rootfd);
	_cleanup_free_ char *data = NULL;
	size_t len;

	if (dir < 0) {
		err_set(err, "%s: %m", store->name);
		return 0;
	}
	if (faccessat(dir, FILE_NAME, F_OK, 0) < 0)
		return 0;
	if (file_read_path(dir, FILE_NAME, CHAIN_SIZE, &data, &len, err) < 0)
		return err_wrap(err, "%s", store->name);
	if (len != CHAIN_SIZE)
		return err_set(err, "%s/" FILE_NAME ": %zu bytes, not %zu",
			       store->name, len, CHAIN_SIZE);
	memcpy(ret, data, sizeof(*ret));
	return 1;
}

int platform_pdh(int rootfd, struct sev_cert *ret, struct err *err)
{
	struct err why = { "no verified certificates of this host" };
	int found = read_pdh(&stores[0], rootfd, ret, &why);

	/* what is wrong with the copy says less than that */
	if (found == 0)
		found = read_pdh(&stores[1], rootfd, ret, NULL);
	return found == 1 ? 0 : err_set(err, "%s", why.text);
}
