/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secrets.c - secrets from files, in memory for as long as it takes */
#include "hook/client/secrets.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "hook/secret_file.h"

int secrets_add(struct secrets *secrets, const char *guid, int dirfd,
		const char *path, struct err *err)
{
	struct secret_entry entry = { .len = 0 };
	_cleanup_free_ uint8_t *data = NULL;

	if (secrets->count == SECRETS_MAX)
		return err_set(err, "a guest can be given at most %u secrets",
			       SECRETS_MAX);
	if (!secret_guid(guid, entry.guid))
		return err_set(err, "'%s' is neither a GUID nor luks-key",
			       guid);
	data = malloc(SECRET_MAX + 1);
	if (!data)
		return err_set(err, "out of memory");
	if (secret_file_read(dirfd, path, SECRET_MAX, data, &entry.len, err) <
	    0)
		return -1;
	if (!entry.len)
		return err_set(err, "%s: is empty", path);
	entry.data = TAKE_PTR(data);
	secrets->entries[secrets->count++] = entry;
	return 0;
}

int secrets_add_word(struct secrets *secrets, const char *word, struct err *err)
{
	const char *colon = strchr(word, ':');
	_cleanup_free_ char *guid = NULL;

	if (!colon)
		return err_set(err, "'%s' is not GUID:FILE", word);
	guid = strndup(word, (size_t)(colon - word));
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
		void *data = (void *)entry->data;

		explicit_bzero(data, SECRET_MAX + 1);
		free(data);
	}
}
