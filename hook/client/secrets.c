/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secrets.c - secrets from files, in memory for as long as it takes */
#include "hook/client/secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"

/* Straight into the buffer that will be wiped: stdio would keep a copy. */
static int read_whole(int fd, uint8_t *data, size_t *ret_len, struct err *err)
{
	size_t len = 0;

	while (len <= SECRET_MAX) {
		ssize_t n = read(fd, data + len, SECRET_MAX + 1 - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, "%m");
		if (n == 0)
			break;
		len += (size_t)n;
	}
	if (!len)
		return err_set(err, "is empty");
	if (len > SECRET_MAX)
		return err_set(err, "more than %u bytes", SECRET_MAX);
	*ret_len = len;
	return 0;
}

int secrets_add(struct secrets *secrets, const char *guid, int dirfd,
		const char *path, struct err *err)
{
	struct secret_entry *entry = &secrets->entries[secrets->count];
	_cleanup_close_ int fd = -1;
	uint8_t *data;

	if (secrets->count == SECRETS_MAX)
		return err_set(err, "more than %u secrets", SECRETS_MAX);
	if (!secret_guid(guid, entry->guid))
		return err_set(err, "'%s' is neither a GUID nor luks-key",
			       guid);
	fd = file_open(dirfd, path, NULL, err);
	if (fd < 0)
		return -1;
	data = malloc(SECRET_MAX + 1);
	if (!data)
		return err_set(err, "out of memory");
	entry->data = data;
	secrets->count++;
	if (read_whole(fd, data, &entry->len, err) < 0)
		return err_wrap(err, "%s", path);
	return 0;
}

int secrets_add_word(struct secrets *secrets, const char *word, struct err *err)
{
	const char *colon = strchr(word, ':');
	_cleanup_free_ char *guid =
		colon ? strndup(word, (size_t)(colon - word)) : NULL;

	if (!colon)
		return err_set(err, "'%s' is not GUID:FILE", word);
	if (!guid)
		return err_set(err, "out of memory");
	return secrets_add(secrets, guid, AT_FDCWD, colon + 1, err);
}

void secrets_wipe(struct secrets *secrets)
{
	while (secrets->count) {
		struct secret_entry *entry =
			&secrets->entries[--secrets->count];
		/* ours, whatever the type says to others */
		void *data = (void *)(uintptr_t)entry->data;

		explicit_bzero(data, SECRET_MAX + 1);
		free(data);
	}
}
