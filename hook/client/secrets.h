/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secrets.h - secrets from files, in memory for as long as it takes */
#ifndef HOOK_CLIENT_SECRETS_H
#define HOOK_CLIENT_SECRETS_H

#include "attest/secret.h"

/* SECRET_MAX has no room for more */
#define SECRETS_MAX (SECRET_MAX / SECRET_ENTRY_HEADER)

/**
 * struct secrets - the secrets of one guest
 * @entries:	data is malloc()ed, SECRET_MAX + 1 bytes
 */
struct secrets {
	struct secret_entry entries[SECRETS_MAX];
	size_t count;
};

/**
 * secrets_add() - read one
 * @guid:	a GUID, or "luks-key"
 * @dirfd, @path: the file, at most SECRET_MAX bytes, not empty
 *
 * Return: 0, or -1.
 */
int secrets_add(struct secrets *secrets, const char *guid, int dirfd,
		const char *path, struct err *err);

/**
 * secrets_add_word() - read one, as a command line names it
 * @word:	GUID:FILE, a path may have colons
 *
 * Return: 0, or -1.
 */
int secrets_add_word(struct secrets *secrets, const char *word,
		     struct err *err);

/**
 * secrets_wipe() - overwrite and release all; takes a zeroed struct too
 */
void secrets_wipe(struct secrets *secrets);

#endif
